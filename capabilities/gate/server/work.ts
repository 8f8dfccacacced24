import type { Actor } from '#capabilities/access/model.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import { noGate } from '../contract.ts'
import { findGate, type GateRow } from './queries.ts'

export type GateServices = {
  clock: Clock
  random: Random
  keysOf: (operationId: string) => Promise<{ kind: 'authority' | 'journey' } | undefined>
}

/** One act at a gate: who, when, inside which transaction. */
export type Work = GateServices & { tx: Tx; actor: Actor; now: number }

/** A place that the actor works at; otherwise it is not there. */
export function assertReaches({ actor }: Work, siteId: string): void {
  if (!reachesSite(actor, siteId)) throw notFound()
}

export async function getGate(work: Work, siteId: string): Promise<GateRow> {
  assertReaches(work, siteId)
  const [gate] = await work.tx.run(findGate, { operationId: work.actor.operationId, siteId })
  if (!gate) throw noGate()
  return gate
}

/** Who pressed stands here alone, beside no person who came. */
export const traceGate = ({ now, random, actor }: Work, act: string, siteId: string): Statement<unknown> =>
  actStatement({ clock: () => now, random }, actor.operationId, {
    ...{ actor, act, subjectKind: 'site', subjectId: siteId, purpose: 'gate' },
  })
