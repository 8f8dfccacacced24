import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import type { NameIndex } from '../../server/name-index.ts'
import type { FindOperationKeys } from '../../server/operation-keys.ts'
import type { StatusIndices } from '../../server/status-indices.ts'
import { type JobClass, jobClasses, leastDaysOf, type RetentionClass, retentionRules } from '../retention.ts'
import { type Erasing, eraseHousehold, eraseOne } from './erasing.ts'
import {
  countDue,
  type Due,
  destroyShares,
  endAsOwner,
  endBatch,
  finishRun,
  holdRun,
  listPeriods,
  listToErase,
  makeRuns,
} from './queries-retention.ts'

export type RetentionServices = {
  db: Database
  clock: Clock
  random: Random
  names: NameIndex
  keysOf: FindOperationKeys
  statusIndices(operationId: string): Promise<StatusIndices>
}

export const DAY_MS = 86_400_000
/** An erasure is a handful of statements, the rest is one for the whole batch. */
const BATCH: Record<'erasing' | 'rows', number> = { erasing: 20, rows: 500 }
const BATCHES_MAX = 40

/**
 * Ends what is older than its period, class by class, in batches that each stand alone: killed in the middle, the next run
 * goes on; run twice, nothing more happens. Run it once an hour. Gives what it ended.
 */
export async function keepPeriods(
  services: RetentionServices,
  operationId: string,
): Promise<Partial<Record<JobClass, number>>> {
  const { db, clock } = services
  const periods = await periodsOf((query, params) => db.scoped(operationId, query, params), operationId)
  await db.scoped(operationId, makeRuns, { operationId, classes: [...jobClasses] })
  const ended: Partial<Record<JobClass, number>> = {}
  for (const one of jobClasses) {
    const due = { operationId, before: new Date(clock() - periods[one] * DAY_MS), limit: batchOf(one) }
    let done = 0
    for (let batch = 1; batch <= BATCHES_MAX; batch++) {
      const taken = await db.transaction(operationId, (tx) => endOne(services, tx, one, due, done, batch))
      if (taken === undefined) break // another process is at it
      done += taken
      if (taken < due.limit) break
    }
    if (done > 0) ended[one] = done
  }
  return ended
}

/** One batch, with its record and what the page tells of the run, in one transaction. */
async function endOne(
  services: RetentionServices,
  tx: Tx,
  one: JobClass,
  due: Due,
  before: number,
  batch: number,
): Promise<number | undefined> {
  const { clock, random } = services
  const { operationId } = tx
  const [held] = await tx.run(holdRun, { operationId, class: one })
  if (!held) return undefined
  const taken = await take(services, tx, one, due)
  const subject = { subjectKind: 'operation', subjectId: operationId }
  if (taken > 0)
    await recordAct(
      { tx, clock, random },
      { actor: 'system', act: 'end-of-period', purpose: `${one}: ${taken}`, ...subject },
    )
  const isComplete = taken < due.limit || batch < BATCHES_MAX
  await tx.run(finishRun, { operationId, class: one, at: new Date(clock()), done: before + taken, isComplete })
  return taken
}

async function take(services: RetentionServices, tx: Tx, one: JobClass, due: Due): Promise<number> {
  const { db } = services
  if (one === 'person-left' || one === 'household-inactive') return eraseBatch(services, tx, one, due)
  // What the serving role may only add to, the owner ends, on a connection of its own; it counts even if ours then fails.
  if (one === 'record-of-acts' || one === 'events') {
    const [waiting] = await tx.run(countDue[one], due)
    if (!waiting?.due) return 0 // no owner's connection for nothing
    return db.asOwner(tx.operationId, endAsOwner[one], [due.operationId, due.before, due.limit])
  }
  const ended = await tx.run(endBatch[one], due)
  if (one === 'closed-operation' && ended.length < due.limit) await tx.run(destroyShares, due)
  return ended.length
}

async function eraseBatch(
  { clock, random, names, keysOf, statusIndices }: RetentionServices,
  tx: Tx,
  one: 'person-left' | 'household-inactive',
  due: Due,
): Promise<number> {
  const { operationId } = tx
  const found = await tx.run(listToErase[one], due)
  const erasing: Erasing = { tx, clock, random, role: 'system', purpose: 'retention' }
  const keys = found.length > 0 ? await keysOf(operationId) : undefined
  if (found.length > 0 && !keys) return 0 // a closed operation: its keys are destroyed as a whole
  const erased: string[] = []
  for (const { id, groupId } of found) {
    if (one === 'household-inactive') erased.push(...(await eraseHousehold(erasing, groupId)))
    else {
      const card = { keys: keys!, places: await statusIndices(operationId) }
      erased.push(...(await eraseOne(erasing, { groupId, individualId: id }, card)))
    }
  }
  if (erased.length > 0) tx.afterCommit(() => void names.remove(operationId, erased))
  return found.length
}

const batchOf = (one: JobClass) => (retentionRules[one].does === 'erase' ? BATCH.erasing : BATCH.rows)

/** The period of every class in days: the officer's, where it was changed and is within today's bounds. */
export async function periodsOf(
  run: (query: typeof listPeriods, params: { operationId: string }) => Promise<{ class: string; periodDays: number }[]>,
  operationId: string,
): Promise<Record<RetentionClass, number>> {
  const changed = new Map((await run(listPeriods, { operationId })).map((row) => [row.class, row.periodDays]))
  const period = ([one, rule]: [string, { periodDays: number; boundsDays: readonly [number, number] }]) => {
    const [least, most] = rule.boundsDays
    return [one, Math.min(most, Math.max(least, changed.get(one) ?? rule.periodDays))]
  }
  const periods = Object.fromEntries(Object.entries(retentionRules).map(period)) as Record<RetentionClass, number>
  const least = leastDaysOf('record-of-acts', periods['household-inactive'])
  return { ...periods, 'record-of-acts': Math.max(periods['record-of-acts'], least) }
}
