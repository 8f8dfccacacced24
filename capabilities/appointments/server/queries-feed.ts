import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

export const replaceFeed = statement<
  { operationId: string; id: string; tokenHash: Uint8Array; madeAt: Date; madeBy: string },
  { resourceId: string }
>(
  'appointments.replaceFeed',
  `insert into appointment_feed (operation_id, resource_id, token_hash, made_at, made_by) values ($1, $2, $3, $4, $5)
   on conflict (operation_id, resource_id) do update set token_hash = $3, made_at = $4, made_by = $5 returning resource_id`,
  (p) => [p.operationId, p.id, p.tokenHash, p.madeAt, p.madeBy],
  { operationId, id, tokenHash: new Uint8Array(32), madeAt: new Date(0), madeBy: id },
)

export const removeFeed = statement<{ operationId: string; id: string }, { resourceId: string }>(
  'appointments.removeFeed',
  'delete from appointment_feed where operation_id = $1 and resource_id = $2 returning resource_id',
  (p) => [p.operationId, p.id],
  { operationId, id },
)

/** The address of a calendar that is closed, or of somebody whose account is, opens nothing. */
export const findByToken = statement<
  { operationId: string; tokenHash: Uint8Array },
  { id: string; siteName: string; timeZone: string }
>(
  'appointments.findByToken',
  `select r.id, s.name as site_name, o.time_zone from appointment_feed f
   join appointment_resource r on r.operation_id = $1 and r.id = f.resource_id and r.closed_at is null
   join site s on s.operation_id = $1 and s.id = r.site_id
   join appointment_office o on o.operation_id = $1 and o.site_id = r.site_id
   where f.operation_id = $1 and f.token_hash = $2
     and not exists (select from account a where a.operation_id = $1 and a.id = r.account_id and a.closed_at is not null)`,
  (p) => [p.operationId, p.tokenHash],
  { operationId, tokenHash: new Uint8Array(32) },
)

/** What stands in a calendar: what it takes part in, and what was cancelled or went to another officer. */
export const listEntries = statement<
  { operationId: string; id: string; from: string },
  {
    id: string
    caseNumber: string
    place: string
    version: number
    startsAt: Date
    endsAt: Date
    changedAt: Date
    isCancelled: boolean
  }
>(
  'appointments.listEntries',
  `with moved as (
     select distinct e.appointment_id from appointment_event e join appointment m on m.operation_id = $1 and m.id = e.appointment_id
     where e.operation_id = $1 and e.kind = 'moved' and e.facts->'was'->>'officerId' = $2::text and m.day >= $3::date and m.officer_id <> $2::uuid
   )
   select a.id, g.case_number, coalesce(p.label, '') as place, a.version, a.starts_at, a.ends_at, a.changed_at,
     a.state = 'cancelled' or a.id in (select appointment_id from moved) as is_cancelled
   from appointment a join registration_group g on g.operation_id = $1 and g.id = a.group_id
   left join appointment_resource p on p.operation_id = $1 and p.id = a.place_id
   where a.operation_id = $1 and a.day >= $3 and ($2::uuid in (a.officer_id, a.place_id, a.interpreter_id) or a.id in (select appointment_id from moved))
   order by a.starts_at, a.id limit 5000`,
  (p) => [p.operationId, p.id, p.from],
  { operationId, id, from: '2021-10-24' },
)
