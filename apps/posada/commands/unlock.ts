import { isUuid } from '#platform/base/ids.ts'
import { type Command, type CommandIo, readOptions, WrongInput, wholeNumber } from '../command.ts'
import { type Answer, callServer, findServers } from '../console.ts'
import { type Ask, withPrompt } from '../prompt.ts'

/** The server whose operation is opened: the one on this machine, or any other by its address. */
export type Door = { isPractice: boolean; where: string; call(path: string, body?: object): Promise<Answer> }

/** `posada unlock`: custodians open an operation, together or each from where they are. */
export const unlockCommand: Command = async (args, io) => {
  const options = readOptions(args, {
    operation: { type: 'string' },
    custodian: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean' },
  })
  const custodian = options.text('custodian')
  const alone = custodian === undefined ? undefined : wholeNumber('custodian', custodian, { from: 1, to: 3 })
  const door = openDoor(options.text('url'), io)
  if (!door) return 1
  const operationId = await operationAt(door, options.text('operation'))
  return withPrompt(async (ask) =>
    unlock(io, door, operationId, await askWords(door, ask, alone), options.flag('json')),
  )
}

/** Undefined, and told, where no server runs on this data. */
export function openDoor(url: string | undefined, io: CommandIo): Door | undefined {
  if (url !== undefined) return remoteDoor(url)
  const [server] = findServers(process.env)
  if (!server) {
    io.err('No server is running on this data. Start it first: POSADA_DEMO=0 npm start')
    return undefined
  }
  const { isPractice, dataDir } = server.settings
  return { isPractice, where: `On the data in ${dataDir}`, call: (path, body) => callServer(server, path, body) }
}

/** Words leave this machine over TLS alone; loopback is this machine. */
function remoteDoor(given: string): Door {
  const url = URL.parse(given)
  const isHere = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    throw new WrongInput('--url takes an address that begins with https://')
  return {
    isPractice: false,
    where: `At ${url.origin}`,
    async call(path, body) {
      const init = body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
      const response = await fetch(`${url.origin}/api${path}`, { redirect: 'error', ...init })
      return { status: response.status, body: (await response.json()) as Answer['body'] }
    },
  }
}

async function unlock(io: CommandIo, door: Door, operationId: string, custodians: object[], json: boolean) {
  const { status, body } = await door.call('/access/unlock', { operationId, custodians })
  if (status !== 200) {
    io.err(String(body.title ?? 'The server did not unlock the operation.'))
    return 1
  }
  const isWaiting = custodians.length === 1 && body.here === 1
  if (json) io.out(JSON.stringify({ operationId, ...body }))
  else if (isWaiting) io.out('1 of 2 custodians is here. The second one has 15 minutes.')
  else io.out(`Unlocked until ${body.lapsesAt}, unless custodians renew it.`)
  return 0
}

/** The operation that was named, or the only one this server lists. */
export async function operationAt(door: Door, given: string | undefined): Promise<string> {
  if (given !== undefined && !isUuid(given)) throw new WrongInput('--operation takes the number that init printed.')
  if (given !== undefined) return given
  const { body } = await door.call('/access/operations')
  const operations = (body.operations ?? []) as { id: string; name: string }[]
  if (operations.length === 1) return operations[0]!.id
  const listed = operations.map(({ id, name }) => `\n  ${id}  ${name}`).join('')
  throw new WrongInput(
    `Say which operation with --operation NUMBER, as init printed it. ${door.where} there are:${listed}`,
  )
}

/** Words of one custodian who is alone here, or of two; practice opens from its own file. */
async function askWords({ isPractice }: Door, ask: Ask, alone: number | undefined): Promise<object[]> {
  if (isPractice) return []
  if (alone !== undefined) return [{ ordinal: alone, passphrase: await ask('Words: ', { hidden: true }) }]
  return askTwo(ask)
}

export async function askTwo(ask: Ask): Promise<{ ordinal: number; passphrase: string }[]> {
  const custodians = []
  for (const which of ['first', 'second']) {
    const ordinal = Number(await ask(`Number of the ${which} custodian (1 to 3): `))
    if (![1, 2, 3].includes(ordinal)) throw new WrongInput('A custodian has the number 1, 2 or 3.')
    custodians.push({ ordinal, passphrase: await ask('Words: ', { hidden: true }) })
  }
  return custodians
}
