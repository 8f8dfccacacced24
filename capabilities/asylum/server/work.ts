import type { Actor } from '#capabilities/access/model.ts'
import type { Overseer } from '#capabilities/access/oversight/overseer.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { Vault } from '#platform/vault/vault.ts'
import type { Refusal } from '../acting.ts'
import type { ClaimEvent } from '../claim.ts'
import { actRefused, type Meeting } from '../contract.ts'
import type { Procedure } from '../procedure.ts'
import type { SealedNames } from './people.ts'
import type { Procedures } from './procedure-files.ts'
import { type ClaimRecord, findClaim, listEvents, lockClaim } from './queries.ts'
import type { Book, RuleBooks } from './rule-book.ts'

export type ClaimServices = {
  books: RuleBooks
  /** Files of the program and of the operation's own folder: what can be chosen. */
  procedures: Procedures
  keysOf: (operationId: string) => Promise<{ kind: 'authority' | 'journey' } | undefined>
  /** For the names of those who act for somebody, and nothing else of a claim. */
  vault: Vault
  oversight: Overseer
  sealedNames: SealedNames
  /** Something about a claim is new: those who asked for messages get one, in the transaction of the act. The cause names nobody. */
  tellHousehold(tx: Tx, about: { groupId: string; cause: string }): Promise<unknown>
  /** What happened to the appointments of a claim, the oldest first. */
  meetingsOf(tx: Tx, claimId: string): Promise<Meeting[]>
}

/** One act on claims: who, when, inside which transaction, under which rules. */
export type Work = ClaimServices & { tx: Tx; actor: Actor; now: number; random: Random; book: Book }

export async function startWork(
  services: ClaimServices,
  { tx, actor, clock, random }: { tx: Tx; actor: Actor; clock: Clock; random: Random },
): Promise<Work> {
  const now = clock()
  return { ...services, tx, actor, now, random, book: await services.books.open(tx, now) }
}

export type OpenClaim = { record: ClaimRecord; events: ClaimEvent[]; recordedAt: Date[] }

/** The claim with its history, if it is one of this operation and of a site the actor works at; otherwise it is not there. */
export async function getClaim(work: Work, id: string, query = findClaim): Promise<OpenClaim> {
  const { operationId } = work.actor
  const [record] = await work.tx.run(query, { operationId, id })
  if (!record || !reachesSite(work.actor, record.siteId)) throw notFound()
  const rows = await work.tx.run(listEvents, { operationId, id })
  return { record, events: rows.map(({ event }) => event), recordedAt: rows.map(({ recordedAt }) => recordedAt) }
}

/** As `getClaim`, and nobody else changes it until this act is done. */
export const holdClaim = (work: Work, id: string): Promise<OpenClaim> => getClaim(work, id, lockClaim)

/** Readings and acts are found with the household: its people see them, and so no purpose names a step they have not been told of. */
export const trace = (work: Work, act: string, groupId: string, purpose = 'claim'): Promise<void> =>
  recordAct(
    { tx: work.tx, clock: () => work.now, random: work.random },
    { actor: work.actor, act, subjectKind: 'registration-group', subjectId: groupId, purpose },
  )

/** As whom somebody records: the one of their roles that the procedure lets do it. */
export function recorderOf({ actor }: Work, { actors }: Procedure, actorInLaw: string) {
  const allowed = actors.find(({ id }) => id === actorInLaw)?.recordedBy ?? []
  return { accountId: actor.accountId, role: actor.roles.find((role) => allowed.includes(role)) ?? actor.roles[0]! }
}

export const refusedBy = ({ refused, help }: Refusal) => actRefused({ reason: refused, help: [...help] })
