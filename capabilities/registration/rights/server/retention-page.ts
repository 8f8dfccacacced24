import type { Actor } from '#capabilities/access/model.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import { notAllowed } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { normaliseCaseNumber } from '../../desk/model.ts'
import {
  type changePeriod,
  type HoldReason,
  noSuchCase,
  periodOutOfBounds,
  type placeHold,
  type readRetention,
} from '../contract-desk.ts'
import {
  jobClasses,
  leastDaysOf,
  type RetentionClass,
  refusePeriod,
  retentionClasses,
  retentionRules,
} from '../retention.ts'
import * as queries from './queries-retention.ts'
import { DAY_MS, periodsOf } from './retention-job.ts'

type Means = { tx: Tx; actor: Actor; clock: Clock; random: Random }
const HOUR_MS = 3_600_000

export async function retentionPage({ tx, clock }: Means): Promise<ReplyIn<typeof readRetention>> {
  const { operationId } = tx
  const periods = await periodsOf((query, params) => tx.run(query, params), operationId)
  const runs = new Map((await tx.run(queries.listRuns, { operationId })).map((run) => [run.class, run]))
  const due = new Map<string, number>()
  for (const one of jobClasses) {
    const [counted] = await tx.run(queries.countDue[one], {
      operationId,
      before: new Date(clock() - periods[one] * DAY_MS),
    })
    due.set(one, counted?.due ?? 0)
  }
  const ran = [...runs.values()].flatMap(({ ranAt }) => (ranAt ? [ranAt.getTime()] : []))
  const holds = await tx.run(queries.listHolds, { operationId })
  return {
    nextRunAt: ran.length > 0 ? new Date(Math.max(...ran) + HOUR_MS).toISOString() : null,
    classes: retentionClasses.map((one) => ({
      class: one,
      periodDays: periods[one],
      leastDays: leastDaysOf(one, periods['household-inactive']),
      mostDays: retentionRules[one].boundsDays[1],
      due: due.get(one) ?? null,
      lastRunAt: runs.get(one)?.ranAt?.toISOString() ?? null,
      lastDone: runs.get(one)?.done ?? 0,
      lastWasComplete: runs.get(one)?.isComplete ?? true,
    })),
    // The database allows no other word.
    holds: holds.map(({ placedAt, reason, ...hold }) => ({
      ...hold,
      reason: reason as (typeof HoldReason.options)[number],
      placedAt: placedAt.toISOString(),
    })),
  }
}

export async function setPeriod(
  means: Means,
  one: RetentionClass,
  { periodDays }: BodyOf<typeof changePeriod>,
): Promise<ReplyIn<typeof changePeriod>> {
  assertReachesAll(means)
  const { tx, actor, clock } = means
  const { operationId, accountId } = actor
  const periods = await periodsOf((query, params) => tx.run(query, params), operationId)
  const [least, most] = [leastDaysOf(one, periods['household-inactive']), retentionRules[one].boundsDays[1]]
  if (refusePeriod(one, periodDays) || periodDays < least) throw periodOutOfBounds({ least, most })
  await tx.run(queries.setPeriod, { operationId, class: one, periodDays, at: new Date(clock()), accountId })
  await record(means, 'change-period', `${one}: ${periodDays} days`, 'operation', operationId)
  return { periodDays }
}

export async function hold(
  means: Means,
  { caseNumber, reason }: BodyOf<typeof placeHold>,
): Promise<ReplyIn<typeof placeHold>> {
  assertReachesAll(means)
  const { tx, actor, clock } = means
  const { operationId, accountId } = actor
  const [found] = await tx.run(queries.findByCaseNumber, { operationId, caseNumber: normaliseCaseNumber(caseNumber) })
  if (!found) throw noSuchCase()
  await tx.run(queries.placeHold, { operationId, groupId: found.id, reason, at: new Date(clock()), accountId })
  await record(means, 'place-hold', reason, 'registration-group', found.id)
  return { groupId: found.id }
}

export async function lift(means: Means, groupId: string): Promise<{ lifted: boolean }> {
  assertReachesAll(means)
  const [lifted] = await means.tx.run(queries.liftHold, { operationId: means.actor.operationId, groupId })
  if (lifted) await record(means, 'lift-hold', 'retention', 'registration-group', groupId)
  return { lifted: lifted !== undefined }
}

/** Periods and holds bear no site: whoever is given one place decides nothing for the others. */
function assertReachesAll({ actor }: Means): void {
  if (!reachesSite(actor, null)) throw notAllowed()
}

const record = (
  { tx, clock, random, actor }: Means,
  act: string,
  purpose: string,
  subjectKind: string,
  subjectId: string,
) => recordAct({ tx, clock, random }, { actor, act, purpose, subjectKind, subjectId })
