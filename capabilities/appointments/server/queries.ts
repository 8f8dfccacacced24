import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Hold } from '../board.ts'
import type { HeardBy, Language, Purpose, Reason } from '../model.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)
const day = '2021-10-24'

type ById = { operationId: string; id: string }
export type State = 'booked' | 'confirmed' | 'came' | 'held' | 'did-not-come' | 'cancelled'

/** What a household was booked for, and what it needs to be heard. */
export type Asked = {
  groupId: string
  purpose: Purpose
  claimIds: string[]
  language: Language
  special: boolean
  heardBy: HeardBy
  slots: number
}
/** Where it stood while it waited. */
export type Waited = { priority: number; waitingSince: string; noticeDays: number; passedOver: number }
/** The time, and who and what it takes. */
export type Placed = {
  day: string
  slot: number
  startsAt: Date
  endsAt: Date
  officerId: string
  placeId: string | null
  interpreterId: string | null
  reason: Reason | null
}

/** An appointment as it lies there, with the number of its household and the names of those who work. */
export type AppointmentRecord = Asked &
  Waited &
  Placed & {
    id: string
    siteId: string
    state: State
    moveAskedAt: Date | null
    version: number
    caseNumber: string
    people: number
    officerName: string
    placeName: string | null
  }

const RECORD = `select a.*, g.case_number, g.household_size as people, coalesce(ac.display_name, '') as officer_name, p.label as place_name
   from appointment a join registration_group g on g.operation_id = $1 and g.id = a.group_id
   join appointment_resource r on r.operation_id = $1 and r.id = a.officer_id
   left join account ac on ac.operation_id = $1 and ac.id = r.account_id
   left join appointment_resource p on p.operation_id = $1 and p.id = a.place_id
   where a.operation_id = $1`

export const findAppointment = statement<ById, AppointmentRecord>(
  'appointments.findAppointment',
  `${RECORD} and a.id = $2`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export const listOfDays = statement<
  { operationId: string; siteId: string; from: string; to: string; onlyOpen: boolean },
  AppointmentRecord
>(
  'appointments.listOfDays',
  `${RECORD} and a.site_id = $2 and a.day between $3::date and $4::date and (not $5::boolean or a.state in ('booked', 'confirmed'))
   order by a.day, a.slot, a.id limit 100000`,
  (p) => [p.operationId, p.siteId, p.from, p.to, p.onlyOpen],
  { operationId, siteId: id, from: day, to: day, onlyOpen: true },
)

export const listOfGroup = statement<{ operationId: string; groupId: string }, AppointmentRecord>(
  'appointments.listOfGroup',
  `${RECORD} and a.group_id = $2 order by a.day desc, a.slot desc, a.id limit 100`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

/** Whom an appointment is for; where it has an open one already, or is expected somewhere at that time. */
export const findHousehold = statement<
  ById,
  { id: string; siteId: string | null; stage: string; caseNumber: string; people: number }
>(
  'appointments.findHousehold',
  `select g.id, g.site_id, g.stage, g.case_number, g.household_size as people from registration_group g where g.operation_id = $1 and g.id = $2`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export type OpenOfHousehold = { id: string; groupId: string; purpose: Purpose; startsAt: Date; endsAt: Date }
export const listOpenOf = statement<{ operationId: string; groupIds: readonly string[] }, OpenOfHousehold>(
  'appointments.listOpenOf',
  `select id, group_id, purpose, starts_at, ends_at from appointment
   where operation_id = $1 and group_id = any ($2::uuid[]) and state in ('booked', 'confirmed', 'came')`,
  (p) => [p.operationId, p.groupIds],
  { operationId, groupIds: [id] },
)

export type NewAppointment = Asked & Waited & Placed & { id: string; siteId: string; state: State }
/** Many in one statement: a plan books thousands. Columns come by name, as they lie in the rows. */
export const insertAppointments = statement<
  { operationId: string; at: Date; rows: readonly NewAppointment[] },
  { id: string }
>(
  'appointments.insertAppointments',
  `insert into appointment (operation_id, id, site_id, group_id, purpose, claim_ids, language, special, heard_by, priority, slots, state,
     day, slot, starts_at, ends_at, officer_id, place_id, interpreter_id, waiting_since, notice_days, passed_over, reason, version, changed_at)
   select $1::uuid, r.id, r."siteId", r."groupId", r.purpose, array(select jsonb_array_elements_text(r."claimIds")::uuid), r.language, r.special,
     r."heardBy", r.priority, r.slots, r.state, r.day, r.slot, r."startsAt", r."endsAt", r."officerId", r."placeId", r."interpreterId",
     r."waitingSince", r."noticeDays", r."passedOver", r.reason, 1, $2::timestamptz
   from jsonb_to_recordset($3::jsonb) as r (id uuid, "siteId" uuid, "groupId" uuid, purpose text, "claimIds" jsonb, language text, special boolean,
     "heardBy" text, priority int, slots int, state text, day date, slot int, "startsAt" timestamptz, "endsAt" timestamptz, "officerId" uuid,
     "placeId" uuid, "interpreterId" uuid, "waitingSince" date, "noticeDays" int, "passedOver" int, reason jsonb)
   returning id`,
  (p) => [p.operationId, p.at, JSON.stringify(p.rows)],
  { operationId, at, rows: [] },
)

/** Another time for some; each by the version it was read at. */
export type Moved = Placed & { id: string; version: number }
export const moveAppointments = statement<
  { operationId: string; at: Date; rows: readonly Moved[] },
  { id: string; version: number }
>(
  'appointments.moveAppointments',
  `update appointment a set day = r.day, slot = r.slot, starts_at = r."startsAt", ends_at = r."endsAt", officer_id = r."officerId",
     place_id = r."placeId", interpreter_id = r."interpreterId", reason = r.reason, state = 'booked', move_asked_at = null,
     version = a.version + 1, changed_at = $2::timestamptz
   from jsonb_to_recordset($3::jsonb) as r (id uuid, version int, day date, slot int, "startsAt" timestamptz, "endsAt" timestamptz,
     "officerId" uuid, "placeId" uuid, "interpreterId" uuid, reason jsonb)
   where a.operation_id = $1 and a.id = r.id and a.version = r.version returning a.id, a.version`,
  (p) => [p.operationId, p.at, JSON.stringify(p.rows)],
  { operationId, at, rows: [] },
)

export const setState = statement<
  ById & { state: State; moveAskedAt: Date | null; at: Date; version: number },
  { id: string }
>(
  'appointments.setState',
  `update appointment set state = $3, move_asked_at = $4, version = version + 1, changed_at = $5
   where operation_id = $1 and id = $2 and version = $6 returning id`,
  (p) => [p.operationId, p.id, p.state, p.moveAskedAt, p.at, p.version],
  { operationId, id, state: 'came', moveAskedAt: null, at, version: 1 },
)

export const insertHolds = statement<{ operationId: string; holds: readonly Hold[] }, { seat: number }>(
  'appointments.insertHolds',
  `insert into appointment_hold (operation_id, resource_id, day, slot, seat, appointment_id)
   select $1::uuid, r."resourceId", r.day, r.slot, r.seat, r."appointmentId"
   from jsonb_to_recordset($2::jsonb) as r ("resourceId" uuid, day date, slot int, seat int, "appointmentId" uuid)`,
  (p) => [p.operationId, JSON.stringify(p.holds)],
  { operationId, holds: [] },
)

export const deleteHolds = statement<{ operationId: string; ids: readonly string[] }, { seat: number }>(
  'appointments.deleteHolds',
  'delete from appointment_hold where operation_id = $1 and appointment_id = any ($2::uuid[])',
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)

/** What happened, and where it stood after it. Of a move also where it was before. */
export type EventFacts = {
  day: string
  slot: number
  officerId: string
  was?: { day: string; slot: number; officerId: string }
  because?: string
  agreed?: boolean
  waitsOn?: boolean
}
export type EventKind =
  | Exclude<State, 'booked' | 'confirmed'>
  | ('booked' | 'moved' | 'confirmed' | 'move-asked' | 'move-taken-back')
export type NewEvent = { appointmentId: string; number: number; actId: string; kind: EventKind; facts: EventFacts }
export const insertEvents = statement<
  { operationId: string; at: Date; accountId: string | null; events: readonly NewEvent[] },
  { number: number }
>(
  'appointments.insertEvents',
  `insert into appointment_event (operation_id, appointment_id, number, at, act_id, kind, account_id, facts)
   select $1::uuid, r."appointmentId", r.number, $2::timestamptz, r."actId", r.kind, $3::uuid, r.facts
   from jsonb_to_recordset($4::jsonb) as r ("appointmentId" uuid, number int, "actId" uuid, kind text, facts jsonb)`,
  (p) => [p.operationId, p.at, p.accountId, JSON.stringify(p.events)],
  { operationId, at, accountId: null, events: [] },
)

export type EventRecord = {
  appointmentId: string
  number: number
  at: Date
  actId: string
  kind: EventKind
  facts: EventFacts
  by: string | null
}
const EVENT = `select e.appointment_id, e.number, e.at, e.act_id, e.kind, e.facts, a.display_name as by
   from appointment_event e left join account a on a.operation_id = $1 and a.id = e.account_id where e.operation_id = $1`

export const listEvents = statement<ById, EventRecord>(
  'appointments.listEvents',
  `${EVENT} and e.appointment_id = $2 order by e.number`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

/** An act that was recorded before, whatever became of it since. */
export const findAct = statement<{ operationId: string; actId: string }, EventRecord>(
  'appointments.findAct',
  `${EVENT} and e.act_id = $2`,
  (p) => [p.operationId, p.actId],
  { operationId, actId: id },
)

export const namesOfResources = statement<
  { operationId: string; ids: readonly string[] },
  { id: string; name: string }
>(
  'appointments.namesOfResources',
  `select r.id, coalesce(a.display_name, r.label, '') as name from appointment_resource r
   left join account a on a.operation_id = $1 and a.id = r.account_id where r.operation_id = $1 and r.id = any ($2::uuid[])`,
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)

type OwnRow = {
  id: string
  purpose: Purpose
  day: string
  office: string
  place: string | null
  hasInterpreter: boolean
} & {
  timeZone: string
  startsAt: Date
  endsAt: Date
  state: State
  moveAskedAt: Date | null
}
/** What a family sees of its open appointments that are not over. */
export const listOwn = statement<{ operationId: string; groupId: string; at: Date }, OwnRow>(
  'appointments.listOwn',
  `select a.id, a.purpose, a.day, s.name as office, p.label as place, a.interpreter_id is not null as has_interpreter, o.time_zone, a.starts_at,
     a.ends_at, a.state, a.move_asked_at
   from appointment a join appointment_office o on o.operation_id = $1 and o.site_id = a.site_id
   join site s on s.operation_id = $1 and s.id = a.site_id
   left join appointment_resource p on p.operation_id = $1 and p.id = a.place_id
   where a.operation_id = $1 and a.group_id = $2 and a.state in ('booked', 'confirmed') and a.ends_at > $3 order by a.starts_at, a.id limit 10`,
  (p) => [p.operationId, p.groupId, p.at],
  { operationId, groupId: id, at },
)

/** What stands in the history of a claim about its appointments, the oldest first. */
export const listOfClaim = statement<
  { operationId: string; claimId: string },
  { appointmentId: string; at: Date; kind: EventKind; by: string | null; purpose: Purpose; facts: EventFacts } & {
    dayStarts: number
    slotMinutes: number
  }
>(
  'appointments.listOfClaim',
  `select a.id as appointment_id, e.at, e.kind, c.display_name as by, a.purpose, e.facts, o.day_starts, o.slot_minutes
   from appointment a join appointment_event e on e.operation_id = $1 and e.appointment_id = a.id
   join appointment_office o on o.operation_id = $1 and o.site_id = a.site_id
   left join account c on c.operation_id = $1 and c.id = e.account_id
   where a.operation_id = $1 and a.claim_ids @> array[$2::uuid] order by e.at, a.id, e.number limit 200`,
  (p) => [p.operationId, p.claimId],
  { operationId, claimId: id },
)
