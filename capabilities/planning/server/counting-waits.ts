import { addDays, addYears, dayNumberOf, dayOfNumber, type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import type { Database, Tx } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import type { CasesOfADay } from '../caseload-past.ts'
import { findWait, keepWait, keepWindows, leaveOut, nightDone, type Queue, takeNight } from './queries.ts'
import { TOO_MANY, type WaitCounter } from './wait-counter.ts'

/** A server that was killed while it counted is not waited for longer. */
const GIVEN_UP_AFTER_MS = 3_600_000
const YEARS_SEEN = 10
/** Days on which cases were lodged and ended, together: more would take more memory than a night's counting may. */
const ROWS_MAX = 250_000

/** Cases of one queue that were lodged on one day, and decided or closed on one day, or are open. */
type CasesByDay = {
  procedure: string
  childAlone: boolean
  lodgedOn: PlainDate
  endedOn: PlainDate | null
  isDecided: boolean
  count: number
}

type Services = {
  db: Database
  clock: () => number
  waits: WaitCounter
  /** What the operation's own cases were, since a day; at most so many rows, those of a queue together and small queues first. */
  casesByDay: (tx: Tx, of: { since: PlainDate; limit: number }) => Promise<CasesByDay[]>
  rowsMax?: number
}

/** How many queues a night counted, and which had too many cases: nothing is said of them. */
export type CountedWaits = { counted: number; leftOut: Pick<Queue, 'procedure' | 'childAlone'>[] }

/**
 * Counts the expected waits of an operation, once a day; does nothing where that is done or another server is at it. What was said the
 * day before stands until all is written together.
 */
export async function countWaits(
  { db, clock, waits, casesByDay, rowsMax = ROWS_MAX }: Services,
  operationId: string,
): Promise<CountedWaits> {
  const now = clock()
  const today = plainDateOf(now)
  const rows = await db.transaction(operationId, async (tx) => {
    const longAgo = new Date(now - GIVEN_UP_AFTER_MS)
    const taken = await tx.run(takeNight, { operationId, today, now: new Date(now), longAgo })
    if (taken.length === 0) return undefined
    return casesByDay(tx, { since: addYears(today, -YEARS_SEEN), limit: rowsMax + 1 })
  })
  if (!rows) return { counted: 0, leftOut: [] }
  const statements: Statement<unknown>[] = []
  let counted = 0
  const leftOut: CountedWaits['leftOut'] = []
  const queues = byQueue(rows)
  // Otherwise the last queue may have more rows than were read, and others may not have been read at all.
  const areAllRead = rows.length <= rowsMax
  for (const [i, { procedure, childAlone, cases }] of queues.entries()) {
    const queue: Queue = { operationId, procedure, childAlone }
    const isWhole = areAllRead || i < queues.length - 1
    const said = isWhole ? await waits.count({ cases, today: dayNumberOf(today) }) : TOO_MANY
    if ('cannotSay' in said && said.cannotSay === 'too-many-cases') leftOut.push({ procedure, childAlone })
    else counted++
    statements.push(
      keepWait({
        ...{ ...queue, countedOn: today, coverage: said.coverage ?? null },
        cannotSay: 'cannotSay' in said ? said.cannotSay : null,
      }),
      keepWindows({
        ...{ ...queue, countedOn: today },
        windows: ('windows' in said ? said.windows : []).map(({ filedOn, fromDays, toDays, casesBefore }) => ({
          ...{ lodgedOn: dayOfNumber(filedOn), casesBefore },
          ...{ fromOn: addDays(today, fromDays), toOn: addDays(today, toDays) },
        })),
      }),
    )
  }
  statements.push(nightDone({ operationId, today }))
  await db.transaction(operationId, async (tx) => {
    await tx.runAll(statements)
    if (!areAllRead) leftOut.push(...(await tx.run(leaveOut, { operationId, today })))
  })
  return { counted, leftOut }
}

function byQueue(rows: readonly CasesByDay[]): (Omit<Queue, 'operationId'> & { cases: CasesOfADay[] })[] {
  const queues = Map.groupBy(rows, ({ procedure, childAlone }) => `${childAlone} ${procedure}`)
  return [...queues.values()].map((of) => ({
    ...{ procedure: of[0]!.procedure, childAlone: of[0]!.childAlone },
    cases: of.map(({ lodgedOn, endedOn, isDecided, count }) => ({
      ...{ filedOn: dayNumberOf(lodgedOn), endedOn: endedOn === null ? null : dayNumberOf(endedOn) },
      ...{ isDecided, count },
    })),
  }))
}

/** What may be said to whoever waits: a window that 8 of 10 keep, or that nothing can be said yet. */
export type ExpectedWait =
  | 'cannot-say'
  | {
      from: PlainDate
      to: PlainDate
      casesBefore: number
      countedOn: PlainDate
      /** The last day that was said before, where that was earlier by more than a month, for a month after. */
      movedFrom: PlainDate | null
    }

/** Nights that may fail before nothing is said any more. */
const STALE_DAYS = 3
const MOVED_TOLD_DAYS = 31

export async function expectedWait(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { lodgedOn, ...queue }: Queue & { lodgedOn: PlainDate },
): Promise<ExpectedWait> {
  const today = plainDateOf(clock())
  const [kept] = await db.transaction(queue.operationId, (tx) => tx.run(findWait, { ...queue, lodgedOn }))
  if (!kept?.fromOn || !kept.toOn || kept.countedOn < addDays(today, -STALE_DAYS)) return 'cannot-say'
  return {
    ...{ from: kept.fromOn, to: kept.toOn, casesBefore: kept.casesBefore ?? 0, countedOn: kept.countedOn },
    movedFrom: kept.movedOn && kept.movedOn > addDays(today, -MOVED_TOLD_DAYS) ? kept.movedFrom : null,
  }
}
