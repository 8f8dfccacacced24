import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type InOperation = { operationId: string }
const operationId = SAMPLE_OPERATION
const at = new Date(0)
const REFERENCE = {
  acrossOperations: 'operation is a reference table: it holds names of operations, nothing of people',
}

export const findClosing = statement<InOperation, { name: string; closedAt: Date | null }>(
  'oversight.findClosing',
  'select name, closed_at from operation where id = $1',
  ({ operationId }) => [operationId],
  { operationId },
  REFERENCE,
)

export const setClosed = statement<InOperation & { closedAt: Date }, { id: string }>(
  'oversight.setClosed',
  'update operation set closed_at = $2 where id = $1 and closed_at is null returning id',
  ({ operationId, closedAt }) => [operationId, closedAt],
  { operationId, closedAt: at },
  REFERENCE,
)

export const setReopened = statement<InOperation & { closedAfter: Date }, { id: string }>(
  'oversight.setReopened',
  'update operation set closed_at = null where id = $1 and closed_at > $2 returning id',
  ({ operationId, closedAfter }) => [operationId, closedAfter],
  { operationId, closedAfter: at },
  REFERENCE,
)

/** The two roles that can finish, or open again, stay. */
export const deleteSessionsButOf = statement<InOperation, never>(
  'oversight.deleteSessionsButOf',
  `delete from session s where s.operation_id = $1 and not exists (
     select from account_role r where r.operation_id = s.operation_id and r.account_id = s.account_id
       and r.role in ('administrator', 'data-protection-officer'))`,
  ({ operationId }) => [operationId],
  { operationId },
)
