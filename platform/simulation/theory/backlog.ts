import type { Flow } from '../flow.ts'
import type { QueueRow } from './reading.ts'
import type { Simulated } from './simulating.ts'

/** Days of one backlog, replications `from` up to before `to`. */
export type PathsTask = { flow: Flow; seed: number; from: number; to: number }

/** By replication: how many came, and how many were served, on each day. */
export type Paths = { came: Float64Array[]; served: Float64Array[]; events: number }

export type RunPaths = (task: PathsTask) => Promise<Paths>

/**
 * A backlog as events: arrivals by chance, one desk that serves as fast as the capacity of the day, each service of a length by chance.
 * On average it follows the flow of means as long as it does not run empty. One path says how many days and paths are needed, and
 * is thrown away.
 */
export async function simulateBacklog(
  { row, place }: { row: QueueRow; place: number },
  { eventsMax }: { eventsMax: number },
  run: RunPaths,
): Promise<Simulated[]> {
  const seed = SEED + place * 16
  const start = Math.round(row.number.Q0!)
  const pathOf = async (days: number, from: number, to: number) =>
    meanPath(start, await run({ flow: flowOf(row, days), seed, from, to }), days)
  let days = DAYS_MIN
  let pilot = await pathOf(days, 0, 1)
  for (let wanted = daysWanted(pilot); wanted > days && days < DAYS_MAX; wanted = daysWanted(pilot)) {
    days = Math.min(DAYS_MAX, wanted)
    if (pilot.events * (days / pilot.days) > eventsMax / REPLICATIONS_MIN) break
    pilot = await pathOf(days, 0, 1)
  }
  // Other paths may take longer to their end than this one.
  const over = pilot.overOn[0]
  days = over === undefined ? pilot.days : Math.min(DAYS_MAX, Math.max(pilot.days, Math.ceil(over * 1.2) + LAST_DAYS))
  const wanted = Math.max(REPLICATIONS_MIN, Math.ceil(replicationsFor(pilot, row)))
  const affordable = Math.floor(Math.min(eventsMax / Math.max(1, pilot.events), CELLS_MAX / days))
  const count = Math.max(REPLICATIONS_MIN, Math.min(wanted, affordable))
  const slices = Array.from({ length: Math.ceil(count / SLICE) }, (_, i) => 1 + i * SLICE)
  const parts = await Promise.all(
    slices.map((from) => run({ flow: flowOf(row, days), seed, from, to: Math.min(from + SLICE, count + 1) })),
  )
  const path = meanPath(
    start,
    {
      came: parts.flatMap(({ came }) => came),
      served: parts.flatMap(({ served }) => served),
      events: parts.reduce((sum, { events }) => sum + events, 0),
    },
    days,
  )
  return figuresOf(path, row).map(({ quantity, estimate, standardError }) => ({
    ...{ place, quantity, estimate },
    standardError: standardError === null ? null : Math.max(standardError, Math.abs(estimate ?? 0) * 1e-6),
    isTooLong:
      (standardError ?? 0) > 0.01 * Math.abs(estimate ?? 0) && Math.abs(estimate ?? 0) >= 1e-3 && wanted > affordable,
  }))
}

const SEED = 1826
const DAYS_MIN = 1_900
/** A backlog that is not over after so many days (55 years) has no day on which it is. */
const DAYS_MAX = 20_000
const REPLICATIONS_MIN = 4
const ERROR_AIM = 0.006
const SLICE = 4
/** Days × replications that are kept, 16 bytes each. */
const CELLS_MAX = 4_000_000

/** Capacity through day t in the long ramp from `start_day` over `ramp_days`, as a mean of each day. */
function flowOf({ number }: QueueRow, days: number): Flow {
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
  const pace = Float64Array.from({ length: days }, (_, day) => servedBy(day + 1) - servedBy(day))
  return {
    ...{ days, kinds: 1, arrivals: [{ kind: 0, node: 0, perDay: number.lambda_per_day! }] },
    waiting: {
      kind: Int32Array.of(0),
      node: Int32Array.of(0),
      bornOn: Int32Array.of(0),
      count: Float64Array.of(Math.round(number.Q0!)),
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
type MeanPath = {
  days: number
  events: number
  /** Present at the start of each day, one more for the end. */
  present: Float64Array
  served: Float64Array
  /** Sums over the days before: of variances of the day's change, and of the day's services. */
  changeVariance: Float64Array
  servedVariance: Float64Array
  /** By path: the day on which it was over, or undefined. */
  overOn: (number | undefined)[]
}

function meanPath(start: number, { came, served, events }: Paths, days: number): MeanPath {
  const count = came.length
  const present = new Float64Array(days + 1)
  const meanServed = new Float64Array(days)
  const changeVariance = new Float64Array(days + 1)
  const servedVariance = new Float64Array(days + 1)
  present[0] = start
  const changeOn = (i: number, day: number) => came[i]![day]! - served[i]![day]!
  const servedOn = (i: number, day: number) => served[i]![day]!
  for (let day = 0; day < days; day++) {
    const change = meanAndVariance(count, (i) => changeOn(i, day))
    const done = meanAndVariance(count, (i) => servedOn(i, day))
    present[day + 1] = present[day]! + change.mean
    meanServed[day] = done.mean
    changeVariance[day + 1] = changeVariance[day]! + change.variance
    servedVariance[day + 1] = servedVariance[day]! + done.variance
  }
  const overOn = came.map((_, i) => overOnDay(start, days, (day) => changeOn(i, day)))
  return { days, events, present, served: meanServed, changeVariance, servedVariance, overOn }
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

const LAST_DAYS = 60

/** Days until all figures are told: those of the wait on day 365, and the end where it comes nearer. */
function daysWanted(path: MeanPath): number {
  const { present, days } = path
  const isOver = path.overOn.every((day) => day !== undefined)
  const waits = [0, 365].every((day) => waitFrom(path, day) !== undefined)
  if (isOver && waits) return days
  const lastYear = (present[days - 365]! - present[days]!) / 365
  const end = !isOver && lastYear > 0 ? days + (present[days]! / lastYear) * 1.1 + LAST_DAYS : days
  if (end > DAYS_MAX && waits) return days
  return Math.ceil(Math.max(waits ? days : days * 2, end > DAYS_MAX ? days : end))
}

/** How long whoever comes on this day waits until all who were there before are served; undefined beyond the last day. */
function waitFrom({ present, served, days }: MeanPath, day: number): number | undefined {
  let left = present[day]!
  for (let now = day; now < days; now++) {
    const today = served[now]!
    if (left <= today && today > 0) return now - day + left / today
    left -= today
  }
  return undefined
}

type BacklogFigure = { quantity: string; estimate: number | null; standardError: number | null }

function figuresOf(path: MeanPath, row: QueueRow): BacklogFigure[] {
  const { present, changeVariance, servedVariance, served, overOn } = path
  const errorOn = (day: number) => Math.sqrt(changeVariance[Math.min(path.days, Math.ceil(day))]!)
  const peak = peakOf(path, row)
  const peakDay = Math.floor(peak.day)
  const atPeak =
    present[peakDay]! + (peak.day - peakDay) * ((present[peakDay + 1] ?? present[peakDay]!) - present[peakDay]!)
  const wait = (day: number): Omit<BacklogFigure, 'quantity'> => {
    const estimate = waitFrom(path, day)
    if (estimate === undefined) return { estimate: null, standardError: null }
    const end = Math.min(path.days, Math.ceil(day + estimate))
    const variance = changeVariance[day]! + servedVariance[end]! - servedVariance[day]!
    return { estimate, standardError: Math.sqrt(variance) / served[Math.min(end, path.days - 1)]! }
  }
  return [
    { quantity: 'peak_day', estimate: peak.day, standardError: peak.error },
    { quantity: 'peak_backlog', estimate: atPeak, standardError: errorOn(peak.day) },
    ...[365, 730, 1826].map((day) => ({ quantity: `Q_${day}`, estimate: present[day]!, standardError: errorOn(day) })),
    { quantity: 'day_backlog_zero', ...endOf(overOn, path) },
    { quantity: 'fifo_virtual_wait_day0', ...wait(0) },
    { quantity: 'fifo_virtual_wait_day365', ...wait(365) },
  ]
}

/** Mean day of the end; its error is that of the backlog on that day, at the pace with which it falls there. */
function endOf(overOn: MeanPath['overOn'], { present, changeVariance }: MeanPath): Omit<BacklogFigure, 'quantity'> {
  const days = overOn.filter((day) => day !== undefined)
  if (days.length < overOn.length) return { estimate: null, standardError: null }
  const estimate = days.reduce((sum, day) => sum + day / days.length, 0)
  const before = Math.max(0, Math.floor(Math.min(...days)) - LAST_DAYS)
  const from = Math.max(0, before - 365)
  const perDay = (present[from]! - present[before]!) / Math.max(1, before - from)
  const variance = (changeVariance[before]! / Math.max(1, before)) * estimate
  return { estimate, standardError: Math.sqrt(variance) / perDay }
}

/**
 * The day on which the mean path turns. While capacity is built up, the change of a day falls in a straight line: where the line through
 * the days of the ramp passes 0, the path turns. Where it does not turn, or falls from the first day on, the peak is the start.
 */
function peakOf(path: MeanPath, { number }: QueueRow): { day: number; error: number } {
  const { present, changeVariance } = path
  const from = Math.floor(number.start_day!)
  const to = Math.min(path.days, Math.ceil(number.start_day! + number.ramp_days!))
  const count = to - from
  if (!(number.added_mu_per_day! > 0) || count < 1) return { day: 0, error: 0 }
  const middle = (from + to) / 2
  let sum = 0
  let tilt = 0
  let spread = 0
  let variance = 0
  for (let day = from; day < to; day++) {
    const change = present[day + 1]! - present[day]!
    const off = day + 0.5 - middle
    sum += change / count
    tilt += off * change
    spread += off * off
    variance += (changeVariance[day + 1]! - changeVariance[day]!) / count
  }
  if (count < 3) return { day: isTurned(path, from, to) ? middle : 0, error: isTurned(path, from, to) ? 0.25 : 0 }
  const slope = tilt / spread
  const day = middle - sum / slope
  if (!(slope < 0) || day <= from || day >= to) return { day: 0, error: 0 }
  const off = day - middle
  return { day, error: Math.sqrt(variance * (1 / count + (off * off) / spread)) / -slope }
}

/** More came than went before, and less after: of a capacity that comes within a day or two. */
function isTurned({ present, days }: MeanPath, from: number, to: number): boolean {
  const after = Math.min(days, to + Math.max(30, from))
  return from > 0 && present[from]! > present[0]! && present[after]! < present[to]!
}

/** Paths needed, as far as one path tells: chance adds to the variance of a backlog one for each arrival and each service. */
function replicationsFor(pilot: MeanPath, row: QueueRow): number {
  const { present, days } = pilot
  const chanceUpTo = (day: number) => (row.number.lambda_per_day! + servedPerDay(pilot, day)) * day
  const over = pilot.overOn[0] ?? Number.POSITIVE_INFINITY
  const shares = [365, 730, 1826]
    .filter((day) => day < over - LAST_DAYS)
    .map((day) => chanceUpTo(day) / (present[day]! * present[day]!))
  if (over < days) {
    const from = Math.max(0, Math.floor(over) - 365)
    const perDay = (present[from]! - present[Math.floor(over)]!) / (Math.floor(over) - from)
    shares.push(chanceUpTo(Math.floor(over)) / (perDay * perDay) / (over * over))
  }
  const ramp = Math.max(1, row.number.ramp_days!)
  const slope = row.number.added_mu_per_day! / ramp
  if (slope > 0 && ramp >= 3) {
    // Far from the middle of the ramp its line is known half as well.
    const variance =
      ((row.number.lambda_per_day! + servedPerDay(pilot, row.number.start_day! + ramp)) * 4) / ramp / (slope * slope)
    const day = row.number.start_day! + ramp / 2
    shares.push(variance / (day * day))
  }
  return Math.max(0, ...shares.filter(Number.isFinite)) / (ERROR_AIM * ERROR_AIM)
}

function servedPerDay({ served, days }: MeanPath, upTo: number): number {
  const end = Math.max(1, Math.min(days, Math.ceil(upTo)))
  let sum = 0
  for (let day = 0; day < end; day++) sum += served[day]!
  return sum / end
}
