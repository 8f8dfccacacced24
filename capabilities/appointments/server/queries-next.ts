import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Purpose } from '../model.ts'

const operationId = SAMPLE_OPERATION

/** The meetings of a claim that are still to come, with what tells the hour and the place. */
export const listNextOfClaim = statement<
  { operationId: string; claimId: string; today: string },
  {
    purpose: Purpose
    day: string
    slot: number
    siteName: string
    placeName: string | null
    hasInterpreter: boolean
    dayStarts: number
    slotMinutes: number
  }
>(
  'appointments.listNextOfClaim',
  `select a.purpose, a.day, a.slot, s.name as site_name, p.label as place_name, a.interpreter_id is not null as has_interpreter,
     o.day_starts, o.slot_minutes
   from appointment a join appointment_office o on o.operation_id = a.operation_id and o.site_id = a.site_id
   join site s on s.operation_id = a.operation_id and s.id = a.site_id
   left join appointment_resource p on p.operation_id = a.operation_id and p.id = a.place_id
   where a.operation_id = $1 and a.claim_ids @> array[$2::uuid] and a.state in ('booked', 'confirmed') and a.day >= $3::date
   order by a.starts_at, a.id limit 10`,
  (p) => [p.operationId, p.claimId, p.today],
  { operationId, claimId: operationId, today: '2021-10-24' },
)
