import * as z from 'zod/mini'
import { isUuid } from '#platform/base/ids.ts'
import { plainText } from '#platform/base/text.ts'

/** What staff and volunteers are to an operation. What each may do stands in `policy.ts`. */
export const Role = z.enum([
  'organiser',
  'coordinator',
  'volunteer',
  'registrar',
  'case-officer',
  'tracing-caseworker',
  'complaints-handler',
  'planner',
  'site-manager',
  'data-protection-officer',
  'administrator',
])
export type Role = z.infer<typeof Role>

/** Who still signs in to a closed operation: to finish its work, or to open it again. The query of sessions knows them too. */
export const rolesOfClosed: readonly Role[] = ['administrator', 'data-protection-officer']

/** Somebody signed in, with what they are right now: a role that was taken away is gone at the next request. */
export type Actor = {
  accountId: string
  operationId: string
  roles: Role[]
  /** The sites their roles reach. */
  siteIds: string[] | 'all'
  /** SHA-256 of the session's token, in hexadecimal. */
  sessionId: string
  /** When they last gave a passkey or passphrase in this session, in ms. */
  steppedUpAt: number | null
}

export const OperationId = z.string().check(z.refine(isUuid, { error: 'not-a-uuid' }))

/** A short name to sign in with, such as `ana.registrar`; capitals do not matter. */
export const Login = z.string().check(
  z.trim(),
  z.toLowerCase(),
  z.minLength(2),
  z.maxLength(60),
  z.refine((text) => /^[\p{L}\p{N}][\p{L}\p{N}._@-]+$/u.test(text), { error: 'not-a-login' }),
)

// Long enough that guessing at one try every minute is hopeless; no rule about kinds of characters (NIST SP 800-63B).
export const NewPassphrase = z.string().check(z.minLength(12), z.maxLength(200))

/** What somebody types as their passphrase, right or not. */
export const Passphrase = z.string().check(z.minLength(1), z.maxLength(200))

export const DisplayName = plainText(80)

/** How long an operation stays open until its custodians give their words again; each operation chooses, 1 to 30. */
export const LAPSES_AFTER_DAYS = 7
export const LAPSES_AFTER_DAYS_MAX = 30

/** The day before the key lapses everybody at a desk is told: two custodians have to be found. */
export const lapsesSoon = (lapsesAt: string | null, now: number): boolean =>
  lapsesAt !== null && Date.parse(lapsesAt) - now < LAPSES_SOON_MS
const LAPSES_SOON_MS = 24 * 3_600_000

/** Words of a custodian that were not proposed by us are at least this long. */
export const CUSTODIAN_WORDS_LENGTH_MIN = 20

/** A session ends after this time without a request, and after twelve hours in any case. */
export const SESSION_IDLE_MS = 30 * 60_000
export const SESSION_MS_MAX = 12 * 3_600_000

/** Some wrong tries are free; then each doubles the wait, up to a minute: guessing is hopeless, and nobody is shut out. */
export function delayAfterFailuresMs(failures: number): number {
  if (failures < FREE_FAILURES) return 0
  return Math.min(2 ** (failures - FREE_FAILURES), DELAY_SECONDS_MAX) * 1000
}

const FREE_FAILURES = 3
const DELAY_SECONDS_MAX = 60
