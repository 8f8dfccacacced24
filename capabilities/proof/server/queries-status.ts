import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** The places of withdrawn cards in an operation's list, and the highest place given to any card. */
export const findWithdrawnPlaces = statement<
  { operationId: string },
  { withdrawn: number[] | null; highest: number | null }
>(
  'proof.findWithdrawnPlaces',
  `select array_agg(status_index) filter (where withdrawn_at is not null) as withdrawn, max(status_index) as highest
   from card where operation_id = $1`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
