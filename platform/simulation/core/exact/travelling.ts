import { draw, fraction } from '../chance'
import { takeZeros } from '../memory'
import { END_OF_DELAY, plan } from './calendar'
import { DELAY, FIXED, GONE, kindOf, Place, Route, routeAt, STATION } from './place'
import { drawTime } from './serving'
import { forget, placeOf, Unit } from './units'
import { countIn, keyOf, LASTING, placeOf as nodeAt, periodAt, ROUTE, world } from './world'

/*
 * Nobody competes for a delay. So when a unit enters one, all is known of it until it comes to a station, or to where waits end, and until then
 * nobody asks for it but those who count: its ways are no events. They are counted by their day beforehand. The run is the same, bit
 * for bit, as with an event for each, but for the order of others whose times are equal to the last bit.
 */

/** Changes of how many are present at a delay are kept by day. */
export function keepChanges(place: Place): void {
  place.changes = takeZeros((<u64>i32(world.lastDay)) << 2)
}

/** At the begin of a day: what changed on days before it. */
export function settleChanges(place: Place, day: i32): void {
  for (; place.settledTo < day; place.settledTo++) place.present += load<i32>(place.changes + (place.settledTo << 2))
}

/** A unit that is counted as present stays in a delay from now on. */
export function stay(place: Place, unit: Unit): void {
  travel(place, unit, world.now + lasting(place, unit))
}

/** It stays until this time, and then goes on. */
export function travel(from: Place, unit: Unit, until: f64): void {
  let place = from
  let at = until
  // Whoever goes round without any time comes back to whoever may cancel the run.
  for (let left = WAYS_AT_ONCE; left > 0 && place.changes !== 0; left--) {
    if (at >= world.lastDay) {
      forget(unit)
      return
    }
    const route = routeOf(place, unit)
    const next = nodeAt(route.node)
    if (next.form === STATION || next.index === world.measured) break
    world.events += 1
    change(place, at, -1)
    take(unit, place, route)
    countIn(next.index, periodAt(at), 1)
    if (next.form === GONE) {
      forget(unit)
      return
    }
    change(next, at, 1)
    place = next
    at += lasting(place, unit)
  }
  unit.node = place.index
  plan(at, placeOf(unit), END_OF_DELAY)
}

/** Where a unit goes from here. */
export function routeOf(place: Place, unit: Unit): Route {
  const kind = kindOf(place, unit.kind)
  let at = kind.firstRoute
  const last = kind.endOfRoutes - offsetof<Route>()
  if (at < last) {
    const u = fraction(draw(world.key0, world.key1, unit.entity, ROUTE | keyOf(place, unit.visit)))
    while (at < last && u >= routeAt(at).upTo) at += offsetof<Route>()
  } else if (at > last) noRoute(place.index, unit.kind)
  return routeAt(at)
}

/** Throws outside. */
declare function noRoute(node: i32, kind: i32): void

/** It takes this way from here. */
export function take(unit: Unit, place: Place, route: Route): void {
  // From one delay to the next no station counts the visits that tell numbers apart.
  if (place.form === DELAY && nodeAt(route.node).form === DELAY) unit.visit++
  unit.kind = route.kind
}

function lasting(place: Place, unit: Unit): f64 {
  // A delay is the same for all kinds.
  const kind = kindOf(place, 0)
  return kind.form === FIXED ? kind.mean : drawTime(place, unit, kind, LASTING)
}

function change(place: Place, at: f64, by: i32): void {
  const day = place.changes + (i32(at) << 2)
  store<i32>(day, load<i32>(day) + by)
}

const WAYS_AT_ONCE: i32 = 64
