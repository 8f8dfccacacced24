import { forgetAll, take, takeZeros } from '../memory'
import { Place } from './place'
import { Unit } from './units'

/** Waits that ended, as many as lie together, and those before them. */
@unmanaged
export class Waits {
  before: Waits
  size: i32
}

/** Everything of one run that changes, beside its nodes, its units and its calendar. */
@unmanaged
class World {
  now: f64
  /** When the next period begins. */
  periodEnd: f64
  periodDays: f64
  periodsADay: f64
  events: f64
  lastDay: f64
  key0: i32
  key1: i32
  /** Units of all arrivals are numbered in turns of this many: those who waited, then each arrival. */
  turns: i32
  nodes: i32
  places: usize
  stations: i32
  stationPlaces: usize
  /** When each source has its next event: `NOTICE`, `TICK`, the stations, `calendar`, then the arrivals at a constant rate. */
  next: usize
  sources: i32
  calendarSource: i32
  firstStream: i32
  /** The arrivals at a constant rate, then those by day. */
  streams: usize
  constant: i32
  daily: i32
  period: i32
  periods: i32
  /** Units that entered each node, `[node * periods + period]`. */
  entered: usize
  /** The node where waits end, and the group of each kind, or -1. */
  measured: i32
  groups: usize
  /** Waits as they end, with the group and the period they belong to. */
  waits: i32
  lastWaits: Waits
  /** Units that are watched, and when each entered the measured node. */
  watches: i32
  watchNumbers: usize
  watchedOn: usize
}

/** Sampling, the begin of counting, and the end; the begin of a day; and where the stations begin. */
export const NOTICE: i32 = 0
export const TICK: i32 = 1
export const FIRST_STATION: i32 = 2

export const world: World = changetype<World>(memory.data(256, 8))

@unmanaged
export class Stream {
  perDay: f64
  kind: i32
  node: i32
  index: i32
  count: i32
}

export function streamOf(i: i32): Stream {
  return changetype<Stream>(world.streams + <usize>i * STREAM)
}

export function placeOf(node: i32): Place {
  return load<Place>(world.places + (node << 2))
}

export function stationOf(turn: i32): Place {
  return load<Place>(world.stationPlaces + (turn << 2))
}

export function nextOf(source: i32): f64 {
  return load<f64>(world.next + (source << 3))
}

export function setNextOf(source: i32, at: f64): void {
  store<f64>(world.next + (source << 3), at)
}

/** Forgets the last run. */
export function createWorld(key0: i32, key1: i32, turns: i32, lastDay: f64, nodes: i32, stations: i32): void {
  forgetAll()
  memory.fill(changetype<usize>(world), 0, offsetof<World>())
  world.key0 = key0
  world.key1 = key1
  world.turns = turns
  world.lastDay = lastDay
  world.places = takeZeros(nodes << 2)
  world.nodes = nodes
  world.stations = stations
  world.stationPlaces = takeZeros(stations << 2)
}

export function createStreams(constant: i32, daily: i32): void {
  world.constant = constant
  world.daily = daily
  world.streams = takeZeros(<u64>(constant + daily) * STREAM)
  world.firstStream = FIRST_STATION + world.stations + 1
  world.calendarSource = world.firstStream - 1
  world.sources = world.firstStream + constant
  world.next = take(world.sources << 3)
  for (let source = 0; source < world.sources; source++) setNextOf(source, Infinity)
}

export function createMeasure(node: i32, kinds: i32, periods: i32, periodDays: f64, watches: i32): void {
  world.measured = node
  world.groups = takeZeros(kinds << 2)
  world.periods = periods
  world.periodDays = periodDays
  world.periodsADay = 1 / periodDays
  world.periodEnd = periodDays
  world.entered = takeZeros((<u64>world.nodes * periods) << 3)
  world.watches = watches
  world.watchNumbers = takeZeros(watches << 2)
  world.watchedOn = take(watches << 3)
  for (let watch = 0; watch < watches; watch++) store<f64>(world.watchedOn + (watch << 3), NaN)
}

/** The number of a unit: those who waited have turn 0, then each arrival its own. It repeats after 2³² / `turns` units. */
export function entityOf(index: i32, count: i32): i32 {
  return count * world.turns + index + 1
}

/** What tells apart the numbers of one unit and purpose: the node and how many stations the unit has come to. */
export function keyOf(place: Place, visit: i32): i32 {
  return ((place.index & 0xff) << 18) | (visit & 0x3ffff)
}

/** Which of those who were there at the start is watched; -1 for none. */
export function watchNumber(watch: i32): i32 {
  return load<i32>(world.watchNumbers + (watch << 2))
}

/** A period begins when something happens in it. */
export function turnPeriod(): void {
  while (world.now >= world.periodEnd && world.period < world.periods - 1) {
    world.period++
    world.periodEnd = f64(world.period + 1) * world.periodDays
  }
}

/** The period that a time belongs to, by the same comparisons. */
export function periodAt(at: f64): i32 {
  const last = world.periods - 1
  let period = min(last, i32(at * world.periodsADay))
  while (period < last && at >= f64(period + 1) * world.periodDays) period++
  while (period > 0 && at < f64(period) * world.periodDays) period--
  return period
}

/** So many enter a node in a period, or are taken back. */
export function countIn(node: i32, period: i32, count: i32): void {
  const at = world.entered + ((<usize>(node * world.periods + period)) << 3)
  store<f64>(at, load<f64>(at) + f64(count))
}

export function noteWait(unit: Unit, group: i32): void {
  let waits = world.lastWaits
  if (changetype<usize>(waits) === 0 || waits.size === WAITS_TOGETHER) {
    waits = changetype<Waits>(take(WAITS + <u64>WAITS_TOGETHER * WAIT))
    waits.before = world.lastWaits
    waits.size = 0
    world.lastWaits = waits
  }
  const at = waitAt(waits, waits.size++)
  store<f64>(at, world.now - unit.birth)
  store<i32>(at, group * world.periods + world.period, 8)
  world.waits++
}

/** A wait is its days, and the cell of its group and period 8 bytes behind. */
export function waitAt(waits: Waits, i: i32): usize {
  return changetype<usize>(waits) + WAITS + <usize>i * WAIT
}

// The numbers of purposes that draws of a unit have, as in `random.ts`, where the counter holds them.
export const PLACE_IN_THE_DAY: i32 = 1 << 26
export const SERVICE: i32 = 2 << 26
export const ROUTE: i32 = 3 << 26
export const LEAVING: i32 = 4 << 26
export const FIRST: i32 = 7 << 26
export const LASTING: i32 = 8 << 26

const STREAM: usize = 24
const WAITS: usize = 8
const WAIT: usize = 16
const WAITS_TOGETHER: i32 = 4096
