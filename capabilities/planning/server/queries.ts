import type { PlainDate } from '#platform/base/plain-date.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const queue = { operationId, procedure: 'mx-comar', childAlone: false }
const day = '2021-10-24'

/** A line in which people wait for the same office: one procedure, children alone apart. */
export type Queue = { operationId: string; procedure: string; childAlone: boolean }

/** Takes the night's counting: a row, unless it was done for `today` or somebody began it after `longAgo`. */
export const takeNight = statement<
  { operationId: string; today: PlainDate; now: Date; longAgo: Date },
  { begunAt: Date }
>(
  'planning.takeNight',
  `insert into expected_wait_night as n (operation_id, begun_at) values ($1, $3)
   on conflict (operation_id) do update set begun_at = excluded.begun_at
   where n.counted_on is distinct from $2::date and n.begun_at < $4
   returning begun_at`,
  (p) => [p.operationId, p.today, p.now, p.longAgo],
  { operationId, today: day, now: new Date(0), longAgo: new Date(0) },
)

export const nightDone = statement<{ operationId: string; today: PlainDate }, never>(
  'planning.nightDone',
  'update expected_wait_night set counted_on = $2 where operation_id = $1',
  (p) => [p.operationId, p.today],
  { operationId, today: day },
)

/** What is said of a queue tonight. */
export const keepWait = statement<
  Queue & { countedOn: PlainDate; cannotSay: string | null; coverage: number | null },
  never
>(
  'planning.keepWait',
  `insert into expected_wait (operation_id, procedure, child_alone, counted_on, cannot_say, coverage) values ($1, $2, $3, $4, $5, $6)
   on conflict (operation_id, procedure, child_alone)
   do update set counted_on = excluded.counted_on, cannot_say = excluded.cannot_say, coverage = excluded.coverage`,
  (p) => [p.operationId, p.procedure, p.childAlone, p.countedOn, p.cannotSay, p.coverage],
  { ...queue, countedOn: day, cannotSay: null, coverage: 0.8 },
)

export type KeptWindow = { lodgedOn: PlainDate; fromOn: PlainDate; toOn: PlainDate; casesBefore: number }

/**
 * All windows of a queue in one statement: those of days of which nothing is said any more go. Where the end has moved by more than `MOVED_DAYS` since it was said, what was said
 * before is kept beside it, so that people are told first.
 */
export const keepWindows = statement<Queue & { countedOn: PlainDate; windows: KeptWindow[] }, never>(
  'planning.keepWindows',
  `with given as (
     select * from jsonb_to_recordset($5::jsonb) as g("lodgedOn" date, "fromOn" date, "toOn" date, "casesBefore" integer)
   ), gone as (
     delete from expected_wait_window w where w.operation_id = $1 and w.procedure = $2 and w.child_alone = $3
       and not exists (select from given g where g."lodgedOn" = w.lodged_on)
   )
   insert into expected_wait_window as w (operation_id, procedure, child_alone, lodged_on, from_on, to_on, cases_before, said_to)
   select $1, $2, $3, "lodgedOn", "fromOn", "toOn", "casesBefore", "toOn" from given
   on conflict (operation_id, procedure, child_alone, lodged_on) do update set
     from_on = excluded.from_on, to_on = excluded.to_on, cases_before = excluded.cases_before,
     moved_from = case when excluded.to_on > w.said_to + $6::int then w.said_to else w.moved_from end,
     moved_on = case when excluded.to_on > w.said_to + $6::int then $4::date else w.moved_on end,
     said_to = case when excluded.to_on > w.said_to + $6::int or excluded.to_on < w.said_to then excluded.to_on else w.said_to end`,
  (p) => [p.operationId, p.procedure, p.childAlone, p.countedOn, JSON.stringify(p.windows), MOVED_DAYS],
  { ...queue, countedOn: day, windows: [] },
)

const MOVED_DAYS = 31

/** Of queues that were not reached tonight nothing is said any more, whatever was said before. Gives which. */
export const leaveOut = statement<
  { operationId: string; today: PlainDate },
  { procedure: string; childAlone: boolean }
>(
  'planning.leaveOut',
  `with left_out as (
     update expected_wait set counted_on = $2, cannot_say = 'too-many-cases', coverage = null
     where operation_id = $1 and counted_on < $2::date returning procedure, child_alone
   ), gone as (
     delete from expected_wait_window w using left_out l
     where w.operation_id = $1 and w.procedure = l.procedure and w.child_alone = l.child_alone
   )
   select procedure, child_alone from left_out`,
  (p) => [p.operationId, p.today],
  { operationId, today: day },
)

export type KeptWait = {
  countedOn: PlainDate
  fromOn: PlainDate | null
  toOn: PlainDate | null
  casesBefore: number | null
  movedFrom: PlainDate | null
  movedOn: PlainDate | null
}

/** What is said of those lodged on a day; no row where this queue was never counted. */
export const findWait = statement<Queue & { lodgedOn: PlainDate }, KeptWait>(
  'planning.findWait',
  `select e.counted_on, w.from_on, w.to_on, w.cases_before, w.moved_from, w.moved_on
   from expected_wait e left join expected_wait_window w
     on w.operation_id = $1 and w.procedure = $2 and w.child_alone = $3 and w.lodged_on = $4 and e.cannot_say is null
   where e.operation_id = $1 and e.procedure = $2 and e.child_alone = $3`,
  (p) => [p.operationId, p.procedure, p.childAlone, p.lodgedOn],
  { ...queue, lodgedOn: day },
)
