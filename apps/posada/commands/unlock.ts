import { isUuid } from '#platform/base/ids.ts'
import { type Command, type CommandIo, readOptions, WrongInput } from '../command.ts'
import { callServer, type FoundServer, findServers } from '../console.ts'
import { type Ask, withPrompt } from '../prompt.ts'

/** `posada unlock`: two custodians at the machine open an operation of the running server. */
export const unlockCommand: Command = async (args, io) => {
  const options = readOptions(args, { operation: { type: 'string' }, json: { type: 'boolean' } })
  const given = options.text('operation')
  if (given !== undefined && !isUuid(given)) throw new WrongInput('--operation takes the number that init printed.')
  const [server] = findServers(process.env)
  if (!server) {
    io.err('No server is running on this data. Start it first: POSADA_DEMO=0 npm start')
    return 1
  }
  const operationId = given ?? (await onlyOperation(server))
  return withPrompt(async (ask) =>
    unlock(io, server, operationId, await askCustodians(server, ask), options.flag('json')),
  )
}

async function unlock(io: CommandIo, server: FoundServer, operationId: string, custodians: object[], json: boolean) {
  const { status, body } = await callServer(server, '/access/unlock', { operationId, custodians })
  if (status !== 200) {
    io.err(String(body.title ?? 'The server did not unlock the operation.'))
    return 1
  }
  io.out(
    json ? JSON.stringify({ operationId, ...body }) : `Unlocked until ${body.lapsesAt}, unless custodians renew it.`,
  )
  return 0
}

/** The operation to open when none was named: the only one this server lists. */
async function onlyOperation(server: FoundServer): Promise<string> {
  const { body } = await callServer(server, '/access/operations')
  const operations = (body.operations ?? []) as { id: string; name: string }[]
  if (operations.length === 1) return operations[0]!.id
  const listed = operations.map(({ id, name }) => `\n  ${id}  ${name}`).join('')
  const where = server.settings.dataDir
  throw new WrongInput(
    `Say which operation with --operation NUMBER, as init printed it. On the data in ${where} there are:${listed}`,
  )
}

async function askCustodians({ settings }: FoundServer, ask: Ask): Promise<object[]> {
  if (settings.isPractice) return [] // practice opens from its own file
  const custodians = []
  for (const which of ['first', 'second']) {
    const ordinal = Number(await ask(`Number of the ${which} custodian (1 to 3): `))
    if (![1, 2, 3].includes(ordinal)) throw new WrongInput('A custodian has the number 1, 2 or 3.')
    custodians.push({ ordinal, passphrase: await ask('Words: ', { hidden: true }) })
  }
  return custodians
}
