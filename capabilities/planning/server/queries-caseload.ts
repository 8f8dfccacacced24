import { addDays, addMonths, type PlainDate } from '#platform/base/plain-date.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { StationName } from '../scenario.ts'

/** Where the steps of the procedures stand that claims run under. */
export type StationOfStep = { procedure: string; version: string; step: string; station: StationName | 'answer' }

type Params = {
  operationId: string
  /** The places of whoever asks; null for all. */
  siteIds: readonly string[] | null
  today: string
  /** Where bands of age begin, in days. */
  bands: readonly number[]
  stations: readonly StationOfStep[]
}

/**
 * One count: of open claims by band of age, or of a month, 1 the one before this. `kind` says of what; nothing in a row is about one claim.
 */
export type Counted = { kind: CountedKind; procedure: string; at: number; count: number }
export type CountedKind =
  | 'waiting'
  | 'interviewed-open'
  | 'interpreted'
  | 'intended'
  | 'decided-open'
  | 'appealed-open'
  | 'arrived'
  | 'interviewed'
  | 'decided'
  | 'left'
  | 'appealed'
  | 'answered'
  | 'lagged'
  | 'lag-days'
  | 'appeal-days'
  | 'officers'

/** How many months ago a day was: 0 in this one. */
const monthsAgo = (day: string) =>
  `(date_part('year', $3::date) * 12 + date_part('month', $3::date) - date_part('year', ${day}) * 12 - date_part('month', ${day}))::int`
/** Whole months that are counted. */
export const MONTHS = 24
const inMonths = (day: string) => `${day} between $6::date and $7::date`
/** By day first: the month of a few hundred days is worked out faster than that of every claim. */
const daily = (kind: CountedKind, day: string, where = 'true', value = 'count(*)') =>
  `select '${kind}' as kind, procedure, ${day} as day, ${value}::int as count from one where ${inMonths(day)} and ${where} group by 2, 3`
const ofPlaces = '($2::uuid[] is null or c.site_id = any($2::uuid[]))'

/**
 * The whole caseload in one look: histories are read once, by the steps that matter, and only counts leave the database. Two dozen months
 * and sixty bands bound the answer.
 */
export const countCaseload = statement<Params, Counted>(
  'planning.countCaseload',
  `with known as materialized (
     select * from jsonb_to_recordset($5::jsonb) as k(procedure text, version text, step text, station text)
   ), done as materialized (
     -- By its steps alone first: a history is read once, whatever claim it is of. What is no step is a fact.
     select claim_id, number, event->>'step' as step, (event->>'on')::date as day, event->'recordedBy'->>'accountId' as by, event->>'holds' as holds
     from claim_event where operation_id = $1
       and coalesce(event->>'step', event->>'fact') = any(array(select step from known union all select 'needs_interpreter'))
   ), named as materialized (
     select d.claim_id, d.day, d.by, k.procedure, k.version, k.station from done d join known k on k.step = d.step
   ), act as materialized (
     select d.claim_id, d.station, d.day, d.by from named d
     join claim c on c.operation_id = $1 and c.id = d.claim_id and c.procedure = d.procedure and c.procedure_version = d.version and ${ofPlaces}
   ), way as materialized (
     select claim_id, min(day) filter (where station in ('interview', 'hearings')) as interviewed_on,
       min(day) filter (where station = 'decision') as decided_on,
       min(day) filter (where station = 'appeal') as appealed_on,
       min(day) filter (where station = 'answer') as answered_on
     from act group by claim_id
   ), spoken as materialized (
     select distinct on (claim_id) claim_id, holds = 'true' as needs_interpreter from done where holds is not null order by claim_id, number desc
   ), one as materialized (
     select c.procedure, c.stage, c.began_on, c.closed_on, w.interviewed_on, w.decided_on, w.appealed_on, w.answered_on, s.needs_interpreter
     from claim c left join way w on w.claim_id = c.id left join spoken s on s.claim_id = c.id where c.operation_id = $1 and ${ofPlaces}
   ), counted as (
     ${[
       daily('arrived', 'began_on', "stage <> 'intended'"),
       daily('interviewed', 'interviewed_on'),
       daily('decided', 'decided_on'),
       daily('left', 'closed_on', 'decided_on is null'),
       daily('appealed', 'decided_on', 'appealed_on >= decided_on'),
       daily('lagged', 'decided_on', 'decided_on >= interviewed_on'),
       daily('lag-days', 'decided_on', 'decided_on >= interviewed_on', 'sum(decided_on - interviewed_on)'),
       daily('answered', 'answered_on', 'answered_on >= appealed_on'),
       daily('appeal-days', 'answered_on', 'answered_on >= appealed_on', 'sum(answered_on - appealed_on)'),
     ].join(' union all ')}
   )
   select kind, procedure, ${monthsAgo('day')} as at, sum(count)::int as count from counted group by 1, 2, 3
   union all select kind, procedure, width_bucket($3::date - began_on, $4::int[]), sum(count)::int from (
       select case when interviewed_on is null then 'waiting' else 'interviewed-open' end as kind, procedure, began_on, count(*) as count
       from one where closed_on is null and stage in ('lodged', 'admitted') group by 1, 2, 3) o group by 1, 2, 3
   union all select 'interpreted', procedure, 0, count(*)::int
     from one where closed_on is null and stage in ('lodged', 'admitted') and interviewed_on is null and needs_interpreter group by 2
   union all select case stage when 'intended' then 'intended' when 'appealed' then 'appealed-open' else 'decided-open' end, procedure, 0, count(*)::int
     from one where closed_on is null and stage not in ('lodged', 'admitted') group by 1, 2
   union all select 'officers', '', month, count(distinct by)::int
     from (select ${monthsAgo('day')} as month, by from act where station in ('interview', 'hearings', 'decision') and ${inMonths('day')}) a
     where month between 1 and 3 group by 3`,
  (p) => [p.operationId, p.siteIds, p.today, p.bands, JSON.stringify(p.stations), ...monthsBefore(p.today)],
  { operationId: SAMPLE_OPERATION, siteIds: null, today: '2021-10-24', bands: [0, 30], stations: [] },
)

/** From the first day of the oldest whole month to the last day of the newest. */
function monthsBefore(today: PlainDate): [from: PlainDate, to: PlainDate] {
  const first = `${today.slice(0, 8)}01`
  return [addMonths(first, -MONTHS), addDays(first, -1)]
}

/** Meetings of the last year that took place or did not, and how long they were planned for. */
export type Meetings = { held: number; missed: number; minutes: number | null; officers: number; interpreters: number }

export const countMeetings = statement<Pick<Params, 'operationId' | 'siteIds' | 'today'>, Meetings>(
  'planning.countMeetings',
  `select count(*) filter (where state in ('came', 'held'))::int as held, count(*) filter (where state = 'did-not-come')::int as missed,
     percentile_cont(0.5) within group (order by extract(epoch from ends_at - starts_at) / 60) filter (where state in ('came', 'held'))::float8 as minutes,
     (select count(*) from appointment_resource r where r.operation_id = $1 and r.closed_at is null and r.kind = 'officer'
       and ($2::uuid[] is null or r.site_id = any($2::uuid[])))::int as officers,
     (select coalesce(sum(number), 0) from appointment_resource r where r.operation_id = $1 and r.closed_at is null and r.kind = 'interpreter'
       and ($2::uuid[] is null or r.site_id = any($2::uuid[])))::int as interpreters
   from appointment where operation_id = $1 and purpose in ('interview', 'hearing') and day > $3::date - 365 and day <= $3::date
     and ($2::uuid[] is null or site_id = any($2::uuid[]))`,
  (p) => [p.operationId, p.siteIds, p.today],
  { operationId: SAMPLE_OPERATION, siteIds: null, today: '2021-10-24' },
)
