import { takeZeros } from '../memory'
import { leaveLane } from './lanes'
import { kindOf, lineOf, Place } from './place'
import { forget, isNobody, Unit } from './units'
import { countIn, periodAt, world } from './world'

/**
 * Those who wait and will leave for good. When is known as soon as they begin to wait, and until they are called nobody asks for them but
 * those who count: so their leaving is no event. It is counted by its day beforehand, taken back if they are served before, and whoever
 * has left is passed over when the line comes to them. The run is the same, bit for bit, as with an event for each.
 */
@unmanaged
class Leaving {
  /** How many leave on each day, as things are. */
  onDay: usize
  /** Before this day all who left are counted. */
  settledTo: i32
  /** Who left and still stands in line. */
  inLine: i32
}

export function createLeaving(place: Place): void {
  const leaving = changetype<Leaving>(takeZeros(offsetof<Leaving>()))
  leaving.onDay = takeZeros((<u64>i32(world.lastDay)) << 2)
  place.leaving = changetype<usize>(leaving)
}

export function leftInLine(place: Place): i32 {
  return place.leaving !== 0 ? leavingOf(place).inLine : 0
}

/** A unit that begins to wait will leave at this time. */
export function planLeaving(place: Place, unit: Unit, at: f64): void {
  if (at >= world.lastDay) return
  unit.leaves = at
  count(place, unit, 1)
}

/** It is served before. */
export function takeBackLeaving(place: Place, unit: Unit): void {
  if (unit.leaves === Infinity) return
  count(place, unit, -1)
  unit.leaves = Infinity
}

/** At the begin of a day: whoever left before it is no longer present. */
export function settleLeaving(place: Place, day: i32): void {
  const leaving = leavingOf(place)
  for (; leaving.settledTo < day; leaving.settledTo++) {
    const left = load<i32>(leaving.onDay + (leaving.settledTo << 2))
    leaving.inLine += left
    place.present -= left
    world.events += f64(left)
  }
  if (leaving.inLine > LEAST_SWEPT && 2 * leaving.inLine > place.waiting) sweep(place)
}

/** Where those who left were never called their records are taken back now and then. */
function sweep(place: Place): void {
  const lines = place.laneCount * place.days
  for (let line = 0; line < lines; line++)
    for (let unit = lineOf(place, line).head; !isNobody(unit); ) {
      const next = unit.next
      if (unit.leaves <= world.now) dropLeft(place, unit)
      unit = next
    }
}

/** Whoever has left is no longer in line. */
export function dropLeft(place: Place, unit: Unit): void {
  leaveLane(place, unit)
  forget(unit)
  place.waiting--
  leavingOf(place).inLine--
}

/** Counts a leaving on its day, and in its period among those who entered the node it leaves for; or takes it back. */
function count(place: Place, unit: Unit, by: i32): void {
  const at = unit.leaves
  const onDay = leavingOf(place).onDay + (i32(at) << 2)
  store<i32>(onDay, load<i32>(onDay) + by)
  countIn(kindOf(place, unit.kind).leavesTo, periodAt(at), by)
}

function leavingOf(place: Place): Leaving {
  return changetype<Leaving>(place.leaving)
}

const LEAST_SWEPT: i32 = 1024
