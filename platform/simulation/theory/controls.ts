import type { StationCounts } from '../station-counts.ts'
import type { Scale } from './experiments.ts'

/**
 * Controls of one station over all replications: sums over what chance did beyond what was to be expected, each weighted by a
 * function of the number present at that moment, so that their true mean is 0 whatever the queue does (martingale controls: Henderson
 * and Glynn, *Mathematics of Operations Research* 27, 2002). The functions follow how much one more unit is felt later.
 */
export function controlsOf(scale: Scale, counts: StationCounts[], isSquared: boolean): Float64Array[] {
  const size = Math.max(...counts.map(({ timeAt }) => timeAt.length)) + 1
  const functions = [
    weights(size, () => 1),
    weights(size, (n) => (n >= scale.servers ? 1 : 0)),
    weights(size, (n) => excess(scale, n)),
    ...(isSquared || scale.leavesPerDay > 0 || Number.isFinite(scale.places)
      ? [weights(size, (n) => excess(scale, n) * excess(scale, n))]
      : []),
    ...[0.3, 1]
      .filter((width) => scale.servers > 1 && isNear(scale, counts, width))
      .map((width) => fallingBelow(scale, size, width)),
  ]
  const cubes = counts.map(({ cubesSurplus, days }) => (cubesSurplus ?? Number.NaN) / days)
  return [
    ...functions.map((weight) => weighted(scale, counts, weight)),
    ...byKind(scale, counts, functions[2]!),
    ...(cubes.some(Number.isNaN) ? [] : [Float64Array.from(cubes)]),
  ]
}

/** Two more, for the share of waits below `level` (in queue lengths of the scale): one more unit is felt ever more up to there, and not beyond. */
export function percentileControls(scale: Scale, counts: StationCounts[], level: number): Float64Array[] {
  const size = Math.max(...counts.map(({ timeAt }) => timeAt.length)) + 1
  const growing = new Float64Array(size).fill(1)
  const factor = 1 + 1 / scale.queue
  for (let n = scale.servers + 1; n < size; n++)
    growing[n] = excess(scale, n) < level ? growing[n - 1]! * factor : growing[n - 1]!
  return [growing, weights(size, (n) => Math.min(excess(scale, n), level))].map((weight) =>
    weighted(scale, counts, weight),
  )
}

const excess = (scale: Scale, n: number) => Math.max(0, n - scale.servers) / scale.queue

function weights(size: number, at: (n: number) => number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => at(n))
}

/** 1 while all servers are busy, falling with each free one, over so many square roots of the number of servers. */
function fallingBelow(scale: Scale, size: number, width: number): Float64Array {
  const factor = 1 / (1 + 1 / (width * Math.sqrt(scale.servers)))
  const values = new Float64Array(size).fill(1)
  for (let n = Math.min(scale.servers, size) - 1; n >= 0; n--) values[n] = (values[n + 1] ?? 1) * factor
  return values
}

/** Far from all servers busy such a weight is carried by the few moments nearest to it: two replications may owe all to one of them. */
function isNear({ servers }: Scale, counts: StationCounts[], width: number): boolean {
  let busy = 0
  let days = 0
  for (const { timeAt } of counts)
    for (let n = 0; n < timeAt.length; n++) {
      busy += Math.min(n, servers) * timeAt[n]!
      days += timeAt[n]!
    }
  return days === 0 || servers - busy / days <= NEAR * width * Math.sqrt(servers)
}

const NEAR = 2

function weighted(scale: Scale, counts: StationCounts[], weight: Float64Array): Float64Array {
  const arrivals = scale.arrivalsPerDay?.reduce((sum, each) => sum + each, 0)
  const mean = meanWork(scale)
  return Float64Array.from(counts, (at) => {
    let sum = 0
    for (let n = 0; n < at.timeAt.length; n++) {
      const time = at.timeAt[n]!
      if (arrivals !== undefined && n < scale.places)
        sum += weight[n]! * (arrivedAs(scale, at, n) - arrivals * mean * time)
      if (n === 0) continue
      const waiting = Math.max(0, n - scale.servers)
      if (scale.finishesPerDay === undefined) sum += weight[n - 1]! * at.surplusAt[n]!
      else {
        const finished = at.finishedAt[n]! - scale.finishesPerDay * Math.min(n, scale.servers) * time
        const left = at.leftAt[n]! - scale.leavesPerDay * waiting * time
        sum -= weight[n - 1]! * mean * (finished + left)
      }
    }
    return sum / at.days
  })
}

const meanWork = ({ arrivalsPerDay, work }: Scale): number => {
  if (!arrivalsPerDay) return work[0]!.mean
  const total = arrivalsPerDay.reduce((sum, each) => sum + each, 0)
  return arrivalsPerDay.reduce((sum, each, k) => sum + (each / total) * work[k]!.mean, 0)
}

/** Mean work that came while n were present. */
const arrivedAs = ({ work }: Scale, { arrivedAt }: StationCounts, n: number): number =>
  arrivedAt.reduce((sum, found, kind) => sum + found[n]! * work[kind]!.mean, 0)

/** What each kind did beyond what was to be expected: arrivals, work, squares of work; and who found no place. */
function byKind(scale: Scale, counts: StationCounts[], growing: Float64Array): Float64Array[] {
  const { arrivalsPerDay: arrivals, work, places } = scale
  const of = (read: (at: StationCounts) => number) => Float64Array.from(counts, (at) => read(at) / at.days)
  if (Number.isFinite(places)) return [of((at) => at.turnedAway[0]! - (arrivals?.[0] ?? 0) * (at.timeAt[places] ?? 0))]
  // In a network the controls of all stations come together: too many for the replications there are would make its error too small.
  if (!arrivals) return []
  const kinds = arrivals.length > 1 ? arrivals : []
  return [
    ...kinds.flatMap((perDay, kind) => {
      const beyond = (weight: Float64Array | undefined) =>
        of((at) =>
          at.timeAt.reduce((sum, time, n) => sum + (weight?.[n] ?? 1) * (at.arrivedAt[kind]![n]! - perDay * time), 0),
        )
      return [beyond(undefined), beyond(growing)]
    }),
    ...work.flatMap(({ mean, scv }, kind) => [
      of((at) => at.work[kind]! - mean * at.begun[kind]!),
      of((at) => at.workSquares[kind]! - mean * mean * (1 + scv) * at.begun[kind]!),
    ]),
  ]
}
