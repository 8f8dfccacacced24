import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Hold } from '../board.ts'
import type { Absence, Office, Resource } from '../calendar.ts'

const operationId = SAMPLE_OPERATION
const siteId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const day = '2021-10-24'

type AtSite = { operationId: string; siteId: string }
export type OfficeRow = Office & { version: number }
const OFFICE =
  'o.site_id, o.time_zone, o.day_starts, o.slot_minutes, o.slots_per_day, o.notice_days, o.counsel_days, o.passed_over_max, o.version'

export const findOffice = statement<AtSite, OfficeRow>(
  'appointments.findOffice',
  `select ${OFFICE} from appointment_office o where o.operation_id = $1 and o.site_id = $2`,
  (p) => [p.operationId, p.siteId],
  { operationId, siteId },
)

/** Whoever books, moves or plans at a place does so one after the other: a second one then sees what the first did. */
export const lockOffice = statement<AtSite, OfficeRow>(
  'appointments.lockOffice',
  `select ${OFFICE} from appointment_office o where o.operation_id = $1 and o.site_id = $2 for update`,
  (p) => [p.operationId, p.siteId],
  { operationId, siteId },
)

/** The same, found by one of its appointments. */
export const lockOfficeOf = statement<{ operationId: string; id: string }, OfficeRow>(
  'appointments.lockOfficeOf',
  `select ${OFFICE} from appointment_office o where o.operation_id = $1
     and o.site_id = (select a.site_id from appointment a where a.operation_id = $1 and a.id = $2) for update`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export const listSites = statement<{ operationId: string }, { siteId: string; name: string } & Partial<OfficeRow>>(
  'appointments.listSites',
  `select s.id as site_id, s.name, o.time_zone, o.day_starts, o.slot_minutes, o.slots_per_day, o.notice_days, o.counsel_days,
     o.passed_over_max, o.version
   from site s left join appointment_office o on o.operation_id = $1 and o.site_id = s.id
   where s.operation_id = $1 and (s.kind in ('office', 'shelter', 'other') or o.site_id is not null) order by s.name, s.id limit 200`,
  (p) => [p.operationId],
  { operationId },
)

/** Written where nobody else changed it meanwhile; nothing otherwise. */
export const upsertOffice = statement<{ operationId: string; seen: number } & Office, { version: number }>(
  'appointments.upsertOffice',
  `insert into appointment_office as o (operation_id, site_id, time_zone, day_starts, slot_minutes, slots_per_day, notice_days, counsel_days,
     passed_over_max, version)
   select $1::uuid, s.id, $3, $4::int, $5::int, $6::int, $7::int, $8::int, $9::int, 1 from site s where s.operation_id = $1 and s.id = $2
   on conflict (operation_id, site_id) do update set time_zone = $3, day_starts = $4, slot_minutes = $5, slots_per_day = $6,
     notice_days = $7, counsel_days = $8, passed_over_max = $9, version = o.version + 1 where o.version = $10::int
   returning o.version`,
  (p) => [
    ...[p.operationId, p.siteId, p.timeZone, p.dayStarts, p.slotMinutes, p.slotsPerDay, p.noticeDays, p.counselDays],
    ...[p.passedOverMax, p.seen],
  ],
  {
    ...{ operationId, siteId, timeZone: 'UTC', dayStarts: 540, slotMinutes: 60, slotsPerDay: 8, noticeDays: 1 },
    ...{ counselDays: 10, passedOverMax: 3, seen: 0 },
  },
)

/** Everything that works, with the name people know it by: an officer's own, a language, what stands on the door. */
export type ResourceRow = Resource & { name: string; hasFeed: boolean }
export const listResources = statement<AtSite, ResourceRow>(
  'appointments.listResources',
  `select r.id, r.kind, r.account_id, r.label, r.languages, r.special, r.heard_by, r.number, r.hours,
     case r.kind when 'officer' then coalesce(a.display_name, '') when 'interpreter' then r.languages[1] else coalesce(r.label, '') end as name,
     exists (select from appointment_feed f where f.operation_id = $1 and f.resource_id = r.id) as has_feed
   from appointment_resource r left join account a on a.operation_id = $1 and a.id = r.account_id
   where r.operation_id = $1 and r.site_id = $2 and r.closed_at is null order by r.kind, name, r.id limit 2500`,
  (p) => [p.operationId, p.siteId],
  { operationId, siteId },
)

export const findResource = statement<
  { operationId: string; id: string },
  { id: string; siteId: string; kind: Resource['kind']; accountId: string | null }
>(
  'appointments.findResource',
  'select id, site_id, kind, account_id from appointment_resource where operation_id = $1 and id = $2',
  (p) => [p.operationId, p.id],
  { operationId, id },
)

/** The calendar there is already for the same officer, or for the same language at a place. */
export const findTwin = statement<
  { operationId: string; siteId: string; id: string; accountId: string | null; language: string | null },
  { id: string }
>(
  'appointments.findTwin',
  `select id from appointment_resource where operation_id = $1 and closed_at is null and id <> $2
     and (account_id = $3::uuid or (site_id = $4 and kind = 'interpreter' and languages[1] = $5)) limit 1`,
  (p) => [p.operationId, p.id, p.accountId, p.siteId, p.language],
  { operationId, siteId, id, accountId: null, language: 'ht' },
)

type NewResource = { operationId: string; siteId: string; closedAt: Date | null } & Resource
export const upsertResource = statement<NewResource, { id: string }>(
  'appointments.upsertResource',
  `insert into appointment_resource as r (operation_id, id, site_id, kind, account_id, label, languages, special, heard_by, number, hours, closed_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   on conflict (operation_id, id) do update set label = $6, languages = $7, special = $8, heard_by = $9, number = $10, hours = $11, closed_at = $12
     where r.site_id = $3 and r.kind = $4 and r.account_id is not distinct from $5
   returning r.id`,
  (p) => [
    ...[p.operationId, p.id, p.siteId, p.kind, p.accountId, p.label, p.languages, p.special, p.heardBy, p.number],
    ...[JSON.stringify(p.hours), p.closedAt],
  ],
  {
    ...{ operationId, id, siteId, kind: 'room', accountId: null, label: 'Room 1', languages: [], special: false },
    ...{ heardBy: 'anyone', number: 1, hours: [], closedAt: null },
  },
)

/** Officers who work at a place and have no calendar. */
export const listOfficersWithout = statement<AtSite, { accountId: string; displayName: string }>(
  'appointments.listOfficersWithout',
  `select a.id as account_id, a.display_name from account a
   where a.operation_id = $1 and a.closed_at is null
     and exists (select from account_role r where r.operation_id = $1 and r.account_id = a.id
       and r.role in ('case-officer', 'registrar') and (r.site_id is null or r.site_id = $2))
     and not exists (select from appointment_resource c where c.operation_id = $1 and c.account_id = a.id and c.closed_at is null)
   order by a.display_name, a.id limit 500`,
  (p) => [p.operationId, p.siteId],
  { operationId, siteId },
)

export const listAbsences = statement<AtSite & { from: string }, Absence>(
  'appointments.listAbsences',
  `select b.id, b.resource_id, b.first_on, b.last_on, b.number
   from appointment_resource r join appointment_absence b on b.operation_id = $1 and b.resource_id = r.id
   where r.operation_id = $1 and r.site_id = $2 and r.closed_at is null and b.last_on >= $3::date order by b.first_on, b.id limit 10000`,
  (p) => [p.operationId, p.siteId, p.from],
  { operationId, siteId, from: day },
)

export const insertAbsence = statement<{ operationId: string; at: Date; by: string } & Absence, { id: string }>(
  'appointments.insertAbsence',
  `insert into appointment_absence (operation_id, id, resource_id, first_on, last_on, number, noted_at, noted_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
  (p) => [p.operationId, p.id, p.resourceId, p.firstOn, p.lastOn, p.number, p.at, p.by],
  { operationId, id, resourceId: id, firstOn: day, lastOn: day, number: 1, at: new Date(0), by: id },
)

/** Where an absence is; also what tells that it was recorded before. */
export const findAbsence = statement<{ operationId: string; id: string }, Absence & { siteId: string }>(
  'appointments.findAbsence',
  `select b.id, b.resource_id, b.first_on, b.last_on, b.number, r.site_id
   from appointment_absence b join appointment_resource r on r.operation_id = $1 and r.id = b.resource_id
   where b.operation_id = $1 and b.id = $2`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export const deleteAbsence = statement<{ operationId: string; id: string }, { id: string }>(
  'appointments.deleteAbsence',
  'delete from appointment_absence where operation_id = $1 and id = $2 returning id',
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export const listHolds = statement<AtSite & { from: string; to: string }, Hold>(
  'appointments.listHolds',
  `select h.resource_id, h.day, h.slot, h.seat, h.appointment_id
   from appointment_resource r join appointment_hold h on h.operation_id = $1 and h.resource_id = r.id
   where r.operation_id = $1 and r.site_id = $2 and h.day between $3::date and $4::date`,
  (p) => [p.operationId, p.siteId, p.from, p.to],
  { operationId, siteId, from: day, to: day },
)
