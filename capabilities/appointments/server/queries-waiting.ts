import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { HeardBy, Language, Purpose } from '../model.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const siteId = SAMPLE_OPERATION
const day = '2021-10-24'

/** A household on the waiting list of a place. */
export type NewWait = {
  id: string
  siteId: string
  groupId: string
  purpose: Purpose
  claimIds: string[]
  language: Language
  special: boolean
  heardBy: HeardBy
  priority: number
  slots: number
  noticeDays: number
  officerId: string | null
  since: string
  passedOver: number
  source: 'desk' | 'claims'
}
export type WaitRecord = NewWait & { caseNumber: string; people: number }

const RECORD = `select w.*, g.case_number, g.household_size as people
   from appointment_wait w join registration_group g on g.operation_id = $1 and g.id = w.group_id where w.operation_id = $1`
/**
 * Passed over too often first ($3: how often), then the most urgent, where each month of waiting adds the first urgency once more ($4:
 * today); then who has waited longest.
 */
const FAIR = 'w.passed_over >= $3::int desc, w.priority * (30 + greatest(0, $4::date - w.since)) desc, w.since, w.id'

type AtSite = { operationId: string; siteId: string }
type Listing = AtSite & { passedOverMax: number; today: string; purpose: Purpose | null; skip: number; limit: number }
export const listFairly = statement<Listing, WaitRecord>(
  'appointments.listFairly',
  `${RECORD} and w.site_id = $2 and ($5::text is null or w.purpose = $5) order by ${FAIR} offset $6 limit $7`,
  (p) => [p.operationId, p.siteId, p.passedOverMax, p.today, p.purpose, p.skip, p.limit],
  { operationId, siteId, passedOverMax: 3, today: day, purpose: null, skip: 0, limit: 10 },
)

export const countWaiting = statement<AtSite & { purpose: Purpose | null }, { waiting: number }>(
  'appointments.countWaiting',
  `select count(*) as waiting from appointment_wait w where w.operation_id = $1 and w.site_id = $2 and ($3::text is null or w.purpose = $3)`,
  (p) => [p.operationId, p.siteId, p.purpose],
  { operationId, siteId, purpose: null },
)

/** Those who may be told for a day, the fairest first: today and what they need at least, and since when they look for counsel. */
export const listTellable = statement<
  AtSite & { passedOverMax: number; today: string; counselDays: number; day: string; limit: number },
  WaitRecord
>(
  'appointments.listTellable',
  `${RECORD} and w.site_id = $2 and $4::date + w.notice_days <= $6::date and w.since + $5::int <= $6::date order by ${FAIR} limit $7`,
  (p) => [p.operationId, p.siteId, p.passedOverMax, p.today, p.counselDays, p.day, p.limit],
  { operationId, siteId, passedOverMax: 3, today: day, counselDays: 10, day, limit: 10 },
)

export const findWait = statement<{ operationId: string; groupId: string; purpose: Purpose }, NewWait>(
  'appointments.findWait',
  'select * from appointment_wait where operation_id = $1 and group_id = $2 and purpose = $3',
  (p) => [p.operationId, p.groupId, p.purpose],
  { operationId, groupId: id, purpose: 'interview' },
)

export const findWaitById = statement<{ operationId: string; id: string }, NewWait>(
  'appointments.findWaitById',
  'select * from appointment_wait where operation_id = $1 and id = $2',
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export const listWaitsOf = statement<{ operationId: string; groupId: string }, NewWait>(
  'appointments.listWaitsOf',
  'select * from appointment_wait where operation_id = $1 and group_id = $2 order by purpose',
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

/** Since when it waits and how often it was passed over stay as they were: an entry that is changed loses no place. */
export const upsertWaits = statement<{ operationId: string; rows: readonly NewWait[] }, { id: string }>(
  'appointments.upsertWaits',
  `insert into appointment_wait as w (operation_id, id, site_id, group_id, purpose, claim_ids, language, special, heard_by, priority, slots,
     notice_days, officer_id, since, passed_over, source)
   select $1::uuid, r.id, r."siteId", r."groupId", r.purpose, array(select jsonb_array_elements_text(r."claimIds")::uuid), r.language, r.special,
     r."heardBy", r.priority, r.slots, r."noticeDays", r."officerId", r.since, r."passedOver", r.source
   from jsonb_to_recordset($2::jsonb) as r (id uuid, "siteId" uuid, "groupId" uuid, purpose text, "claimIds" jsonb, language text, special boolean,
     "heardBy" text, priority int, slots int, "noticeDays" int, "officerId" uuid, since date, "passedOver" int, source text)
   on conflict (operation_id, group_id, purpose) do update set claim_ids = excluded.claim_ids, language = excluded.language,
     special = excluded.special, heard_by = excluded.heard_by, priority = excluded.priority, slots = excluded.slots,
     notice_days = excluded.notice_days, officer_id = excluded.officer_id, source = excluded.source
   -- What a desk wrote is not written over by what claims say.
   where excluded.source = 'desk' or w.source = 'claims'
   returning w.id`,
  (p) => [p.operationId, JSON.stringify(p.rows)],
  { operationId, rows: [] },
)

export const deleteWaitOf = statement<
  { operationId: string; groupIds: readonly string[]; purpose: Purpose },
  { id: string }
>(
  'appointments.deleteWaitOf',
  'delete from appointment_wait where operation_id = $1 and group_id = any ($2::uuid[]) and purpose = $3',
  (p) => [p.operationId, p.groupIds, p.purpose],
  { operationId, groupIds: [id], purpose: 'interview' },
)

export const deleteWait = statement<{ operationId: string; id: string }, { groupId: string }>(
  'appointments.deleteWait',
  'delete from appointment_wait where operation_id = $1 and id = $2 returning group_id',
  (p) => [p.operationId, p.id],
  { operationId, id },
)

/** Entries that claims put there and name no more; of a household whose claims all left this list. */
export const deleteOthers = statement<AtSite & { purpose: Purpose; groupIds: readonly string[] }, { id: string }>(
  'appointments.deleteOthers',
  `delete from appointment_wait where operation_id = $1 and site_id = $2 and purpose = $3 and source = 'claims' and group_id <> all ($4::uuid[])`,
  (p) => [p.operationId, p.siteId, p.purpose, p.groupIds],
  { operationId, siteId, purpose: 'interview', groupIds: [id] },
)

/** Who has an appointment for a purpose, or was heard since a day. */
export const listHeard = statement<
  { operationId: string; groupIds: readonly string[]; purpose: Purpose; since: string },
  { groupId: string }
>(
  'appointments.listHeard',
  `select distinct group_id from appointment where operation_id = $1 and group_id = any ($2::uuid[]) and purpose = $3
     and (state in ('booked', 'confirmed', 'came') or (state = 'held' and day >= $4::date))`,
  (p) => [p.operationId, p.groupIds, p.purpose, p.since],
  { operationId, groupIds: [id], purpose: 'interview', since: day },
)

/** Held until the plan that names them is accepted, or not. */
export const lockWaits = statement<{ operationId: string; ids: readonly string[] }, NewWait>(
  'appointments.lockWaits',
  'select * from appointment_wait where operation_id = $1 and id = any ($2::uuid[]) for update',
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)

export const deleteWaits = statement<{ operationId: string; ids: readonly string[] }, { id: string }>(
  'appointments.deleteWaits',
  'delete from appointment_wait where operation_id = $1 and id = any ($2::uuid[])',
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)

export const passOver = statement<{ operationId: string; ids: readonly string[] }, { id: string }>(
  'appointments.passOver',
  'update appointment_wait set passed_over = least(10000, passed_over + 1) where operation_id = $1 and id = any ($2::uuid[])',
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)
