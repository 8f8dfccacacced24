import type { Arrival, Flow, FlowRun, RunKey } from '../flow.ts'
import { emptyRun, type WaitRecord } from '../measuring.ts'
import { type Chance, chanceOf } from '../random.ts'
import { type Calendar, createCalendar } from './calendar.ts'
import { createPlace, type Place } from './place.ts'
import { createUnits, type Units } from './units.ts'

/** Everything of one run that changes. */
export type World = {
  flow: Flow
  key: RunKey
  chance: Chance
  units: Units
  places: Place[]
  /** Those of the places that are stations. */
  stations: Place[]
  calendar: Calendar
  now: number
  /** When the next period begins. */
  periodEnd: number
  /** The work of the service that begins. It is not handed over: a fraction that is would be allocated. */
  work: number
  /** When each source has its next event: `NOTICE`, `TICK`, the stations, `calendar`, then the arrivals at a constant rate. */
  next: Float64Array
  calendarSource: number
  firstStream: number
  streams: Stream[]
  daily: Stream[]
  /** Units of all arrivals are numbered in turns of this many: those who waited, then each arrival. */
  turns: number
  run: FlowRun
  period: number
  periods: number
  sample: number
  /** The node where waits end. */
  measured: number
  waits: WaitRecord
  watched: Int32Array
  events: number
}

export type Stream = { kind: number; node: number; perDay: Arrival['perDay']; index: number; count: number }

/** Sampling, the begin of counting, and the end; the begin of a day; and where the stations begin. As constants: see `UNIT`. */
export const SOURCE = { NOTICE: 0, TICK: 1, FIRST_STATION: 2 } as const
const { FIRST_STATION } = SOURCE

export function createWorld(flow: Flow, key: RunKey, mostUnits: number, isCounting: boolean): World {
  const { days, nodes } = flow
  const firstDay = flow.waiting.bornOn.reduce((first, day) => Math.min(first, day), 0)
  const streams = flow.arrivals.map((arrival, index): Stream => ({ ...arrival, index, count: 0 }))
  const constant = streams.filter(({ perDay }) => typeof perDay === 'number')
  const waiting = flow.waiting.count.reduce((sum, count) => sum + count, 0)
  const places = nodes.map((_, index) => createPlace(flow, index, firstDay, isCounting))
  const stations = places.filter(({ turn }) => turn >= 0)
  const firstStream = FIRST_STATION + stations.length + 1
  const next = new Float64Array(firstStream + constant.length).fill(Number.POSITIVE_INFINITY)
  const run = isCounting
    ? emptyRun({ ...flow, days: 1, measure: { ...flow.measure, periodDays: 1, sampleDays: 1 } })
    : emptyRun(flow)
  let turns = 16
  while (turns < streams.length + 1) turns *= 2
  return {
    flow,
    key,
    chance: chanceOf(key),
    units: createUnits(Math.min(mostUnits, Math.ceil(waiting * 1.05) + 1_024), mostUnits),
    places,
    stations,
    calendar: createCalendar(days),
    now: 0,
    periodEnd: isCounting ? Number.POSITIVE_INFINITY : flow.measure.periodDays,
    work: 0,
    next,
    calendarSource: firstStream - 1,
    firstStream,
    streams: constant,
    daily: streams.filter(({ perDay }) => typeof perDay !== 'number'),
    turns,
    run,
    period: 0,
    periods: isCounting ? 1 : Math.ceil(days / flow.measure.periodDays),
    sample: 0,
    measured: flow.measure.node,
    waits: { size: 0, days: new Float64Array(1_024), cells: new Int32Array(1_024) },
    watched: new Int32Array(flow.measure.watch?.length ?? 0).fill(-1),
    events: 0,
  }
}

/** The number of a unit: those who waited have turn 0, then each arrival its own. It repeats after 2³² / `turns` units. */
export const entityOf = (world: World, index: number, count: number): number =>
  (Math.imul(count, world.turns) + index + 1) | 0

/** A period begins when something happens in it. */
export function turnPeriod(world: World): void {
  while (world.now >= world.periodEnd && world.period < world.periods - 1) {
    world.period++
    world.periodEnd = (world.period + 1) * world.flow.measure.periodDays
  }
}
