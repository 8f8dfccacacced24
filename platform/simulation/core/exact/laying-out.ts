import { prepareCalendar } from './calendar'
import { createTally } from './counting'
import { createDeferral } from './deferring'
import { createLeaving } from './leaving'
import * as places from './place'
import { keepChanges } from './travelling'
import { prepareUnits } from './units'
import * as worlds from './world'
import { placeOf, streamOf, world } from './world'

// The flow of a run is laid out by these before it begins, in this order. Nodes, kinds and streams are told by their numbers.

export function createWorld(
  key0: i32,
  key1: i32,
  turns: i32,
  days: f64,
  nodes: i32,
  stations: i32,
  mostUnits: i32,
): void {
  worlds.createWorld(key0, key1, turns, days, nodes, stations)
  prepareUnits(mostUnits)
  prepareCalendar(days)
}

export { createMeasure, createStreams } from './world'

export function setGroup(kind: i32, group: i32): void {
  store<i32>(world.groups + (kind << 2), group)
}

/** The unit of this number is watched; −1 for none. */
export function setWatch(watch: i32, number: i32): void {
  store<i32>(world.watchNumbers + (watch << 2), number)
}

/** The arrivals at a constant rate first, then those by day. */
export function setStream(i: i32, kind: i32, node: i32, index: i32, perDay: f64): void {
  const stream = streamOf(i)
  stream.kind = kind
  stream.node = node
  stream.index = index
  stream.perDay = perDay
}

/** `turn`: which of the stations it is, or −1. */
export function createNode(node: i32, turn: i32, form: i32, kinds: i32, lanes: i32, days: i32, firstDay: i32): void {
  const place = places.createPlace(node, turn, form, kinds, lanes, days)
  place.firstDay = firstDay
  store<places.Place>(world.places + (node << 2), place)
  if (turn >= 0) store<places.Place>(world.stationPlaces + (turn << 2), place)
}

export function setRules(node: i32, order: i32, isPreemptive: i32): void {
  placeOf(node).order = order
  placeOf(node).isPreemptive = isPreemptive
}

/** After all nodes are there. */
export function setMost(node: i32, most: i32, turnedAwayTo: i32): void {
  placeOf(node).most = most
  placeOf(node).turnedAwayTo = placeOf(turnedAwayTo)
}

export function setLane(node: i32, lane: i32, rank: f64, isAssisted: i32): void {
  const at = places.laneOf(placeOf(node), lane)
  at.rank = rank
  at.isAssisted = isAssisted
}

export function setTime(node: i32, kind: i32, form: i32, mean: f64, scale: f64): void {
  const at = places.kindOf(placeOf(node), kind)
  at.form = form
  at.mean = mean
  at.scale = scale
}

export function setKind(
  node: i32,
  kind: i32,
  lane: i32,
  rank: f64,
  isAssisted: i32,
  patience: f64,
  leavesTo: i32,
): void {
  const at = places.kindOf(placeOf(node), kind)
  at.lane = lane
  at.rank = rank
  at.isAssisted = isAssisted
  at.patience = patience
  at.leavesTo = leavesTo
}

export function createRoutes(node: i32, kind: i32, count: i32): void {
  places.takeRoutes(places.kindOf(placeOf(node), kind), count)
}

export function setRoute(node: i32, kind: i32, i: i32, upTo: f64, to: i32, toKind: i32): void {
  const route = places.routeAt(places.kindOf(placeOf(node), kind).firstRoute + i * offsetof<places.Route>())
  route.upTo = upTo
  route.node = to
  route.kind = toKind
}

/** Counts what happens at a node. */
export function count(node: i32, kinds: i32, rows: i32): void {
  createTally(placeOf(node), kinds, rows)
}

export function leaveWithoutEvents(node: i32): void {
  createLeaving(placeOf(node))
}

export function passWithoutEvents(node: i32): void {
  keepChanges(placeOf(node))
}

/** After the streams are there. */
export function deferArrivals(node: i32): void {
  createDeferral(placeOf(node))
}
