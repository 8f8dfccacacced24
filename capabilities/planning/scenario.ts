import * as z from 'zod/mini'
import { Words } from '#capabilities/asylum/rule.ts'
import { FIELDS, type FieldPath } from './fields.ts'
import { MONTHS_MIN } from './forecasting/forecast.ts'
import { PerMonth, Quantity, Stock } from './quantity.ts'
import { rangeOf } from './ranges.ts'

const RANGE_OUTSIDE = 'outside'
export const RANGE_UPSIDE_DOWN = 'low-likely-high'

/** A quantity within the bounds of its field, with low ≤ likely ≤ high. */
function bounded<S extends typeof Quantity | typeof Stock | typeof PerMonth>(schema: S, path: FieldPath): S {
  const { min, max } = FIELDS[path]
  const isInside = (value: number) => Number.isFinite(value) && value >= min && value <= max
  return schema.check(
    z.refine((given) => Object.values(rangeOf(given as Quantity)).every(isInside), { message: RANGE_OUTSIDE }),
    z.refine(
      (given) => {
        const { low, likely, high } = rangeOf(given as Quantity)
        return low <= likely && likely <= high
      },
      { message: RANGE_UPSIDE_DOWN },
    ),
  ) as S
}

const quantity = (path: FieldPath) => bounded(Quantity, path)

function plain(path: FieldPath) {
  const { min, max, ...rest } = FIELDS[path]
  const number = z.number().check(z.gte(min), z.lte(max))
  return 'isWhole' in rest ? number.check(z.refine((value) => Number.isInteger(value))) : number
}

const hire = (who: 'officers' | 'supportStaff') => ({
  count: quantity(`${who}.hires.count`),
  firstMonth: quantity(`${who}.hires.firstMonth`),
  /** From the first to the last who begins, evenly. */
  overMonths: quantity(`${who}.hires.overMonths`),
})

/** Where a step of a procedure stands in a plan; `none`: it is not planned. */
const StationName = z.enum(['arrival', 'interview', 'hearings', 'decision', 'appeal', 'leaving', 'after', 'none'])
export type StationName = z.infer<typeof StationName>

/** The procedure a plan follows, in its own words: to be read beside the plan, and changing nothing in it. */
const ProcedureOfPlan = z.strictObject({
  name: Words,
  steps: z
    .array(z.strictObject({ name: Words, station: StationName, limitDays: z.optional(plain('tracks.limitDays')) }))
    .check(z.maxLength(100)),
})
export type ProcedureOfPlan = z.infer<typeof ProcedureOfPlan>

export const Track = z.strictObject({
  key: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,30}$/)),
  /** What it is called, where it is none of ours. */
  name: z.optional(Words),
  arrivals: z.strictObject({
    perMonth: bounded(PerMonth, 'tracks.arrivals.perMonth'),
    /** Of last year's arrivals. */
    growthPerYear: z._default(quantity('tracks.arrivals.growthPerYear'), 0),
    /** How far a month lies from its trend, about: the standard deviation of its logarithm. */
    monthToMonth: z._default(plain('tracks.arrivals.monthToMonth'), 0.1),
    /** Months before the start; where they are given, a forecast takes the place of `perMonth`, `growthPerYear` and `monthToMonth`. */
    history: z.optional(
      z
        .array(
          z.strictObject({
            month: z.string().check(z.regex(/^\d{4}-(0[1-9]|1[0-2])$/)),
            value: z.number().check(z.gte(0), z.lte(5_000_000)),
          }),
        )
        .check(z.minLength(MONTHS_MIN), z.maxLength(600)),
    ),
  }),
  /** Who has not been interviewed. */
  waitingNow: bounded(Stock, 'tracks.waitingNow'),
  /** Who has been, and waits for the decision alone. */
  interviewedNow: z.optional(bounded(Stock, 'tracks.interviewedNow')),
  /** How long they have waited: of `share`, up to so many days, from the band before. */
  ages: z
    .array(z.strictObject({ upToDays: plain('tracks.ages.upToDays'), share: plain('tracks.ages.share') }))
    .check(z.minLength(1), z.maxLength(60)),
  /** 1 is heard first. */
  rank: z._default(plain('tracks.rank'), 1),
  interpreterShare: z._default(quantity('tracks.interpreterShare'), 0),
  withdrawalPerYear: z._default(quantity('tracks.withdrawalPerYear'), 0),
  /** An officer's time for one case, of the time for a usual one. */
  workFactor: z._default(quantity('tracks.workFactor'), 1),
  /** What the law gives for the decision, in days, to be shown beside the wait. */
  limitDays: z.optional(plain('tracks.limitDays')),
  /** Several hearings months apart, as under Remain in Mexico: who misses one has lost the case. */
  hearings: z.optional(
    z.strictObject({
      count: quantity('tracks.hearings.count'),
      monthsBetween: quantity('tracks.hearings.monthsBetween'),
      missedShare: quantity('tracks.hearings.missedShare'),
      representedShare: quantity('tracks.hearings.representedShare'),
    }),
  ),
})
export type Track = z.infer<typeof Track>

export const TRACKS_MAX = 4

/** One world to plan in: where it starts, what comes, who works, by which rules, who pays. As a file, in an address, on a page. */
export const Scenario = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(120)),
  startsOn: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  years: plain('years'),
  tracks: z.array(Track).check(z.minLength(1), z.maxLength(TRACKS_MAX)),
  procedure: z.optional(ProcedureOfPlan),
  /** Within one rank: who has waited longest, or who came last. */
  order: z._default(z.enum(['oldest-first', 'newest-first']), 'oldest-first'),
  registration: z.optional(
    z.strictObject({
      desks: quantity('registration.desks'),
      casesPerDeskDay: quantity('registration.casesPerDeskDay'),
      waitingNow: z._default(bounded(Stock, 'registration.waitingNow'), 0),
    }),
  ),
  screening: z.optional(
    z.strictObject({ days: quantity('screening.days'), endsShare: quantity('screening.endsShare') }),
  ),
  officers: z.strictObject({
    now: bounded(Stock, 'officers.now'),
    /** Of their time, how much is for these cases. */
    share: z._default(quantity('officers.share'), 1),
    /** Interviews with what belongs to them, of one officer at full pace. */
    casesPerMonth: quantity('officers.casesPerMonth'),
    hires: z._default(
      z
        .array(
          z.strictObject({
            ...hire('officers'),
            trainingMonths: quantity('officers.hires.trainingMonths'),
            learningMonths: quantity('officers.hires.learningMonths'),
            paceWhileLearning: quantity('officers.hires.paceWhileLearning'),
          }),
        )
        .check(z.maxLength(8)),
      [],
    ),
    leavingPerYear: z._default(quantity('officers.leavingPerYear'), 0),
    /** Whether whoever leaves is replaced (by somebody who learns first). */
    areReplaced: z._default(z.boolean(), true),
    /** How far the pace of all drifts by itself: the standard deviation of its logarithm after a year; 0.2 is about a fifth up or down. */
    paceDriftPerYear: z._default(quantity('officers.paceDriftPerYear'), 0),
    /** Pace changes with what waits: (waiting now / at the start)^-exponent. Above 0, a longer queue slows. */
    loadExponent: z._default(quantity('officers.loadExponent'), 0),
  }),
  supportStaff: z.optional(
    z.strictObject({
      now: bounded(Stock, 'supportStaff.now'),
      hires: z._default(z.array(z.strictObject(hire('supportStaff'))).check(z.maxLength(8)), []),
      /** The work of how much of an officer one of them takes over. */
      officerTimeEach: quantity('supportStaff.officerTimeEach'),
    }),
  ),
  interpreters: z.optional(z.strictObject({ present: bounded(Stock, 'interpreters.present') })),
  noShow: z._default(
    z.strictObject({ share: quantity('noShow.share'), backAfterDays: quantity('noShow.backAfterDays') }),
    { share: 0, backAfterDays: 30 },
  ),
  decision: z._default(z.strictObject({ lagDays: quantity('decision.lagDays') }), { lagDays: 0 }),
  appeals: z.optional(z.strictObject({ share: quantity('appeals.share'), months: quantity('appeals.months') })),
  /** What published stocks and flows miss each other by: added to what waits, each month. */
  correctionPerMonth: z._default(bounded(PerMonth, 'correctionPerMonth'), 0),
  money: z.optional(
    z.strictObject({
      currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
      officerPerYear: quantity('money.officerPerYear'),
      supportPerYear: quantity('money.supportPerYear'),
      paidBy: z.enum(['legislature', 'fees']),
      /** Other applications that pay fees; those who seek asylum are never among them. */
      feePayersPerYear: z.optional(quantity('money.feePayersPerYear')),
    }),
  ),
})
export type Scenario = z.infer<typeof Scenario>
export type ScenarioFile = z.input<typeof Scenario>

/** More than this is refused: one run would need more memory than a desk's browser gives. */
export const CASES_MAX = 20_000_000
