import * as z from 'zod/mini'
import type { Reason } from './reasons.ts'

/** More than this in one plan is refused: sites and periods can be planned one by one. */
export const FAMILIES_MAX = 50_000

const Officer = z.object({
  id: name(),
  languages: z.array(name()).check(z.maxLength(100)),
  special: z._default(z.boolean(), false),
  daysOff: z._default(z.array(whole(0, 1_000_000)).check(z.maxLength(366)), []),
})

const Family = z.object({
  id: name(),
  language: name(),
  special: z._default(z.boolean(), false),
  priority: z.number().check(z.gte(1), z.lte(1_000_000), z.multipleOf(0.001)),
  noticeDays: z._default(whole(0, 1_000_000), 0),
  /** Slots in a row that its meeting takes, with one officer. */
  slots: z.optional(whole(1, 48)),
  /** Families of one household come on one day, or none of them has an appointment yet. */
  household: z.optional(name()),
  /** The officer who knows the case: taken again where that delays nobody. */
  officer: z.optional(name()),
  /** How many plans left it without an appointment so far. */
  passedOver: z.optional(whole(0, 1_000_000)),
})

/** What is to be planned, as `posada schedule FILE.json` reads it. Days and slots count from 0. */
export const SchedulingProblem = z.object({
  days: whole(1, 366),
  slotsPerDay: whole(1, 48),
  officers: z.array(Officer).check(z.maxLength(2_000)),
  interpreters: z._default(z.record(name(), whole(0, 10_000)), {}),
  families: z.array(Family).check(z.maxLength(FAMILIES_MAX)),
  /** Meetings there can be at the same time, whoever holds them. */
  rooms: z.optional(whole(0, 10_000)),
  /** Whoever was passed over this often comes before everybody else. */
  passedOverMax: z.optional(whole(1, 1_000_000)),
})

function whole(from: number, to: number) {
  return z.int().check(z.gte(from), z.lte(to))
}

function name() {
  return z.string().check(z.minLength(1), z.maxLength(100))
}

/** What is promised to others already, slot by slot: time of an officer, an interpreter of a language, a room. */
export type Taken = { day: number; slot: number; officer?: string; language?: string; room?: boolean }
/** `taken` comes from a calendar, never from a file. */
export type SchedulingProblem = z.infer<typeof SchedulingProblem> & { taken?: readonly Taken[] }
export type Family = z.infer<typeof Family>

export type Assignment = {
  family: string
  officer: string
  day: number
  slot: number
  interpreter: boolean
  reason: Reason
}
export type Schedule = {
  assignments: Assignment[]
  /** Σ priority × day; a family without an appointment counts as priority × 2 × days. */
  cost: number
  /** What no schedule can undercut; equal to the cost when this one is proven to be the best. */
  lowerBound: number
  unassigned: { family: string; reason: Reason }[]
}

/** Whether a plan asks for more than the core problem, for which the best schedule can be proven. */
export const asksForMore = ({ rooms, passedOverMax, families, taken = [] }: SchedulingProblem): boolean =>
  taken.length > 0 ||
  rooms !== undefined ||
  passedOverMax !== undefined ||
  families.some(({ slots = 1, household, officer }) => slots > 1 || household !== undefined || officer !== undefined)

/** Families are placed on a day by their priority; unplaced they weigh like the day after twice the plan. */
export const unassignedCost = (family: Pick<Family, 'priority'>, days: number): number => family.priority * 2 * days

/**
 * Waiting makes urgent: each plan's length of waiting adds the first priority once more, and every day its part of that. So nobody is left
 * behind for long, whatever language they speak; counted by whole plans, small groups waited up to 1.4 times as long as others.
 */
export const agedPriority = (priority: number, waitedDays: number, daysOfPlan: number): number =>
  Math.round(priority * (1 + Math.max(0, waitedDays) / daysOfPlan) * 1000) / 1000
