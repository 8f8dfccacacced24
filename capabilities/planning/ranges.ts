import type { PerMonth, Quantity, Stock } from './quantity.ts'

export type Ranged = { low: number; likely: number; high: number }

export function rangeOf(quantity: Quantity | Stock | PerMonth): Ranged {
  if (typeof quantity === 'number') return { low: quantity, likely: quantity, high: quantity }
  const { likely, low = likely, high = likely } = quantity
  return { low, likely, high }
}

export const likelyOf = (quantity: Quantity | Stock | PerMonth): number => rangeOf(quantity).likely

export const isUncertain = (quantity: Quantity | Stock | PerMonth): boolean => {
  const { low, high } = rangeOf(quantity)
  return low < high
}

/**
 * The value of one world: two halves of a normal distribution that meet at `likely` and have `low` and `high` as their 5th and
 * 95th percentile. `normal` is a standard normal number; beyond three it is cut, so that no world is absurd.
 */
export function valueIn(quantity: Quantity | Stock | PerMonth, normal: number): number {
  const { low, likely, high } = rangeOf(quantity)
  const z = Math.max(-CUT, Math.min(CUT, normal))
  return z < 0 ? likely + ((likely - low) * z) / Z95 : likely + ((high - likely) * z) / Z95
}

/** The same quantity with another likely value: its range keeps its shape. */
export function movedTo<Q extends Quantity | Stock | PerMonth>(quantity: Q, likely: number): Q {
  if (typeof quantity === 'number') return likely as Q
  const range = rangeOf(quantity)
  const factor = range.likely === 0 ? 1 : likely / range.likely
  const moved = { likely, low: range.low * factor, high: range.high * factor }
  return Object.assign({}, quantity, moved)
}

/** The 95th percentile of the standard normal distribution. */
export const Z95 = 1.6448536269514722
const CUT = 3
