import { expect, test } from 'vitest'
import { takeCohortCore } from './cohort/core.ts'
import { arrivalsOfDay, binomial, exponential, gamma, normal, poisson } from './distributions.ts'
import { takeCore } from './exact/core.ts'
import { exp, log, logFactorial, normalQuantile } from './functions.ts'
import { chanceOf, draw, drawn, uniform, uniformAgain, words } from './random.ts'
import { drawSpread, pointsOf, prepareSpread, quantileOf } from './spreads.ts'

const chance = chanceOf({ seed: 2021, replication: 3 })

test('the generator gives the known answers of its authors', () => {
  // Random123, tests/kat_vectors, lines "threefry2x32 13": counter, key, result.
  const known = [
    [0, 0, 0, 0, 0x9d1c5ec6, 0x8bd50731],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfd36d048, 0x2d17272c],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xba3e4725, 0xf27d669e],
  ] as const
  for (const [counter0, counter1, key0, key1, first, second] of known) {
    draw(key0, key1, counter0, counter1)
    expect([words[0]! >>> 0, words[1]! >>> 0]).toEqual([first, second])
  }
})

test('a number depends on its seed, replication, unit, purpose and visit, and on nothing else', () => {
  const value = uniform(chance, 7, 2, 1)
  uniformAgain(chance)
  expect(uniform(chance, 7, 2, 1)).toBe(value)
  const others = [
    uniform(chanceOf({ seed: 2022, replication: 3 }), 7, 2, 1),
    uniform(chanceOf({ seed: 2021, replication: 4 }), 7, 2, 1),
    uniform(chance, 8, 2, 1),
    uniform(chance, 7, 3, 1),
    uniform(chance, 7, 2, 2),
  ]
  expect(new Set([value, ...others]).size).toBe(6)
  expect(arrivalsOfDay({ seed: 1, replication: 0 }, 2, 30, 61.5)).toBe(
    arrivalsOfDay({ seed: 1, replication: 0 }, 2, 30, 61.5),
  )
})

test('the core of the exact engine draws the same numbers, and its exponential has the bits of the logarithm', () => {
  const { exports } = takeCore()
  for (let i = 0; i < 100_000; i++) {
    draw(7, 9, i, 3)
    const both = exports.draw(7, 9, i, 3)
    if (exports.fraction(both) !== drawn()) expect(exports.fraction(both)).toBe(drawn())
    if (exports.exponential(both) !== -log(drawn())) expect(exports.exponential(both)).toBe(-log(drawn()))
  }
  // Also of the least and the greatest number, and at the steps between.
  for (const [first, second] of [
    [0, 0],
    [0, 1],
    [0, 0x3ffffff],
    [1, 0],
    [0x3ffffff, 0x3ffffff],
  ] as const) {
    words.set([first << 6, second << 6])
    expect(exports.exponential(asOne(first, second))).toBe(-log(drawn()))
    const product = ((first + 0.5) * (second + 0.5)) / 2 ** 52
    expect(exports.erlang2(asOne(first, second))).toBe(-log(product))
  }
})

test('the core of the cohort engine has the same functions and distributions, bit for bit', () => {
  const { exports } = takeCohortCore()
  const given = chanceOf({ seed: 7, replication: 3 })
  exports.setKey(7, 3)
  for (let i = 0; i < 20_000; i++) {
    const u = uniform(given, i, 5, 2)
    const pairs = [
      [exports.uniform(i, 5, 2), u],
      [exports.log(u * 1_000), log(u * 1_000)],
      [exports.exp((u - 0.5) * 1_500), exp((u - 0.5) * 1_500)],
      [exports.logFactorial(i), logFactorial(i)],
      [exports.normalQuantile(u), normalQuantile(u)],
      [exports.normalQuantile(u * 1e-9), normalQuantile(u * 1e-9)],
      [exports.normal(i, 2, 9), normal(given, i, 2, 9)],
      [exports.poisson(i, 0, 3, u * 30), poisson(given, i, 0, 3, u * 30)],
      [exports.binomial(i, 3, 3, i % 300, u), binomial(given, i, 3, 3, i % 300, u)],
    ] as const
    for (const [ours, other] of pairs) if (!Object.is(ours, other)) expect([i, ours]).toEqual([i, other])
  }
})

test('draws have the mean and the variance of their distribution', () => {
  const each = [
    [1, 1, (i: number) => exponential(chance, i, 32, 0)],
    [2, 2, (i: number) => erlang2(i)],
    [0, 1, (i: number) => normal(chance, i, 33, 0)],
    [0.3, 0.3, (i: number) => gamma(chance, i, 34, 0, 0.3)],
    [5, 5, (i: number) => gamma(chance, i, 35, 0, 5)],
    [0.4, 0.4, (i: number) => poisson(chance, i, 36, 0, 0.4)],
    [9.9, 9.9, (i: number) => poisson(chance, i, 37, 0, 9.9)],
    [61, 61, (i: number) => poisson(chance, i, 38, 0, 61)],
    [12_000, 12_000, (i: number) => poisson(chance, i, 39, 0, 12_000)],
    [4, 3.984, (i: number) => binomial(chance, i, 40, 0, 1_000, 0.004)],
    [300, 210, (i: number) => binomial(chance, i, 41, 0, 1_000, 0.3)],
    [900_000, 90_000, (i: number) => binomial(chance, i, 42, 0, 1_000_000, 0.9)],
    [2, 2, (i: number) => drawSpread(prepareSpread({ form: 'gamma', mean: 2, scv: 0.5 }), chance, i, 43, 0)],
    [2, 12, (i: number) => drawSpread(prepareSpread({ form: 'lognormal', mean: 2, scv: 3 }), chance, i, 44, 0)],
    [2, 16, (i: number) => drawSpread(prepareSpread({ form: 'hyperexponential', mean: 2, scv: 4 }), chance, i, 45, 0)],
    [2, 0, (i: number) => drawSpread(prepareSpread({ form: 'fixed', mean: 2, scv: 0 }), chance, i, 46, 0)],
  ] as const
  for (const [mean, variance, value] of each) {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => value(i))
    const average = values.reduce((sum, v) => sum + v, 0) / values.length
    const squares = values.map((v) => (v - average) ** 2)
    const spread = squares.reduce((sum, v) => sum + v, 0) / values.length
    const squaresError = Math.sqrt(squares.reduce((sum, v) => sum + (v - spread) ** 2, 0)) / values.length
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(4 * Math.sqrt(spread / values.length))
    expect(Math.abs(spread - variance)).toBeLessThanOrEqual(4 * squaresError)
  }
})

test('small and large means of counts follow the same probabilities on both sides of the change of method', () => {
  const n = 20_000
  for (const mean of [9.99, 10.01]) {
    const counts = new Float64Array(60)
    for (let i = 0; i < n; i++) counts[poisson(chance, i, 47, 0, mean)]!++
    let probability = Math.exp(-mean)
    let chiSquare = 0
    for (let k = 0; k < 22; k++) {
      if (k >= 2) chiSquare += (counts[k]! - n * probability) ** 2 / (n * probability)
      probability *= mean / (k + 1)
    }
    // 20 cells; 45 is passed by chance once in 800.
    expect(chiSquare).toBeLessThan(45)
  }
})

test('the points that stand for a time have its mean, and half of it lies below its median', () => {
  for (const form of ['exponential', 'gamma', 'lognormal', 'hyperexponential', 'fixed'] as const) {
    const spread = { form, mean: 180, scv: form === 'exponential' ? 1 : form === 'fixed' ? 0 : 2.5 }
    const points = pointsOf(spread, 16)
    expect(points.reduce((sum, point) => sum + point, 0) / 16).toBeCloseTo(180, 8)
    expect(Array.from(points)).toEqual(Array.from(points).toSorted((a, b) => a - b))
    const prepared = prepareSpread(spread)
    const median = quantileOf(prepared, 0.5)
    let below = 0
    for (let i = 0; i < 4_000; i++) if (drawSpread(prepared, chance, i, 48, 0) <= median) below++
    if (form !== 'fixed') expect(Math.abs(below - 2_000)).toBeLessThan(4 * Math.sqrt(1_000))
  }
})

test('a time that cannot be is refused by name', () => {
  expect(() => prepareSpread({ form: 'gamma', mean: -1, scv: 1 })).toThrow('mean of a gamma time is -1')
  expect(() => prepareSpread({ form: 'hyperexponential', mean: 1, scv: 0.5 })).toThrow('not 1 or more')
})

const core = takeCore().exports
const erlang2 = (entity: number) => core.erlang2(core.draw(chance.key0, chance.key1, entity, 34 << 26))
/** Two words as one, of which the last six bits are never looked at. */
const asOne = (first: number, second: number) => (BigInt((first << 6) >>> 0) << 32n) | BigInt((second << 6) >>> 0)
