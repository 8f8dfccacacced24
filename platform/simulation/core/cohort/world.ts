import { take, takeZeros } from '../memory'
import { Delay, enterDelay } from './delays'
import { noteEntered } from './figures'
import { join } from './lines'
import { Station } from './stations'

/** A node: a station, a delay, or neither. */
@unmanaged
export class Node {
  station: Station
  delay: Delay
}

@unmanaged
class World {
  days: i32
  kinds: i32
  nodes: i32
  list: usize
  /** Days of birth, counted from the oldest, and how many of them there are. */
  oldest: i32
  births: i32
  day: i32
  period: i32
  periods: i32
  periodDays: f64
  /** Units that entered each node, `[node * periods + period]`. */
  entered: usize
  /** Where waits end, and the group of each kind, or -1. */
  measured: i32
  groups: usize
  watches: i32
  /** Which watched cohort those of a kind and day of birth are, or -1; and how many of each came by day. */
  watchOf: usize
  watchedByDay: usize
}

export const world: World = changetype<World>(memory.data(128, 8))

/** Forgets the last run. */
export function clear(): void {
  memory.fill(changetype<usize>(world), 0, offsetof<World>())
}

export function nodeAt(node: i32): Node {
  return changetype<Node>(world.list + ((<usize>node) << 3))
}

/** Units of one kind and day of birth (counted from the oldest) enter a node. */
export function enter(node: i32, kind: i32, birth: i32, count: f64): void {
  const entered = world.entered + ((<usize>(node * world.periods + world.period)) << 3)
  store<f64>(entered, load<f64>(entered) + count)
  if (node === world.measured) measure(kind, birth, count)
  const at = nodeAt(node)
  if (changetype<usize>(at.station) !== 0) join(at.station, kind, birth, count)
  else if (changetype<usize>(at.delay) !== 0) enterDelay(at.delay, kind, birth, count)
}

function measure(kind: i32, birth: i32, count: f64): void {
  const group = load<i32>(world.groups + ((<usize>kind) << 2))
  const bornOn = birth + world.oldest
  // Born at some time of one day and here at some time of another: between a day less and a day more.
  const late = world.day - bornOn
  if (group >= 0 && bornOn >= 0 && late > 0) {
    noteEntered(group, late - 1, count / 2)
    noteEntered(group, late, count / 2)
  } else if (group >= 0) noteEntered(group, late, count)
  if (world.watches === 0) return
  const watch = load<i32>(world.watchOf + ((<usize>(kind * world.births + birth)) << 2))
  if (watch < 0) return
  const byDay = world.watchedByDay + ((<usize>(watch * world.days + world.day)) << 3)
  store<f64>(byDay, load<f64>(byDay) + count)
}

/** Numbers by day, or one for all days. */
@unmanaged
export class ByDay {
  values: usize
  count: i32
}

export function createByDay(count: i32): ByDay {
  const byDay = changetype<ByDay>(take(8))
  byDay.values = takeZeros((<u64>count) << 3)
  byDay.count = count
  return byDay
}

export function onDay(byDay: ByDay, day: i32): f64 {
  return load<f64>(byDay.values + ((<usize>min(day, byDay.count - 1)) << 3))
}

/** Those who come from outside. */
@unmanaged
export class Arrival {
  perDay: ByDay
  kind: i32
  node: i32
}

@unmanaged
export class Route {
  share: f64
  node: i32
  kind: i32
}

/** The routes of each kind, one after the other: those of kind k end before `ends[k]`. */
@unmanaged
export class Routes {
  list: usize
  ends: usize
}

export function createRoutes(kinds: i32, count: i32): Routes {
  const routes = changetype<Routes>(take(8))
  routes.list = take((<u64>count) << 4)
  routes.ends = takeZeros((<u64>(kinds + 1)) << 2)
  return routes
}

export function firstRoute(routes: Routes, kind: i32): i32 {
  return load<i32>(routes.ends + ((<usize>kind) << 2))
}

export function endOfRoutes(routes: Routes, kind: i32): i32 {
  return load<i32>(routes.ends + ((<usize>(kind + 1)) << 2))
}

export function routeAt(routes: Routes, i: i32): Route {
  return changetype<Route>(routes.list + ((<usize>i) << 4))
}
