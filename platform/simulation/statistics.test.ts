import { expect, test } from 'vitest'
import { withControls } from './control-variates.ts'
import {
  batchMeans,
  interval,
  meanOf,
  pairedDifference,
  percentileOf,
  sectionedPercentile,
  timeAverage,
  tQuantile,
} from './statistics.ts'

test('t quantiles are those of the printed tables', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2; the last decimals from closed forms for 1 and 2 degrees.
  const table = [
    [0.975, 1, 12.7062047],
    [0.975, 2, 4.3026527],
    [0.95, 3, 2.353],
    [0.975, 10, 2.228],
    [0.995, 29, 2.756],
    [0.95, 60, 1.671],
    [0.999, 100, 3.174],
    [0.975, 5_000, 1.96],
  ] as const
  for (const [probability, degrees, value] of table)
    expect(Math.abs(tQuantile(probability, degrees) - value)).toBeLessThan(degrees < 3 ? 1e-6 : 6e-4)
  expect(tQuantile(0.1, 7)).toBe(-tQuantile(0.9, 7))
  expect(tQuantile(1, 7)).toBeNaN()
})

test('mean, interval and paired difference of a few numbers worked out by hand', () => {
  const estimate = meanOf([2, 4, 4, 6])
  expect(estimate).toEqual({ mean: 4, standardError: Math.sqrt(8 / 3 / 4), degreesOfFreedom: 3 })
  const { low, high } = interval(estimate, 0.9)
  expect((low + high) / 2).toBeCloseTo(4, 12)
  expect((high - low) / 2).toBeCloseTo(2.3534 * 0.8165, 3)
  expect(pairedDifference([1, 2, 3], [2, 4, 6]).mean).toBe(2)
  expect(pairedDifference([1, 2, 3], [11, 12, 13]).standardError).toBe(0)
})

test('time averages weigh by time; percentiles lie between neighbours; batches leave the odd start out', () => {
  expect(timeAverage([0, 1, 4], [10, 0, 6], 5)).toBe(16 / 5)
  expect(percentileOf([1, 2, 3, 10], 0.5)).toBe(2.5)
  expect(percentileOf([], 0.5)).toBeNaN()
  expect(batchMeans([100, 1, 3, 5, 7], 2)).toEqual(meanOf([2, 6]))
})

test('intervals of 95 % hold the truth in about 95 of 100 cases, also with controls and for percentiles', () => {
  const draw = numbers(7)
  const held = { mean: 0, controlled: 0, percentile: 0 }
  const errors = { mean: 0, controlled: 0 }
  const rounds = 300
  for (let round = 0; round < rounds; round++) {
    const control = Array.from({ length: 20 }, () => draw() + draw() + draw() - 1.5)
    const values = control.map((each) => 5 + 3 * each + draw() - 0.5)
    const plain = meanOf(values)
    const sharp = withControls([control, control.map((each) => 2 * each)], 20)(values)
    const groups = Array.from({ length: 12 }, () => Float64Array.from({ length: 25 }, draw))
    held.mean += isWithin(plain, 5)
    held.controlled += isWithin(sharp, 5)
    held.percentile += isWithin(sectionedPercentile(groups, 0.9), 0.9)
    errors.mean += plain.standardError
    errors.controlled += sharp.standardError
  }
  // Four standard errors of a share of 300: 0.95 ± 0.05.
  for (const count of Object.values(held)) expect(Math.abs(count / rounds - 0.95)).toBeLessThan(0.05)
  expect(errors.controlled).toBeLessThan(errors.mean / 3)
})

test('controls add no bias where values depend on them by more than a straight line', () => {
  const draw = numbers(11)
  const rounds = 600
  const offs: number[] = []
  let errors = 0
  for (let round = 0; round < rounds; round++) {
    const controls = Array.from({ length: 8 }, () => Array.from({ length: 32 }, () => normal(draw)))
    const [one, other] = controls
    const values = one!.map((each, i) => 5 * each + each * each + other![i]! * other![i]! - 2 + 0.3 * normal(draw))
    const { mean, standardError } = withControls(controls, 32)(values)
    offs.push(mean)
    errors += (standardError * standardError) / rounds
  }
  // Weights from all values would pull the mean by a quarter of its spread; four errors of that mean are 0.16.
  const { mean, standardError } = meanOf(offs)
  const spread = standardError * Math.sqrt(rounds)
  expect(Math.abs(mean) / spread).toBeLessThan(0.16)
  expect(Math.sqrt(errors) / spread).toBeGreaterThan(0.9)
  expect(Math.sqrt(errors) / spread).toBeLessThan(1.15)
})

test('a control of what rarely happens does not explain away the values in which it did', () => {
  const draw = numbers(5)
  const rounds = 400
  const offs = Array.from({ length: rounds }, () => {
    const values = Array.from({ length: 64 }, () => normal(draw))
    // What happens only where a value is large, either way equally often.
    const rare = values.map((each) => (each > 1.8 ? draw() - 0.5 : 0))
    const { mean, standardError } = withControls([rare], 64)(values)
    return { mean, error: mean / standardError }
  })
  expect(Math.abs(meanOf(offs.map(({ error }) => error)).mean)).toBeLessThan(0.2)
  expect(Math.max(...offs.map(({ error }) => Math.abs(error)))).toBeLessThan(4.5)
})

/** About normal: the sum of twelve (Irwin and Hall). */
const normal = (draw: () => number): number => Array.from({ length: 12 }, draw).reduce((sum, each) => sum + each, -6)

const isWithin = (estimate: ReturnType<typeof meanOf>, truth: number) => {
  const { low, high } = interval(estimate, 0.95)
  return Number(low <= truth && truth <= high)
}

/** Evenly spread numbers from 0 to 1, good enough for a test of statistics (Park and Miller 1988). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 16_807) % 2_147_483_647
    return state / 2_147_483_647
  }
}
