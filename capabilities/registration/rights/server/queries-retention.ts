import { type Query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { JobClass } from '../retention.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

/** What the job may take at once of a class; each batch is a transaction of its own. */
export type Due = { operationId: string; before: Date; limit: number }
type DueRow = { id: string }

/** Nobody of this household is touched while somebody has said why. */
const free = (group: string) =>
  `not exists (select from legal_hold h where h.operation_id = $1 and h.group_id = ${group})`
const isClosed = (kind: string) =>
  `exists (select from operation o where o.id = $1 and ${kind} and o.closed_at < $2::timestamptz)`

/**
 * What is due of each class: $1 the operation, $2 what is older than its period. Ends in where, so that a batch can lock
 * what it takes and pass over what another process holds.
 */
const due: Record<JobClass, { select: string; of: string }> = {
  'person-left': {
    select: `select i.id, i.group_id from individual i join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
      where i.operation_id = $1 and i.state = 'left' and ${free('i.group_id')}
        and not exists (select from claim c where c.operation_id = $1 and c.individual_id = i.id and c.closed_on is null)
        and coalesce((select max(e.at) from event e where e.operation_id = $1 and e.group_id = i.group_id
          and e.individual_id = i.id and e.kind = 'individual-left'), g.registered_at) < $2::timestamptz`,
    of: 'i',
  },
  'household-inactive': {
    select: `select g.id, g.id as group_id from registration_group g
      where g.operation_id = $1 and g.stage <> 'erased' and g.registered_at < $2::timestamptz and ${free('g.id')}
        and not exists (select from event e where e.operation_id = $1 and e.group_id = g.id and e.at >= $2)
        and not exists (select from audit_entry a where a.operation_id = $1 and a.subject_id = g.id and a.role = 'self' and a.at >= $2)
        and not exists (select from sealed_record r join sealed_version v on v.operation_id = r.operation_id and v.record_id = r.id
          where r.operation_id = $1 and r.subject_id = g.id and v.written_at >= $2)
        -- A claim is heard to its end, and its time begins when it is closed.
        and not exists (select from claim c join individual i on i.operation_id = $1 and i.id = c.individual_id
          where c.operation_id = $1 and i.group_id = g.id and (c.closed_on is null or c.closed_on >= $2::date))
        -- Nor does a household end that is expected somewhere, or waits to be heard.
        and not exists (select from appointment p where p.operation_id = $1 and p.group_id = g.id and p.state in ('booked', 'confirmed', 'came'))
        and not exists (select from appointment_wait w where w.operation_id = $1 and w.group_id = g.id)
        -- What officers wrote about it goes on with the household that it was joined into.
        and not exists (select from registration_group w where w.operation_id = $1 and w.id = g.joined_into_id and w.stage <> 'erased')`,
    of: 'g',
  },
  'earlier-versions': {
    select: `select b.individual_id as id, b.class, b.version from person_blob b join individual i on i.operation_id = b.operation_id and i.id = b.individual_id
      where b.operation_id = $1 and b.superseded_at < $2::timestamptz and ${free('i.group_id')}`,
    of: 'b',
  },
  'decided-conflicts': {
    select: `select c.entry_id as id, c.content_hash from intake_conflict c
      where c.operation_id = $1 and c.decided_at < $2::timestamptz
        and not exists (select from legal_hold h join intake_entry e on e.operation_id = $1 and e.group_id = h.group_id
          where h.operation_id = $1 and e.id = c.entry_id)
        and not exists (select from legal_hold h join individual i on i.operation_id = $1 and i.group_id = h.group_id
          where h.operation_id = $1 and i.id = any (c.individual_ids))`,
    of: 'c',
  },
  'unreadable-entries': {
    select: `select e.id from intake_entry e
      where e.operation_id = $1 and e.state = 'failed' and e.received_at < $2::timestamptz and ${free('e.group_id')}
        and not exists (select from legal_hold h join individual i on i.operation_id = $1 and i.group_id = h.group_id
          where h.operation_id = $1 and i.id = any (e.individual_ids))`,
    of: 'e',
  },
  'ended-invitations': {
    select: `select v.id from invitation v
      where v.operation_id = $1 and v.expires_at < $2::timestamptz and (v.label <> '' or v.token <> '')`,
    of: 'v',
  },
  events: {
    select: `select e.id from event e join registration_group g on g.operation_id = e.operation_id and g.id = e.group_id
      where e.operation_id = $1 and e.at < $2::timestamptz and g.stage = 'erased' and ${free('g.id')}`,
    of: 'e',
  },
  'record-of-acts': {
    select: `select a.id from audit_entry a
      where a.operation_id = $1 and a.at < $2::timestamptz and a.subject_id is not null and length(a.salt) = 16
        and ${free('a.subject_id')}
        and not exists (select from legal_hold h join individual i on i.operation_id = $1 and i.group_id = h.group_id
          where h.operation_id = $1 and i.id = a.subject_id)`,
    of: 'a',
  },
  alarms: {
    select: `select m.id from alarm m where m.operation_id = $1 and m.acknowledged_at < $2::timestamptz`,
    of: 'm',
  },
  'sealed-complaints': {
    select: `select r.id from sealed_record r
      where r.operation_id = $1 and r.kind = 'staff-complaint' and r.created_at < $2::timestamptz
        and not exists (select from sealed_version v where v.operation_id = $1 and v.record_id = r.id and v.written_at >= $2)`,
    of: 'r',
  },
  'journey-stops': {
    select: `select s.id from stop s where s.operation_id = $1 and ${isClosed(`o.kind = 'journey'`)}`,
    of: 's',
  },
  'closed-operation': {
    select: `select k.individual_id as id from person_key k join individual i on i.operation_id = k.operation_id and i.id = k.individual_id
      where k.operation_id = $1 and ${free('i.group_id')} and ${isClosed('true')}`,
    of: 'k',
  },
}

/** How many are due; more than this many are simply many. */
export const DUE_COUNTED_MAX = 10_000
const inEach = <R>(make: (one: JobClass, sql: { select: string; of: string }) => R) =>
  Object.fromEntries(Object.entries(due).map(([one, sql]) => [one, make(one as JobClass, sql)])) as Record<JobClass, R>

export const countDue: Record<JobClass, Query<Omit<Due, 'limit'>, { due: number }>> = inEach((one, { select }) =>
  statement<Omit<Due, 'limit'>, { due: number }>(
    `rights.countDue ${one}`,
    `select count(*) as due from (${select} limit ${DUE_COUNTED_MAX}) as found`,
    (p) => [p.operationId, p.before],
    { operationId, before: new Date(0) },
  ),
)

const taken = (one: JobClass) => `${due[one].select} limit $3 for update of ${due[one].of} skip locked`
const act = (one: JobClass, change: string): Query<Due, DueRow> =>
  statement<Due, DueRow>(
    `rights.end ${one}`,
    `with taken as (${taken(one)}) ${change}`,
    (p) => [p.operationId, p.before, p.limit],
    { operationId, before: new Date(0), limit: 1 },
  )

/** People and households whose time is over, held for this transaction; erasing.ts then erases them. */
export const listToErase: Record<'person-left' | 'household-inactive', Query<Due, { id: string; groupId: string }>> = {
  'person-left': statement<Due, { id: string; groupId: string }>(
    'rights.listPeopleToErase',
    taken('person-left'),
    (p) => [p.operationId, p.before, p.limit],
    { operationId, before: new Date(0), limit: 1 },
  ),
  'household-inactive': statement<Due, { id: string; groupId: string }>(
    'rights.listHouseholdsToErase',
    taken('household-inactive'),
    (p) => [p.operationId, p.before, p.limit],
    { operationId, before: new Date(0), limit: 1 },
  ),
}

/** One statement a class: takes a batch, ends it, tells how many. */
export const endBatch = {
  'earlier-versions': act(
    'earlier-versions',
    `delete from person_blob b using taken t where b.operation_id = $1 and b.individual_id = t.id and b.class = t.class
       and b.version = t.version and b.superseded_at is not null returning b.individual_id as id`,
  ),
  'decided-conflicts': act(
    'decided-conflicts',
    `delete from intake_conflict c using taken t where c.operation_id = $1 and c.entry_id = t.id
       and c.content_hash = t.content_hash returning c.entry_id as id`,
  ),
  // As after an erasure: id and hash stay, so that a replay brings nothing back.
  'unreadable-entries': act(
    'unreadable-entries',
    `update intake_entry e set state = 'erased', envelope = null, failure = null from taken t
     where e.operation_id = $1 and e.id = t.id returning e.id`,
  ),
  'ended-invitations': act(
    'ended-invitations',
    `update invitation v set label = '', token = '' from taken t where v.operation_id = $1 and v.id = t.id returning v.id`,
  ),
  alarms: act('alarms', `delete from alarm m using taken t where m.operation_id = $1 and m.id = t.id returning m.id`),
  'sealed-complaints': act(
    'sealed-complaints',
    `delete from sealed_record r using taken t where r.operation_id = $1 and r.id = t.id returning r.id`,
  ),
  'journey-stops': act(
    'journey-stops',
    `delete from stop s using taken t where s.operation_id = $1 and s.id = t.id returning s.id`,
  ),
  'closed-operation': act(
    'closed-operation',
    `, tags as (delete from person_tag p using taken t where p.operation_id = $1 and p.individual_id = t.id)
     delete from person_key k using taken t where k.operation_id = $1 and k.individual_id = t.id returning k.individual_id as id`,
  ),
} as const

/**
 * The two tables that the serving role may only add to. Run by the database's owner on a connection opened for this one
 * statement; what is erased is `platform/ledger/README.md`'s "Erase a subject". $3 bounds the batch.
 */
export const endAsOwner = {
  'record-of-acts': `with taken as (${taken('record-of-acts')})
    update audit_entry a set salt = sha256(a.salt || coalesce(uuid_send(a.subject_id), '')), subject_id = null
    from taken t where a.operation_id = $1 and a.id = t.id`,
  events: `with taken as (${taken('events')})
    update event e set group_id = null, individual_id = null, details = null from taken t where e.operation_id = $1 and e.id = t.id`,
} as const

/** The last shares go once no key of a person is left that a hold keeps. */
export const destroyShares = statement<{ operationId: string; before: Date }, { ordinal: number }>(
  'rights.destroyShares',
  `delete from custodian c where c.operation_id = $1 and ${isClosed('true')}
     and not exists (select from person_key k where k.operation_id = $1) returning c.ordinal`,
  (p) => [p.operationId, p.before],
  { operationId, before: new Date(0) },
)

/** The row that whoever works on a class holds; without it another process is at it. */
export const makeRuns = statement<{ operationId: string; classes: string[] }, Record<string, never>>(
  'rights.makeRuns',
  `insert into retention_run (operation_id, class) select $1::uuid, unnest($2::text[]) on conflict do nothing`,
  (p) => [p.operationId, p.classes],
  { operationId, classes: ['events'] },
)

export const holdRun = statement<{ operationId: string; class: string }, { class: string }>(
  'rights.holdRun',
  'select class from retention_run where operation_id = $1 and class = $2 for update skip locked',
  (p) => [p.operationId, p.class],
  { operationId, class: 'events' },
)

export const finishRun = statement<
  { operationId: string; class: string; at: Date; done: number; isComplete: boolean },
  Record<string, never>
>(
  'rights.finishRun',
  'update retention_run set ran_at = $3, done = $4, is_complete = $5 where operation_id = $1 and class = $2',
  (p) => [p.operationId, p.class, p.at, p.done, p.isComplete],
  { operationId, class: 'events', at: new Date(0), done: 0, isComplete: true },
)

export const listRuns = statement<
  { operationId: string },
  { class: string; ranAt: Date | null; done: number; isComplete: boolean; waitsUntil: Date | null }
>(
  'rights.listRuns',
  'select class, ran_at, done, is_complete, waits_until from retention_run where operation_id = $1 limit 50',
  (p) => [p.operationId],
  { operationId },
)

/** The job was there, and waits: its clock is not believed yet. */
export const noteClock = statement<{ operationId: string; at: Date; waitsUntil: Date }, Record<string, never>>(
  'rights.noteClock',
  'update retention_run set ran_at = $2, waits_until = $3 where operation_id = $1',
  (p) => [p.operationId, p.at, p.waitsUntil],
  { operationId, at: new Date(0), waitsUntil: new Date(0) },
)

export const listPeriods = statement<{ operationId: string }, { class: string; periodDays: number }>(
  'rights.listPeriods',
  'select class, period_days from retention_period where operation_id = $1 limit 50',
  (p) => [p.operationId],
  { operationId },
)

export const setPeriod = statement<
  { operationId: string; class: string; periodDays: number; at: Date; accountId: string },
  Record<string, never>
>(
  'rights.setPeriod',
  `insert into retention_period (operation_id, class, period_days, changed_at, changed_by) values ($1, $2, $3, $4, $5)
   on conflict (operation_id, class) do update set period_days = excluded.period_days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  (p) => [p.operationId, p.class, p.periodDays, p.at, p.accountId],
  { operationId, class: 'events', periodDays: 365, at: new Date(0), accountId: id },
)

export const listHolds = statement<
  { operationId: string },
  { groupId: string; caseNumber: string; reason: string; placedAt: Date }
>(
  'rights.listHolds',
  `select h.group_id, g.case_number, h.reason, h.placed_at from legal_hold h
   join registration_group g on g.operation_id = h.operation_id and g.id = h.group_id
   where h.operation_id = $1 order by h.placed_at desc limit 200`,
  (p) => [p.operationId],
  { operationId },
)

export const findByCaseNumber = statement<{ operationId: string; caseNumber: string }, { id: string }>(
  'rights.findByCaseNumber',
  `select id from registration_group where operation_id = $1 and case_number = $2 and stage <> 'erased'`,
  (p) => [p.operationId, p.caseNumber],
  { operationId, caseNumber: 'SAMPLE' },
)

export const placeHold = statement<
  { operationId: string; groupId: string; reason: string; at: Date; accountId: string },
  Record<string, never>
>(
  'rights.placeHold',
  `insert into legal_hold (operation_id, group_id, reason, placed_at, placed_by) values ($1, $2, $3, $4, $5)
   on conflict (operation_id, group_id) do update set reason = excluded.reason`,
  (p) => [p.operationId, p.groupId, p.reason, p.at, p.accountId],
  { operationId, groupId: id, reason: 'court', at: new Date(0), accountId: id },
)

export const liftHold = statement<{ operationId: string; groupId: string }, { groupId: string }>(
  'rights.liftHold',
  'delete from legal_hold where operation_id = $1 and group_id = $2 returning group_id',
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)
