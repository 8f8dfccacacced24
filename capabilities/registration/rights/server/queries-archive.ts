import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** Entries of a household that nobody has opened yet. */
export const countSealedOf = statement<{ operationId: string; groupId: string }, { sealed: number }>(
  'rights.countSealedOf',
  `select count(*) as sealed from intake_entry where operation_id = $1 and group_id = $2 and state in ('sealed', 'failed')`,
  (p) => [p.operationId, p.groupId],
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)
