import { pow } from './functions.ts'

/**
 * A network of queues as data: the one description both engines run (`exact.ts` unit by unit, `cohort.ts` by day and day of
 * birth). Time is in days from 0; whatever is counted is a *unit* of one of `kinds` kinds. Nothing here says what a unit is.
 *
 * Numbers that change with time are given by day, `Float64Array` of `days` values; a plain number is the same on all days.
 */
export type Flow = {
  /** The run ends after this many days. */
  days: number
  kinds: number
  arrivals: Arrival[]
  waiting: Waiting
  nodes: FlowNode[]
  measure: Measure
}

export type ByDay = number | Float64Array

/**
 * Units that come from outside. By day: a Poisson number of that mean, the same in both engines, at uniform times of the day. A
 * plain number: a Poisson process of that rate.
 */
export type Arrival = { kind: number; node: number; perDay: ByDay }

/** Who is there at the start, in any order; arrays of one length. `bornOn` ≤ 0 is the day their wait began. */
export type Waiting = { kind: Int32Array; node: Int32Array; bornOn: Int32Array; count: Float64Array }

export type FlowNode = Station | Delay | Gone

/** Units queue for servers. At the start servers are busy with units taken from the head of the queue. */
export type Station = {
  form: 'station'
  /** Whole servers present; fractions are rounded down by the engine. Whoever leaves finishes what they have begun. */
  servers: ByDay
  /** Work one server does in a day: 1 as planned, 0 on a closed day, less while learning. */
  pace: ByDay
  /** By kind: the work of one unit, in days of one server at pace 1. */
  work: Spread[]
  /** By kind: lower goes first. */
  rank: number[]
  /** Within one rank: in the order they joined, or by the day of birth (whoever comes back keeps their place). */
  order: 'first-come' | 'last-come' | 'oldest' | 'newest'
  /** Only with one server: a unit of a lower rank interrupts; the interrupted one goes on later where it stopped. */
  isPreemptive?: boolean
  /** Units in the station at most, served or waiting; who finds it full goes to `turnedAwayTo`. */
  places?: { total: number; turnedAwayTo: number }
  /** By kind: units that wait leave at this rate per day, for a node. */
  leaving?: { perDay: number[]; to: number[] }
  /** Pace is multiplied by (units waiting at the start of the day / reference)^-exponent, kept within [slowest, fastest]. */
  load?: { reference: number; exponent: number; slowest: number; fastest: number }
  /** A second resource: kinds that need one are served only while one of these is free; others may go before them. */
  assistants?: { present: ByDay; isNeeded: boolean[] }
  /** By kind: where a served unit goes. Shares add up to 1. */
  routes: Route[][]
}

/** A time that nobody competes for. */
export type Delay = { form: 'delay'; lasts: Spread; routes: Route[][] }

/** Units end here; they are counted and forgotten. */
export type Gone = { form: 'gone' }

export type Route = { share: number; node: number; kind: number }

/** A positive time by its mean and its squared coefficient of variation (0 fixed, 1 exponential). Hyperexponential: two phases, balanced means. */
export type Spread = {
  form: 'fixed' | 'exponential' | 'gamma' | 'lognormal' | 'hyperexponential'
  mean: number
  scv: number
}

/**
 * What is measured: the days from a unit's birth to its entry into `node`. `groupOf` gives the group of each kind (-1: not
 * measured); one more group, the last, is all of them. Entries are taken together by periods of `periodDays`.
 */
export type Measure = {
  node: number
  groups: number
  groupOf: number[]
  periodDays: number
  /** Present units are counted every so many days, and on the last day. */
  sampleDays: number
  /** Equally likely further days after the entry, added to each wait before percentiles are taken. */
  lag?: Float64Array
  /** Cohorts present at the start: on which day does one unit of them, drawn by chance, enter `node`? */
  watch?: { kind: number; bornOn: number }[]
}

/** One replication, the same in both engines. */
export type FlowRun = {
  /** Days on which `present` was counted. */
  sampledOn: Float64Array
  /** Units at each node: `present[node * sampledOn.length + sample]`. */
  present: Float64Array
  /** Units that entered each node: `entered[node * periods + period]`. */
  entered: Float64Array
  /** `waits[((group * periods) + period) * WAIT_FIGURES + …]`: count, mean, p10, p50, p90 in days; NaN where nobody entered. */
  waits: Float64Array
  /** By watched cohort: the day, or NaN when it did not happen in time. */
  watched: Float64Array
  events: number
}

export const WAIT_FIGURES = 5

export const periodsOf = (flow: Flow) => Math.max(1, Math.ceil(flow.days / flow.measure.periodDays))

export const onDay = (value: ByDay, day: number): number =>
  typeof value === 'number' ? value : (value[Math.min(day, value.length - 1)] ?? 0)

/** Whole servers, or assistants, on a day. */
export const wholeOn = (value: ByDay, day: number): number => Math.floor(onDay(value, day) + 1e-9)

/** Whether lines stand by day of birth. */
export const isByBirth = (order: Station['order']) => order === 'oldest' || order === 'newest'

/** What `load` makes of the pace of a station at which so many wait. */
export function paceUnder(
  { reference, exponent, slowest, fastest }: NonNullable<Station['load']>,
  waiting: number,
): number {
  const ofNobody = exponent > 0 ? fastest : exponent < 0 ? slowest : 1
  const factor = waiting > 0 ? pow(waiting / reference, -exponent) : ofNobody
  return Math.max(slowest, Math.min(fastest, factor))
}

/** Which replication of which seed: with a purpose and the number of a unit it says each random number there is. */
export type RunKey = { seed: number; replication: number }
