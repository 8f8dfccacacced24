/** Chance that repeats: the same seed gives the same invented people everywhere. Never for keys, codes or ids. */
export type Chance = ReturnType<typeof createChance>

export function createChance(seed: number) {
  let state = seed >>> 0

  /** A number from 0 up to, not including, 1 (mulberry32: small, fast, good enough for invented people). */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number in the range, both ends included. */
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))

  /** True this often, of 1. */
  const happens = (share: number): boolean => next() < share

  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!

  /** One of the keys, as often as its weight says. */
  function weighted<K extends string | number>(weights: readonly (readonly [K, number])[]): K {
    let left = next() * weights.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of weights) {
      left -= weight
      if (left < 0) return key
    }
    return weights[weights.length - 1]![0]
  }

  return { next, between, happens, pick, weighted }
}
