import { gammaFrom } from './distributions.ts'
import type { Spread } from './flow.ts'
import { exp, gammaShare, log, normalQuantile, normalShare } from './functions.ts'
import { type Chance, uniform, uniformAgain } from './random.ts'

/** A `Spread` with what its draws need worked out once. */
export type PreparedSpread = {
  form: 0 | 1 | 2 | 3 | 4
  mean: number
  /** Gamma: shape. Lognormal: mean of the logarithm. Hyperexponential: share of the first phase. */
  first: number
  /** Gamma: scale. Lognormal: standard deviation of the logarithm. Hyperexponential: mean of the first phase. */
  second: number
  /** Hyperexponential: mean of the second phase. */
  third: number
}

export const FORM = { FIXED: 0, EXPONENTIAL: 1, GAMMA: 2, LOGNORMAL: 3, HYPEREXPONENTIAL: 4 } as const
const { FIXED, EXPONENTIAL, GAMMA, LOGNORMAL, HYPEREXPONENTIAL } = FORM

/** Throws where the mean is no number above or at 0, or the form cannot have that variation. */
export function prepareSpread({ form, mean, scv }: Spread): PreparedSpread {
  if (!(mean >= 0 && mean < Number.POSITIVE_INFINITY))
    throw new Error(`mean of a ${form} time is ${mean}, not 0 or more`)
  if (!(scv >= 0 && scv < Number.POSITIVE_INFINITY)) throw new Error(`scv of a ${form} time is ${scv}, not 0 or more`)
  const of = (code: PreparedSpread['form'], first = 0, second = 0, third = 0) => ({
    form: code,
    mean,
    first,
    second,
    third,
  })
  if (form === 'fixed' || mean === 0 || (scv === 0 && form !== 'exponential' && form !== 'hyperexponential'))
    return of(FIXED)
  if (form === 'exponential' || (form === 'gamma' && scv === 1)) return of(EXPONENTIAL)
  if (form === 'gamma') return of(GAMMA, 1 / scv, mean * scv)
  if (form === 'lognormal') {
    const variance = log(1 + scv)
    return of(LOGNORMAL, log(mean) - variance / 2, Math.sqrt(variance))
  }
  if (scv < 1) throw new Error(`scv of a hyperexponential time is ${scv}, not 1 or more`)
  // Balanced means (Whitt 1982): each phase carries half of the mean.
  const share = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2
  return of(HYPEREXPONENTIAL, share, mean / (2 * share), mean / (2 * (1 - share)))
}

export const drawSpread = (
  spread: PreparedSpread,
  chance: Chance,
  entity: number,
  purpose: number,
  visit: number,
): number => (spread.form === FIXED ? spread.mean : spreadFrom(spread, chance, uniform(chance, entity, purpose, visit)))

/** The same, when its first uniform number has been drawn. */
export function spreadFrom(spread: PreparedSpread, chance: Chance, u: number): number {
  switch (spread.form) {
    case FIXED:
      return spread.mean
    case EXPONENTIAL:
      return -log(u) * spread.mean
    case GAMMA:
      return gammaFrom(chance, u, spread.first) * spread.second
    case LOGNORMAL:
      return exp(spread.first + spread.second * normalQuantile(u))
    case HYPEREXPONENTIAL:
      // What is left of the number within its phase is uniform again.
      return u < spread.first
        ? -log(u / spread.first) * spread.second
        : -log((1 - u) / (1 - spread.first)) * spread.third
  }
}

/**
 * What is left of a time that is under way when looked at by chance: a uniform part of one drawn in proportion to its length
 * (Cox, *Renewal Theory*, 5.2 and 5.4).
 */
export function residualFrom(spread: PreparedSpread, chance: Chance, u: number): number {
  switch (spread.form) {
    case FIXED:
      return u * spread.mean
    case EXPONENTIAL:
      return -log(u) * spread.mean
    case GAMMA: {
      const longer = gammaFrom(chance, u, spread.first + 1) * spread.second
      return longer * uniformAgain(chance)
    }
    case LOGNORMAL: {
      const longer = exp(spread.first + spread.second * (normalQuantile(u) + spread.second))
      return longer * uniformAgain(chance)
    }
    case HYPEREXPONENTIAL:
      // Means are balanced, so time is spent in either phase equally often; what is left of an exponential is one.
      return u < 0.5 ? -log(2 * u) * spread.second : -log(2 * (1 - u)) * spread.third
  }
}

/**
 * Equally likely points that stand for a time: the mean of each of `count` slices of equal probability, in order. Their mean is that
 * of the time; their variance is less, by what lies within the slices.
 */
export function pointsOf(spread: Spread, count: number): Float64Array {
  const prepared = prepareSpread(spread)
  const points = new Float64Array(count)
  let below = 0
  for (let i = 0; i < count; i++) {
    const upTo = i === count - 1 ? prepared.mean : massBelow(prepared, quantileOf(prepared, (i + 1) / count))
    points[i] = (upTo - below) * count
    below = upTo
  }
  return prepared.form === FIXED ? points.fill(prepared.mean) : points
}

/** The time that this share stays below, by halving until nothing changes. */
export function quantileOf(spread: PreparedSpread, probability: number): number {
  if (spread.form === FIXED) return spread.mean
  if (spread.form === EXPONENTIAL) return -log(1 - probability) * spread.mean
  if (spread.form === LOGNORMAL) return exp(spread.first + spread.second * normalQuantile(probability))
  let low = 0
  let high = spread.mean
  while (shareBelow(spread, high) < probability && high < spread.mean * 1e9) high *= 2
  for (let step = 0; step < 200 && low < high; step++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (shareBelow(spread, middle) < probability) low = middle
    else high = middle
  }
  return high
}

function shareBelow(spread: PreparedSpread, x: number): number {
  if (spread.form === GAMMA) return gammaShare(spread.first, x / spread.second)
  return spread.first * (1 - exp(-x / spread.second)) + (1 - spread.first) * (1 - exp(-x / spread.third))
}

/** Expected value of the time where it is below x, and 0 elsewhere. */
function massBelow(spread: PreparedSpread, x: number): number {
  switch (spread.form) {
    case FIXED:
      return 0
    case EXPONENTIAL:
      return exponentialMass(spread.mean, x)
    case GAMMA:
      return spread.mean * gammaShare(spread.first + 1, x / spread.second)
    case LOGNORMAL:
      return spread.mean * normalShare((log(x) - spread.first) / spread.second - spread.second)
    case HYPEREXPONENTIAL:
      return spread.first * exponentialMass(spread.second, x) + (1 - spread.first) * exponentialMass(spread.third, x)
  }
}

const exponentialMass = (mean: number, x: number): number => mean * (1 - exp(-x / mean) * (1 + x / mean))
