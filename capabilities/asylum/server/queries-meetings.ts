import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { ClaimEvent } from '../claim.ts'

/** An open claim as whoever plans meetings needs it, with its history. */
export type OpenForMeeting = {
  id: string
  householdId: string
  siteId: string | null
  assignedTo: string | null
  language: string
  childAlone: boolean
  beganOn: string
  heardBy: 'anyone' | 'woman' | 'man'
  special: boolean
  procedure: string
  procedureVersion: string
  events: ClaimEvent[]
}

export const listOpenAfter = statement<{ operationId: string; after: string | null; limit: number }, OpenForMeeting>(
  'asylum.listOpenAfter',
  `with page as materialized (
     select * from claim where operation_id = $1 and closed_on is null and ($2::uuid is null or id > $2::uuid) order by id limit $3
   )
   select c.id, p.group_id as household_id, c.site_id, c.assigned_to, c.language, c.child_alone, c.began_on,
     coalesce(i.heard_by, 'anyone') as heard_by, coalesce(i.special, false) as special, c.procedure, c.procedure_version,
     (select jsonb_agg(e.event order by e.number) from claim_event e where e.operation_id = $1 and e.claim_id = c.id) as events
   from page c join individual p on p.operation_id = $1 and p.id = c.individual_id
   left join claim_interview i on i.operation_id = $1 and i.claim_id = c.id order by c.id`,
  (p) => [p.operationId, p.after, p.limit],
  { operationId: SAMPLE_OPERATION, after: null, limit: 10 },
)

export const listClaimIds = statement<{ operationId: string; groupId: string }, { id: string }>(
  'asylum.listClaimIds',
  `select c.id from individual i join claim c on c.operation_id = $1 and c.individual_id = i.id
   where i.operation_id = $1 and i.group_id = $2 limit 200`,
  (p) => [p.operationId, p.groupId],
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)
