import { proposePassphrase } from '#platform/vault/words.ts'
import { type Command, readOptions, WrongInput, wholeNumber } from '../command.ts'
import { withPrompt } from '../prompt.ts'
import { askTwo, openDoor, operationAt } from './unlock.ts'

/** `posada custodian replace`: two custodians give the third new words, which are shown once. */
export const custodianCommand: Command = async (args, io) => {
  const options = readOptions(
    args,
    {
      custodian: { type: 'string' },
      operation: { type: 'string' },
      url: { type: 'string' },
      json: { type: 'boolean' },
    },
    1,
  )
  if (options.words[0] !== 'replace') throw new WrongInput('Say: custodian replace --custodian N')
  const ordinal = wholeNumber('custodian', options.text('custodian'), { from: 1, to: 3 })
  const door = openDoor(options.text('url'), io)
  if (!door) return 1
  const operationId = await operationAt(door, options.text('operation'))
  return withPrompt(async (ask) => {
    const replaced = { ordinal, passphrase: proposePassphrase(io.environment.random) }
    const custodians = await askTwo(ask)
    const { status, body } = await door.call('/access/replace-custodian', { operationId, custodians, replaced })
    if (status !== 200) {
      io.err(String(body.title ?? 'The custodian was not replaced.'))
      return 1
    }
    if (options.flag('json')) io.out(JSON.stringify({ operationId, ...replaced }))
    else {
      io.out(`The new words of custodian ${ordinal}, shown once: ${replaced.passphrase}`)
      io.out(
        'The old words open nothing more here. An old backup still knows them: make a new key too, on the page Keys.',
      )
    }
    return 0
  })
}
