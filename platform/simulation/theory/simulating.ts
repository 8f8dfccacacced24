import type { Flow } from '../flow.ts'
import type { StationCounts } from '../station-counts.ts'
import type { Estimate } from '../statistics.ts'
import type { Works } from './cubes.ts'
import { experimentsOf } from './experiments.ts'
import { ERROR_MAX, SMALLEST_JUDGED } from './judging.ts'
import { runLongEnough } from './long-enough.ts'
import type { Queue } from './reading.ts'

/** Replications `from` up to before `to` of one world: `warmUpDays` are not counted, `flow.days` are all. */
export type CountingTask = {
  flow: Flow
  seed: number
  from: number
  to: number
  warmUpDays: number
  hasWaits: boolean
  /** Of which works at node 0 the cubes are summed too. */
  cubes?: Works
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

/** All figures of a queue with a steady state. */
export async function simulateQueue(queue: Queue, { eventsMax }: Bounds, run: RunTask): Promise<Simulated[]> {
  const parts = await Promise.all(
    experimentsOf(queue).map(async (experiment, number) => {
      const seed = SEED + queue.at[0]! * 16 + number
      const { estimates, isUnsure } = await runLongEnough({ experiment, seed, eventsMax }, run)
      return experiment.figures.flatMap(({ quantity, rows }, i) =>
        (rows ?? queue.rows.map((_, k) => k)).map((row) =>
          simulated({ place: queue.at[row]!, quantity }, estimates[i]!, isUnsure),
        ),
      )
    }),
  )
  return parts.flat()
}

function simulated(
  at: Pick<Simulated, 'place' | 'quantity'>,
  { mean, standardError }: Estimate,
  isUnsure: boolean,
): Simulated {
  // What is left of the start and of rounding: no run here claims to know more digits than these.
  const error = Number.isFinite(standardError) ? Math.max(standardError, Math.abs(mean) * 1e-6) : 0
  const isTooLong = Math.abs(mean) >= SMALLEST_JUDGED && (isUnsure || error > ERROR_MAX * mean)
  return { ...at, estimate: mean, standardError: error, isTooLong }
}

const SEED = 2021
