import * as z from 'zod/mini'

/**
 * A number that is not known exactly: in 9 of 10 worlds it lies between `low` and `high`. A plain number is known.
 * Whoever states a range says where it comes from.
 */
export const Quantity = z.union([
  z.number(),
  z.strictObject({
    low: z.number(),
    likely: z.number(),
    high: z.number(),
    source: z.optional(z.string().check(z.maxLength(500))),
  }),
])
export type Quantity = z.infer<typeof Quantity>

const Source = { source: z.optional(z.string().check(z.maxLength(500))) }
const Day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))

/** How many there are on one day. "77,000 applications from January to August" is none: it is a `PerMonth` of 8 months. */
export const Stock = z.union([
  z.number(),
  z.strictObject({
    likely: z.number(),
    low: z.optional(z.number()),
    high: z.optional(z.number()),
    asOf: Day,
    ...Source,
  }),
])
export type Stock = z.infer<typeof Stock> & { readonly __counts?: 'those present on a day' }

/** How many come or go in a month, counted from one day to another. */
export const PerMonth = z.union([
  z.number(),
  z.strictObject({
    likely: z.number(),
    low: z.optional(z.number()),
    high: z.optional(z.number()),
    from: z.optional(Day),
    to: z.optional(Day),
    ...Source,
  }),
])
export type PerMonth = z.infer<typeof PerMonth> & { readonly __counts?: 'those who come or go in a month' }

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
