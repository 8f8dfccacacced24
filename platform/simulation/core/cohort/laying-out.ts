import { setKey } from '../distributions'
import { forgetAll, take, takeZeros } from '../memory'
import { ofBirth } from './cells'
import { createDelay, enterDelay, forgetRows } from './delays'
import { createFigures } from './figures'
import { join, kindOf } from './lines'
import { createStation } from './stations'
import * as worlds from './world'
import { Arrival, ByDay, nodeAt, world } from './world'

// The flow of a run is laid out by these before it begins, in this order. What returns a place of memory wants numbers put there.

let arrivalList: usize = 0
let arrivalCount: i32 = 0
let order: usize = 0
let orderCount: i32 = 0

export function createWorld(
  seed: i32,
  replication: i32,
  days: i32,
  kinds: i32,
  nodes: i32,
  oldest: i32,
  periods: i32,
  periodDays: f64,
): void {
  forgetAll()
  forgetRows()
  setKey(seed, replication)
  worlds.clear()
  world.days = days
  world.kinds = kinds
  world.nodes = nodes
  world.oldest = oldest
  world.births = days - oldest + 1
  world.periods = periods
  world.periodDays = periodDays
  world.list = takeZeros((<u64>nodes) << 3)
  world.entered = takeZeros((<u64>nodes * periods) << 3)
}

/** `groups` without the one of all. Returns where further times are to be put. */
export function createMeasure(node: i32, groups: i32, lags: i32): usize {
  world.measured = node
  world.groups = takeZeros((<u64>world.kinds) << 2)
  return createFigures(groups, world.births + 1, world.periods, lags)
}

export function setGroup(kind: i32, group: i32): void {
  store<i32>(world.groups + ((<usize>kind) << 2), group)
}

export function createWatches(count: i32): void {
  world.watches = count
  const cells = world.kinds * world.births
  world.watchOf = take((<u64>cells) << 2)
  for (let i = 0; i < cells; i++) store<i32>(world.watchOf + ((<usize>i) << 2), -1)
  world.watchedByDay = takeZeros((<u64>count * world.days) << 3)
}

/** Those of this kind and day of birth, counted from the oldest, are watched. */
export function setWatch(watch: i32, kind: i32, birth: i32): void {
  if (birth >= 0 && birth < world.births) store<i32>(watchAt(kind, birth), watch)
}

export function watchOf(kind: i32, birth: i32): i32 {
  return load<i32>(watchAt(kind, birth))
}

function watchAt(kind: i32, birth: i32): usize {
  return world.watchOf + ((<usize>(kind * world.births + birth)) << 2)
}

export function watchedByDay(): usize {
  return world.watchedByDay
}

export function entered(): usize {
  return world.entered
}

/** Numbers by day; returns them, and `valuesOf` where they are to be put. */
export function createByDay(count: i32): ByDay {
  return worlds.createByDay(count)
}

export function valuesOf(byDay: ByDay): usize {
  return byDay.values
}

export function createRoutes(count: i32): worlds.Routes {
  return worlds.createRoutes(world.kinds, count)
}

export function setRoute(routes: worlds.Routes, i: i32, share: f64, node: i32, kind: i32): void {
  const route = worlds.routeAt(routes, i)
  route.share = share
  route.node = node
  route.kind = kind
}

/** Those of this kind end before this one. */
export function endRoutes(routes: worlds.Routes, kind: i32, end: i32): void {
  store<i32>(routes.ends + ((<usize>(kind + 1)) << 2), end)
}

/** Returns where the days of its points are to be put. */
export function createDelayAt(node: i32, keepsBirth: i32, piecesADay: f64, routes: worlds.Routes): usize {
  const delay = createDelay(node, keepsBirth, piecesADay)
  delay.routes = routes
  nodeAt(node).delay = delay
  return delay.points
}

export function createStationAt(
  node: i32,
  isOldest: i32,
  servers: ByDay,
  pace: ByDay,
  assistants: ByDay,
  routes: worlds.Routes,
): void {
  const station = createStation(node)
  station.isOldest = isOldest
  station.servers = servers
  station.pace = pace
  station.assistants = assistants
  station.routes = routes
  nodeAt(node).station = station
}

export function setLoad(node: i32, reference: f64, exponent: f64, slowest: f64, fastest: f64): void {
  const station = nodeAt(node).station
  station.loadReference = reference
  station.loadExponent = exponent
  station.slowest = slowest
  station.fastest = fastest
}

/** The kinds of a station are set rank by rank, lowest first. */
export function setKind(
  node: i32,
  kind: i32,
  isNewRank: i32,
  work: f64,
  scv: f64,
  isAssisted: i32,
  leavesPerDay: f64,
  leavesTo: i32,
): void {
  const station = nodeAt(node).station
  const at = kindOf(station, kind)
  at.work = work
  at.deviation = Math.sqrt(scv)
  // What an ordinary renewal process lags behind one that is looked at by chance (Cox, Renewal Theory, 4.2).
  at.freshLag = (1 - scv) / 2
  at.isAssisted = isAssisted
  at.leavesPerDay = leavesPerDay
  at.leavesTo = leavesTo
  station.longest = Math.max(station.longest, work)
  if (isNewRank !== 0) station.rankCount++
  const end = station.rankFrom + ((<usize>station.rankCount) << 2)
  if (isNewRank !== 0) store<i32>(end, load<i32>(end - 4))
  store<i32>(station.kindsByRank + ((<usize>load<i32>(end)) << 2), kind)
  store<i32>(end, load<i32>(end) + 1)
}

export function createArrivals(count: i32): void {
  arrivalCount = count
  arrivalList = takeZeros(<u64>count * ARRIVAL)
}

export function setArrival(i: i32, kind: i32, node: i32, perDay: ByDay): void {
  const arrival = arrivalOf(i)
  arrival.kind = kind
  arrival.node = node
  arrival.perDay = perDay
}

/** Stations in the order in which a day comes to them. */
export function createOrder(count: i32): void {
  orderCount = count
  order = takeZeros((<u64>count) << 2)
}

export function setOrder(i: i32, node: i32): void {
  store<i32>(order + ((<usize>i) << 2), node)
}

/** Who is there at the start; a day of birth counted from the oldest. */
export function putIn(node: i32, kind: i32, birth: i32, count: f64): void {
  const at = nodeAt(node)
  if (changetype<usize>(at.station) !== 0) join(at.station, kind, birth, count)
  else if (changetype<usize>(at.delay) !== 0) enterDelay(at.delay, kind, birth, count)
}

/** How many of a kind and day of birth wait at a node, of which some are watched. */
export function waitingOf(node: i32, kind: i32, birth: i32): f64 {
  const at = nodeAt(node)
  return changetype<usize>(at.station) === 0 ? 0 : ofBirth(kindOf(at.station, kind).waiting, birth)
}

export function arrivals(): i32 {
  return arrivalCount
}

export function arrivalOf(i: i32): Arrival {
  return changetype<Arrival>(arrivalList + <usize>i * ARRIVAL)
}

export function stationsInOrder(): i32 {
  return orderCount
}

export function orderedAt(i: i32): i32 {
  return load<i32>(order + ((<usize>i) << 2))
}

const ARRIVAL: usize = 12
