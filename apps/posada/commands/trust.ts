import type { World } from '#apps/server/world.ts'
import { PAPERS_MANDATE } from '#capabilities/proof/issuer.ts'
import { readTrustList } from '#capabilities/proof/trust-list.ts'
import { type Command, readOptions, WrongInput } from '../command.ts'
import { type Ask, withPrompt } from '../prompt.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'
import { changeMandate, readList } from '../trust.ts'

type Wanted = { act: string; operation: string | undefined }

/** `posada trust`: whom the root vouches for and for what; gives an operation the mandate for papers, or takes it back. */
export const trustCommand: Command = async (args, io) => {
  const options = readOptions(args, { operation: { type: 'string' }, json: { type: 'boolean' } }, 1)
  const wanted = { act: options.words[0] ?? 'list', operation: options.text('operation') }
  const settings = readSettings({ ...process.env, POSADA_DEMO: '0' })
  const { world, close } = await openWorldOf(settings, io.environment, { log: io.err, mayJoin: true })
  try {
    const list = await withPrompt((ask) => runTrust(wanted, world, ask))
    if (options.flag('json')) io.out(JSON.stringify(list))
    else {
      io.out(`List ${list.version} of ${list.issuedOn}. Verifiers take it when they next have a network.`)
      for (const { kid, name, mandate, validFrom, validTo } of list.issuers)
        io.out(`  ${kid}  ${name}: ${mandate.join(', ')}  (${validFrom} to ${validTo})`)
    }
    return 0
  } finally {
    await close()
  }
}

/** Does what is asked and gives the list as it then is. */
export async function runTrust(
  { act, operation }: Wanted,
  world: Pick<World, 'db' | 'secretsDir' | 'keyring' | 'clock'>,
  ask: Ask,
) {
  if (act !== 'list' && act !== 'grant' && act !== 'revoke')
    throw new WrongInput('Say: trust list, trust grant or trust revoke.')
  if (act !== 'list') await changeMandate(await operationOf(world, operation), world, ask, act === 'grant')
  const bytes = readList(world.secretsDir)
  const list = bytes && (await readTrustList(bytes))
  if (!list) throw new WrongInput('No root has signed a list here. `posada init` makes one.')
  return {
    ...{ version: list.version, issuedOn: list.issuedOn },
    issuers: list.issuers.map(({ kid, name, mandate, validFrom, validTo }) => ({
      ...{ kid: Buffer.from(kid).toString('hex'), name, mandate, validFrom, validTo },
      mayIssuePapers: mandate.includes(PAPERS_MANDATE),
    })),
  }
}

/** The one there is; of several, the one that was named. */
async function operationOf({ db }: Pick<World, 'db'>, wanted: string | undefined): Promise<string> {
  const all = await db.everyOperation()
  const found = wanted ? all.find((id) => id === wanted) : all.length === 1 ? all[0] : undefined
  if (found) return found
  throw new WrongInput(
    wanted
      ? '--operation takes the number of an operation here.'
      : 'There are several operations: name one with --operation.',
  )
}
