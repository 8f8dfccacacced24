import { emptyCounts, grow, waitBin } from '../station-counts.ts'
import type { Place } from './place.ts'
import { JOINED } from './units.ts'
import { NOW, type World } from './world.ts'

// What `StationCounts` holds, kept as it happens. Each is called before the number of present units changes, unless said otherwise.

/** A unit is let in. */
export function noteArrived(world: World, place: Place, kind: number): void {
  const counts = place.counts!
  counts.arrivedAt[kind]![place.present]!++
  if (place.form !== 'station') return
  noteTime(world, place)
  place.presentOf[kind]!++
  // All the time to the end, and what is not spent here is taken back when it goes.
  counts.presentDays[kind]! += world.flow.days - world.clock[NOW]!
  if (place.present + 2 >= counts.timeAt.length) grow(counts)
}

export function noteTurnedAway(place: Place, kind: number): void {
  place.counts!.turnedAway[kind]!++
}

/** The unit is among those present. */
export function noteBegun(
  world: World,
  place: Place,
  unit: number,
  kind: number,
  work: number,
  isGoneOnWith: boolean,
): void {
  const counts = place.counts!
  if (isGoneOnWith) return
  counts.begun[kind]!++
  const waited = world.clock[NOW]! - world.units.reals[(unit >> 1) + JOINED]!
  counts.work[kind]! += work
  counts.workSquares[kind]! += work * work
  counts.surplusAt[place.present]! += work - place.spreads[kind]!.mean
  counts.waited[kind]! += waited
  counts.waitedSquares[kind]! += waited * waited
  if (counts.waits.length > 0) counts.waits[waitBin(waited)]!++
}

export function noteFinished(world: World, place: Place, kind: number): void {
  place.counts!.finishedAt[place.present]!++
  noteGone(world, place, kind)
}

export function noteLeft(world: World, place: Place, kind: number): void {
  place.counts!.leftAt[place.present]!++
  noteGone(world, place, kind)
}

/** From now on it counts: what was before is forgotten. */
export function beginCounting({ flow, clock, places }: World, hasWaits: boolean): void {
  const now = clock[NOW]!
  for (const place of places) {
    if (!place.counts) continue
    place.counts = emptyCounts(flow.kinds, {
      size: place.counts.timeAt.length,
      ...(hasWaits && place.form === 'station' ? {} : { waitBins: 0 }),
    })
    place.changedAt[0] = now
    for (let kind = 0; kind < flow.kinds; kind++)
      place.counts.presentDays[kind] = place.presentOf[kind]! * (flow.days - now)
    place.counts.days = flow.days - now
  }
}

export function endCounting(world: World): void {
  for (const place of world.places) if (place.counts && place.form === 'station') noteTime(world, place)
}

function noteTime(world: World, place: Place): void {
  const now = world.clock[NOW]!
  place.counts!.timeAt[place.present]! += now - place.changedAt[0]!
  place.changedAt[0] = now
}

function noteGone(world: World, place: Place, kind: number): void {
  noteTime(world, place)
  place.presentOf[kind]!--
  place.counts!.presentDays[kind]! -= world.flow.days - world.clock[NOW]!
}
