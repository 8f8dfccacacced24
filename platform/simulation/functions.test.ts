import { expect, test } from 'vitest'
import { exp, gammaShare, log, logFactorial, logGamma, normalQuantile, normalShare, pow } from './functions.ts'
import { chanceOf, uniform } from './random.ts'

const chance = chanceOf({ seed: 6, replication: 1 })
const off = (value: number, truth: number) => Math.abs(value / truth - 1)

test('our own logarithm, exponential and power are those of this machine to the last digits', () => {
  let [worstLog, worstExp, worstPow] = [0, 0, 0]
  for (let i = 0; i < 20_000; i++) {
    const x = Math.exp((uniform(chance, i, 32, 0) - 0.5) * 1_400)
    const near = 1 + (uniform(chance, i, 32, 1) - 0.5) / 1_000
    const y = (uniform(chance, i, 32, 2) - 0.5) * 1_400
    worstLog = Math.max(worstLog, off(log(x), Math.log(x)), off(log(near), Math.log(near)))
    worstExp = Math.max(worstExp, off(exp(y), Math.exp(y)))
    worstPow = Math.max(worstPow, off(pow(x, 0.3), x ** 0.3))
  }
  expect(worstLog).toBeLessThan(1e-15)
  expect(worstExp).toBeLessThan(1e-15)
  expect(worstPow).toBeLessThan(1e-13)
  expect([log(1), log(0), log(-1), exp(0), exp(-800), exp(800), pow(3, 0)]).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    1,
    0,
    Number.POSITIVE_INFINITY,
    1,
  ])
})

test('the special functions are those of the tables', () => {
  // scipy 1.17: stats.norm.ppf, special.gammainc, stats.norm.cdf, special.gammaln.
  expect(off(normalQuantile(0.975), 1.959963984540054)).toBeLessThan(1e-14)
  expect(off(normalQuantile(1e-10), -6.361340902404056)).toBeLessThan(1e-14)
  expect(off(normalQuantile(1e-300), -37.0470964)).toBeLessThan(1e-8)
  expect(off(gammaShare(2.5, 3), 0.6937810815867212)).toBeLessThan(1e-13)
  expect(off(gammaShare(0.5, 0.01), 0.11246291601828491)).toBeLessThan(1e-13)
  expect(off(gammaShare(50, 70), 0.994859497541494)).toBeLessThan(1e-13)
  expect(off(normalShare(1.96), 0.9750021048517795)).toBeLessThan(1e-14)
  expect(off(logGamma(7.3), 7.147892523022255)).toBeLessThan(1e-13)
  expect(off(logFactorial(1_000_000), 12815518.384658169)).toBeLessThan(1e-14)
  for (const n of [2, 63, 64, 65, 170]) expect(off(logFactorial(n), logGamma(n + 1))).toBeLessThan(1e-13)
})
