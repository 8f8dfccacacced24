import { type Compilable, type RawBuilder, sql } from 'kysely'
import { type Db, query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import { type ListFilters, normaliseCaseNumber, PAGE_SIZE, type Stage } from '../model.ts'

/** A household as lists show it; `HouseholdRow` of the contract once instants are texts. */
export type HouseholdRecord = {
  id: string
  caseNumber: string
  shortCode: string | null
  cardState: 'valid' | 'withdrawn' | 'none'
  stage: Stage
  waitingReason: string | null
  householdSize: number
  adults: number
  children: number
  childAlone: boolean
  hasConflict: boolean
  language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar'
  nationalities: string[]
  siteId: string | null
  registeredOn: string
  registeredAt: Date
}

/** Where a page of the list ends. */
export type Place = { registeredAt: Date; id: string }

type ListParams = {
  operationId: string
  /** The sites someone may see; null for all. */
  siteIds: string[] | null
  filters: Omit<ListFilters, 'after' | 'text'>
  text?: { caseNumber: string; shortCode: string | undefined }
  after?: Place
  limit: number
}

/** Households that match all filters, newest first; one more than a page tells whether there is another. */
export const listHouseholdRows = query<ListParams, HouseholdRecord>(
  'desk.listHouseholds',
  (db, { operationId, siteIds, filters, text, after, limit }) => {
    const conditions = [sql`g.operation_id = ${operationId}::uuid`]
    const where = (condition: RawBuilder<unknown>) => conditions.push(condition)
    if (siteIds) where(sql`g.site_id = any(${`{${siteIds.join(',')}}`}::uuid[])`)
    if (text) {
      // Both are unique indexes: two look-ups, whatever the size of the operation.
      where(sql`g.id = any (array(
        select id from registration_group where operation_id = ${operationId}::uuid and case_number = ${text.caseNumber}
        union all select group_id from card where operation_id = ${operationId}::uuid and short_code = ${text.shortCode ?? ''}))`)
    } else where(filters.stage ? sql`g.stage = ${filters.stage}` : sql`g.stage in ('waiting', 'registered')`)
    if (filters.language) where(sql`g.language = ${filters.language}`)
    if (filters.siteId) where(sql`g.site_id = ${filters.siteId}::uuid`)
    if (filters.from) where(sql`g.registered_on >= ${filters.from}::date`)
    if (filters.to) where(sql`g.registered_on <= ${filters.to}::date`)
    if (filters.nationality)
      where(sql`exists (select from individual n where n.operation_id = ${operationId}::uuid and n.group_id = g.id
        and n.nationality = ${filters.nationality} and n.state = 'present')`)
    if (filters.attention) where(attentionCondition(operationId, filters.attention))
    if (after)
      where(sql`g.registered_at <= ${after.registeredAt.toISOString()}::timestamptz
        and (g.registered_at < ${after.registeredAt.toISOString()}::timestamptz or g.id > ${after.id}::uuid)`)
    return asRows(
      db,
      operationId,
      sql`select * from registration_group g where ${sql.join(conditions, sql` and `)}
        order by g.registered_at desc, g.id limit ${limit}`,
    )
  },
  { operationId: SAMPLE_OPERATION, siteIds: null, filters: {}, limit: PAGE_SIZE + 1 },
)

/** The same lines for households that are known by id. */
export const findHouseholdRows = query<{ operationId: string; ids: string[] }, HouseholdRecord>(
  'desk.findHouseholds',
  (db, { operationId, ids }) =>
    asRows(
      db,
      operationId,
      sql`select * from registration_group g where g.operation_id = ${operationId}::uuid and g.id = any(${`{${ids.join(',')}}`}::uuid[])`,
    ),
  { operationId: SAMPLE_OPERATION, ids: [SAMPLE_OPERATION] },
)

/** What a typed text may stand for. */
export const textLookup = (text: string, shortCode: string | undefined) => ({
  caseNumber: normaliseCaseNumber(text),
  shortCode,
})

const CHILD_BANDS = sql`('0-4', '5-11', '12-17', '0-17')`

function attentionCondition(operationId: string, attention: NonNullable<ListFilters['attention']>) {
  if (attention === 'waiting') return sql`g.stage = 'waiting'`
  if (attention === 'conflict')
    return sql`g.id in (select e.group_id from intake_conflict x join intake_entry e on e.operation_id = x.operation_id and e.id = x.entry_id
      where x.operation_id = ${operationId}::uuid and x.decided_at is null)`
  if (attention === 'unreadable')
    return sql`g.id in (select group_id from intake_entry where operation_id = ${operationId}::uuid and state = 'failed')`
  // Counted once over all people: quicker than asking for each household.
  return sql`g.id in (select group_id from individual where operation_id = ${operationId}::uuid and state = 'present'
    group by group_id having bool_and(age_band in ${CHILD_BANDS}))`
}

/** Adds to a page of groups what their people and cards say; only for the lines shown. */
function asRows(db: Db, operationId: string, page: RawBuilder<unknown>): Compilable<HouseholdRecord> {
  const text = sql<HouseholdRecord>`with page as materialized (${page})
    select p.id, p.case_number, p.stage, p.waiting_reason, p.household_size, p.language, p.site_id, p.registered_on, p.registered_at,
      coalesce(i.adults, 0)::int as adults, coalesce(i.children, 0)::int as children, coalesce(i.child_alone, false) as child_alone,
      coalesce(i.nationalities, '{}') as nationalities, c.short_code,
      case when c.short_code is null then 'none' when c.withdrawn_at is null then 'valid' else 'withdrawn' end as card_state,
      exists (select from intake_entry e join intake_conflict x on x.operation_id = e.operation_id and x.entry_id = e.id
        where e.operation_id = ${operationId}::uuid and e.group_id = p.id and x.decided_at is null) as has_conflict
    from page p
    left join lateral (
      select count(*) filter (where age_band not in ${CHILD_BANDS}) as adults, count(*) filter (where age_band in ${CHILD_BANDS}) as children,
        bool_and(age_band in ${CHILD_BANDS}) as child_alone, array_agg(distinct nationality order by nationality) as nationalities
      from individual where operation_id = ${operationId}::uuid and group_id = p.id and state = 'present') i on true
    left join lateral (
      select short_code, withdrawn_at from card where operation_id = ${operationId}::uuid and group_id = p.id
      order by withdrawn_at is not null, issued_at desc limit 1) c on true
    order by p.registered_at desc, p.id`
  return { compile: () => text.compile(db) }
}

export type Counts = {
  households: number
  people: number
  waiting: number
  childAlone: number
  conflicts: number
  unreadable: number
  quarantined: number
  sealed: number
}

/** All households of the operation, or those of the sites someone may see: as many as in the list, planted ones too. */
export const countHouseholds = statement<{ operationId: string; siteIds: string[] | null }, Counts>(
  'desk.countHouseholds',
  `select g.households, g.people, g.waiting, a.child_alone, x.conflicts, f.unreadable, q.quarantined, e.sealed
   from (select count(*) as households, coalesce(sum(household_size), 0) as people, count(*) filter (where stage = 'waiting') as waiting
         from registration_group where operation_id = $1 and stage in ('waiting', 'registered')
           and ($2::uuid[] is null or site_id = any($2::uuid[]))) g,
        (select count(*) as child_alone from (select group_id from individual where operation_id = $1 and state = 'present'
          group by group_id having bool_and(age_band in ('0-4', '5-11', '12-17', '0-17'))) alone
          join registration_group h on h.operation_id = $1 and h.id = alone.group_id
          where h.stage in ('waiting', 'registered') and ($2::uuid[] is null or h.site_id = any($2::uuid[]))) a,
        (select count(*) as conflicts from intake_conflict c
          left join intake_entry i on i.operation_id = $1 and i.id = c.entry_id
          left join registration_group h on h.operation_id = $1 and h.id = i.group_id
          where c.operation_id = $1 and c.decided_at is null and ($2::uuid[] is null or h.site_id = any($2::uuid[]))) x,
        (select count(distinct h.id) as unreadable from intake_entry i
          join registration_group h on h.operation_id = $1 and h.id = i.group_id
          where i.operation_id = $1 and i.state = 'failed' and h.stage in ('waiting', 'registered')
            and ($2::uuid[] is null or h.site_id = any($2::uuid[]))) f,
        (select count(*) as quarantined from registration_group where operation_id = $1 and stage = 'quarantined'
          and ($2::uuid[] is null or site_id = any($2::uuid[]))) q,
        (select count(*) as sealed from intake_entry where operation_id = $1 and state = 'sealed') e`,
  ({ operationId, siteIds }) => [operationId, siteIds],
  { operationId: SAMPLE_OPERATION, siteIds: null },
)

export const findSite = statement<{ operationId: string; siteId: string }, { id: string }>(
  'desk.findSite',
  'select id from site where operation_id = $1 and id = $2',
  ({ operationId, siteId }) => [operationId, siteId],
  { operationId: SAMPLE_OPERATION, siteId: SAMPLE_OPERATION },
)

export const listSites = statement<{ operationId: string }, { id: string; name: string }>(
  'desk.listSites',
  'select id, name from site where operation_id = $1 order by name, id limit 500',
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
