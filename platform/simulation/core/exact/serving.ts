import { draw, erlang2, exponential, fraction } from '../chance'
import { plan } from './calendar'
import { noteBegun } from './counting'
import { afterTaken, bringPutOff } from './deferring'
import { entryOf, push, replaceFirst } from './heap'
import { headOf, isBefore, joinLane, leaveLane } from './lanes'
import { dropLeft, planLeaving, takeBackLeaving } from './leaving'
import { ERLANG2, EXPONENTIAL, FIXED, Kind, kindOf, LAST_COME, laneOf, Place } from './place'
import { isNobody, nobody, placeOf, Unit, unitAt } from './units'
import { FIRST_STATION, keyOf, LEAVING, SERVICE, setNextOf, world } from './world'

export function wait(place: Place, unit: Unit): void {
  joinLane(place, unit, place.order === LAST_COME)
  place.waiting++
  const patience = kindOf(place, unit.kind).patience
  if (patience === 0) return
  const words = draw(world.key0, world.key1, unit.entity, LEAVING | keyOf(place, unit.visit))
  if (place.leaving === 0) {
    plan(world.now + exponential(words) * patience, placeOf(unit), unit.stamp)
    return
  }
  // −log u is never less than 1 − u: most who leave after the end are known by that.
  if (world.now + (1 - fraction(words)) * patience < world.lastDay)
    planLeaving(place, unit, world.now + exponential(words) * patience)
}

/** Free servers turn to those who wait: at the begin of a day, when there may be more of them. */
export function serveWaiting(place: Place): void {
  while (place.waiting > 0 && place.busy < place.servers && place.pace > 0) {
    const next = callNext(place)
    if (isNobody(next)) return
    begin(place, next, false)
  }
  if (place.isPreemptive === 0 || place.waiting === 0 || place.serving.size === 0 || place.servers === 0) return
  // Who came while it was closed may go before who was being served.
  const other = firstServed(place)
  const first = nextIn(place)
  if (isNobody(first) || kindOf(place, first.kind).rank >= kindOf(place, other.kind).rank) return
  leaveLane(place, first)
  place.waiting--
  interrupt(place, other)
  begin(place, first, true)
}

/** Who is served next leaves the line; nobody when nobody can be. */
export function callNext(place: Place): Unit {
  const next = nextIn(place)
  if (isNobody(next)) return next
  leaveLane(place, next)
  place.waiting--
  if (place.deferral !== 0) afterTaken(place, kindOf(place, next.kind).lane)
  return next
}

/** Who is served next, still in line: the lowest rank that can be; within it as the order says. */
function nextIn(place: Place): Unit {
  if (place.pace === 0) return nobody()
  const hasAssistant = place.assistantsBusy < place.assistants
  for (let i = 0; i < place.laneCount; i++) {
    const lane = laneOf(place, i)
    if (lane.waiting === 0 || (lane.isAssisted === 1 && !hasAssistant)) continue
    const first = firstOf(place, i)
    if (isNobody(first)) continue
    if (i + 1 === place.laneCount || !hasAssistant || laneOf(place, i + 1).rank !== lane.rank) return first
    const second = firstOf(place, i + 1)
    return !isNobody(second) && isBefore(place, second, first) ? second : first
  }
  return nobody()
}

/** Who is first in a lane and has not left; nobody where it is empty. */
function firstOf(place: Place, i: i32): Unit {
  const lane = laneOf(place, i)
  while (lane.waiting > 0) {
    if (place.deferral !== 0) bringPutOff(place, i)
    const head = headOf(place, i)
    if (head.leaves > world.now) return head
    dropLeft(place, head)
  }
  return nobody()
}

/** Where it replaces the first in service, one step in the heap does for two. */
export function begin(place: Place, unit: Unit, isInPlaceOfFirst: bool): void {
  const kind = kindOf(place, unit.kind)
  const left = unit.left
  let work: f64
  if (left > 0) {
    work = left
    unit.left = 0
  } else work = kind.form === FIXED ? kind.mean : drawTime(place, unit, kind, SERVICE)
  unit.stamp++
  if (place.leaving !== 0) takeBackLeaving(place, unit)
  place.busy++
  place.assistantsBusy += kind.isAssisted
  if (place.tally !== 0 && !(left > 0)) noteBegun(place, unit, unit.kind, work)
  const until = doneBy(place) + work
  if (isInPlaceOfFirst) replaceFirst(place.serving, until, placeOf(unit), 0)
  else push(place.serving, until, placeOf(unit), 0)
  setNext(place)
}

/** A time of this kind's spread: how long a service takes, or a delay. */
export function drawTime(place: Place, unit: Unit, kind: Kind, purpose: i32): f64 {
  const words = draw(world.key0, world.key1, unit.entity, purpose | keyOf(place, unit.visit))
  if (kind.form === EXPONENTIAL) return exponential(words) * kind.mean
  if (kind.form === ERLANG2) return erlang2(words) * kind.scale
  return timeFrom(place.index, unit.kind, i32(words >>> 32), i32(words))
}

/** A time of another form, from the first words drawn for it: it is made outside. */
declare function timeFrom(node: i32, kind: i32, word0: i32, word1: i32): f64

/** The one server leaves a unit as it is: it stands first of its rank, with the work that is left. Its entry is replaced by who interrupts. */
export function interrupt(place: Place, unit: Unit): void {
  unit.left = max(entryOf(place.serving, 0).key - doneBy(place), LEAST_WORK)
  place.busy--
  place.assistantsBusy -= kindOf(place, unit.kind).isAssisted
  joinLane(place, unit, true)
  place.waiting++
}

/** When the first in service is finished, as things are. */
export function setNext(place: Place): void {
  const pace = place.pace
  let at = Infinity
  if (place.serving.size > 0 && pace !== 0) {
    const left = entryOf(place.serving, 0).key - place.workDone
    at = place.since + (pace === 1 ? left : left / pace)
  }
  setNextOf(FIRST_STATION + place.turn, at)
}

/** How much work each server has done here by now. */
export function doneBy(place: Place): f64 {
  return place.workDone + (world.now - place.since) * place.pace
}

export function firstServed(place: Place): Unit {
  return unitAt(entryOf(place.serving, 0).item)
}

/** So that it is told from a service not begun. */
const LEAST_WORK: f64 = 1e-300
