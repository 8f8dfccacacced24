/** The units that are somewhere, a struct of arrays by slot; slots of those who are gone are used again. */
export type Units = {
  kind: Uint16Array
  /** What their random numbers are keyed by, and how many stations they came to. */
  entity: Int32Array
  visit: Int32Array
  /** When their wait began, and when they joined the station they are in, in days. */
  birth: Float64Array
  joined: Float64Array
  /** Neighbours in the line they wait in; `next` also threads the free slots. */
  next: Int32Array
  previous: Int32Array
  /** Changes whenever a set time to leave no longer holds. */
  stamp: Int32Array
  /** Work left of an interrupted service, in days at pace 1; 0 for none. */
  left: Float64Array
  /** The node it is in. */
  node: Uint8Array
  isWatched: Uint8Array
  firstFree: number
  used: number
  most: number
}

export const NOBODY = -1
export const BYTES_PER_UNIT = 2 + 4 * 5 + 8 * 3 + 2

export function createUnits(capacity: number, most: number): Units {
  return {
    kind: new Uint16Array(capacity),
    entity: new Int32Array(capacity),
    visit: new Int32Array(capacity),
    birth: new Float64Array(capacity),
    joined: new Float64Array(capacity),
    next: new Int32Array(capacity),
    previous: new Int32Array(capacity),
    stamp: new Int32Array(capacity),
    left: new Float64Array(capacity),
    node: new Uint8Array(capacity),
    isWatched: new Uint8Array(capacity),
    firstFree: NOBODY,
    used: 0,
    most,
  }
}

/** A slot for a new unit. Throws when more are present at once than memory was granted for. */
export function createUnit(units: Units, kind: number, entity: number): number {
  let unit = units.firstFree
  if (unit === NOBODY) {
    if (units.used === units.kind.length) grow(units)
    unit = units.used++
  } else units.firstFree = units.next[unit]!
  units.kind[unit] = kind
  units.entity[unit] = entity
  units.visit[unit] = 0
  units.left[unit] = 0
  return unit
}

export function forget(units: Units, unit: number): void {
  units.isWatched[unit] = 0
  units.next[unit] = units.firstFree
  units.firstFree = unit
}

function grow(units: Units): void {
  const capacity = units.kind.length
  if (capacity >= units.most)
    throw new Error(
      `memory: more than ${units.most} units are present at once; shorten days, or let arrivals and servers come closer`,
    )
  const larger = Math.min(units.most, Math.floor(capacity * 1.5) + 64)
  units.kind = longer(units.kind, new Uint16Array(larger))
  units.entity = longer(units.entity, new Int32Array(larger))
  units.visit = longer(units.visit, new Int32Array(larger))
  units.birth = longer(units.birth, new Float64Array(larger))
  units.joined = longer(units.joined, new Float64Array(larger))
  units.next = longer(units.next, new Int32Array(larger))
  units.previous = longer(units.previous, new Int32Array(larger))
  units.stamp = longer(units.stamp, new Int32Array(larger))
  units.left = longer(units.left, new Float64Array(larger))
  units.node = longer(units.node, new Uint8Array(larger))
  units.isWatched = longer(units.isWatched, new Uint8Array(larger))
}

export function longer<T extends Uint8Array | Uint16Array | Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
