import type { Tx } from '#platform/database/connect.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** Cases of one queue that were lodged on one day, and decided or closed on one day, or are open. */
type CasesByDay = {
  procedure: string
  childAlone: boolean
  lodgedOn: string
  endedOn: string | null
  isDecided: boolean
  count: number
}

/**
 * How cases went, as numbers by day: nobody is named and nobody can be followed. A case ends by its first decision, else by being closed;
 * who has only said that they will lodge a claim is not counted. At most `limit` rows: those of a queue together, and small queues first, so
 * that a bound leaves out the fewest queues.
 */
const countCasesByDay = statement<{ operationId: string; since: string; limit: number }, CasesByDay>(
  'asylum.countCasesByDay',
  `select c.procedure, c.child_alone, c.began_on as lodged_on, coalesce(d.decided_on, c.closed_on) as ended_on,
     d.decided_on is not null as is_decided, count(*)::int as count
   from claim c left join lateral (
     select min((e.event->>'on')::date) as decided_on from claim_event e
     where e.operation_id = $1 and e.claim_id = c.id and e.event ? 'outcome' and c.stage not in ('lodged', 'admitted')
   ) d on true
   where c.operation_id = $1 and c.began_on >= $2::date and c.stage <> 'intended'
   group by 1, 2, 3, 4, 5 order by count(*) over (partition by c.procedure, c.child_alone), 1, 2 limit $3`,
  (p) => [p.operationId, p.since, p.limit],
  { operationId: SAMPLE_OPERATION, since: '2015-01-01', limit: 10 },
)

/** The same, for whoever plans (handed over by apps/server). */
export const casesByDay = (tx: Tx, { since, limit }: { since: string; limit: number }): Promise<CasesByDay[]> =>
  tx.run(countCasesByDay, { operationId: tx.operationId, since, limit })
