import { withControls } from '../control-variates.ts'
import { emptyCounts, type StationCounts, WAIT_BINS, waitBinFrom } from '../station-counts.ts'
import type { Estimate } from '../statistics.ts'
import { controlsOf, percentileControls } from './controls.ts'
import type { Experiment, Scale } from './experiments.ts'
import type { Figure } from './figures.ts'

/** What the replications say about each figure of an experiment, in their order: `replications[i][node]`. */
export function estimateAll({ figures, scales }: Experiment, replications: StationCounts[][]): Estimate[] {
  const at = (node: number) => replications.map((nodes) => nodes[node]!)
  const controls = (isSquared: boolean) =>
    inTurns(scales.map((scale) => controlsOf(scale, at(scale.node), isSquared))).slice(0, CONTROLS_MAX)
  const plain = withControls(controls(false), replications.length)
  const squared = figures.some((figure) => 'sums' in figure && figure.isSquared)
    ? withControls(controls(true), replications.length)
    : plain
  return figures.map((figure) => {
    if ('percentile' in figure) return percentileOfWaits(figure.percentile, scales[0]!, at(scales[0]!.node))
    return ofSums(figure, replications, figure.isSquared ? squared : plain)
  })
}

/** Beyond this many, the first of each station are taken. */
const CONTROLS_MAX = 48

/** The first of each list, then the second of each, and so on. */
const inTurns = <T>(lists: T[][]): T[] =>
  Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) }, (_, i) =>
    lists.flatMap((list) => list.slice(i, i + 1)),
  ).flat()

/** How many controls the figures of an experiment have, at most. */
export function controlCount({ figures, scales }: Experiment): number {
  const isSquared = figures.some((figure) => 'sums' in figure && figure.isSquared)
  const perStation = scales.map((scale) =>
    controlsOf(scale, [emptyCounts(scale.arrivalsPerDay?.length ?? 1)], isSquared),
  )
  const more = figures.some((figure) => 'percentile' in figure) ? 2 : 0
  return Math.min(CONTROLS_MAX, perStation.flat().length) + more
}

type Controlled = ReturnType<typeof withControls>

/** A function of means; its error by the delta method, from its slopes in each mean. */
function ofSums(
  figure: Extract<Figure, { sums: unknown }>,
  replications: StationCounts[][],
  controlled: Controlled,
): Estimate {
  const sums = replications.map((counts) => figure.sums(counts))
  const column = (j: number) => Float64Array.from(sums, (each) => each[j]!)
  const means = sums[0]!.map((_, j) => controlled(column(j)).mean)
  const slopes = means.map((mean, j) => {
    const step = 1e-5 * Math.abs(mean) || 1e-9
    const moved = (by: number) => figure.value(means.map((each, k) => (k === j ? each + by : each)))
    return (moved(step) - moved(-step)) / (2 * step)
  })
  const { standardError, degreesOfFreedom } = controlled(
    Float64Array.from(sums, (each) => each.reduce((sum, value, j) => sum + slopes[j]! * (value - means[j]!), 0)),
  )
  return { mean: figure.value(means), standardError, degreesOfFreedom }
}

/** Where the controlled share of waits passes the percentile; the error is how far one error of that share moves the place (Woodruff 1952). */
function percentileOfWaits(share: number, scale: Scale, counts: StationCounts[]): Estimate {
  const upTo = counts.map(({ waits }) => runningSums(waits))
  const all = new Float64Array(WAIT_BINS)
  for (const each of upTo) for (let bin = 0; bin < WAIT_BINS; bin++) all[bin]! += each[bin]!
  const total = all[WAIT_BINS - 1]!
  const place = (wanted: number, below: (bin: number) => number): number => {
    if (below(0) >= wanted) return 0
    let low = 0
    let high = WAIT_BINS - 1
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (below(middle) >= wanted) high = middle
      else low = middle
    }
    const [from, to] = [waitBinFrom(high), waitBinFrom(high + 1)]
    const part = (wanted - below(low)) / (below(high) - below(low))
    return from + Math.min(1, Math.max(0, part)) * (to - from)
  }
  const roughly = place(share, (bin) => all[bin]! / total)
  const level = (roughly * (scale.servers / scale.work[0]!.mean)) / scale.queue
  const controls = [...controlsOf(scale, counts, false), ...percentileControls(scale, counts, level)]
  const controlled = withControls(controls, counts.length)
  const known = new Map<number, Estimate>()
  const shareUpTo = (bin: number): Estimate => {
    const before = known.get(bin)
    if (before) return before
    const raw = all[bin]! / total
    const perReplication = total / counts.length
    const off = controlled(
      Float64Array.from(upTo, (each) => (each[bin]! - raw * each[WAIT_BINS - 1]!) / perReplication),
    )
    const estimate = { ...off, mean: raw + off.mean }
    known.set(bin, estimate)
    return estimate
  }
  const at = (wanted: number) => place(wanted, (bin) => shareUpTo(bin).mean)
  const mean = at(share)
  const nearest = [...known].reduce((best, each) =>
    Math.abs(each[1].mean - share) < Math.abs(best[1].mean - share) ? each : best,
  )[1]
  const { standardError: off, degreesOfFreedom } = nearest
  return {
    mean,
    standardError: mean === 0 ? 0 : (at(Math.min(1, share + off)) - at(share - off)) / 2,
    degreesOfFreedom,
  }
}

function runningSums(values: Float64Array): Float64Array {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}
