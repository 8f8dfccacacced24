import { randomBytes, randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { fromBase64url, toBase64url, toHex } from '#platform/base/ids.ts'
import { addYears, isPlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import type { Signer } from '#platform/cose/ed25519.ts'

export type CardCommandIo = {
  out(line: string): void
  err(line: string): void
  now: Date
  /** The running operation's issuing key, for `card issue` without `--new-key`. */
  operationSigner?: () => Promise<Signer>
}

/** `posada card issue …` and `posada card verify …`: no database, no server. Returns the exit code. */
export async function cardCommand(args: string[], io: CardCommandIo): Promise<number> {
  try {
    if (args[0] === 'issue') return await issue(args.slice(1), io)
    if (args[0] === 'verify') return await verify(args.slice(1), io)
    throw new WrongInput('Say "card issue" or "card verify TEXT".')
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error
    io.err(error.message)
    return EXIT_WRONG_INPUT
  }
}

async function issue(args: string[], io: CardCommandIo): Promise<number> {
  const { values, positionals } = parsed(args, ISSUE_OPTIONS)
  if (positionals.length > 0) throw new WrongInput(`"card issue" takes options only, not "${clip(positionals[0]!)}".`)
  const { encodeCard, HOUSEHOLD_SIZE_MAX } = await import('#capabilities/proof/model.ts')
  const { shortCodeOf } = await import('#capabilities/proof/short-code.ts')

  const typed = required(values['household-size'], '--household-size', `a whole number from 1 to ${HOUSEHOLD_SIZE_MAX}`)
  const householdSize = /^\d{1,2}$/.test(typed) ? Number(typed) : 0
  if (householdSize < 1 || householdSize > HOUSEHOLD_SIZE_MAX) {
    throw new WrongInput(`--household-size must be a whole number from 1 to ${HOUSEHOLD_SIZE_MAX}.`)
  }
  const registeredOn = dateOf(values['registered-on'] ?? plainDateOf(io.now.getTime()), '--registered-on')
  const expiresOn = dateOf(values['expires-on'] ?? addYears(registeredOn, 1), '--expires-on')
  if (expiresOn < registeredOn) throw new WrongInput('--expires-on must not be before --registered-on.')

  const signer = values['new-key'] ? await newSigner() : await io.operationSigner?.()
  if (!signer) throw new WrongInput('There is no operation here to sign with; add --new-key to sign with a fresh key.')
  const cti = Uint8Array.from(randomBytes(8))
  // A place in a list of a million, above 65,535 so that every card has the same length.
  const statusIndex = randomInt(2 ** 16, 2 ** 20)
  const text = await encodeCard({ type: 'card', householdSize, statusIndex, cti, registeredOn, expiresOn }, signer)
  const publicKey = toBase64url(signer.publicKey)
  const issued = { text, shortCode: shortCodeOf(cti), publicKey, kid: toHex(signer.kid) }
  if (values.json) io.out(JSON.stringify(issued))
  else for (const [name, value] of Object.entries(issued)) io.out(`${name}: ${value}`)
  return 0
}

async function verify(args: string[], io: CardCommandIo): Promise<number> {
  const { values, positionals } = parsed(args, VERIFY_OPTIONS)
  const [text] = positionals
  if (text === undefined || positionals.length > 1) {
    throw new WrongInput('Give one card text, in quotes: card verify "RC1:…" --public-key KEY.')
  }
  const publicKey = fromBase64url(required(values['public-key'], '--public-key', '32 bytes as base64url'))
  if (publicKey?.length !== 32) throw new WrongInput('--public-key must be 32 bytes as base64url (43 characters).')
  const today = dateOf(values.at ?? plainDateOf(io.now.getTime()), '--at')
  const { verifyCard } = await import('#capabilities/proof/verification.ts')
  const { practiceIssuers } = await import('#capabilities/proof/practice.ts')
  const { nodeKeyIdOf } = await import('#platform/cose/ed25519-node.ts')

  const practice = practiceIssuers.some((issuer) => toBase64url(issuer.publicKey) === values['public-key'])
  const given = {
    publicKey,
    kid: nodeKeyIdOf(publicKey),
    name: 'the given key',
    mandate: ['card', 'constancia'],
    practice,
  }
  const check = await verifyCard(text, [{ ...given, validFrom: '1970-01-01', validTo: '9999-12-31' }], today)
  const report = {
    valid: check.valid,
    type: check.type ?? null,
    householdSize: check.householdSize ?? null,
    registeredOn: check.registeredOn ?? null,
    expiresOn: check.expiresOn ?? null,
    reason: check.reason,
    ...(practice && { practice }),
  }
  if (values.json) io.out(JSON.stringify(report))
  else for (const [name, value] of Object.entries(report)) if (value !== null) io.out(`${name}: ${value}`)
  return check.valid ? 0 : EXIT_NOT_VALID
}

const EXIT_NOT_VALID = 1
const EXIT_WRONG_INPUT = 2

const ISSUE_OPTIONS = {
  'new-key': { type: 'boolean' },
  'household-size': { type: 'string' },
  'registered-on': { type: 'string' },
  'expires-on': { type: 'string' },
  json: { type: 'boolean' },
} as const
const VERIFY_OPTIONS = {
  'public-key': { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** What a person typed cannot be used; the message says what would be right. */
class WrongInput extends Error {}

function parsed<const O extends typeof ISSUE_OPTIONS | typeof VERIFY_OPTIONS>(args: string[], options: O) {
  try {
    return parseArgs<Config<O>>({ args: withValues(args, options), options, allowPositionals: true })
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`)
    const option = /'(-{1,2}[^' ]+)/.exec((error as Error).message)?.[1] ?? 'an option'
    const told = known.includes(option) ? `${clip(option)} is not used that way` : `There is no option ${clip(option)}`
    throw new WrongInput(`${told}; the options are ${known.join(', ')}.`)
  }
}

type Config<O> = { options: O; allowPositionals: true; args: string[] }

/** Ties each value to its option: a key in base64url may begin with a dash, and must not be taken for an option. */
function withValues(args: string[], options: Record<string, { type: 'string' | 'boolean' }>): string[] {
  const tied: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!
    if (arg === '--') return [...tied, ...args.slice(at)]
    const takesValue = arg.startsWith('--') && options[arg.slice(2)]?.type === 'string' && at + 1 < args.length
    tied.push(takesValue ? `${arg}=${args[++at]}` : arg)
  }
  return tied
}

function required(value: string | undefined, option: string, form: string): string {
  if (value === undefined) throw new WrongInput(`${option} is missing: give ${form}.`)
  return value
}

function dateOf(text: string, option: string): string {
  if (isPlainDate(text) && text > '1970-01-01' && text <= '2105-12-31') return text
  throw new WrongInput(`${option} must be a day that exists, as YYYY-MM-DD, from 1970 to 2105.`)
}

async function newSigner(): Promise<Signer> {
  const { nodeSignerFromSeed } = await import('#platform/cose/ed25519-node.ts')
  return nodeSignerFromSeed(randomBytes(32))
}

const clip = (text: string) => text.slice(0, 40)
