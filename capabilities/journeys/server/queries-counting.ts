import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const sample = { operationId: SAMPLE_OPERATION }
const sampleStop = { ...sample, stopId: SAMPLE_OPERATION }

type InOperation = { operationId: string }
type AtStop = InOperation & { stopId: string }

/** An entry of an open stop, with the household its code leads to where the registration has arrived. */
export type OpenCheckIn = {
  id: string
  kind: 'household' | 'nameless' | 'undo'
  stopId: string
  deviceId: string
  shortCode: string | null
  sizeOnCard: number | null
  people: number | null
  undoes: string | null
  madeAt: Date
  groupId: string | null
  householdSize: number | null
}

const COLUMNS = `c.id, c.kind, c.stop_id, c.device_id, c.short_code, c.size_on_card, c.people, c.undoes, c.made_at,
  k.group_id, g.household_size`
const TO_HOUSEHOLD = `left join card k on k.operation_id = c.operation_id and k.short_code = c.short_code
  left join registration_group g on g.operation_id = k.operation_id and g.id = k.group_id`

/** Everything still open in a journey, to be counted. Bounded by 72 hours of walking. */
export const listOpenCheckIns = statement<InOperation, OpenCheckIn>(
  'journeys.listOpenCheckIns',
  `select ${COLUMNS} from check_in c ${TO_HOUSEHOLD} where c.operation_id = $1 and c.stop_id is not null`,
  ({ operationId }) => [operationId],
  sample,
)

/**
 * What decides about the groups one phone counted at one stop: every open entry about those households, by whichever
 * of their cards, and the undos of those entries.
 */
export const listCheckInsOfDevice = statement<AtStop & { deviceId: string; limit: number }, OpenCheckIn>(
  'journeys.listCheckInsOfDevice',
  `with mine as (
     select distinct short_code from check_in
     where operation_id = $1 and device_id = $2 and stop_id = $3 and short_code is not null limit $4
   ), codes as (
     select short_code from mine
     union
     select other.short_code from mine
       join card own on own.operation_id = $1 and own.short_code = mine.short_code
       join card other on other.operation_id = $1 and other.group_id = own.group_id
   ), about as (
     select c.id from check_in c where c.operation_id = $1 and c.stop_id is not null
       and c.short_code in (select short_code from codes)
   )
   select ${COLUMNS} from check_in c ${TO_HOUSEHOLD} where c.operation_id = $1 and c.stop_id is not null
     and (c.short_code in (select short_code from codes) or (c.kind = 'undo' and c.undoes in (select id from about)))`,
  ({ operationId, deviceId, stopId, limit }) => [operationId, deviceId, stopId, limit],
  { ...sampleStop, deviceId: SAMPLE_OPERATION, limit: 1 },
)

/** Adults and children of the households that open check-ins lead to. */
export const listAges = statement<InOperation, { groupId: string; adults: number; children: number }>(
  'journeys.listAges',
  `select i.group_id,
     count(*) filter (where i.age_band in ('18-59', '60+', '18+')) as adults,
     count(*) filter (where i.age_band in ('0-4', '5-11', '12-17', '0-17')) as children
   from individual i where i.operation_id = $1 and i.state = 'present'
     and i.group_id in (select k.group_id from check_in c join card k on k.operation_id = c.operation_id and k.short_code = c.short_code
                        where c.operation_id = $1 and c.stop_id is not null)
   group by i.group_id`,
  ({ operationId }) => [operationId],
  sample,
)

export type ClosedTotals = {
  stopId: string
  people: number
  households: number
  adults: number
  children: number
  ageNotKnown: number
  householdsIncomplete: number
  nameless: number
  notSeenNextHouseholds: number | null
  notSeenNextPeople: number | null
}

export const listClosedTotals = statement<InOperation, ClosedTotals>(
  'journeys.listClosedTotals',
  `select stop_id, people, households, adults, children, age_not_known, households_incomplete, nameless,
     not_seen_next_households, not_seen_next_people from stop_total where operation_id = $1`,
  ({ operationId }) => [operationId],
  sample,
)

export const listConditions = statement<
  InOperation,
  { stopId: string; kind: string; reports: number; lastSeenAt: Date }
>(
  'journeys.listConditions',
  `select stop_id, kind, count(*) as reports, max(seen_at) as last_seen_at from stop_condition
   where operation_id = $1 group by stop_id, kind order by stop_id, kind`,
  ({ operationId }) => [operationId],
  sample,
)

export const countConflicts = statement<InOperation, { stopId: string; conflicts: number }>(
  'journeys.countConflicts',
  'select stop_id, count(*) as conflicts from check_in_conflict where operation_id = $1 group by stop_id',
  ({ operationId }) => [operationId],
  sample,
)

/** Open stops whose first count (or conflict) is older than the given time. A phone's clock that runs ahead buys no time. */
export const listStopsToClose = statement<InOperation & { before: Date }, { stopId: string }>(
  'journeys.listStopsToClose',
  `select stop_id from check_in where operation_id = $1 and stop_id is not null
   group by stop_id having min(least(made_at, received_at)) <= $2`,
  ({ operationId, before }) => [operationId, before],
  { ...sample, before: new Date(0) },
)

/** Keeps the sums of a stop, without a household. */
export const insertStopTotal = statement<InOperation & ClosedTotals & { closedAt: Date }, Record<string, never>>(
  'journeys.insertStopTotal',
  `insert into stop_total (operation_id, stop_id, closed_at, people, households, adults, children, age_not_known,
     households_incomplete, nameless, not_seen_next_households, not_seen_next_people)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
  (t) => [
    t.operationId,
    t.stopId,
    t.closedAt,
    t.people,
    t.households,
    t.adults,
    t.children,
    t.ageNotKnown,
    t.householdsIncomplete,
    t.nameless,
    t.notSeenNextHouseholds,
    t.notSeenNextPeople,
  ],
  {
    ...sampleStop,
    closedAt: new Date(0),
    people: 0,
    households: 0,
    adults: 0,
    children: 0,
    ageNotKnown: 0,
    householdsIncomplete: 0,
    nameless: 0,
    notSeenNextHouseholds: null,
    notSeenNextPeople: null,
  },
)

/** Takes household, phone, place, number and time out of a stop's check-ins. The id stays, so that a replay stays one. */
export const coarsenStop = statement<AtStop, { id: string }>(
  'journeys.coarsenStop',
  `update check_in set content_hash = null, stop_id = null, device_id = null, short_code = null, size_on_card = null,
     people = null, undoes = null, made_at = null, received_at = null
   where operation_id = $1 and stop_id = $2 returning id`,
  ({ operationId, stopId }) => [operationId, stopId],
  sampleStop,
)

/** Conflicts know a household too: they go with their stop, and after 72 hours in any case. */
export const deleteConflicts = statement<InOperation & { before: Date }, Record<string, never>>(
  'journeys.deleteConflicts',
  `delete from check_in_conflict where operation_id = $1
     and (received_at <= $2 or stop_id in (select stop_id from stop_total where operation_id = $1))`,
  ({ operationId, before }) => [operationId, before],
  { ...sample, before: new Date(0) },
)
