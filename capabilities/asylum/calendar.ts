import * as z from 'zod/mini'
import { isPlainDate } from '#platform/base/plain-date.ts'
import { Basis, Day, Id, Setting, Words } from './rule.ts'

const DayOfYear = z.string().check(
  // 29 February would come every four years, and no holiday does.
  z.refine((text) => /^\d{2}-\d{2}$/.test(text) && isPlainDate(`2021-${text}`), {
    error: 'a day of every year, such as 09-16',
  }),
)
const Year = z.int().check(z.gte(1990), z.lte(2100))

const WhenDays = z.union([
  z.strictObject({ on: Day }),
  /** `to` null: nobody has set an end yet. */
  z.strictObject({ from: Day, to: z.nullable(Day) }),
  z.strictObject({
    yearly: DayOfYear,
    everyYears: z.optional(z.int().check(z.gte(1), z.lte(20))),
    fromYear: z.optional(Year),
    toYear: z.optional(Year),
    /** A Saturday is kept on Friday, a Sunday on Monday. */
    observed: z.optional(z.literal('nearest_weekday')),
  }),
  z.strictObject({
    month: z.int().check(z.gte(1), z.lte(12)),
    /** Monday is 1, Sunday 7. */
    weekday: z.int().check(z.gte(1), z.lte(7)),
    /** -1 is the last one of the month. */
    nth: z.union([z.int().check(z.gte(1), z.lte(4)), z.literal(-1)]),
    fromYear: z.optional(Year),
    toYear: z.optional(Year),
  }),
])

/** One dated row of a calendar: days nobody works, or days on which time limits stand still. */
export const CalendarRow = z.strictObject({
  kind: z.enum(['holiday', 'suspension']),
  layer: z.int().check(z.gte(2), z.lte(4)),
  name: z.string().check(z.minLength(1), z.maxLength(120)),
  when: WhenDays,
  /** Only for limits of this agency; only for cases of this office. */
  agency: z.optional(Id),
  office: z.optional(Id),
  if: z.optional(Id),
  basis: Basis,
})
export type CalendarRow = z.infer<typeof CalendarRow>

/** The days of an authority: which are worked, and when time stands still. Layer 1 is `weekend`. */
export const Calendar = z.strictObject({
  calendar: Id,
  version: z.string().check(z.minLength(1), z.maxLength(40)),
  name: Words,
  timeZone: z.string().check(z.refine(isTimeZone, { error: 'a time zone, such as America/Mexico_City' })),
  /** Monday is 1, Sunday 7. */
  weekend: z.array(z.int().check(z.gte(1), z.lte(7))).check(z.maxLength(6)),
  agencies: z.array(Id).check(z.maxLength(20)),
  laws: z
    .array(z.strictObject({ id: Id, name: z.string().check(z.minLength(1), z.maxLength(300)) }))
    .check(z.maxLength(20)),
  settings: z.array(Setting).check(z.maxLength(50)),
  rows: z.array(CalendarRow).check(z.maxLength(2000)),
})
export type Calendar = z.infer<typeof Calendar>

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== undefined
  } catch {
    return false
  }
}
