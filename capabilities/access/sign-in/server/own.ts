import type { Clock, Random } from '#platform/base/environment.ts'
import { fromHex, toHex } from '#platform/base/ids.ts'
import { notAllowed, notFound } from '#platform/base/problem.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import { passphraseTooCommon } from '../../contract.ts'
import { type Actor, type Role, SESSION_IDLE_MS } from '../../model.ts'
import { tellOfOverseer } from '../../oversight/server/alarms.ts'
import { reachesSite } from '../../policy.ts'
import { isCommonPassphrase } from '../../server/common-passphrases.ts'
import { getAccountName, insertRole, listRoles } from '../../server/queries-accounts.ts'
import { assertSteppedUp, STEP_UP_JUST_NOW_MS } from '../../step-up.ts'
import { lastWayIn, ownRoles, type readOwnSignIn } from '../contract.ts'
import {
  deletePasskey,
  deleteRoles,
  endSessions,
  findWaysIn,
  holdAdministrators,
  listPasskeys,
  listSessions,
  setPassphraseHash,
} from './queries-passkeys.ts'

type Work = { tx: Tx; actor: Actor; clock: Clock; random: Random }

/** What I see of myself: never a key, never a token. */
export async function readOwn({ tx, actor, clock }: Work): Promise<ReplyIn<typeof readOwnSignIn>> {
  const own = { operationId: tx.operationId, accountId: actor.accountId }
  const now = clock()
  const [account] = await tx.run(findWaysIn, own)
  const passkeys = await tx.run(listPasskeys, own)
  const sessions = await tx.run(listSessions, {
    ...own,
    ...{ now: new Date(now), idleSince: new Date(now - SESSION_IDLE_MS) },
  })
  return {
    hasPassphrase: account?.hasPassphrase === true,
    passkeys: passkeys.map(({ id, label, createdAt, lastUsedAt }) => ({
      ...{ id, label, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null },
    })),
    sessions: sessions.map(({ tokenHash, createdAt, seenAt }) => ({
      ...{ id: toHex(tokenHash), createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() },
      isThisOne: toHex(tokenHash) === actor.sessionId,
    })),
  }
}

export async function remove(work: Work, id: string): Promise<void> {
  const { tx, actor } = work
  const own = { operationId: tx.operationId, accountId: actor.accountId }
  const [account] = await tx.run(findWaysIn, own)
  const passkeys = await tx.run(listPasskeys, own)
  if (!passkeys.some((known) => known.id === id)) throw notFound()
  if (passkeys.length === 1 && !account?.hasPassphrase) throw lastWayIn()
  await tx.run(deletePasskey, { ...own, id })
  await record(work, 'remove-passkey', 'own', actor.accountId)
}

/** The slow part holds no connection: the hash comes from before the transaction. */
export async function hashOwn(
  { operationId, accountId, steppedUpAt }: Actor,
  passphrase: string,
  { db, clock }: { db: Database; clock: Clock },
): Promise<string> {
  assertSteppedUp({ steppedUpAt }, clock(), STEP_UP_JUST_NOW_MS)
  const [account] = await db.scoped(operationId, getAccountName, { operationId, accountId })
  if (!account) throw notFound()
  if (isCommonPassphrase(passphrase, [account.login, account.displayName])) throw passphraseTooCommon()
  return hashPassphrase(passphrase)
}

/** Whoever knew the one before may be signed in somewhere: every other session ends. */
export async function changePassphrase(work: Work, hash: string): Promise<{ ended: number }> {
  const { tx, actor } = work
  await tx.run(setPassphraseHash, { operationId: tx.operationId, accountId: actor.accountId, hash })
  const ended = await end(work, 'others')
  await record(work, 'change-passphrase', 'own', actor.accountId)
  return { ended }
}

export async function end(work: Work, id: string): Promise<number> {
  const { tx, actor } = work
  const which = id === 'others' ? { only: null, but: fromHex(actor.sessionId) } : { only: fromHex(id), but: null }
  const ended = await tx.run(endSessions, { operationId: tx.operationId, accountId: actor.accountId, ...which })
  if (ended.length > 0) await record(work, 'end-session', id === 'others' ? 'others' : 'own', actor.accountId)
  return ended.length
}

/** Nobody changes their own roles, and nobody gives or takes what reaches further than they do. */
export async function change(work: Work, accountId: string, wanted: { roles: Role[]; siteId: string | null }) {
  const { tx, actor, clock } = work
  const { operationId } = tx
  if (accountId === actor.accountId) throw ownRoles()
  await assertStillAdministrator(tx, actor)
  const [account] = await tx.run(findWaysIn, { operationId, accountId })
  if (!account || account.isClosed) throw notFound()
  const before = await tx.run(listRoles, { operationId, accountId })
  if (![...before.map(({ siteId }) => siteId), wanted.siteId].every((site) => reachesSite(actor, site)))
    throw notAllowed()
  const roles = [...new Set(wanted.roles)]
  await tx.run(deleteRoles, { operationId, accountId })
  for (const role of roles)
    await tx.run(insertRole, { operationId, accountId, role, siteId: wanted.siteId, givenAt: new Date(clock()) })
  const was = before.map(({ role }) => role).join(' ')
  await record(work, 'change-roles', `${was} to ${roles.join(' ')}`, accountId)
  await tellOfOverseer(work, { accountId, roles, before: before.map(({ role }) => role as Role) })
  return { roles }
}

/**
 * Of two administrators who close or change each other at once, one comes second and no longer may: one always remains.
 * Their rows are held, and only then the actor's roles are read.
 */
export async function assertStillAdministrator(tx: Tx, { operationId, accountId }: Actor): Promise<void> {
  const held = await tx.run(holdAdministrators, { operationId })
  const roles = await tx.run(listRoles, { operationId, accountId })
  const may = roles.some(({ role }) => role === 'administrator') && held.some(({ id }) => id === accountId)
  if (!may) throw notAllowed()
}

const record = ({ tx, actor, clock, random }: Work, act: string, purpose: string, accountId: string) =>
  recordAct({ tx, clock, random }, { actor, act, subjectKind: 'account', subjectId: accountId, purpose })

export const newPasskeyPurpose = ({ sessionId }: Pick<Actor, 'sessionId'>): string => `new passkey ${sessionId}`
