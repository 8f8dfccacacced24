import { kindOf, LAST_COME, laneOf, lineOf, OLDEST, Place } from './place'
import { isNobody, nobody, Unit } from './units'

/*
 * Where units of one station wait: a lane for each rank, and of each rank for those who need an assistant apart. A lane is one line, or
 * a line for each day of birth where that decides who is next.
 */

export function joinLane(place: Place, unit: Unit, isAtFront: bool): void {
  const lane = kindOf(place, unit.kind).lane
  const at = laneOf(place, lane)
  const day = dayIn(place, unit)
  if (at.waiting++ === 0) {
    at.low = day
    at.high = day
  } else if (day < at.low) at.low = day
  else if (day > at.high) at.high = day
  const line = lane * place.days + day
  link(place, unit, line, isAtFront ? nobody() : lineOf(place, line).tail)
}

/** Puts a unit in its line behind all who joined before it. It is not counted. */
export function linkByTime(place: Place, unit: Unit): void {
  const line = kindOf(place, unit.kind).lane * place.days + dayIn(place, unit)
  let previous = lineOf(place, line).tail
  while (!isNobody(previous) && previous.joined > unit.joined) previous = previous.previous
  link(place, unit, line, previous)
}

/** Nobody stands before the first. */
function link(place: Place, unit: Unit, line: i32, previous: Unit): void {
  const at = lineOf(place, line)
  const next = isNobody(previous) ? at.head : previous.next
  unit.previous = previous
  unit.next = next
  if (isNobody(previous)) at.head = unit
  else previous.next = unit
  if (isNobody(next)) at.tail = unit
  else next.previous = unit
}

export function leaveLane(place: Place, unit: Unit): void {
  const lane = kindOf(place, unit.kind).lane
  const at = lineOf(place, lane * place.days + dayIn(place, unit))
  laneOf(place, lane).waiting--
  const next = unit.next
  const previous = unit.previous
  if (isNobody(previous)) at.head = next
  else previous.next = next
  if (isNobody(next)) at.tail = previous
  else next.previous = previous
}

export function headOf(place: Place, i: i32): Unit {
  if (place.days === 1) return lineOf(place, i).head
  const from = i * place.days
  const lane = laneOf(place, i)
  if (place.order === OLDEST) {
    let day = lane.low
    while (isNobody(lineOf(place, from + day).head)) day++
    lane.low = day
    return lineOf(place, from + day).head
  }
  let day = lane.high
  while (isNobody(lineOf(place, from + day).head)) day--
  lane.high = day
  return lineOf(place, from + day).head
}

export function isBefore(place: Place, one: Unit, other: Unit): bool {
  if (place.order === LAST_COME) return one.joined > other.joined
  const days = dayIn(place, one) - dayIn(place, other)
  if (days !== 0) return place.order === OLDEST ? days < 0 : days > 0
  if (one.joined !== other.joined) return one.joined < other.joined
  return one.birth < other.birth
}

/** Where lines are not by birth, all stand in the one of day 0. */
function dayIn(place: Place, unit: Unit): i32 {
  return place.days === 1 ? 0 : i32(Math.floor(unit.birth)) - place.firstDay
}
