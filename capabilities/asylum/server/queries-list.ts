import { type Compilable, type RawBuilder, sql } from 'kysely'
import { type Db, query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import { type ClaimFilters, DUE_SOON_DAYS, PAGE_SIZE } from '../contract.ts'

/** A claim as the queue shows it, its steps and limits still by their ids. */
export type QueueRecord = {
  id: string
  householdId: string
  siteId: string | null
  caseNumber: string
  people: number
  language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar'
  stage: 'intended' | 'lodged' | 'admitted' | 'decided' | 'notified' | 'appealed' | 'closed'
  procedure: string
  procedureVersion: string
  lastStep: string
  lastStepOn: string
  beganOn: string
  closedOn: string | null
  closingReason: string | null
  childAlone: boolean
  dueOn: string | null
  dueLimit: string | null
  dueBinds: 'authority' | 'person' | null
  assignedTo: string | null
  assignedName: string | null
  waitsForSecond: boolean
  /** The person asked for a step on their own page. */
  isAsked: boolean
}

/** Where a page ends; a claim without a day comes after all that have one. */
export type Place = { dueOn: string | null; id: string }

type ListParams = {
  operationId: string
  /** The sites someone may see; null for all. */
  siteIds: string[] | null
  accountId: string
  today: string
  filters: Omit<ClaimFilters, 'after' | 'words'>
  after?: Place
  limit: number
}

/** The day of the limit that ends first; claims without one come last. */
const DUE = sql`c.queue_on`

/** What is due first comes first. Reads as many rows as it shows, on the index that the filter has. */
export const listQueue = query<ListParams, QueueRecord>(
  'asylum.listQueue',
  (db, { operationId, siteIds, accountId, today, filters, after, limit }) => {
    const conditions = [sql`c.operation_id = ${operationId}::uuid`]
    const where = (condition: RawBuilder<unknown>) => conditions.push(condition)
    where(filters.closed ? sql`c.closed_on is not null` : sql`c.closed_on is null`)
    if (siteIds) where(sql`c.site_id = any(${`{${siteIds.join(',')}}`}::uuid[])`)
    if (filters.stage) where(sql`c.stage = ${filters.stage}`)
    if (filters.step) where(sql`c.last_step = ${filters.step}`)
    if (filters.language) where(sql`c.language = ${filters.language}`)
    if (filters.assigned === 'me') where(sql`c.assigned_to = ${accountId}::uuid`)
    if (filters.assigned === 'nobody') where(sql`c.assigned_to is null`)
    if (filters.attention) where(attentionOf(operationId, today, filters.attention))
    if (after) where(sql`(${DUE}, c.id) > (${after.dueOn ?? 'infinity'}::date, ${after.id}::uuid)`)
    return asRows(
      db,
      operationId,
      sql`select * from claim c where ${sql.join(conditions, sql` and `)} order by ${DUE}, c.id limit ${limit}`,
    )
  },
  {
    ...{ operationId: SAMPLE_OPERATION, siteIds: null, accountId: SAMPLE_OPERATION, today: '2021-10-24', filters: {} },
    limit: PAGE_SIZE + 1,
  },
)

/** The same lines for claims that are known: of a household, or one. */
export const listRows = query<{ operationId: string; groupId?: string; id?: string }, QueueRecord>(
  'asylum.listRows',
  (db, { operationId, groupId, id }) =>
    asRows(
      db,
      operationId,
      groupId
        ? sql`select * from claim c where c.operation_id = ${operationId}::uuid and c.individual_id in (
              select id from individual where operation_id = ${operationId}::uuid and group_id = ${groupId}::uuid)
            order by ${DUE}, c.id limit 100`
        : sql`select * from claim c where c.operation_id = ${operationId}::uuid and c.id = ${id!}::uuid`,
    ),
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)

function attentionOf(operationId: string, today: string, attention: NonNullable<ClaimFilters['attention']>) {
  switch (attention) {
    case 'late':
      return sql`${DUE} < ${today}::date`
    case 'soon':
      return sql`${DUE} >= ${today}::date and ${DUE} <= ${today}::date + ${DUE_SOON_DAYS}::int`
    case 'no-date':
      return sql`${DUE} = 'infinity'::date`
    case 'child-alone':
      return sql`c.child_alone`
    case 'asked':
      return sql`c.id in (select claim_id from claim_wish where operation_id = ${operationId}::uuid and taken_back_at is null and recorded_at is null)`
    case 'second':
      return sql`c.id in (select claim_id from claim_proposal where operation_id = ${operationId}::uuid)`
  }
}

function asRows(db: Db, operationId: string, page: RawBuilder<unknown>): Compilable<QueueRecord> {
  const text = sql<QueueRecord>`with page as materialized (${page})
    select c.id, g.id as household_id, c.site_id, g.case_number, c.language, c.stage, c.procedure, c.procedure_version, c.last_step, c.last_step_on,
      c.began_on, c.closed_on, c.closing_reason, c.child_alone, c.due_on, c.due_limit, c.due_binds, c.assigned_to, a.display_name as assigned_name,
      1 + (select count(*) from claim_dependant d where d.operation_id = ${operationId}::uuid and d.claim_id = c.id)::int as people,
      exists (select from claim_proposal p where p.operation_id = ${operationId}::uuid and p.claim_id = c.id) as waits_for_second,
      exists (select from claim_wish w where w.operation_id = ${operationId}::uuid and w.claim_id = c.id
        and w.taken_back_at is null and w.recorded_at is null) as is_asked
    from page c
    join individual i on i.operation_id = ${operationId}::uuid and i.id = c.individual_id
    join registration_group g on g.operation_id = ${operationId}::uuid and g.id = i.group_id
    left join account a on a.operation_id = ${operationId}::uuid and a.id = c.assigned_to
    order by ${DUE}, c.id`
  return { compile: () => text.compile(db) }
}

export type QueueCounts = { open: number; mine: number; late: number; soon: number; second: number }

/** The head of the page. Counting 55,000 open claims reads one narrow index. */
export const countQueue = statement<
  { operationId: string; siteIds: string[] | null; accountId: string; today: string },
  QueueCounts
>(
  'asylum.countQueue',
  `select count(*)::int as open, count(*) filter (where assigned_to = $3::uuid)::int as mine,
     count(*) filter (where due_on < $4::date)::int as late,
     count(*) filter (where due_on >= $4::date and due_on <= $4::date + ${DUE_SOON_DAYS})::int as soon,
     (select count(*) from claim_proposal p join claim q on q.operation_id = $1 and q.id = p.claim_id
       where p.operation_id = $1 and ($2::uuid[] is null or q.site_id = any($2::uuid[])))::int as second
   from claim where operation_id = $1 and closed_on is null and ($2::uuid[] is null or site_id = any($2::uuid[]))`,
  (p) => [p.operationId, p.siteIds, p.accountId, p.today],
  { operationId: SAMPLE_OPERATION, siteIds: null, accountId: SAMPLE_OPERATION, today: '2021-10-24' },
)
