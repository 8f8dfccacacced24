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
