import { take } from '../memory'

/**
 * A unit that is somewhere: a record of 64 bytes, so that an event finds what it needs of it in one place; with many units, fetching is
 * what takes time. Records of those who are gone are used again.
 */
@unmanaged
export class Unit {
  /** When the wait began. */
  birth: f64
  /** The work left of an interrupted service, in days at pace 1; 0 for none. */
  left: f64
  kind: i32
  /** What random numbers are keyed by, and how many stations it came to. */
  entity: i32
  visit: i32
  /** Neighbours in the line it waits in; `next` also threads the free records. */
  next: Unit
  previous: Unit
  /** Changes whenever a set time to leave no longer holds. */
  stamp: i32
  /** The node it is in. */
  node: i32
  isWatched: i32
  /** When it joined its station, and when it leaves the line there if nobody has called it: never, where that is not known. */
  joined: f64
  leaves: f64
}

export function isNobody(unit: Unit): bool {
  return changetype<usize>(unit) === 0
}

export function nobody(): Unit {
  return changetype<Unit>(0)
}

export function unitAt(place: i32): Unit {
  return changetype<Unit>(place)
}

export function placeOf(unit: Unit): i32 {
  return changetype<i32>(unit)
}

/** Records are made many at once, so that they lie together. */
let fresh: usize = 0
let freshEnd: usize = 0
let firstFree: Unit = changetype<Unit>(0)
let made: i32 = 0
let most: i32 = 0

export function prepareUnits(mostUnits: i32): void {
  fresh = 0
  freshEnd = 0
  firstFree = nobody()
  made = 0
  most = mostUnits
}

/** A record for a new unit. Throws outside when more are present at once than memory was granted for. */
export function createUnit(kind: i32, entity: i32): Unit {
  let unit = firstFree
  if (isNobody(unit)) {
    if (fresh === freshEnd) makeMore()
    unit = changetype<Unit>(fresh)
    fresh += UNIT
    unit.stamp = 0
  } else firstFree = unit.next
  unit.isWatched = 0
  unit.kind = kind
  unit.entity = entity
  unit.visit = 0
  unit.left = 0
  unit.leaves = Infinity
  return unit
}

export function forget(unit: Unit): void {
  unit.next = firstFree
  firstFree = unit
}

function makeMore(): void {
  const more = min(MADE_AT_ONCE, most - made)
  if (more <= 0) tooManyUnits(most)
  made += more
  fresh = take(<u64>more * UNIT)
  freshEnd = fresh + <usize>more * UNIT
}

/** Throws outside. */
declare function tooManyUnits(most: i32): void

const UNIT: usize = 64
const MADE_AT_ONCE: i32 = 1024
