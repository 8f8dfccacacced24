import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type At = { operationId: string; at: Date }
const here = { operationId: SAMPLE_OPERATION, at: new Date(0) }

export const readDatabaseClock = statement<object, { now: Date }>(
  'health.readDatabaseClock',
  'select clock_timestamp() as now',
  () => [],
  {},
  { acrossOperations: 'it reads the clock and no table' },
)

/** What waits, and who is signed in. */
export const countWaiting = statement<At, { sealed: number; failed: number; oldestAt: Date | null; sessions: number }>(
  'health.countWaiting',
  `select count(*) filter (where state = 'sealed') as sealed, count(*) filter (where state = 'failed') as failed,
     min(received_at) filter (where state = 'sealed') as oldest_at,
     (select count(*) from session s where s.operation_id = $1 and s.expires_at > $2::timestamptz) as sessions
   from intake_entry where operation_id = $1 and state in ('sealed', 'failed')`,
  ({ operationId, at }) => [operationId, at],
  here,
)

/** By how much the clocks of phones are ahead, from the last entries of a day that were sent when they were made. */
export const measurePhoneClocks = statement<At, { median: number | null; worst: number | null }>(
  'health.measurePhoneClocks',
  `select percentile_cont(0.5) within group (order by ahead) as median, max(ahead) as worst from (
     select extract(epoch from made_at - received_at)::float8 as ahead from intake_entry
     where operation_id = $1 and received_at > $2::timestamptz - interval '24 hours' and made_at > received_at - interval '10 minutes'
     order by received_at desc limit 200) as last`,
  ({ operationId, at }) => [operationId, at],
  here,
)
