import { waitBin } from '../station-counts.ts'
import type { Place } from './place.ts'
import { growTally, KIND_ROW, ROW, restart } from './tally.ts'
import { UNIT } from './units.ts'
import type { World } from './world.ts'

const { JOINED } = UNIT
const { SURPLUS, ARRIVED } = ROW
const { BEGUN, WORKED, WORK_SQUARES, WAITED, WAITED_SQUARES, PRESENT_DAYS, TURNED_AWAY, PRESENT, WIDTH } = KIND_ROW

// What is counted of a node, kept as it happens. Each is called before the number of present units changes, unless said otherwise.

/** A unit is let in. */
export function noteArrived(world: World, place: Place, kind: number): void {
  const tally = place.tally!
  const { byPresent, byKind } = tally
  const at = place.present * tally.width
  byPresent[at + ARRIVED + kind]!++
  if (place.turn < 0) return
  const now = world.now
  byPresent[at]! += now - tally.changed
  tally.changed = now
  const of = kind * WIDTH
  byKind[of + PRESENT]!++
  // All the time to the end, and what is not spent here is taken back when it goes.
  byKind[of + PRESENT_DAYS]! += tally.lastDay - now
  if (place.present + 2 >= tally.size) growTally(tally)
}

export function noteTurnedAway(place: Place, kind: number): void {
  place.tally!.byKind[kind * WIDTH + TURNED_AWAY]!++
}

/** The unit is among those present, and its work in `world.work`. One whose service was interrupted is not counted again. */
export function noteBegun(world: World, place: Place, unit: number, kind: number): void {
  const { width, byPresent, byKind, waits } = place.tally!
  const work = world.work
  const waited = world.now - world.units.reals[(unit >> 1) + JOINED]!
  byPresent[place.present * width + SURPLUS]! += work - place.spreads[kind]!.mean
  const of = kind * WIDTH
  byKind[of + BEGUN]!++
  byKind[of + WORKED]! += work
  byKind[of + WORK_SQUARES]! += work * work
  byKind[of + WAITED]! += waited
  byKind[of + WAITED_SQUARES]! += waited * waited
  if (waits.length > 0) waits[waitBin(waited)]!++
}

/** A unit goes: `FINISHED` or `LEFT_UNSERVED` of `ROW`. */
export function noteGone(world: World, place: Place, kind: number, how: number): void {
  const tally = place.tally!
  const { width, byPresent, byKind } = tally
  const now = world.now
  const at = place.present * width
  byPresent[at + how]!++
  byPresent[at]! += now - tally.changed
  tally.changed = now
  const of = kind * WIDTH
  byKind[of + PRESENT]!--
  byKind[of + PRESENT_DAYS]! -= tally.lastDay - now
}

/** From now on it counts: what was before is forgotten. */
export function beginCounting({ now, places }: World, hasWaits: boolean): void {
  for (const { tally, turn } of places) if (tally) restart(tally, now, hasWaits && turn >= 0)
}

export function endCounting({ now, places }: World): void {
  for (const { tally, turn, present } of places)
    if (tally && turn >= 0) {
      tally.byPresent[present * tally.width]! += now - tally.changed
      tally.changed = now
    }
}
