import type { World } from '#apps/server/world.ts'
import { CUSTODIAN_WORDS_LENGTH_MIN, Login } from '#capabilities/access/model.ts'
import { createOperation } from '#capabilities/access/server/operations.ts'
import { insertAccount, insertRole } from '#capabilities/access/server/queries-accounts.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { plainText } from '#platform/base/text.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { CUSTODIANS } from '#platform/vault/custodians.ts'
import { wipe } from '#platform/vault/keys.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import { proposePassphrase } from '#platform/vault/words.ts'
import { type Command, type CommandIo, readOptions, WrongInput } from '../command.ts'
import { type Ask, withPrompt } from '../prompt.ts'
import { openWorldOf } from '../running.ts'
import { readSettings } from '../settings.ts'
import { vouchFor } from '../trust.ts'

export type InitServices = Pick<World, 'db' | 'serverKey' | 'random' | 'clock'>

export type InitPlan = {
  kind: 'authority' | 'journey'
  name: string
  issuerName: string
  login: string
  ownWords: boolean
  json: boolean
}

/** `posada init`: makes a real operation, its three custodians and its first administrator. */
export const initCommand: Command = async (args, io) => {
  const plan = readPlan(args)
  return withPrompt(async (ask) => {
    const words = await custodianWords(plan, io.environment.random, ask)
    const settings = readSettings({ ...process.env, POSADA_DEMO: '0' })
    for (const notice of settings.notices) io.err(notice)
    const { world, close } = await openWorldOf(settings, io.environment, { log: io.err, mayJoin: true })
    try {
      const made = await initOperation(world, plan, words)
      const { newRootKey } = await vouchFor(made.operationId, world, ask)
      tell(io, plan, words, { ...made, newRootKey })
    } finally {
      await close()
    }
    return 0
  })
}

/** Reads and checks the options; every sentence names the one to change. */
export function readPlan(args: string[]): InitPlan {
  const options = readOptions(args, {
    name: { type: 'string' },
    kind: { type: 'string' },
    'issuer-name': { type: 'string' },
    administrator: { type: 'string' },
    'own-words': { type: 'boolean' },
    json: { type: 'boolean' },
  })
  const name = readName('name', options.text('name'))
  const kind = options.text('kind') ?? 'authority'
  if (kind !== 'authority' && kind !== 'journey') throw new WrongInput('--kind takes authority or journey.')
  const issuerName = readName('issuer-name', options.text('issuer-name') ?? (kind === 'authority' ? name : undefined))
  if (kind === 'journey' && issuerName.toLowerCase() === name.toLowerCase()) {
    throw new WrongInput('--issuer-name of a journey must not be its name: it stands on cards that others read.')
  }
  const login = Login.safeParse(options.text('administrator') ?? 'administrator')
  if (!login.success) throw new WrongInput('--administrator takes 2 to 60 letters, digits, dots, dashes or @.')
  return { kind, name, issuerName, login: login.data, ownWords: options.flag('own-words'), json: options.flag('json') }
}

/** Makes the operation in an open world; the operation key is wiped, so that only two custodians can bring it back. */
export async function initOperation({ db, serverKey, random, clock }: InitServices, plan: InitPlan, words: string[]) {
  const { kind, name, issuerName, login } = plan
  const services = { serverKey, random, clock }
  const operation = { kind, name, issuerName, practice: false, custodianPassphrases: words }
  const { operationId, operationKey } = await createOperation(db, operation, services)
  wipe(operationKey)

  const passphrase = proposePassphrase(random)
  const passphraseHash = await hashPassphrase(passphrase)
  const accountId = newId(random)
  const at = new Date(clock())
  const made = { actor: 'console', act: 'create-operation', subjectKind: 'operation', subjectId: operationId } as const
  await db.scopedAll(operationId, [
    insertAccount({ operationId, id: accountId, login, displayName: 'Administrator', passphraseHash, createdAt: at }),
    insertRole({ operationId, accountId, role: 'administrator', siteId: null, givenAt: at }),
    actStatement(services, operationId, { ...made, purpose: 'init' }),
  ])
  return { operationId, passphrase }
}

const Name = plainText(80)

function readName(option: string, given: string | undefined): string {
  const name = Name.safeParse(given)
  if (!name.success) throw new WrongInput(`--${option} takes a name of up to 80 characters on one line.`)
  return name.data
}

async function custodianWords({ ownWords }: InitPlan, random: Random, ask: Ask): Promise<string[]> {
  const words: string[] = []
  for (let ordinal = 1; ordinal <= CUSTODIANS; ordinal++) {
    const own = ownWords
      ? await ask(`Custodian ${ordinal}, your words (at least ${CUSTODIAN_WORDS_LENGTH_MIN} characters): `, {
          hidden: true,
        })
      : proposePassphrase(random)
    if (own.length < CUSTODIAN_WORDS_LENGTH_MIN) {
      throw new WrongInput(
        `The words of custodian ${ordinal} must have at least ${CUSTODIAN_WORDS_LENGTH_MIN} characters.`,
      )
    }
    words.push(own)
  }
  if (new Set(words).size < CUSTODIANS) throw new WrongInput('Each custodian needs words of their own.')
  return words
}

type Made = { operationId: string; passphrase: string; newRootKey: string | undefined }

function tell(io: CommandIo, plan: InitPlan, words: string[], made: Made): void {
  const { operationId, passphrase, newRootKey } = made
  const custodians = words.map((passphrase, index) => ({ ordinal: index + 1, passphrase }))
  if (plan.json) {
    const administrator = { login: plan.login, passphrase }
    io.out(
      JSON.stringify({
        operationId,
        name: plan.name,
        administrator,
        custodians: plan.ownWords ? [] : custodians,
        rootKey: newRootKey ?? null,
      }),
    )
    return
  }
  io.out(`${plan.name} is made. Its number: ${operationId}`)
  io.out('')
  if (!plan.ownWords) {
    io.out('Three custodians, three papers. Give each person one, and keep none:')
    for (const { ordinal, passphrase } of custodians) io.out(`  custodian ${ordinal}: ${passphrase}`)
    io.out('')
  }
  if (newRootKey) {
    io.out('The root key says whose cards every verifier believes. Keep its paper away from any computer:')
    io.out(`  ${newRootKey}`)
    io.out('')
  }
  io.out('Any two of them unlock the operation after each start. If two are lost, what is sealed is lost.')
  io.out(`The administrator signs in as "${plan.login}" with: ${passphrase}`)
  io.out('Write these down and clear this screen. They are shown once and stored nowhere.')
  // The same folder as now: a new terminal knows nothing of it.
  const folder = process.env.POSADA_DATA ? `POSADA_DATA=${process.env.POSADA_DATA} ` : ''
  io.out(`Next: ${folder}POSADA_DEMO=0 npm start, then: ${folder}npm run -s posada -- unlock`)
}
