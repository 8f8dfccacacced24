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
