import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type NewSite = { operationId: string; id: string; name: string; kind: 'shelter' | 'office' | 'stop' | 'other' }

export const insertSite = statement<NewSite, Record<string, never>>(
  'practice.insertSite',
  'insert into site (operation_id, id, name, kind) values ($1, $2, $3, $4)',
  ({ operationId, id, name, kind }) => [operationId, id, name, kind],
  { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION, name: 'Sample', kind: 'shelter' },
)

/** What kinds of operations a database holds: practice and real ones never share one. */
export const countOperations = query(
  'practice.countOperations',
  (db, _params: Record<string, never>) =>
    db
      .selectFrom('operation')
      .select(({ fn }) => ['practice', fn.countAll<number>().as('operations')])
      .groupBy('practice'),
  {},
  { acrossOperations: 'operation is a reference table: it holds names of operations, nothing of people' },
)

/** Adults who speak for their household, some of them. */
export const listSpeakers = statement<
  { operationId: string; limit: number },
  { id: string; siteId: string | null; language: string }
>(
  'practice.listSpeakers',
  `select i.id, g.site_id, g.language from individual i
   join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
   where i.operation_id = $1 and i.is_focal_point and i.age_band in ('18-59', '60+') and g.stage = 'registered'
   order by g.case_number limit $2`,
  ({ operationId, limit }) => [operationId, limit],
  { operationId: SAMPLE_OPERATION, limit: 1 },
)
