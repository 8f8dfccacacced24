import { take, takeZeros } from '../memory'

/*
 * Days from birth to entry, counted by whole days for each group and for all together, one period at a time. Percentiles are those of the
 * sum with a further time that is one of `lag`, equally likely; within a day all moments are alike.
 */

let counts: usize = 0
let bins: i32 = 0
let groups: i32 = 0
let lag: usize = 0
let lags: i32 = 0
let longest: i32 = 0
let waits: usize = 0
let periods: i32 = 0

/** `ofGroups` without the one of all. Returns where the further times are to be put. */
export function createFigures(ofGroups: i32, ofBins: i32, ofPeriods: i32, ofLags: i32): usize {
  groups = ofGroups + 1
  bins = ofBins
  periods = ofPeriods
  lags = ofLags
  lag = take((<u64>lags) << 3)
  counts = takeZeros((<u64>groups * bins) << 3)
  waits = take((<u64>groups * periods * WAIT_FIGURES) << 3)
  for (let i = 0; i < groups * periods * WAIT_FIGURES; i++) store<f64>(waits + ((<usize>i) << 3), NaN)
  longest = 0
  return lag
}

/** What is said of each group and period: as `waits` of `FlowRun`. */
export function waitFigures(): usize {
  return waits
}

export function noteEntered(group: i32, days: i32, count: f64): void {
  const bin = days < 0 ? 0 : days >= bins ? bins - 1 : days
  if (bin > longest) longest = bin
  addAt(group * bins + bin, count)
  addAt((groups - 1) * bins + bin, count)
}

/** Writes the figures of a period and begins the next. */
export function closePeriod(period: i32): void {
  const last = longest + 1
  for (let group = 0; group < groups; group++) {
    const from = group * bins
    let count: f64 = 0
    let sum: f64 = 0
    for (let bin = 0; bin < last; bin++) {
      const here = countAt(from + bin)
      count += here
      sum += here * (f64(bin) + 0.5)
      // From here on: how many waited less than bin + 1.
      store<f64>(counts + ((<usize>(from + bin)) << 3), count)
    }
    const at = waits + ((<usize>((group * periods + period) * WAIT_FIGURES)) << 3)
    store<f64>(at, count)
    store<f64>(at, count > 0 ? sum / count + meanLag() : NaN, 8)
    store<f64>(at, count > 0 ? percentile(from, last, 0.1 * count) : NaN, 16)
    store<f64>(at, count > 0 ? percentile(from, last, 0.5 * count) : NaN, 24)
    store<f64>(at, count > 0 ? percentile(from, last, 0.9 * count) : NaN, 32)
    memory.fill(counts + ((<usize>from) << 3), 0, (<usize>last) << 3)
  }
  longest = 0
}

function percentile(from: i32, last: i32, below: f64): f64 {
  let low: f64 = 0
  let high = f64(last) + lagAt(lags - 1)
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    let sum: f64 = 0
    for (let k = 0; k < lags; k++) sum += until(from, last, middle - lagAt(k))
    if (sum < below * f64(lags)) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** How many waited less than this, once counts have been summed up. */
function until(from: i32, last: i32, days: f64): f64 {
  if (days <= 0) return 0
  const bin = i32(days)
  const upTo = countAt(from + min(bin, last - 1))
  if (bin >= last) return upTo
  const before = bin === 0 ? 0 : countAt(from + bin - 1)
  return before + (upTo - before) * (days - f64(bin))
}

function meanLag(): f64 {
  let sum: f64 = 0
  for (let i = 0; i < lags; i++) sum += lagAt(i)
  return sum / f64(lags)
}

function lagAt(i: i32): f64 {
  return load<f64>(lag + ((<usize>i) << 3))
}

function countAt(i: i32): f64 {
  return load<f64>(counts + ((<usize>i) << 3))
}

function addAt(i: i32, count: f64): void {
  store<f64>(counts + ((<usize>i) << 3), countAt(i) + count)
}

const WAIT_FIGURES: i32 = 5
/** From some thousand days to a thousandth of one. */
const HALVINGS: i32 = 24
