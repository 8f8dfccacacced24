import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { CalendarRow } from '../calendar.ts'
import type { ClaimEvent } from '../claim.ts'
import type { Procedure } from '../procedure.ts'
import type { Answers } from '../rules.ts'

const operationId = SAMPLE_OPERATION
type InOperation = { operationId: string }

export type SettingRecord = {
  version: number
  procedure: string
  procedureVersion: string
  answers: Answers
  calendarAnswers: Answers
  calendarRows: CalendarRow[]
}

export const newestSetting = statement<InOperation, SettingRecord>(
  'asylum.newestSetting',
  `select version, procedure, procedure_version, answers, calendar_answers, calendar_rows
   from asylum_setting where operation_id = $1 order by version desc limit 1`,
  (p) => [p.operationId],
  { operationId },
)

/** Whoever saved the same version first has it: the other gets no row. */
export const insertSetting = statement<
  InOperation & SettingRecord & { changedAt: Date; changedBy: string },
  { version: number }
>(
  'asylum.insertSetting',
  `insert into asylum_setting (operation_id, version, procedure, procedure_version, answers, calendar_answers, calendar_rows, changed_at, changed_by)
   values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, $8, $9) on conflict do nothing returning version`,
  (p) => [
    ...[p.operationId, p.version, p.procedure, p.procedureVersion, JSON.stringify(p.answers)],
    ...[JSON.stringify(p.calendarAnswers), JSON.stringify(p.calendarRows), p.changedAt, p.changedBy],
  ],
  {
    ...{ operationId, version: 1, procedure: 'x', procedureVersion: '1', answers: {}, calendarAnswers: {} },
    ...{ calendarRows: [], changedAt: new Date(0), changedBy: operationId },
  },
)

export const findProcedure = statement<InOperation & { procedure: string; version: string }, { content: Procedure }>(
  'asylum.findProcedure',
  'select content from asylum_procedure where operation_id = $1 and procedure = $2 and version = $3',
  (p) => [p.operationId, p.procedure, p.version],
  { operationId, procedure: 'x', version: '1' },
)

/** Every edition that was ever chosen, the newest first: claims run under one of them. */
export const listKeptProcedures = statement<InOperation, { procedure: string; version: string }>(
  'asylum.listKeptProcedures',
  'select procedure, version from asylum_procedure where operation_id = $1 order by added_at desc, procedure, version limit 50',
  (p) => [p.operationId],
  { operationId },
)

export const keepProcedure = statement<InOperation & { content: Procedure; at: Date }, { version: string }>(
  'asylum.keepProcedure',
  `insert into asylum_procedure (operation_id, procedure, version, content, added_at) values ($1, $2, $3, $4::jsonb, $5)
   on conflict do nothing returning version`,
  (p) => [p.operationId, p.content.procedure, p.content.version, JSON.stringify(p.content), p.at],
  { operationId, content: { procedure: 'x', version: '1' } as Procedure, at: new Date(0) },
)

/** Open claims whose limits were counted under earlier settings. */
export const countStale = statement<InOperation & { version: number }, { toCount: number; moved: number }>(
  'asylum.countStale',
  `select (select count(*) from claim where operation_id = $1 and counted_under < $2 and closed_on is null)::int as to_count,
     (select count(*) from claim_limit l join asylum_setting s on s.operation_id = $1 and s.version = $2
       where l.operation_id = $1 and l.moved_at >= s.changed_at)::int as moved`,
  (p) => [p.operationId, p.version],
  { operationId, version: 1 },
)

/** Some of them, held for this transaction; a second process takes others. */
export const takeStale = statement<
  InOperation & { version: number; limit: number },
  { id: string; procedure: string; procedureVersion: string; siteId: string | null; events: number }
>(
  'asylum.takeStale',
  `select id, procedure, procedure_version, site_id, events from claim
   where operation_id = $1 and counted_under < $2 and closed_on is null order by id limit $3 for update skip locked`,
  (p) => [p.operationId, p.version, p.limit],
  { operationId, version: 1, limit: 1 },
)

/** The whole history of each, in one look. */
export const listEventsOf = statement<InOperation & { ids: string[] }, { claimId: string; events: ClaimEvent[] }>(
  'asylum.listEventsOf',
  `select claim_id, jsonb_agg(event order by number) as events from claim_event
   where operation_id = $1 and claim_id = any($2::uuid[]) group by claim_id`,
  (p) => [p.operationId, p.ids],
  { operationId, ids: [operationId] },
)

/** Where an office of this operation receives people. */
export const listOffices = statement<InOperation, { id: string; name: string }>(
  'asylum.listOffices',
  'select id, name from site where operation_id = $1 order by name, id limit 500',
  (p) => [p.operationId],
  { operationId },
)

export const countOpen = statement<InOperation, { open: number }>(
  'asylum.countOpen',
  'select count(*)::int as open from claim where operation_id = $1 and closed_on is null',
  (p) => [p.operationId],
  { operationId },
)

type Sampled = {
  siteId: string | null
  procedure: string
  procedureVersion: string
  events: ClaimEvent[]
  limits: { limit: string; dueOn: string | null }[]
}

/** Open claims spread over all of them (an order that has nothing to do with when they came), with history and limits. */
export const sampleOpen = statement<InOperation & { limit: number }, Sampled>(
  'asylum.sampleOpen',
  `with taken as materialized (
     select id, procedure, procedure_version, site_id from claim where operation_id = $1 and closed_on is null
     order by md5(id::text) limit $2
   )
   select t.procedure, t.procedure_version, t.site_id,
     (select jsonb_agg(e.event order by e.number) from claim_event e where e.operation_id = $1 and e.claim_id = t.id) as events,
     coalesce((select jsonb_agg(jsonb_build_object('limit', l.limit_id, 'dueOn', l.due_on)) from claim_limit l
       where l.operation_id = $1 and l.claim_id = t.id), '[]') as limits
   from taken t`,
  (p) => [p.operationId, p.limit],
  { operationId, limit: 1 },
)
