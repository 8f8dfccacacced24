import type { RunKey } from './flow.ts'

/**
 * Random numbers that are counted, not drawn from a stream: each is a function of seed, replication, unit, purpose and visit. Two
 * worlds that differ in one lever share all the rest of their chance, in whatever order their events come.
 *
 * Threefry2x32 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) with 13 rounds, the
 * fewest with which it passes all tests of BigCrush; 20 rounds, its default, are a margin for counters chosen to break it, and
 * these are not.
 */
export type Chance = { key0: number; key1: number }

/** What a number is for. 32 to 63 are free for models built on this. */
export const purposes = {
  arrivals: 0,
  placeInTheDay: 1,
  work: 2,
  route: 3,
  leaving: 4,
  input: 5,
  watch: 6,
  firstWork: 7,
  lasting: 8,
  sample: 9,
  free: 32,
} as const

/** Visits are counted up to this, and then again from 0. */
export const VISITS = 1 << 26

export const chanceOf = (key: RunKey): Chance => ({ key0: key.seed | 0, key1: key.replication | 0 })

/**
 * The number for a unit, a purpose (0–63) and a visit (0 to 2²⁶ − 1), uniform in (0, 1), never 0 or 1, a multiple of 2⁻⁵³. `entity`
 * counts as 32 bits.
 */
export function uniform(chance: Chance, entity: number, purpose: number, visit: number): number {
  draw(chance.key0, chance.key1, entity, (purpose << 26) | (visit & (VISITS - 1)))
  return drawn()
}

/** One more number of the same unit, purpose and visit as the last one: for what takes several. */
export function uniformAgain(chance: Chance): number {
  // Another key, so that these never meet those drawn by their counters.
  draw(~chance.key0, chance.key1, both[0]!, both[1]!)
  return drawn()
}

/** The last two words drawn as a number in (0, 1): 52 bits and a half, so that neither end is met. */
export const drawn = (): number => ((both[0]! >>> 6) * 0x4000000 + (both[1]! >>> 6) + 0.5) * 2.220446049250313e-16

/** The first word drawn as a number in (0, 1) of 32 bits and a half. */
export const drawnFirst = (): number => ((both[0]! >>> 0) + 0.5) * 2.3283064365386963e-10

/** The second word drawn, likewise: independent of the first. */
export const drawnSecond = (): number => ((both[1]! >>> 0) + 0.5) * 2.3283064365386963e-10

/** What `draw` leaves: kept outside of any object, so that the hot path allocates nothing. */
export const words = new Int32Array(2)
// The compiler knows a constant that this file keeps to itself; one that is exported is looked up at each use.
const both = words

/** Thirteen rounds over the two words of the counter; the result is in `words`. */
export function draw(key0: number, key1: number, counter0: number, counter1: number): void {
  const key2 = 0x1bd11bda ^ key0 ^ key1
  let x = (counter0 + key0) | 0
  let y = (counter1 + key1) | 0
  x = (x + y) | 0
  y = ((y << 13) | (y >>> 19)) ^ x
  x = (x + y) | 0
  y = ((y << 15) | (y >>> 17)) ^ x
  x = (x + y) | 0
  y = ((y << 26) | (y >>> 6)) ^ x
  x = (x + y) | 0
  y = ((y << 6) | (y >>> 26)) ^ x
  x = (x + key1) | 0
  y = (y + key2 + 1) | 0
  x = (x + y) | 0
  y = ((y << 17) | (y >>> 15)) ^ x
  x = (x + y) | 0
  y = ((y << 29) | (y >>> 3)) ^ x
  x = (x + y) | 0
  y = ((y << 16) | (y >>> 16)) ^ x
  x = (x + y) | 0
  y = ((y << 24) | (y >>> 8)) ^ x
  x = (x + key2) | 0
  y = (y + key0 + 2) | 0
  x = (x + y) | 0
  y = ((y << 13) | (y >>> 19)) ^ x
  x = (x + y) | 0
  y = ((y << 15) | (y >>> 17)) ^ x
  x = (x + y) | 0
  y = ((y << 26) | (y >>> 6)) ^ x
  x = (x + y) | 0
  y = ((y << 6) | (y >>> 26)) ^ x
  x = (x + key0) | 0
  y = (y + key1 + 3) | 0
  x = (x + y) | 0
  y = ((y << 17) | (y >>> 15)) ^ x
  both[0] = x
  both[1] = y
}
