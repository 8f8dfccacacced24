import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** The places of withdrawn cards and papers in an operation's list, and the highest place given to any. */
export const findWithdrawnPlaces = statement<
  { operationId: string },
  { withdrawn: number[] | null; highest: number | null }
>(
  'proof.findWithdrawnPlaces',
  `select array_agg(status_index) filter (where is_withdrawn) as withdrawn, max(status_index) as highest from (
     select status_index, withdrawn_at is not null as is_withdrawn from card where operation_id = $1
     union all select status_index, state <> 'issued' from paper where operation_id = $1) as places`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
