import { existsSync, readFileSync } from 'node:fs'
import { PAPERS_MANDATE } from '#capabilities/proof/issuer.ts'
import { readTrustList } from '#capabilities/proof/trust-list.ts'
import { type Command, readOptions, WrongInput } from '../command.ts'
import { withPrompt } from '../prompt.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'
import { changeMandate, trustListFile } from '../trust.ts'

/** `posada trust`: whom the root vouches for and for what; gives an operation the mandate for papers, or takes it back. */
export const trustCommand: Command = async (args, io) => {
  const options = readOptions(args, { operation: { type: 'string' }, json: { type: 'boolean' } }, 1)
  const act = options.words[0] ?? 'list'
  if (act !== 'list' && act !== 'grant' && act !== 'revoke')
    throw new WrongInput('Say: trust list, trust grant or trust revoke.')
  const settings = readSettings({ ...process.env, POSADA_DEMO: '0' })
  const { world, close } = await openWorldOf(settings, io.environment, { log: io.err, mayJoin: true })
  try {
    if (act !== 'list') {
      const operationId = await operationOf(world, options.text('operation'))
      await withPrompt((ask) => changeMandate(operationId, world, ask, act === 'grant'))
    }
    const file = trustListFile(world.secretsDir)
    const list = existsSync(file) ? await readTrustList(new Uint8Array(readFileSync(file))) : undefined
    if (!list) throw new WrongInput('No root has signed a list here. `posada init` makes one.')
    const issuers = list.issuers.map(({ kid, name, mandate, validFrom, validTo }) => ({
      ...{ kid: Buffer.from(kid).toString('hex'), name, mandate, validFrom, validTo },
      mayIssuePapers: mandate.includes(PAPERS_MANDATE),
    }))
    if (options.flag('json')) io.out(JSON.stringify({ version: list.version, issuedOn: list.issuedOn, issuers }))
    else {
      io.out(`List ${list.version} of ${list.issuedOn}. Verifiers take it when they next have a network.`)
      for (const { kid, name, mandate, validFrom, validTo } of issuers)
        io.out(`  ${kid}  ${name}: ${mandate.join(', ')}  (${validFrom} to ${validTo})`)
    }
    return 0
  } finally {
    await close()
  }
}

type Found = { db: { everyOperation(): Promise<string[]> } }

/** The one there is; of several, the one that was named. */
async function operationOf({ db }: Found, wanted: string | undefined): Promise<string> {
  const all = await db.everyOperation()
  const found = wanted ? all.find((id) => id === wanted) : all.length === 1 ? all[0] : undefined
  if (found) return found
  throw new WrongInput(
    wanted
      ? '--operation takes the number of an operation here.'
      : 'There are several operations: name one with --operation.',
  )
}
