import type { StationCounts } from '../station-counts.ts'

/**
 * A figure read off the counts of one replication (one `StationCounts` for each node): sums whose means over all replications give
 * the value, or a percentile of the waits. `rows` are the rows of the queue that show it, all of them where it is undefined.
 */
export type Figure = { quantity: string; rows?: number[] } & (
  | { sums: (counts: StationCounts[]) => number[]; value: (means: number[]) => number; isSquared?: boolean }
  | { percentile: number }
)

/** A share of whole and part. */
const ratio = (
  quantity: string,
  part: (counts: StationCounts[]) => number,
  whole: (counts: StationCounts[]) => number,
  rows?: number[],
): Figure => ({
  quantity,
  ...(rows ? { rows } : {}),
  sums: (counts) => [part(counts), whole(counts)],
  value: ([a, b]) => a! / b!,
})

export const waitMean = (quantity: string, kinds: number[] = [0], rows?: number[]): Figure =>
  ratio(
    quantity,
    ([at]) => kinds.reduce((sum, kind) => sum + at!.waited[kind]!, 0),
    ([at]) => kinds.reduce((sum, kind) => sum + at!.begun[kind]!, 0),
    rows,
  )

export const waitSd = (quantity: string, isSquared = true): Figure => ({
  quantity,
  isSquared,
  sums: ([at]) => [at!.begun[0]!, at!.waited[0]!, at!.waitedSquares[0]!],
  value: ([count, sum, squares]) => Math.sqrt(Math.max(0, squares! / count! - (sum! / count!) * (sum! / count!))),
})

export const turnedAway = (quantity: string): Figure =>
  ratio(
    quantity,
    ([at]) => at!.turnedAway[0]!,
    ([at]) => at!.turnedAway[0]! + arrived(at!),
  )

export const mmc = (servers: number): Figure[] => [
  perTime('rho', (at) => busy(at, servers) / servers),
  foundAllBusy('p_wait_erlang_c', servers),
  perTime('Lq', (at) => waiting(at, servers)),
  waitMean('Wq'),
  perTime('L', (at) => waiting(at, 0)),
  timeInside('W'),
  waitSd('sd_wait'),
  ...[50, 90, 95, 99].map((percent): Figure => ({ quantity: `wait_p${percent}`, percentile: percent / 100 })),
]

export const mg1FirstCome = (): Figure[] => [
  waitMean('Wq_PK'),
  waitSd('sd_wait_FIFO'),
  perTime('Lq', (at) => waiting(at, 1)),
  timeInside('W'),
]

export const byClass = (classes: number, servers: number): Figure[] => [
  foundAllBusy('p_wait', servers),
  ...each(classes).flatMap((k) => [
    waitMean('Wq_nonpreemptive', [k], [k]),
    ratio(
      'W_nonpreemptive',
      ([at]) => at!.waited[k]! + at!.work[k]!,
      ([at]) => at!.begun[k]!,
      [k],
    ),
  ]),
]

/** By Little's law from days present and arrivals, both counted: an interrupted unit begins more than once. */
export const sojournByClass = (classes: number): Figure[] =>
  each(classes).map((k) =>
    ratio(
      'T_preemptive_resume_c1',
      ([at]) => at!.presentDays[k]!,
      ([at]) => sum(at!.arrivedAt[k]!),
      [k],
    ),
  )

export const cobham = (classes: number): Figure[] => [
  // Half the square of each service is the area under what was left of it.
  perTime('W0', (at) => sum(at.workSquares) / 2),
  ...each(classes).flatMap((k) => [
    ratio(
      'sigma_k',
      ([at]) => sum(at!.work.subarray(0, k + 1)),
      ([at]) => at!.days,
      [k],
    ),
    waitMean('Wq_nonpreemptive_MG1', [k], [k]),
  ]),
]

export const erlangA = (servers: number): Figure[] => [
  foundAllBusy('p_wait', servers),
  ratio(
    'p_abandon',
    ([at]) => sum(at!.leftAt),
    ([at]) => arrived(at!),
  ),
  perTime('Lq', (at) => waiting(at, servers)),
  ratio(
    'mean_queue_time_all',
    ([at]) => waiting(at!, servers),
    ([at]) => arrived(at!),
  ),
  perTime('utilisation', (at) => busy(at, servers) / servers),
]

export const mmck = (servers: number): Figure[] => [
  turnedAway('p_block'),
  perTime('Lq', (at) => waiting(at, servers)),
  waitMean('Wq_accepted'),
  perTime('throughput', (at) => sum(at.finishedAt)),
]

/** The last node is where units end: what enters it has left the network. */
export const jackson = (servers: number[]): Figure[] => [
  ...servers.flatMap((c, node): Figure[] => {
    const here = (read: (at: StationCounts) => number) => (counts: StationCounts[]) => read(counts[node]!)
    return [
      ratio('lambda_effective', here(arrived), here(days), [node]),
      ratio(
        'rho',
        here((at) => busy(at, c) / c),
        here(days),
        [node],
      ),
      ratio(
        'p_wait',
        here((at) => sum(at.arrivedAt[0]!, c)),
        here(arrived),
        [node],
      ),
      ratio(
        'Wq_per_visit',
        here((at) => at.waited[0]!),
        here((at) => at.begun[0]!),
        [node],
      ),
      ratio(
        'L_node',
        here((at) => waiting(at, 0)),
        here(days),
        [node],
      ),
    ]
  }),
  ratio('L_network', presentInAll, ([at]) => at!.days),
  ratio('sojourn_network', presentInAll, (counts) => arrived(counts.at(-1)!)),
]

const presentInAll = (counts: StationCounts[]) => counts.slice(0, -1).reduce((all, at) => all + waiting(at, 0), 0)

const perTime = (quantity: string, read: (at: StationCounts) => number): Figure =>
  ratio(
    quantity,
    ([at]) => read(at!),
    ([at]) => at!.days,
  )

const timeInside = (quantity: string): Figure =>
  ratio(
    quantity,
    ([at]) => at!.waited[0]! + at!.work[0]!,
    ([at]) => at!.begun[0]!,
  )

const foundAllBusy = (quantity: string, servers: number): Figure =>
  ratio(
    quantity,
    ([at]) => at!.arrivedAt.reduce((all, found) => all + sum(found, servers), 0),
    ([at]) => arrived(at!),
  )

const each = (count: number) => Array.from({ length: count }, (_, k) => k)
const days = (at: StationCounts) => at.days
const arrived = (at: StationCounts) => at.arrivedAt.reduce((all, found) => all + sum(found), 0)

function sum(values: Float64Array, from = 0): number {
  let total = 0
  for (let n = from; n < values.length; n++) total += values[n]!
  return total
}

/** Days spent in the station beyond so many present: those waiting, or all where `beyond` is 0. */
function waiting({ timeAt }: StationCounts, beyond: number): number {
  let total = 0
  for (let n = beyond + 1; n < timeAt.length; n++) total += (n - beyond) * timeAt[n]!
  return total
}

function busy({ timeAt }: StationCounts, servers: number): number {
  let total = 0
  for (let n = 1; n < timeAt.length; n++) total += Math.min(n, servers) * timeAt[n]!
  return total
}
