import type { Flow } from '../flow.ts'
import type { StationCounts } from '../station-counts.ts'
import type { Estimate } from '../statistics.ts'
import { estimateAll } from './estimating.ts'
import { type Experiment, experimentsOf } from './experiments.ts'
import type { Queue } from './reading.ts'

/** Replications `from` up to before `to` of one world: `warmUpDays` are not counted, `flow.days` are all. */
export type CountingTask = {
  flow: Flow
  seed: number
  from: number
  to: number
  warmUpDays: number
  hasWaits: boolean
}

export type Counted = { replications: StationCounts[][]; events: number }

/** Runs a task, here or in another thread; the answer depends on nothing but the task. */
export type RunTask = (task: CountingTask) => Promise<Counted>

/** A quantity of one row of a file. Null: it has none, such as the day on which a backlog ends that grows. */
export type Simulated = {
  place: number
  quantity: string
  estimate: number | null
  standardError: number | null
  /** A run that tells it to 1 % takes more events than are allowed here; the estimate is that of a shorter one. */
  isTooLong: boolean
}

export type Bounds = { eventsMax: number }

/**
 * All figures of a queue with a steady state. A short run says how long the real one must be, and is thrown away: the length is fixed
 * before the run, so no run stops where it likes its figures. Each replication starts empty and warms up on its own.
 */
export async function simulateQueue(queue: Queue, { eventsMax }: Bounds, run: RunTask): Promise<Simulated[]> {
  const parts = await Promise.all(
    experimentsOf(queue).map(async (experiment, number) => {
      const seed = SEED + queue.at[0]! * 16 + number
      const lengths = lengthsOf(experiment)
      const pilot = await replicate({ experiment, seed, from: 0, ...lengths.pilot }, run)
      const planned = lengths.pilot.days * neededMore(estimateAll(experiment, pilot))
      const days = Math.max(lengths.daysMin, planned)
      const perDay = experiment.eventsPerDay * lengths.pilot.count
      const daysMax = eventsMax / perDay - lengths.warmUpDays
      const { count } = lengths.pilot
      const real = {
        ...{ experiment, seed, from: count, count, warmUpDays: lengths.warmUpDays },
        days: days > daysMax ? Math.max(lengths.daysMin, daysMax / SHORTENED) : days,
      }
      const estimates = estimateAll(experiment, await replicate(real, run))
      return experiment.figures.flatMap(({ quantity, rows }, i) =>
        (rows ?? queue.rows.map((_, k) => k)).map((row) => simulated(queue.at[row]!, quantity, estimates[i]!)),
      )
    }),
  )
  return parts.flat()
}

function simulated(place: number, quantity: string, { mean, standardError }: Estimate): Simulated {
  // What is left of the start and of rounding: no run here claims to know more digits than these.
  const error = Number.isFinite(standardError) ? Math.max(standardError, Math.abs(mean) * 1e-6) : 0
  return {
    place,
    quantity,
    estimate: mean,
    standardError: error,
    isTooLong: isJudged(mean) && error > ERROR_MAX * mean,
  }
}

/** Below this a figure is only shown. */
export const SMALLEST_JUDGED = 1e-3
/** The largest error of a figure that counts as known, as a share of it. */
export const ERROR_MAX = 0.01

const SEED = 2021
/** The error to aim at: what the short run says of it is itself uncertain. */
const ERROR_AIM = 0.006
const SHORTENED = 10
const WARM_UP_MEMORIES = 5
const DAYS_MIN_MEMORIES = 5
const PILOT_MEMORIES = 3
const REPLICATIONS = 96
const REPLICATIONS_MIN = 40
/** Warming up costs no more than about this, as long as there are replications enough. */
const WARM_UP_EVENTS = 40_000_000
const EVENTS_MIN = 1_500_000

const isJudged = (mean: number) => Math.abs(mean) >= SMALLEST_JUDGED

function lengthsOf({ memoryDays, eventsPerDay }: Experiment) {
  const warmUpDays = WARM_UP_MEMORIES * memoryDays
  const affordable = Math.floor(WARM_UP_EVENTS / (warmUpDays * eventsPerDay))
  const count = Math.max(REPLICATIONS_MIN, Math.min(REPLICATIONS, affordable))
  const daysMin = Math.max(DAYS_MIN_MEMORIES * memoryDays, EVENTS_MIN / count / eventsPerDay)
  const pilotDays = Math.max(PILOT_MEMORIES * memoryDays, EVENTS_MIN / 3 / count / eventsPerDay)
  return { warmUpDays, daysMin, pilot: { count, warmUpDays: PILOT_MEMORIES * memoryDays, days: pilotDays } }
}

/** By how much a run must be longer until the worst of its figures is known well enough. */
function neededMore(estimates: Estimate[]): number {
  const errors = estimates.map(({ mean, standardError }) =>
    Math.abs(mean) >= SMALLEST_JUDGED * 0.8 && Number.isFinite(standardError) ? standardError / Math.abs(mean) : 0,
  )
  const worst = Math.max(0, ...errors) / ERROR_AIM
  return worst * worst
}

type Replications = {
  experiment: Experiment
  seed: number
  from: number
  count: number
  warmUpDays: number
  days: number
}

/** In slices, so that several threads share them; put together in order. */
async function replicate({ experiment, seed, from, count, warmUpDays, days }: Replications, run: RunTask) {
  const flow = { ...experiment.flow, days: warmUpDays + days }
  const hasWaits = experiment.figures.some((figure) => 'percentile' in figure)
  const slices = Array.from({ length: Math.ceil(count / SLICE) }, (_, i) => from + i * SLICE)
  const counted = await Promise.all(
    slices.map((first) =>
      run({ flow, seed, from: first, to: Math.min(first + SLICE, from + count), warmUpDays, hasWaits }),
    ),
  )
  return counted.flatMap(({ replications }) => replications)
}

const SLICE = 8
