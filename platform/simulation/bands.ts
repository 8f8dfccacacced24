import { type FlowRun, WAIT_FIGURES } from './flow.ts'
import { percentileOf } from './statistics.ts'

/** Where 5, 25, 50, 75 and 95 % of the replications lie below, at each place of a series; NaN where none has a value. */
export type Bands = Record<keyof typeof SHARES, Float64Array>

/** Bands over replications of one series: `series[replication][place]`, all of one length. A value that is NaN is left out. */
export function bandsOf(series: readonly ArrayLike<number>[]): Bands {
  const places = series[0]?.length ?? 0
  const bands: Bands = {
    p5: new Float64Array(places),
    p25: new Float64Array(places),
    p50: new Float64Array(places),
    p75: new Float64Array(places),
    p95: new Float64Array(places),
  }
  const values = new Float64Array(series.length)
  for (let place = 0; place < places; place++) {
    let count = 0
    for (const of of series) {
      const value = of[place]!
      if (!Number.isNaN(value)) values[count++] = value
    }
    // Numbers of a typed array sort by value, and equal ones are the same.
    const sorted = values.subarray(0, count).sort()
    for (const name of BAND_NAMES) bands[name][place] = percentileOf(sorted, SHARES[name])
  }
  return bands
}

/** Bands of second − first, replication by replication: two scenarios that share their chance differ by far less than each is wide. */
export function differenceBands(first: readonly ArrayLike<number>[], second: readonly ArrayLike<number>[]): Bands {
  if (first.length !== second.length) throw new Error('paired scenarios have one number of replications')
  return bandsOf(first.map((of, i) => Float64Array.from(of, (value, place) => second[i]![place]! - value)))
}

/** Units present in some nodes together, at each sample. */
export function presentIn({ present, sampledOn }: FlowRun, nodes: readonly number[]): Float64Array {
  const samples = sampledOn.length
  const sum = new Float64Array(samples)
  for (const node of nodes) for (let i = 0; i < samples; i++) sum[i]! += present[node * samples + i]!
  return sum
}

/** Units that entered a node, by period. */
export function enteredInto({ entered }: FlowRun, node: number, periods: number): Float64Array {
  return entered.slice(node * periods, (node + 1) * periods)
}

/** Figures of waits in the order in which a run has them. */
export type WaitFigure = 'count' | 'mean' | 'p10' | 'p50' | 'p90'

/** One figure of a group's waits by period; the last group is all of them. */
export function waitsOf({ waits }: FlowRun, group: number, periods: number, figure: WaitFigure): Float64Array {
  const offset = WAIT_FIGURE_NAMES.indexOf(figure)
  return Float64Array.from(
    { length: periods },
    (_, period) => waits[(group * periods + period) * WAIT_FIGURES + offset]!,
  )
}

/** Of the worlds, how many have a value at each place: a median wait of a year in which only few worlds decided anything says little. */
export function shareWithValue(series: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    { length: series[0]?.length ?? 0 },
    (_, place) => series.filter((of) => !Number.isNaN(of[place])).length / series.length,
  )
}

const SHARES = { p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95 } as const
const BAND_NAMES = ['p5', 'p25', 'p50', 'p75', 'p95'] as const
const WAIT_FIGURE_NAMES: readonly WaitFigure[] = ['count', 'mean', 'p10', 'p50', 'p90']
