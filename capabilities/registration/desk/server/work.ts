import type { Actor } from '#capabilities/access/model.ts'
import type { Doing, Overseer } from '#capabilities/access/oversight/overseer.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import { badInput, notAllowed, notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import type { Vault } from '#platform/vault/vault.ts'
import type { HouseholdKeys } from '../../server/households.ts'
import type { NameIndex } from '../../server/name-index.ts'
import type { FindOperationKeys } from '../../server/operation-keys.ts'
import type { Refusals } from '../../server/refusals.ts'
import type { StatusIndices } from '../../server/status-indices.ts'
import { insertEvent } from './queries-changes.ts'
import { findGroup, findGroupOfIndividual, type GroupRecord, lockGroup } from './queries-household.ts'
import { findSite } from './queries-list.ts'

/** What the desk needs besides the database; made once by the server. */
export type DeskServices = {
  vault: Vault
  oversight: Overseer
  names: NameIndex
  keysOf: FindOperationKeys
  statusIndices(operationId: string): Promise<StatusIndices>
  refusals: Refusals
  /** Proof that a request comes from this machine's own command line. */
  isConsoleKey(given: string): boolean
}

/** Someone of the staff; without an account, whoever sits at the machine itself. */
export type DeskActor = Pick<Actor, 'operationId' | 'siteIds' | 'roles'> & {
  accountId: string | null
  steppedUpAt?: number | null
}

/** One act at the desk: who does it, when, inside which transaction. */
export type Work = DeskServices & { tx: Tx; actor: DeskActor; now: number; today: PlainDate; random: Random }

/** Puts together what an act needs from what a handler is given. */
export const startWork = (
  services: DeskServices,
  { tx, actor, clock, random }: { tx: Tx; actor: DeskActor; clock: Clock; random: Random },
): Work => {
  const now = clock()
  return { ...services, tx, actor, now, today: plainDateOf(now), random }
}

type Traced = {
  act: string
  purpose: string
  groupId: string
  individualId?: string
  /** What changed, without a person in clear; left out by acts that only read. */
  facts?: Record<string, string | number | boolean | string[]>
}

/** The statements that write an act down; they go into the same transaction as what was done. */
export function traceOf(work: Work, { act, purpose, groupId, individualId, facts }: Traced): Statement<unknown>[] {
  const { operationId, accountId, roles } = work.actor
  const means = { clock: () => work.now, random: work.random }
  const subject = { subjectKind: 'registration-group', subjectId: groupId }
  const doer = accountId === null ? 'console' : { accountId, roles }
  const written = actStatement(means, operationId, { actor: doer, act, purpose, ...subject })
  if (!facts) return [written]
  const event = { operationId, id: newId(work.random), at: new Date(work.now), kind: act, groupId }
  return [written, insertEvent({ ...event, individualId: individualId ?? null, accountId, facts })]
}

/** The same act as oversight looks at it. */
export const doingOf = ({ tx, actor, now, random }: Work): Doing => ({ tx, actor, clock: () => now, random })

/** Before names are shown: how many people somebody sees, and whether there was a reason to. */
export const noteReading = (work: Work, read: Parameters<Overseer['noteReading']>[1]): Promise<void> =>
  work.oversight.noteReading(doingOf(work), read)

export async function trace(work: Work, traced: Traced): Promise<void> {
  await work.tx.runAll(traceOf(work, traced))
}

/** The household, if it is one of this operation and of a site the actor works at; otherwise it is not there. */
export async function getGroup(work: Work, id: string): Promise<GroupRecord> {
  const [group] = await work.tx.run(findGroup, { operationId: work.actor.operationId, id })
  if (!group || !reachesSite(work.actor, group.siteId)) throw notFound()
  return group
}

/** As `getGroup`, and nobody else changes it until this act is done. */
export async function holdGroup(work: Work, id: string): Promise<GroupRecord> {
  await work.tx.run(lockGroup, { operationId: work.actor.operationId, id })
  return getGroup(work, id)
}

/** Where a new household belongs: a place of this operation that the actor works at; for whoever has one place only, that one. */
export async function chooseSite(work: Work, wanted: string | null): Promise<string | null> {
  const { operationId, siteIds } = work.actor
  const siteId = wanted ?? (siteIds === 'all' ? null : (siteIds[0] ?? null))
  if (!reachesSite(work.actor, siteId)) throw notAllowed()
  if (siteId === null) return null
  const [site] = await work.tx.run(findSite, { operationId, siteId })
  if (!site)
    throw badInput({
      errors: [{ field: 'siteId', code: 'not-in-list', message: 'siteId must be a site of this operation.' }],
    })
  return siteId
}

export async function getGroupOfIndividual(work: Work, individualId: string): Promise<string> {
  const [row] = await work.tx.run(findGroupOfIndividual, { operationId: work.actor.operationId, id: individualId })
  if (!row) throw notFound()
  return row.groupId
}

/** All that making a household needs. Throws 423 while locked. */
export async function householdKeys(work: Work): Promise<HouseholdKeys> {
  const unlocked = work.vault.require(work.actor.operationId)
  return {
    ...(await issuingKeys(work)),
    operationKey: unlocked.operationKey,
    keyVersion: unlocked.keyVersion,
    tagKey: unlocked.secret('tag'),
    random: work.random,
  }
}

/** What making a card needs; also while locked. */
export async function issuingKeys(work: Work): Promise<Pick<HouseholdKeys, 'keys' | 'places' | 'random'>> {
  const keys = await work.keysOf(work.actor.operationId)
  if (!keys) throw new Error('this operation has no keys')
  return { keys, places: await work.statusIndices(work.actor.operationId), random: work.random }
}
