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
 * All figures of a queue with a steady state. Short runs say how long the real one must be, and are thrown away: the length is fixed
 * before the run, so no run stops where it likes its figures. Each replication starts empty and warms up on its own.
 */
export async function simulateQueue(queue: Queue, { eventsMax }: Bounds, run: RunTask): Promise<Simulated[]> {
  const parts = await Promise.all(
    experimentsOf(queue).map(async (experiment, number) => {
      const seed = SEED + queue.at[0]! * 16 + number
      const warmUpDays = WARM_UP_MEMORIES * experiment.memoryDays
      const eventsPerDay = experiment.eventsPerDay * REPLICATIONS
      const daysMin = Math.max(DAYS_MIN_MEMORIES * experiment.memoryDays, experiment.eventsMin / eventsPerDay)
      const daysMax = eventsMax / eventsPerDay - warmUpDays
      const days =
        experiment.eventsPlanned === undefined
          ? await plannedDays({ experiment, seed, daysMin, daysMax }, run)
          : Math.max(daysMin, experiment.eventsPlanned / eventsPerDay)
      const replications = await replicate(
        {
          ...{ experiment, seed, from: PILOT_ROUNDS_MAX * PILOT_REPLICATIONS, count: REPLICATIONS, warmUpDays },
          days: days > daysMax ? Math.max(daysMin, daysMax / SHORTENED) : days,
        },
        run,
      )
      const estimates = estimateAll(experiment, replications)
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
/** The error to aim at: what a short run says of it is itself uncertain. */
const ERROR_AIM = 0.006
const SHORTENED = 10
const REPLICATIONS = 64
/** In what the queue remembers: warming up, and the shortest run in which controls do their work. */
const WARM_UP_MEMORIES = 5
const DAYS_MIN_MEMORIES = 16
const PILOT_REPLICATIONS = 32
const PILOT_WARM_UP_MEMORIES = 3
const PILOT_MEMORIES = 14
/** A short run that is too short to tell is followed by one four times as long. */
const PILOT_ROUNDS_MAX = 4
const PILOT_GROWTH = 4

const isJudged = (mean: number) => Math.abs(mean) >= SMALLEST_JUDGED

type Wanted = { experiment: Experiment; seed: number; daysMin: number; daysMax: number }

async function plannedDays({ experiment, seed, daysMin, daysMax }: Wanted, run: RunTask): Promise<number> {
  const share = PILOT_REPLICATIONS / REPLICATIONS
  const warmUpDays = PILOT_WARM_UP_MEMORIES * experiment.memoryDays
  let days = (daysMin * PILOT_MEMORIES) / DAYS_MIN_MEMORIES
  for (let round = 0; ; round++) {
    const from = round * PILOT_REPLICATIONS
    const pilot = await replicate({ experiment, seed, from, count: PILOT_REPLICATIONS, warmUpDays, days }, run)
    const planned = days * share * neededMore(estimateAll(experiment, pilot))
    const isEnough = planned <= days * share * PILOT_GROWTH * 2 || days * PILOT_GROWTH > daysMax
    if (isEnough || round === PILOT_ROUNDS_MAX - 1) return Math.max(daysMin, planned)
    days *= PILOT_GROWTH
  }
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
  const all = warmUpDays + days
  // Only the counts of the stations are looked at: nothing else is kept by period or sample.
  const flow = {
    ...experiment.flow,
    days: all,
    measure: { ...experiment.flow.measure, periodDays: all, sampleDays: all },
  }
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
