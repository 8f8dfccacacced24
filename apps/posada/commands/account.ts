import { type Command, readOptions, WrongInput } from '../command.ts'
import { withPrompt } from '../prompt.ts'
import { askTwo, openDoor, operationAt } from './unlock.ts'

/** `posada account reset`: two custodians give an administrator who lost their way in a code for a new one, shown once. */
export const accountCommand: Command = async (args, io) => {
  const options = readOptions(
    args,
    {
      login: { type: 'string' },
      operation: { type: 'string' },
      url: { type: 'string' },
      json: { type: 'boolean' },
    },
    1,
  )
  const login = options.text('login')
  if (options.words[0] !== 'reset' || !login) throw new WrongInput('Say: account reset --login NAME')
  const door = openDoor(options.text('url'), io)
  if (!door) return 1
  const operationId = await operationAt(door, options.text('operation'))
  return withPrompt(async (ask) => {
    const custodians = await askTwo(ask)
    const { status, body } = await door.call('/access/reset-administrator', { operationId, custodians, login })
    if (status !== 200) {
      io.err(String(body.title ?? 'No code was made.'))
      return 1
    }
    if (options.flag('json')) io.out(JSON.stringify({ operationId, login, ...body }))
    else {
      io.out(`The code for "${login}", shown once: ${String(body.code).replace(/.{4}(?=.)/g, '$& ')}`)
      io.out(
        `It works once, until ${body.expiresAt}: at the sign-in of the desk, "I have a code". The old ways in end then.`,
      )
      io.out('It is on record, and every colleague who oversees sees an alarm.')
    }
    return 0
  })
}
