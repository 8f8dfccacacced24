import { takeAgain } from './again.ts'

/**
 * The units that are somewhere, each a record of 64 bytes, so that an event finds what it needs of a unit in one place: with many units,
 * fetching is what takes time. A unit is the place of its first number in `ints`; records of those who are gone are used again.
 */
export type Units = {
  ints: Int32Array<ArrayBuffer>
  /** The same bytes as numbers with fractions: those of `unit` begin at `unit >> 1`. */
  reals: Float64Array<ArrayBuffer>
  firstFree: number
  used: number
  most: number
}

/**
 * Where things stand in a record. Each file that uses them takes them apart into constants of its own: those the compiler knows, while
 * an imported one is looked up at each use, which made up a fifth of a run.
 */
export const UNIT = {
  // In `reals`: when the wait began, the work left of an interrupted service (days at pace 1, 0 for none), when it joined its station, and when it leaves
  // the line there if nobody has called it (infinity where that is not known).
  ...{ BIRTH: 0, LEFT: 1, JOINED: 6, LEAVES: 7 },
  // In `ints`, after the first two of `reals`; what random numbers are keyed by, and how many stations it came to.
  ...{ KIND: 4, ENTITY: 5, VISIT: 6 },
  // Neighbours in the line it waits in; `NEXT` also threads the free records.
  ...{ NEXT: 7, PREVIOUS: 8 },
  // `STAMP` changes whenever a set time to leave no longer holds; then the node it is in.
  ...{ STAMP: 9, NODE: 10, WATCHED: 11 },
  NOBODY: -1,
} as const

const { LEAVES, LEFT, KIND, ENTITY, VISIT, NEXT, WATCHED, NOBODY } = UNIT
const INTS = 16
export const BYTES_PER_UNIT = 4 * INTS

export function createUnits(capacity: number, most: number): Units {
  const ints = takeAgain('units', capacity * INTS, most * INTS)
  return { ints, reals: new Float64Array(ints.buffer), firstFree: NOBODY, used: 0, most }
}

/** A record for a new unit. Throws when more are present at once than memory was granted for. */
export function createUnit(units: Units, kind: number, entity: number): number {
  let unit = units.firstFree
  if (unit === NOBODY) {
    if (units.used === units.ints.length) grow(units)
    unit = units.used
    units.used += INTS
  } else units.firstFree = units.ints[unit + NEXT]!
  units.ints[unit + WATCHED] = 0
  units.ints[unit + KIND] = kind
  units.ints[unit + ENTITY] = entity
  units.ints[unit + VISIT] = 0
  units.reals[(unit >> 1) + LEFT] = 0
  units.reals[(unit >> 1) + LEAVES] = Number.POSITIVE_INFINITY
  return unit
}

export function forget(units: Units, unit: number): void {
  units.ints[unit + NEXT] = units.firstFree
  units.firstFree = unit
}

function grow(units: Units): void {
  const capacity = units.ints.length / INTS
  if (capacity >= units.most)
    throw new Error(
      `memory: more than ${units.most} units are present at once; shorten days, or let arrivals and servers come closer`,
    )
  const larger = Math.min(units.most, Math.floor(capacity * 1.5) + 64)
  units.ints = longer(units.ints, new Int32Array(larger * INTS))
  units.reals = new Float64Array(units.ints.buffer)
}

export function longer<T extends Uint8Array | Uint16Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
