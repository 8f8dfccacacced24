import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import { type Act, recordAct } from '#platform/ledger/audit.ts'
import { verifyPassphrase } from '#platform/vault/passphrase.ts'
import { closedToStaff, practiceOnly, signInRefused, waitBeforeNextTry } from '../contract.ts'
import { delayAfterFailuresMs, type Role, rolesOfClosed } from '../model.ts'
import { findAccountByRole, findAccountForSignIn, getAccountName, listRoles, setAttempts } from './queries-accounts.ts'
import { findOperation } from './queries-operations.ts'
import { startSession } from './sessions.ts'

export type SignInServices = { db: Database; clock: Clock; random: Random; secure: boolean }

export type SignedIn = { accountId: string; roles: Role[]; cookie: string }

/**
 * Signs in by passphrase. A name that does not exist costs the same statements, the same argon2id and the same waiting
 * as one that does, so that neither the answer nor its time tells who works here.
 */
export async function signInByPassphrase(
  given: { operationId: string; login: string; passphrase: string },
  services: SignInServices,
  strangers: Attempts,
): Promise<SignedIn> {
  const account = await countAttempt(given, services, strangers)
  if (!(await verifyPassphrase(account?.passphraseHash ?? undefined, given.passphrase)) || !account) {
    await recordRefusal(given.operationId, { ...refusedSignIn, subjectId: account?.id ?? null }, services)
    throw signInRefused()
  }
  const entered = await services.db.transaction(given.operationId, async (tx) => {
    const { operationId, login } = given
    await tx.run(setAttempts, { operationId, login, ...noFailures })
    return enter(tx, account.id, 'passphrase', services)
  })
  return letIn(entered)
}

/** Whether this is the passphrase of whoever is signed in; wrong ones are counted and waited for as at the sign-in. */
export async function isOwnPassphrase(
  { operationId, accountId }: { operationId: string; accountId: string },
  passphrase: string,
  services: SignInServices,
  strangers: Attempts,
): Promise<boolean> {
  const [known] = await services.db.scoped(operationId, getAccountName, { operationId, accountId })
  const login = known?.login ?? ''
  const account = await countAttempt({ operationId, login }, services, strangers)
  const isRight = await verifyPassphrase(account?.passphraseHash ?? undefined, passphrase)
  if (isRight) await services.db.scoped(operationId, setAttempts, { operationId, login, ...noFailures })
  else await recordRefusal(operationId, { ...refusedSignIn, act: 'step-up-refused', subjectId: accountId }, services)
  return isRight
}

const noFailures = { failedAttempts: 0, nextAttemptAt: null }

// What was typed as a name is not kept: people type their passphrase there by mistake.
const refusedSignIn = { act: 'sign-in-refused', subjectKind: 'account', purpose: 'passphrase' }

/**
 * Writes down a try that was refused, by whom nobody knows; an operation that does not exist has no records. Tries turned
 * away before they are looked at are not written: the wait bounds how many entries a stranger can cause.
 */
export async function recordRefusal(
  operationId: string,
  refused: Omit<Act, 'actor'>,
  { db, clock, random }: Pick<SignInServices, 'db' | 'clock' | 'random'>,
): Promise<void> {
  const [operation] = await db.withoutOperation(findOperation, { operationId })
  if (operation)
    await db.transaction(operationId, (tx) => recordAct({ tx, clock, random }, { actor: 'system', ...refused }))
}

/** Practice only: enter as whoever has this role. */
export async function signInToPractice(
  { operationId, role }: { operationId: string; role: Role },
  services: SignInServices,
): Promise<SignedIn> {
  const [operation] = await services.db.withoutOperation(findOperation, { operationId })
  if (!operation?.practice) throw practiceOnly()
  const entered = await services.db.transaction(operationId, async (tx) => {
    const [account] = await tx.run(findAccountByRole, { operationId, role })
    if (!account) throw practiceOnly()
    return enter(tx, account.id, 'practice', services)
  })
  return letIn(entered)
}

/**
 * Opens a session for an account that has shown who it is; `letIn` says the rest once this is committed. Undefined where the
 * operation is closed and others finish its work: that is on record too.
 */
export async function enter(
  tx: Parameters<typeof startSession>[0],
  accountId: string,
  purpose: string,
  services: SignInServices,
): Promise<SignedIn | undefined> {
  const { operationId } = tx
  const roles = (await tx.run(listRoles, { operationId, accountId })).map(({ role }) => role as Role)
  const [operation] = await tx.run(findOperation, { operationId })
  const isShut = operation?.closedAt != null && !roles.some((role) => rolesOfClosed.includes(role))
  const act = isShut ? { act: 'sign-in-refused', purpose: 'closed' } : { act: 'sign-in', purpose }
  const cookie = isShut ? undefined : await startSession(tx, accountId, services)
  const actor = { accountId, roles }
  await recordAct({ tx, ...services }, { actor, ...act, subjectKind: 'account', subjectId: accountId })
  return cookie === undefined ? undefined : { accountId, roles, cookie }
}

/** Throws, in a plain sentence, for somebody who is who they say and has no work in a closed operation. */
export function letIn(entered: SignedIn | undefined): SignedIn {
  if (!entered) throw closedToStaff()
  return entered
}

/** Counts the try before the passphrase is looked at: guesses sent in parallel do not escape the delay. */
async function countAttempt(
  { operationId, login }: { operationId: string; login: string },
  { db, clock }: SignInServices,
  strangers: Attempts,
) {
  const now = clock()
  return db.transaction(operationId, async (tx) => {
    const [account] = await tx.run(findAccountForSignIn, { operationId, login })
    const nextAttemptAt = account ? account.nextAttemptAt?.getTime() : strangers.nextAt(operationId, login)
    if (nextAttemptAt !== undefined && nextAttemptAt > now) {
      throw waitBeforeNextTry({ retryAfterSeconds: Math.ceil((nextAttemptAt - now) / 1000) })
    }
    const failures = account ? account.failedAttempts + 1 : strangers.add(operationId, login, now)
    const next = new Date(now + delayAfterFailuresMs(failures))
    await tx.run(setAttempts, { operationId, login, failedAttempts: failures, nextAttemptAt: next })
    return account
  })
}

export type Attempts = ReturnType<typeof createAttempts>

/** Tries at what has no row of its own to count them in, in memory and bounded; the oldest are forgotten first. */
export function createAttempts() {
  const tries = new Map<string, { failures: number; nextAt: number }>()
  const keyOf = (...parts: string[]) => JSON.stringify(parts)
  return {
    nextAt: (...parts: [string, string]): number | undefined => tries.get(keyOf(...parts))?.nextAt,
    /** Counts one and gives the sum. */
    add(group: string, name: string, now: number): number {
      const key = keyOf(group, name)
      const failures = (tries.get(key)?.failures ?? 0) + 1
      tries.delete(key)
      tries.set(key, { failures, nextAt: now + delayAfterFailuresMs(failures) })
      if (tries.size > TRIES_MAX) tries.delete(tries.keys().next().value!)
      return failures
    },
    forget: (...parts: [string, string]) => void tries.delete(keyOf(...parts)),
  }
}

const TRIES_MAX = 10_000
