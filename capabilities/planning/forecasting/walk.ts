import { exp, log } from '#platform/simulation/functions.ts'
import { forecastsOf, lastingOf, MEMORY_MONTHS, methods, seen } from './methods.ts'
import { LASTING_PLACES, POOLED_ERROR, POOLED_MONTHS, pooledGrowth, pooledRatio } from './pooled.ts'
import { YEARS_MIN } from './season.ts'

/**
 * A walk through a series: at each month what would have been said with the months before it, and how far that was off
 * ("rolling origin"). The last place, after the newest month, is the forecast itself, made as all the others were.
 *
 * Everything is on a logarithmic scale, log(count + offset): errors of a surge and of a quiet year are then of one kind.
 */
export type Walk = {
  values: Float64Array
  /** The first place: so many months are known there. */
  from: number
  /** Months known at the last place: all. */
  to: number
  /** By place and month ahead: `median[(place − from) * POOLED_MONTHS + ahead − 1]`, on the scale of that place's offset. */
  median: Float64Array
  /** By place: added to counts before the logarithm, so that 0 has one. */
  offset: Float64Array
  /** Absolute errors of the combination by place and month ahead; NaN where the month is not known yet. */
  errors: Float64Array
  /** 1 where the year before was all zeros: nothing can be learnt there. */
  isEmpty: Uint8Array
  /** Weights of the methods at the last place: `[method * POOLED_MONTHS + ahead − 1]`. */
  weights: Float64Array
}

/** @param values counts by month, at least `PLACE_MIN` of them, oldest first, all ≥ 0 */
export function walkThrough(values: Float64Array): Walk {
  const to = values.length
  const from = Math.min(PLACE_MIN, to)
  const places = to - from + 1
  const walk: Walk = {
    ...{ values, from, to },
    median: new Float64Array(places * POOLED_MONTHS),
    offset: new Float64Array(places),
    errors: new Float64Array(places * POOLED_MONTHS).fill(Number.NaN),
    isEmpty: new Uint8Array(places),
    weights: new Float64Array(CELLS),
  }
  // Running sums over the places, so that a mean over any stretch of them costs one difference.
  const sums = new Float64Array((places + 1) * CELLS)
  const counts = new Float64Array(places + 1)
  for (let place = from; place <= to; place++) {
    const row = place - from
    const offset = offsetAt(values, place)
    const known = seen(logsAt(values, place, offset))
    const each = forecastsOf(known, POOLED_MONTHS)
    walk.offset[row] = offset
    walk.isEmpty[row] = values.subarray(place - 12, place).every((value) => value === 0) ? 1 : 0
    walk.weights = weightsAt(row, { sums, counts, pooled: pooledFor(lastingOf(known)) })
    walk.median.set(combined(each, walk.weights, POOLED_MONTHS), row * POOLED_MONTHS)
    const isUsed = walk.isEmpty[row] === 0 ? 1 : 0
    counts[row + 1] = counts[row]! + isUsed
    for (let ahead = 0; ahead < POOLED_MONTHS; ahead++) {
      const isKnown = place + ahead < to
      const actual = isKnown ? log(values[place + ahead]! + offset) : 0
      const at = row * POOLED_MONTHS + ahead
      if (isKnown) walk.errors[at] = Math.abs(actual - walk.median[at]!)
      for (let cell = ahead; cell < CELLS; cell += POOLED_MONTHS)
        sums[(row + 1) * CELLS + cell] =
          sums[row * CELLS + cell]! + (isKnown ? isUsed * Math.abs(actual - each[cell]!) : 0)
    }
  }
  return walk
}

export const PLACE_MIN = 12
const CELLS = methods.length * POOLED_MONTHS

/** Forecasts of all methods as one, on the logarithmic scale; beyond the pooled months with the weights of the last of them. */
export function combined(each: Float64Array, weights: Float64Array, horizon: number): Float64Array {
  const result = new Float64Array(horizon)
  for (let method = 0; method < methods.length; method++)
    for (let ahead = 0; ahead < horizon; ahead++)
      result[ahead]! +=
        weights[method * POOLED_MONTHS + Math.min(ahead, POOLED_MONTHS - 1)]! * each[method * horizon + ahead]!
  return result
}

/** The newest months before a place, on the logarithmic scale. */
export const logsAt = (values: Float64Array, place: number, offset: number): Float64Array =>
  values.slice(Math.max(0, place - MEMORY_MONTHS), place).map((value) => log(value + offset))

/** A twentieth of the usual count of three years, half a person at least: what is small beside it does not count as a big change. */
export function offsetAt(values: Float64Array, place: number): number {
  const recent = values.subarray(Math.max(0, place - 36), place)
  return Math.max(0.5, (0.05 * recent.reduce((sum, value) => sum + value, 0)) / recent.length)
}

/**
 * Weights of the methods by month ahead, from their mean errors at places before, each as a ratio to that of the last value:
 * the series' own ratios, and those of the pooled series as if they had been seen `POOLED_WEIGHT` times. Errors of
 * overlapping months say little new, so months further ahead count less. A weight falls by e for each thirtieth of error.
 */
function weightsAt(row: number, { sums, counts, pooled: ratios }: Learnt): Float64Array {
  const scores = new Float64Array(CELLS)
  for (let ahead = 0; ahead < POOLED_MONTHS; ahead++) {
    const [begin, end] = stretch(row, ahead)
    const seen = counts[end]! - counts[begin]!
    const trust = seen / (ahead + 1)
    const meanError = (cell: number) => (sums[end * CELLS + cell]! - sums[begin * CELLS + cell]!) / seen + 1e-3
    for (let method = 0; method < methods.length; method++) {
      const pooled = ratios[method * POOLED_MONTHS + ahead]!
      const own = seen > 0 ? Math.min(4, meanError(method * POOLED_MONTHS + ahead) / meanError(ahead)) : pooled
      scores[method * POOLED_MONTHS + ahead] = (trust * own + POOLED_WEIGHT * pooled) / (trust + POOLED_WEIGHT)
    }
  }
  const weights = new Float64Array(CELLS)
  for (let ahead = 0; ahead < POOLED_MONTHS; ahead++) {
    let total = 0
    for (let method = 0; method < methods.length; method++) {
      const weight = exp(-SHARPNESS * (around(scores, method, ahead) - 1))
      weights[method * POOLED_MONTHS + ahead] = weight
      total += weight
    }
    for (let method = 0; method < methods.length; method++) weights[method * POOLED_MONTHS + ahead]! /= total
  }
  return weights
}

/** Sums of errors and counts of places up to each row, and the ratios of the pooled series. */
type Learnt = { sums: Float64Array; counts: Float64Array; pooled: Float64Array }

/** The pooled ratios of series whose changes last as much: between the groups, between their ratios. */
function pooledFor(lasting: number): Float64Array {
  const result = new Float64Array(CELLS)
  for (let group = 0; group < pooledRatio.length; group++) {
    const share = shareOf(group, lasting)
    if (share > 0)
      for (let cell = 0; cell < CELLS; cell++)
        result[cell]! += share * pooledRatio[group]![Math.floor(cell / POOLED_MONTHS)]![cell % POOLED_MONTHS]!
  }
  return result
}

/** How much of a group is in a series: all at its place, none at its neighbour's. */
function shareOf(group: number, lasting: number): number {
  const at = Math.min(LASTING_PLACES.at(-1)!, Math.max(LASTING_PLACES[0]!, lasting))
  const middle = LASTING_PLACES[group]!
  const neighbour = LASTING_PLACES[at < middle ? group - 1 : group + 1]
  return neighbour === undefined
    ? at === middle
      ? 1
      : 0
    : Math.max(0, 1 - Math.abs(at - middle) / Math.abs(neighbour - middle))
}

const POOLED_WEIGHT = 40
const SHARPNESS = 30

/** Neighbouring months ahead share what they know. */
function around(scores: Float64Array, method: number, ahead: number): number {
  const begin = Math.max(0, ahead - 2)
  const end = Math.min(POOLED_MONTHS, ahead + 3)
  let sum = 0
  for (let at = begin; at < end; at++) sum += scores[method * POOLED_MONTHS + at]!
  return sum / (end - begin)
}

/** Rows whose month `ahead + 1` is known at a row: the newest ten years of them, from and up to (not with). */
function stretch(row: number, ahead: number): [number, number] {
  const end = Math.max(0, row - ahead)
  const begin = end - SEASON_ROW >= PLACES_ENOUGH ? SEASON_ROW : 0
  return [Math.max(begin, end - PLACES_MAX), end]
}

const PLACES_MAX = 120
/** Errors from before a season could be told say little once there are this many since. */
const PLACES_ENOUGH = 24
const SEASON_ROW = YEARS_MIN * 12 - PLACE_MIN

/**
 * Half the width of the 80 % interval at a place by month ahead, on the logarithmic scale, never narrower further ahead.
 *
 * From what was off at places before: the 80th percentile of the series' own errors, in the way of split conformal prediction
 * (rank ⌈0.8·(n + 1)⌉), and that of the pooled series at the series' own scale, as if it had been seen `WIDTH_WEIGHT` times. The fewer
 * separate stretches of months there were, the wider (as Student's t is wider than the normal).
 */
export function widthsAt(walk: Walk, place: number): Float64Array {
  const widths = new Float64Array(POOLED_MONTHS)
  const row = place - walk.from
  const scale = scaleAt(walk, place)
  for (let ahead = 0; ahead < POOLED_MONTHS; ahead++) {
    const errors = errorsBefore(walk, row, ahead)
    const pooled = log(pooledGrowth[ahead]! * scale)
    const trust = errors.length / Math.sqrt(ahead + 1)
    const rank = Math.min(errors.length, Math.ceil(0.8 * (errors.length + 1))) - 1
    const width =
      errors.length < 5
        ? pooled
        : (trust * log(Math.max(1e-3, errors[rank]!)) + WIDTH_WEIGHT * pooled) / (trust + WIDTH_WEIGHT)
    const separate = errors.length / (ahead + 1)
    widths[ahead] = Math.max(widths[ahead - 1] ?? 0, exp(width) * (1 + 0.7 / (1 + separate)))
  }
  return widths
}

const WIDTH_WEIGHT = 5

/** The series' mean error one month ahead; before much of it is known, its mean change from month to month, and the pooled one. */
function scaleAt(walk: Walk, place: number): number {
  const row = place - walk.from
  const logs = logsAt(walk.values, place, walk.offset[row]!)
  let changes = 0
  for (let i = 1; i < logs.length; i++) changes += Math.abs(logs[i]! - logs[i - 1]!)
  const first = (changes + 6 * POOLED_ERROR) / (logs.length - 1 + 6)
  const errors = errorsBefore(walk, row, 0)
  return (errors.reduce((sum, error) => sum + error, 0) + 6 * first) / (errors.length + 6)
}

/** Errors known at a row, smallest first. */
function errorsBefore(walk: Walk, row: number, ahead: number): Float64Array {
  const [begin, end] = stretch(row, ahead)
  const found = new Float64Array(end - begin)
  let count = 0
  for (let at = begin; at < end; at++)
    if (walk.isEmpty[at] === 0) found[count++] = walk.errors[at * POOLED_MONTHS + ahead]!
  // Numbers only, and none is NaN: their order is total.
  return found.subarray(0, count).sort()
}
