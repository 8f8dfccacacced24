import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type Move = { from: 'quarantined' | 'set-aside'; to: 'quarantined' | 'set-aside' | 'households' }

export const countQuarantine = statement<
  { operationId: string; siteIds: string[] | null },
  { quarantined: number; setAside: number }
>(
  'desk.countQuarantine',
  `select count(*) filter (where stage = 'quarantined') as quarantined, count(*) filter (where stage = 'set-aside') as set_aside
   from registration_group where operation_id = $1 and stage in ('quarantined', 'set-aside')
     and ($2::uuid[] is null or site_id = any($2::uuid[]))`,
  ({ operationId, siteIds }) => [operationId, siteIds],
  { operationId: SAMPLE_OPERATION, siteIds: null },
)

/** The oldest that lie there, held: two desks that move the same ones take turns. */
export const holdQuarantined = statement<
  {
    operationId: string
    siteIds: string[] | null
    from: Move['from']
    ids: string[] | null
    until: Date
    limit: number
  },
  { id: string }
>(
  'desk.holdQuarantined',
  `select id from registration_group where operation_id = $1 and stage = $2 and registered_at <= $3
     and ($4::uuid[] is null or id = any($4::uuid[])) and ($5::uuid[] is null or site_id = any($5::uuid[]))
   order by registered_at, id limit $6 for update`,
  ({ operationId, siteIds, from, ids, until, limit }) => [operationId, from, until, ids, siteIds, limit],
  { operationId: SAMPLE_OPERATION, siteIds: null, from: 'quarantined', ids: null, until: new Date(0), limit: 1 },
)

/** Setting aside withdraws the cards that were given out; every way back makes exactly these valid again. */
export const moveHeld = statement<
  { operationId: string; ids: string[]; to: Move['to']; at: Date },
  Record<string, never>
>(
  'desk.moveQuarantined',
  `with cards as (
    update card set withdrawn_at = case when $3 = 'set-aside' then $4::timestamptz end,
      withdrawn_reason = case when $3 = 'set-aside' then 'set-aside' end
    where operation_id = $1::uuid and group_id = any($2::uuid[])
      and case when $3 = 'set-aside' then withdrawn_at is null else withdrawn_reason = 'set-aside' end
  )
  update registration_group g set stage = case when $3 <> 'households' then $3
    when exists (select from card c where c.operation_id = $1 and c.group_id = g.id
      and (c.withdrawn_at is null or c.withdrawn_reason = 'set-aside')) then 'registered'
    else 'waiting' end
  where g.operation_id = $1 and g.id = any($2)`,
  ({ operationId, ids, to, at }) => [operationId, ids, to, at],
  { operationId: SAMPLE_OPERATION, ids: [], to: 'set-aside', at: new Date(0) },
)
