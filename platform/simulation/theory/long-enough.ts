import type { StationCounts } from '../station-counts.ts'
import type { Estimate } from '../statistics.ts'
import { controlCount, estimateAll } from './estimating.ts'
import type { Experiment } from './experiments.ts'
import { SMALLEST_JUDGED } from './judging.ts'
import type { RunTask } from './simulating.ts'

/** `eventsMax` bounds all rounds together. */
export type Wanted = { experiment: Experiment; seed: number; eventsMax: number }

export type Known = {
  estimates: Estimate[]
  /** Shorter than its inputs ask for: such a run does not know its own errors. */
  isUnsure: boolean
}

/**
 * Independent replications, each with its own warm-up, until the worst figure is known well enough. Whether to go on is asked of the
 * errors alone, never of the figures, and not before there are replications enough to tell an error (Glynn and Whitt, *Annals of
 * Applied Probability* 2, 1992). A little more is added to what is there; much more is a new run of longer replications.
 */
export async function runLongEnough({ experiment, seed, eventsMax }: Wanted, run: RunTask): Promise<Known> {
  const { memoryDays, eventsPerDay, eventsMin, eventsPlanned = 0 } = experiment
  const count = replicationsFor(experiment)
  const hasPercentiles = experiment.figures.some((figure) => 'percentile' in figure)
  const memories = hasPercentiles ? PERCENTILE_MEMORIES : DAYS_MIN_MEMORIES
  const daysMin = Math.max(memories * memoryDays, eventsMin / eventsPerDay / count)
  const plan = { experiment, seed, warmUpDays: WARM_UP_MEMORIES * memoryDays }
  let days = Math.max(daysMin, eventsPlanned / eventsPerDay / count)
  const eventsOf = (replications: number, each: number) => replications * (plan.warmUpDays + each) * eventsPerDay
  let events = eventsOf(count, days)
  if (events > eventsMax) {
    const share = eventsMax / SHORTENED / events
    const shorter = { ...plan, warmUpDays: plan.warmUpDays * share, days: days * share }
    return { estimates: estimateAll(experiment, await replicate({ ...shorter, from: 0, count }, run)), isUnsure: true }
  }
  let next = count
  let replications = await replicate({ ...plan, days, from: 0, count }, run)
  for (;;) {
    const estimates = estimateAll(experiment, replications)
    const worst = worstError(estimates)
    if (worst <= ERROR_ENOUGH) return { estimates, isUnsure: false }
    const more = (worst / ERROR_AIM) * (worst / ERROR_AIM)
    const isLonger = more > ADDED_MAX || replications.length * more > REPLICATIONS_MAX
    const added = isLonger ? count : Math.ceil((replications.length * (more - 1)) / SLICE) * SLICE
    if (isLonger) days *= Math.max(1, replications.length / count) * Math.min(LONGER_MAX, LONGER * Math.sqrt(more))
    events += eventsOf(added, days)
    if (events > eventsMax) return { estimates, isUnsure: false }
    const found = await replicate({ ...plan, days, from: next, count: added }, run)
    next += added
    replications = isLonger ? found : [...replications, ...found]
  }
}

/** The error to aim at, and the one with which a run ends: what a run says of its error is itself uncertain. */
const ERROR_AIM = 0.007
const ERROR_ENOUGH = 0.0085
/** In what the queue remembers: warming up, and the shortest run in which controls do their work. */
const WARM_UP_MEMORIES = 4
const DAYS_MIN_MEMORIES = 10
/**
 * The last waits of a hundred come together, in a few long queues: in short replications most have none, and what they say of their error is
 * half of it. At a load of 0.98, 24 runs of 10 memories each were off by 2.3 of their errors (root of the mean square), 20 of 40 by 0.8.
 */
const PERCENTILE_MEMORIES = 40
const REPLICATIONS_MIN = 64
/**
 * Up to so many times as many replications are added; beyond, longer ones are cheaper. What controls leave is mostly how a replication
 * begins and ends, so its error falls with the length itself, not with its root; where it does not, another round follows.
 */
const ADDED_MAX = 2
const LONGER = 1.1
/** A short run makes its errors too large, too. */
const LONGER_MAX = 2.5
const REPLICATIONS_MAX = 512
/** For each control at least so many replications, or their weights are chance. */
const PER_CONTROL = 6
const SHORTENED = 10

const replicationsFor = (experiment: Experiment): number =>
  Math.ceil(Math.max(REPLICATIONS_MIN, PER_CONTROL * controlCount(experiment)) / SLICE) * SLICE

/** The largest error as a share of its figure. Those a little too small to be judged may yet turn out to be. */
function worstError(estimates: Estimate[]): number {
  return estimates.reduce(
    (worst, { mean, standardError }) =>
      Math.abs(mean) >= SMALLEST_JUDGED * 0.9 && Number.isFinite(standardError)
        ? Math.max(worst, standardError / Math.abs(mean))
        : worst,
    0,
  )
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
async function replicate(
  { experiment, seed, from, count, warmUpDays, days }: Replications,
  run: RunTask,
): Promise<StationCounts[][]> {
  const all = warmUpDays + days
  // Only the counts of the stations are looked at: nothing else is kept by period or sample.
  const flow = {
    ...experiment.flow,
    days: all,
    measure: { ...experiment.flow.measure, periodDays: all, sampleDays: all },
  }
  const hasWaits = experiment.figures.some((figure) => 'percentile' in figure)
  const [arrival] = flow.arrivals
  const numberOn = (day: number) => Math.round((arrival!.perDay as number) * day)
  const cubes = experiment.heavyWork && {
    ...{ spread: experiment.heavyWork, from: numberOn(warmUpDays), to: numberOn(all) },
  }
  const slices = Array.from({ length: Math.ceil(count / SLICE) }, (_, i) => from + i * SLICE)
  const counted = await Promise.all(
    slices.map((first) =>
      run({
        ...{ flow, seed, from: first, to: Math.min(first + SLICE, from + count), warmUpDays, hasWaits },
        ...(cubes ? { cubes } : {}),
      }),
    ),
  )
  return counted.flatMap(({ replications }) => replications)
}

const SLICE = 8
