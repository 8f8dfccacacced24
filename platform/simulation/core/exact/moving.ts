import { END_OF_DELAY } from './calendar'
import { noteArrived, noteGone, noteTurnedAway } from './counting'
import { dropFirst } from './heap'
import { leaveLane } from './lanes'
import { GONE, kindOf, Place, STATION } from './place'
import { begin, callNext, firstServed, interrupt, setNext, wait } from './serving'
import { routeOf, stay, take } from './travelling'
import { forget, isNobody, nobody, Unit } from './units'
import { countIn, placeOf as nodeAt, noteWait, turnPeriod, watchNumber, world } from './world'

/** A unit comes to a node, or where that one sends it for want of a place. */
export function enter(unit: Unit, node: i32): void {
  const kind = unit.kind
  let place = nodeAt(node)
  while (place.present >= place.most) {
    if (place.tally !== 0) noteTurnedAway(place, kind)
    place = place.turnedAwayTo
  }
  turnPeriod()
  countIn(place.index, world.period, 1)
  if (place.tally !== 0) noteArrived(place, kind)
  else if (place.index === world.measured) measure(unit, kind)
  if (place.form === GONE) {
    forget(unit)
    return
  }
  place.present++
  if (place.form === STATION) {
    unit.node = place.index
    comeTo(place, unit)
  } else stay(place, unit)
}

/** The first in service is finished: a server turns to whoever is next, and the unit goes on. */
export function finishFirst(place: Place): void {
  const unit = firstServed(place)
  if (place.tally !== 0) noteGone(place, unit.kind, true)
  place.present--
  place.busy--
  place.assistantsBusy -= kindOf(place, unit.kind).isAssisted
  const next = place.waiting > 0 && place.busy < place.servers ? callNext(place) : nobody()
  if (isNobody(next)) {
    dropFirst(place.serving)
    setNext(place)
  } else begin(place, next, true)
  goOn(place, unit)
}

/** What is due in the calendar: the end of a delay, or the time to leave of who still waits where it was set. */
export function comeDue(unit: Unit, mark: i32): void {
  const place = nodeAt(unit.node)
  if (mark === END_OF_DELAY) {
    world.events += 1
    place.present--
    goOn(place, unit)
    return
  }
  if (unit.stamp !== mark) return
  unit.stamp++
  world.events += 1
  if (place.tally !== 0) noteGone(place, unit.kind, false)
  leaveLane(place, unit)
  place.waiting--
  place.present--
  enter(unit, kindOf(place, unit.kind).leavesTo)
}

function comeTo(place: Place, unit: Unit): void {
  unit.visit++
  unit.joined = world.now
  const kind = kindOf(place, unit.kind)
  const hasAssistant = kind.isAssisted === 0 || place.assistantsBusy < place.assistants
  if (place.pace > 0 && hasAssistant) {
    if (place.busy < place.servers) {
      begin(place, unit, false)
      return
    }
    if (place.isPreemptive !== 0 && place.serving.size > 0 && place.servers > 0) {
      const other = firstServed(place)
      if (kind.rank < kindOf(place, other.kind).rank) {
        interrupt(place, other)
        begin(place, unit, true)
        return
      }
    }
  }
  wait(place, unit)
}

function goOn(place: Place, unit: Unit): void {
  const route = routeOf(place, unit)
  take(unit, place, route)
  enter(unit, route.node)
}

function measure(unit: Unit, kind: i32): void {
  if (unit.isWatched === 1)
    for (let watch = 0; watch < world.watches; watch++) {
      const on = world.watchedOn + (watch << 3)
      // Those who were there at the start are numbered by their turn.
      if (watchNumber(watch) * world.turns === unit.entity && neverYet(load<f64>(on))) store<f64>(on, world.now)
    }
  const group = load<i32>(world.groups + (kind << 2))
  if (group >= 0) noteWait(unit, group)
}

/** Days begin at 0; before anything happened it is no number. */
function neverYet(day: f64): bool {
  return !(day >= 0)
}
