import { draw, fraction } from './chance'
import { exp, log, logFactorial, normalQuantile } from './functions'

// The distributions of `../distributions.ts`, by the same steps and to the same bits; see there. A test holds one against the other.

/** Which replication of which seed. */
let key0: u32 = 0
let key1: u32 = 0
/** The words drawn last: what takes several numbers draws them from these. */
let words: u64 = 0

export function setKey(seed: i32, replication: i32): void {
  key0 = seed
  key1 = replication
}

export function uniform(entity: i32, purpose: i32, visit: i32): f64 {
  words = draw(key0, key1, entity, (purpose << 26) | (visit & 0x3ffffff))
  return fraction(words)
}

function uniformAgain(): f64 {
  words = draw(~key0, key1, u32(words >>> 32), u32(words))
  return fraction(words)
}

export function normal(entity: i32, purpose: i32, visit: i32): f64 {
  return normalQuantile(uniform(entity, purpose, visit))
}

export function poisson(entity: i32, purpose: i32, visit: i32, mean: f64): f64 {
  if (!(mean > 0)) return 0
  const first = uniform(entity, purpose, visit)
  if (mean < 10) {
    let left = first
    let probability = exp(-mean)
    let count: f64 = 0
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
  let u = first - 0.5
  while (true) {
    const v = uniformAgain()
    const side = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / side + b) * u + mean + 0.43)
    if (side >= 0.07 && v <= surely) return count
    if (count >= 0 && !(side < 0.013 && v > side)) {
      const under = log((v * inverseAlpha) / (a / (side * side) + b))
      if (under <= count * logMean - mean - logFactorial(count)) return count
    }
    u = uniformAgain() - 0.5
  }
}

export function binomial(entity: i32, purpose: i32, visit: i32, trials: f64, share: f64): f64 {
  if (!(trials > 0) || !(share > 0)) return 0
  if (share >= 1) return trials
  const first = uniform(entity, purpose, visit)
  if (share > 0.5) return trials - rarer(1 - first, trials, 1 - share)
  return rarer(first, trials, share)
}

function rarer(first: f64, trials: f64, share: f64): f64 {
  const odds = share / (1 - share)
  if (trials * share < 10) {
    let left = first
    let probability = exp(trials * log(1 - share))
    let count: f64 = 0
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
  let u = first - 0.5
  while (true) {
    const v = uniformAgain()
    const side = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / side + b) * u + centre)
    if (side >= 0.07 && v <= surely) return count
    if (count >= 0 && count <= trials) {
      const ratio = atMode - logFactorial(count) - logFactorial(trials - count) + (count - mode) * logOdds
      if (log((v * alpha) / (a / (side * side) + b)) <= ratio) return count
    }
    u = uniformAgain() - 0.5
  }
}

const MOST_OF_A_SMALL_MEAN: f64 = 150
