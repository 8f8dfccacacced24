import * as calendar from './calendar'
import { dailyOf, placeInTheDay, putOff, settleDeferred } from './deferring'
import { leftInLine as leftAt, settleLeaving } from './leaving'
import { doneBy, serveWaiting, setNext } from './serving'
import { settleChanges } from './travelling'
import { placeOf, stationOf, turnPeriod, world } from './world'

/** Before anything of a day: what was only counted by days is settled. */
export function settleDay(day: i32): void {
  for (let turn = 0; turn < world.stations; turn++) {
    const place = stationOf(turn)
    if (place.leaving !== 0) settleLeaving(place, day)
    if (place.deferral !== 0) settleDeferred(place)
  }
  for (let node = 0; node < world.nodes; node++) if (placeOf(node).changes !== 0) settleChanges(placeOf(node), day)
}

/** The begin of a day, before servers and pace of the day are said. */
export function beginDay(day: i32): void {
  settleDay(day)
  turnPeriod()
  calendar.turnTo(day)
}

/** Servers, assistants and pace of a station on a day; before the first day, those of day 0. */
export function setDay(node: i32, servers: i32, assistants: i32, pace: f64): void {
  const place = placeOf(node)
  place.servers = servers
  place.assistants = assistants
  if (pace === place.pace) return
  place.workDone = doneBy(place)
  place.since = world.now
  place.pace = pace
}

/** The servers of the day turn to those who wait. */
export function turnServers(node: i32): void {
  setNext(placeOf(node))
  serveWaiting(placeOf(node))
}

export function waitingAt(node: i32): i32 {
  return placeOf(node).waiting
}

/** Of those, who has left. */
export function leftInLine(node: i32): i32 {
  return leftAt(placeOf(node))
}

/** So many will come today, by one of the streams by day. */
export function expect(daily: i32, arrivals: i32): void {
  const stream = dailyOf(daily)
  const place = placeOf(stream.node)
  if (place.deferral !== 0 && putOff(place, daily, arrivals)) return
  for (let i = 0; i < arrivals; i++) {
    const number = stream.count++
    calendar.planKnown(world.now + placeInTheDay(stream, number), ~daily, number)
  }
}

/** All who will come today are said. */
export function orderDay(): void {
  calendar.orderDay()
}
