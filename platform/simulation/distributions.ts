import type { RunKey } from './flow.ts'
import { exp, log, logFactorial, normalQuantile, pow } from './functions.ts'
import { type Chance, chanceOf, purposes, uniform, uniformAgain } from './random.ts'

/** How many units of one kind of arrival come on a day, Poisson of this mean: the same number in both engines. */
export const arrivalsOfDay = (key: RunKey, arrivalIndex: number, day: number, mean: number): number =>
  mean > 0 ? poisson(chanceOf(key), day, purposes.arrivals, arrivalIndex, mean) : 0

/** Exponential with mean 1. */
export const exponential = (chance: Chance, entity: number, purpose: number, visit: number): number =>
  -log(uniform(chance, entity, purpose, visit))

/** Standard normal by inversion: one number each, and rising with it, so that worlds which share their chance stay together. */
export const normal = (chance: Chance, entity: number, purpose: number, visit: number): number =>
  normalQuantile(uniform(chance, entity, purpose, visit))

/** Gamma of this shape and scale 1 (Marsaglia and Tsang 2000; below shape 1 by their note: shape + 1, times U^(1/shape)). */
export const gamma = (chance: Chance, entity: number, purpose: number, visit: number, shape: number): number =>
  gammaFrom(chance, uniform(chance, entity, purpose, visit), shape)

/** The same, when its first uniform number has been drawn. */
export function gammaFrom(chance: Chance, first: number, shape: number): number {
  // The sum of two exponentials, the most usual shape.
  if (shape === 2) return -log(first * uniformAgain(chance))
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3
  const c = 1 / (3 * Math.sqrt(d))
  for (let u = first; ; u = uniformAgain(chance)) {
    const x = normalQuantile(u)
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const accept = uniformAgain(chance)
    const square = x * x
    if (accept < 1 - 0.0331 * square * square || log(accept) < 0.5 * square + d * (1 - v + log(v)))
      return shape < 1 ? d * v * pow(uniformAgain(chance), 1 / shape) : d * v
  }
}

/**
 * Poisson of this mean: below 10 by adding up probabilities, above by transformed rejection (Hörmann 1993, "The transformed
 * rejection method for generating Poisson random variables", PTRS). Exact up to rounding.
 */
export function poisson(chance: Chance, entity: number, purpose: number, visit: number, mean: number): number {
  if (!(mean > 0)) return 0
  const first = uniform(chance, entity, purpose, visit)
  if (mean < 10) {
    let left = first
    let probability = exp(-mean)
    let count = 0
    while (left > probability && count < MOST_OF_A_SMALL_MEAN) {
      left -= probability
      count++
      probability *= mean / count
    }
    return count
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const surely = 0.9277 - 3.6224 / (b - 2)
  const logMean = log(mean)
  for (let u = first - 0.5; ; u = uniformAgain(chance) - 0.5) {
    const v = uniformAgain(chance)
    const side = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / side + b) * u + mean + 0.43)
    if (side >= 0.07 && v <= surely) return count
    if (count < 0 || (side < 0.013 && v > side)) continue
    if (log((v * inverseAlpha) / (a / (side * side) + b)) <= count * logMean - mean - logFactorial(count)) return count
  }
}

/**
 * How many of `trials` succeed: where fewer than 10 are expected by adding up probabilities, else by transformed rejection
 * (Hörmann 1993, "The generation of binomial random variates", BTRS). Exact up to rounding.
 */
export function binomial(
  chance: Chance,
  entity: number,
  purpose: number,
  visit: number,
  trials: number,
  share: number,
): number {
  if (!(trials > 0) || !(share > 0)) return 0
  if (share >= 1) return trials
  const first = uniform(chance, entity, purpose, visit)
  // The rarer of the two outcomes is counted; the number used stays on the side where more means more.
  if (share > 0.5) return trials - rarer(chance, 1 - first, trials, 1 - share)
  return rarer(chance, first, trials, share)
}

function rarer(chance: Chance, first: number, trials: number, share: number): number {
  const odds = share / (1 - share)
  if (trials * share < 10) {
    let left = first
    let probability = exp(trials * log(1 - share))
    let count = 0
    while (left > probability && count < trials) {
      left -= probability
      probability *= (odds * (trials - count)) / (count + 1)
      count++
      if (probability < 1e-300) break
    }
    return count
  }
  const spread = Math.sqrt(trials * share * (1 - share))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * share
  const centre = trials * share + 0.5
  const surely = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * spread
  const mode = Math.floor((trials + 1) * share)
  const logOdds = log(odds)
  const atMode = logFactorial(mode) + logFactorial(trials - mode)
  for (let u = first - 0.5; ; u = uniformAgain(chance) - 0.5) {
    const v = uniformAgain(chance)
    const side = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / side + b) * u + centre)
    if (side >= 0.07 && v <= surely) return count
    if (count < 0 || count > trials) continue
    const ratio = atMode - logFactorial(count) - logFactorial(trials - count) + (count - mode) * logOdds
    if (log((v * alpha) / (a / (side * side) + b)) <= ratio) return count
  }
}

/** A Poisson number of mean 10 goes beyond this less than once in 10^80. */
const MOST_OF_A_SMALL_MEAN = 150
