import type { Signer } from '#platform/cose/ed25519.ts'
import { type CommandIo, WrongInput } from './command.ts'
import { openWorldOf } from './running.ts'
import { readSettings } from './settings.ts'

/** The issuing key of this world's operation, for `card issue` without `--new-key`. With several, the first authority's. */
export async function operationSigner(io: CommandIo): Promise<Signer> {
  const { world, close } = await openWorldOf(readSettings(process.env), io.environment, { log: io.err, mayJoin: true })
  try {
    const found = []
    for (const operationId of await world.db.everyOperation()) found.push(await world.keyring.find(operationId))
    const keys =
      found.find((operation) => operation?.kind === 'authority') ?? found.find((operation) => operation !== undefined)
    if (!keys) throw new WrongInput('There is no operation here yet. Make one with `posada init`, or use --new-key.')
    return keys.issuing
  } finally {
    await close()
  }
}
