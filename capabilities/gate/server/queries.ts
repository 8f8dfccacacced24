import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { GateCounts, Press } from '../counting.ts'
import { EXAMPLE_GATE, type Gate } from '../model.ts'

const operationId = SAMPLE_OPERATION
const siteId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const day = '2021-10-24'

type AtSite = { operationId: string; siteId: string }
type OnDay = AtSite & { day: string }
export type GateRow = { timeZone: string; opensMinutes: number; settings: Gate; bookings: number[]; version: number }
const GATE = 'g.time_zone, g.opens_minutes, g.settings, g.bookings, g.version'

export const listGateSites = statement<{ operationId: string }, { siteId: string; name: string } & Partial<GateRow>>(
  'gate.listSites',
  `select s.id as site_id, s.name, ${GATE} from site s left join gate g on g.operation_id = $1 and g.site_id = s.id
   where s.operation_id = $1 order by s.name, s.id limit 200`,
  (p) => [p.operationId],
  { operationId },
)

export const findGate = statement<AtSite, GateRow>(
  'gate.find',
  `select ${GATE} from gate g where g.operation_id = $1 and g.site_id = $2`,
  (p) => [p.operationId, p.siteId],
  { operationId, siteId },
)

/** Written where there is none yet; nothing otherwise. */
export const insertGate = statement<AtSite & Omit<GateRow, 'version'>, { version: number }>(
  'gate.insert',
  `insert into gate as g (operation_id, site_id, time_zone, opens_minutes, settings, bookings, version)
   select $1::uuid, s.id, $3, $4::int, $5::jsonb, $6::int[], 1 from site s where s.operation_id = $1 and s.id = $2
   on conflict (operation_id, site_id) do nothing returning g.version`,
  (p) => [p.operationId, p.siteId, p.timeZone, p.opensMinutes, JSON.stringify(p.settings), p.bookings],
  { operationId, siteId, timeZone: 'UTC', opensMinutes: 540, settings: EXAMPLE_GATE, bookings: [9] },
)
/** Written where nobody else changed it meanwhile; nothing otherwise. */
export const updateGate = statement<AtSite & Omit<GateRow, 'version'> & { seen: number }, { version: number }>(
  'gate.update',
  `update gate set time_zone = $3, opens_minutes = $4, settings = $5, bookings = $6, version = version + 1
   where operation_id = $1 and site_id = $2 and version = $7 returning version`,
  (p) => [...[p.operationId, p.siteId, p.timeZone, p.opensMinutes, JSON.stringify(p.settings), p.bookings, p.seen]],
  { operationId, siteId, timeZone: 'UTC', opensMinutes: 540, settings: EXAMPLE_GATE, bookings: [9], seen: 1 },
)

export type DayRow = GateCounts & { version: number }
const DAY = 'people_came, people_went, counters_open, paused, version'

/** The day's row, made by whoever counts first. */
export const beginDay = statement<OnDay & { counters: number }, { version: number }>(
  'gate.beginDay',
  `insert into gate_day (operation_id, site_id, day, people_came, people_went, counters_open, paused, version)
   values ($1, $2, $3, 0, 0, $4, null, 0) on conflict do nothing returning version`,
  (p) => [p.operationId, p.siteId, p.day, p.counters],
  { operationId, siteId, day, counters: 6 },
)
export const findDay = statement<OnDay, DayRow>(
  'gate.findDay',
  `select ${DAY} from gate_day where operation_id = $1 and site_id = $2 and day = $3`,
  (p) => [p.operationId, p.siteId, p.day],
  { operationId, siteId, day },
)
/** Two who press at once do so one after the other. */
export const lockDay = statement<OnDay, DayRow>(
  'gate.lockDay',
  `select ${DAY} from gate_day where operation_id = $1 and site_id = $2 and day = $3 for update`,
  (p) => [p.operationId, p.siteId, p.day],
  { operationId, siteId, day },
)
export const setDay = statement<OnDay & GateCounts, DayRow>(
  'gate.setDay',
  `update gate_day set people_came = $4, people_went = $5, counters_open = $6, paused = $7, version = version + 1
   where operation_id = $1 and site_id = $2 and day = $3 returning ${DAY}`,
  (p) => [p.operationId, p.siteId, p.day, p.peopleCame, p.peopleWent, p.countersOpen, p.paused],
  { operationId, siteId, day, peopleCame: 1, peopleWent: 0, countersOpen: 6, paused: null },
)

type PressRow = Press & { siteId: string; day: string; before: number; undone: boolean }
export const findPress = statement<{ operationId: string; id: string }, PressRow>(
  'gate.findPress',
  'select site_id, day, kind, number, before, undone from gate_press where operation_id = $1 and id = $2',
  (p) => [p.operationId, p.id],
  { operationId, id },
)
export const insertPress = statement<OnDay & Press & { id: string; at: Date; before: number }, { id: string }>(
  'gate.insertPress',
  `insert into gate_press (operation_id, id, site_id, day, at, kind, number, before, undone)
   values ($1, $2, $3, $4, $5, $6, $7, $8, false) returning id`,
  (p) => [p.operationId, p.id, p.siteId, p.day, p.at, p.kind, p.number, p.before],
  { operationId, id, siteId, day, at: new Date(0), kind: 'came', number: 3, before: 6 },
)
export const markUndone = statement<{ operationId: string; id: string }, { id: string }>(
  'gate.markUndone',
  'update gate_press set undone = true where operation_id = $1 and id = $2 returning id',
  (p) => [p.operationId, p.id],
  { operationId, id },
)
/** How many families were called since. */
export const countCalled = statement<OnDay & { since: Date }, { families: number }>(
  'gate.countCalled',
  `select count(*)::int as families from gate_press
   where operation_id = $1 and site_id = $2 and day = $3 and at > $4 and kind = 'went' and not undone`,
  (p) => [p.operationId, p.siteId, p.day, p.since],
  { operationId, siteId, day, since: new Date(0) },
)

/** Days that are over for long, with their presses. */
export const forgetDays = statement<{ operationId: string; before: string; limit: number }, { day: string }>(
  'gate.forgetDays',
  `delete from gate_day d where d.operation_id = $1 and (d.site_id, d.day) in (
     select o.site_id, o.day from gate_day o where o.operation_id = $1 and o.day < $2::date limit $3) returning d.day`,
  (p) => [p.operationId, p.before, p.limit],
  { operationId, before: '2019-01-01', limit: 1 },
)
