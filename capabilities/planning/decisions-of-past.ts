import { exp, gammaShare, log } from '#platform/simulation/functions.ts'
import type { Quarter } from './backtest.ts'
import type { Quantity } from './quantity.ts'
import { valueIn, Z95 } from './ranges.ts'
import { wandering } from './wandering.ts'

/** How an office's decisions have moved, from the quarters whose officers are known: what a plan says of those to come. */
export type DecisionsOfPast = {
  /** Cases decided a month over the last four quarters, and the officers there were (geometric means). */
  perMonth: number
  officers: number
  /** By how much decisions follow officers: 1, each one more decides as many as the others; 0, the office decides as many as before. */
  following: Quantity
  /** What is left wanders: the standard deviation of its logarithm after a year. */
  driftPerYear: Quantity
}

/**
 * Decisions = level · officers^following, and the logarithm of the level is a random walk (the local level model: Harvey, *Forecasting,
 * Structural Time Series Models and the Kalman Filter*, 1989, ch. 2). Both are read off changes from one quarter to the same of the
 * next year, so that seasons fall out; such changes overlap, hence four of them count as one.
 * @param past oldest first; the officers of the newest five and more are known, else RangeError
 */
export function decisionsOf(past: readonly Quarter[]): DecisionsOfPast {
  const known = past
    .slice(past.findLastIndex(({ officers }) => officers === null) + 1)
    .map(({ decided, officers }) => ({ decided: log(Math.max(1, decided) / 3), officers: log(officers!) }))
  if (known.length <= 4) throw new RangeError('the officers of five quarters are needed')
  const changes = known.slice(4).map((now, i) => ({
    decided: now.decided - known[i]!.decided,
    officers: now.officers - known[i]!.officers,
  }))
  const following = followingOf(changes)
  // One year alone gives a range without end.
  const years = Math.max(2, changes.length / 4)
  const drift = Math.sqrt(
    Math.max(
      squared(DRIFT_MIN),
      meanOf(changes.map((change) => squared(change.decided - following.likely * change.officers))),
    ),
  )
  const newest = known.slice(-4)
  return {
    perMonth: exp(meanOf(newest.map(({ decided }) => decided))),
    officers: exp(meanOf(newest.map(({ officers }) => officers))),
    following,
    driftPerYear: {
      low: drift * Math.sqrt(years / chiSquared(years, 0.95)),
      likely: drift,
      high: drift * Math.sqrt(years / chiSquared(years, 0.05)),
    },
  }
}

/**
 * One course of an office's decisions: as a multiple of those of the last year, by day.
 * @param normal standard normal numbers of a field and month, independent
 */
export function courseOf(
  past: DecisionsOfPast,
  { officersOn, days, normal }: { officersOn: (day: number) => number; days: number; normal: Normals },
): Float64Array {
  const following = Math.min(1, Math.max(0, valueIn(past.following, normal('decisions.following', 0))))
  const drift = valueIn(past.driftPerYear, normal('decisions.driftPerYear', 0))
  return wandering(drift, days, (month) => normal('decisions.wandered', month)).map(
    (level, day) => level * exp(following * log(Math.max(1e-6, officersOn(day) / past.officers))),
  )
}

type Normals = (path: string, month: number) => number

/**
 * Least squares through the origin, with what is known before any quarter is seen: between 0 and 1, most likely (0.5 ± 0.5, a normal
 * distribution). Where officers hardly changed, that is what remains.
 */
function followingOf(changes: readonly { decided: number; officers: number }[]) {
  const sum = (of: (change: (typeof changes)[number]) => number) => changes.reduce((all, each) => all + of(each), 0)
  const square = sum(({ officers }) => officers * officers)
  const product = sum(({ officers, decided }) => officers * decided)
  const slope = square > 0 ? product / square : 0
  const rest = sum(({ officers, decided }) => squared(decided - slope * officers)) / Math.max(1, changes.length - 1)
  // Four overlapping changes tell as much as one; a perfect fit is no certainty.
  const information = square / 4 / Math.max(rest, squared(DRIFT_MIN))
  const weight = information + 1 / squared(PRIOR.spread)
  const likely = within((information * slope + PRIOR.mean / squared(PRIOR.spread)) / weight)
  const half = Z95 / Math.sqrt(weight)
  return { low: within(likely - half), likely, high: within(likely + half) }
}

/** Half of it, give or take half. */
const PRIOR = { mean: 0.5, spread: 0.5 }
/** No office decides the same number year after year to a hundredth. */
const DRIFT_MIN = 0.01

const squared = (value: number) => value * value
const within = (share: number) => Math.min(1, Math.max(0, share))
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The value below which a chi-squared number lies with this probability. */
function chiSquared(degrees: number, probability: number): number {
  let [low, high] = [0, 100 + 10 * degrees]
  for (let halved = 0; halved < HALVINGS; halved++) {
    const middle = (low + high) / 2
    if (gammaShare(degrees / 2, middle / 2) < probability) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** To twelve figures and more. */
const HALVINGS = 50
