import * as z from 'zod/mini'
import type { Language as Spoken } from '#capabilities/registration/model.ts'

/** One of the languages the program speaks. */
export type Language = z.infer<typeof Spoken>

export const Purpose = z.enum(['interview', 'hearing', 'document'])
export type Purpose = z.infer<typeof Purpose>

/** By whom somebody asked to be heard; of an officer: who can be given to those who asked. */
export const HeardBy = z.enum(['anyone', 'woman', 'man'])
export type HeardBy = z.infer<typeof HeardBy>

/** Why somebody cannot be heard at a time. */
export const NoSeat = z.enum([
  'no-such-time',
  'officer-away',
  'officer-busy',
  'not-for-special-needs',
  'not-as-asked',
  'no-interpreter',
  'no-room',
])
export type NoSeat = z.infer<typeof NoSeat>

/**
 * Why a family is heard then, or not yet: a code of the scheduler with its values. What are days of a plan there (`day`, `fromDay`,
 * `toDay`, `wasDay`) are days of the calendar here, and `wasOfficer` is a name.
 */
export const Reason = z.object({
  code: z.string(),
  who: z.optional(z.string()),
  values: z.record(z.string(), z.union([z.int(), z.string()])),
})
export type Reason = z.infer<typeof Reason>

/** More than this cannot be planned at once: places and periods are planned one by one. */
export const PLANNED_MAX = 50_000
