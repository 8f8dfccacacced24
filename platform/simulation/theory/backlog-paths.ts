import type { Flow } from '../flow.ts'
import type { QueueRow } from './reading.ts'

/** Days of one backlog, replications `from` up to before `to`. */
export type PathsTask = { flow: Flow; seed: number; from: number; to: number }

/** By replication: how many came, and how many were served, on each day. */
export type Paths = { came: Float64Array[]; served: Float64Array[]; events: number }

export type RunPaths = (task: PathsTask) => Promise<Paths>

/** Capacity through day t in the long ramp from `start_day` over `ramp_days`, as a mean of each day. */
export function flowOf({ number }: QueueRow, days: number, parts: number): Flow {
  const {
    mu0_per_day: before,
    added_mu_per_day: added,
    start_day: from,
    ramp_days: ramp,
  } = number as Record<string, number>
  const servedBy = (t: number) => {
    const into = Math.min(Math.max(0, t - from!), ramp!)
    return (
      before! * t + (ramp! > 0 ? (added! * into * into) / (2 * ramp!) : 0) + added! * Math.max(0, t - from! - ramp!)
    )
  }
  const pace = Float64Array.from({ length: days }, (_, day) => parts * (servedBy(day + 1) - servedBy(day)))
  return {
    ...{ days, kinds: 1, arrivals: [{ kind: 0, node: 0, perDay: parts * number.lambda_per_day! }] },
    waiting: {
      kind: Int32Array.of(0),
      node: Int32Array.of(0),
      bornOn: Int32Array.of(0),
      count: Float64Array.of(parts * Math.round(number.Q0!)),
    },
    nodes: [
      {
        ...{ form: 'station', servers: 1, pace, work: [{ form: 'exponential', mean: 1, scv: 1 }], rank: [0] },
        ...{ order: 'first-come', routes: [[{ share: 1, node: 1, kind: 0 }]] },
      },
      { form: 'gone' },
    ],
    measure: { node: 1, groups: 1, groupOf: [0], periodDays: 1, sampleDays: 100 },
  }
}

/** Means of all paths by day, and the variance of those means of one day's change: days are independent of each other while there is a backlog. */
export type MeanPath = {
  days: number
  events: number
  /** Present at the start of each day, one more for the end. */
  present: Float64Array
  served: Float64Array
  /** Sums over the days before: of variances of the day's change, and of the day's services. */
  changeVariance: Float64Array
  servedVariance: Float64Array
  /** Variance of the mean of those present on a day, as the paths tell it: once it is over, days are no longer independent. */
  varianceOn(day: number): number
  /** By path: the day on which it was over, or undefined. */
  overOn: (number | undefined)[]
}

export function meanPath({ number }: QueueRow, { came, served, events }: Paths, days: number, parts: number): MeanPath {
  const start = Math.round(number.Q0!)
  const count = came.length
  const present = new Float64Array(days + 1)
  const meanServed = new Float64Array(days)
  const changeVariance = new Float64Array(days + 1)
  const servedVariance = new Float64Array(days + 1)
  present[0] = start
  const changeOn = (i: number, day: number) => (came[i]![day]! - served[i]![day]!) / parts
  const servedOn = (i: number, day: number) => served[i]![day]! / parts
  for (let day = 0; day < days; day++) {
    const change = meanAndVariance(count, (i) => changeOn(i, day))
    const done = meanAndVariance(count, (i) => servedOn(i, day))
    present[day + 1] = present[day]! + change.mean
    meanServed[day] = done.mean
    changeVariance[day + 1] = changeVariance[day]! + change.variance
    servedVariance[day + 1] = servedVariance[day]! + done.variance
  }
  const overOn = came.map((_, i) => overOnDay(start, days, (day) => changeOn(i, day)))
  const varianceOn = (day: number) =>
    meanAndVariance(count, (i) => {
      let sum = 0
      for (let before = 0; before < day; before++) sum += changeOn(i, before)
      return sum
    }).variance
  return { days, events, present, served: meanServed, changeVariance, servedVariance, varianceOn, overOn }
}

function meanAndVariance(count: number, of: (i: number) => number): { mean: number; variance: number } {
  let mean = 0
  for (let i = 0; i < count; i++) mean += of(i) / count
  let squares = 0
  for (let i = 0; i < count; i++) squares += (of(i) - mean) * (of(i) - mean)
  return { mean, variance: count > 1 ? squares / (count - 1) / count : Number.NaN }
}

/** The day on which one path is down to what it loses in a day, and on from there at the pace of its last weeks: near 0 it goes up and down. */
function overOnDay(start: number, days: number, changeOn: (day: number) => number): number | undefined {
  // Nobody waits, and nobody will: what there is on a day is those of that day.
  if (start === 0 && isNeverBegun(days, changeOn)) return 0
  let present = start
  let before = start
  for (let day = 0; day < days; day++) {
    present += changeOn(day)
    if (day >= LAST_DAYS) before += changeOn(day - LAST_DAYS)
    const perDay = (before - present) / Math.min(day + 1, LAST_DAYS)
    if (perDay > 0 && present <= perDay) return day + 1 + present / perDay
  }
  return undefined
}

/**
 * How much the backlog falls in a day towards its end: over the last year before this day, if all that is to come has come by then,
 * and over the last weeks in any case.
 */
export function paceBefore({ present }: MeanPath, { number }: QueueRow, day: number): number {
  const to = Math.max(1, Math.floor(day))
  const from = Math.min(to - 1, Math.max(0, to - 365, Math.min(to - LAST_DAYS, number.start_day! + number.ramp_days!)))
  const whole = Math.floor(from)
  return Math.max(1e-9, (present[whole]! - present[to]!) / (to - whole))
}

function isNeverBegun(days: number, changeOn: (day: number) => number): boolean {
  let present = 0
  let returns = 0
  for (let day = 0; day < days; day++) {
    present += changeOn(day)
    if (present < 1) returns++
  }
  return returns > days / 1_000
}

export const LAST_DAYS = 60

/** How long whoever comes on this day waits until all who were there before are served; undefined beyond the last day. */
export function waitFrom({ present, served, days }: MeanPath, day: number): number | undefined {
  let left = present[day]!
  for (let now = day; now < days; now++) {
    const today = served[now]!
    if (left <= today && today > 0) return now - day + left / today
    left -= today
  }
  return undefined
}
