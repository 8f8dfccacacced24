import { type Flow, type FlowRun, periodsOf, WAIT_FIGURES } from './flow.ts'
import { percentileOf } from './statistics.ts'

/** Days on which present units are counted, in both engines: 0, every `sampleDays`, and the last. */
export function samplingDays({ days, measure }: Flow): Float64Array {
  const between = Math.max(0, Math.ceil(days / measure.sampleDays) - 1)
  return Float64Array.from({ length: between + 2 }, (_, i) => (i <= between ? i * measure.sampleDays : days))
}

/** A result with nothing in it yet. */
export function emptyRun(flow: Flow): FlowRun {
  const sampledOn = samplingDays(flow)
  const periods = periodsOf(flow)
  return {
    sampledOn,
    present: new Float64Array(flow.nodes.length * sampledOn.length),
    entered: new Float64Array(flow.nodes.length * periods),
    waits: new Float64Array((flow.measure.groups + 1) * periods * WAIT_FIGURES).fill(Number.NaN),
    watched: new Float64Array(flow.measure.watch?.length ?? 0).fill(Number.NaN),
    events: 0,
  }
}

/** Fills `run.waits` from single waits of each cell, in order; a cell is `group * periods + period`. */
export function fillWaits(run: FlowRun, flow: Flow, cells: Float64Array[]): void {
  const periods = periodsOf(flow)
  const { groups, lag } = flow.measure
  for (let period = 0; period < periods; period++) {
    let all: Float64Array = new Float64Array()
    for (let group = 0; group < groups; group++) {
      const cell = group * periods + period
      figuresOf(run.waits, cell * WAIT_FIGURES, cells[cell]!, lag)
      all = group === 0 ? cells[cell]! : merged(all, cells[cell]!)
    }
    const total = (groups * periods + period) * WAIT_FIGURES
    // All are those of the one group.
    if (groups === 1) run.waits.copyWithin(total, period * WAIT_FIGURES, (period + 1) * WAIT_FIGURES)
    else figuresOf(run.waits, total, all, lag)
  }
}

/** Two lists in order as one. */
function merged(one: Float64Array, other: Float64Array): Float64Array<ArrayBuffer> {
  const both = new Float64Array(one.length + other.length)
  let i = 0
  let j = 0
  for (let to = 0; to < both.length; to++)
    both[to] = j === other.length || (i < one.length && one[i]! <= other[j]!) ? one[i++]! : other[j++]!
  return both
}

function figuresOf(figures: Float64Array, at: number, sorted: Float64Array, lag: Float64Array | undefined): void {
  figures[at] = sorted.length
  if (sorted.length === 0) return
  let sum = 0
  for (const wait of sorted) sum += wait
  figures[at + 1] = sum / sorted.length + (lag ? meanOf(lag) : 0)
  SHARES.forEach((share, i) => {
    figures[at + 2 + i] = lag ? laterPercentile(sorted, lag, share) : percentileOf(sorted, share)
  })
}

/** The percentile of all sums of one of the sorted waits and one of the lags, by halving down to less than a minute. */
function laterPercentile(sorted: Float64Array, lag: Float64Array, share: number): number {
  let low = sorted[0]! + least(lag)
  let high = sorted[sorted.length - 1]! + most(lag)
  const wanted = share * sorted.length * lag.length
  while (high - low > 5e-4) {
    const middle = (low + high) / 2
    let below = 0
    for (const days of lag) below += countUpTo(sorted, middle - days)
    if (below < wanted) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function countUpTo(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

const least = (values: Float64Array) => values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
const most = (values: Float64Array) => values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
const SHARES = [0.1, 0.5, 0.9]
