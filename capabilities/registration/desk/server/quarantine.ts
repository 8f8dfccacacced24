import type { ReplyIn } from '#platform/http/endpoint.ts'
import type { Refusals } from '../../server/refusals.ts'
import {
  type moveQuarantined,
  QUARANTINE_MOVED_MAX,
  type QuarantineMove,
  type readQuarantine,
} from '../contract-quarantine.ts'
import { countQuarantine, holdQuarantined, moveHeld } from './queries-quarantine.ts'
import { traceOf, type Work } from './work.ts'

/** What lies apart, and what was refused, as numbers. */
export async function readNumbers(work: Work, refusals: Refusals): Promise<ReplyIn<typeof readQuarantine>> {
  const { operationId } = work.actor
  const [counts] = await work.tx.run(countQuarantine, { operationId, siteIds: sitesOf(work) })
  const refused = refusals.read()
  return {
    ...counts!,
    refused: { ...refused, since: new Date(refused.since).toISOString() },
    now: new Date(work.now).toISOString(),
  }
}

/** Moves some of it, each with a trace of its own; whatever is moved can be moved back. */
export async function move(
  work: Work,
  { from, to, ids, until }: QuarantineMove,
): Promise<ReplyIn<typeof moveQuarantined>> {
  const { operationId } = work.actor
  if (from === to) return { moved: 0, isMore: false }
  const held = await work.tx.run(holdQuarantined, {
    ...{ operationId, siteIds: sitesOf(work), from, ids, until: new Date(until) },
    limit: QUARANTINE_MOVED_MAX,
  })
  const moved = held.map(({ id }) => id)
  if (moved.length === 0) return { moved: 0, isMore: false }
  await work.tx.run(moveHeld, { operationId, ids: moved, to, at: new Date(work.now) })
  const traced = { act: ACTS[to], purpose: 'registration', facts: { from } }
  await work.tx.runAll(moved.flatMap((groupId) => traceOf(work, { ...traced, groupId })))
  return { moved: moved.length, isMore: ids === null && moved.length === QUARANTINE_MOVED_MAX }
}

const ACTS = {
  'set-aside': 'household-set-aside',
  quarantined: 'household-put-back',
  households: 'household-brought-back',
} as const

const sitesOf = ({ actor: { siteIds } }: Work) => (siteIds === 'all' ? null : siteIds)
