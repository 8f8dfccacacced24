import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forecastMonths, HORIZON_MAX } from './forecast.ts'
import { forecastsOf, lastingOf, methods, seen } from './methods.ts'
import { seasonOf } from './season.ts'
import { walkThrough, widthsAt } from './walk.ts'

const steady = (months: number, value = 100) => Array.from({ length: months }, () => value)
/** A year with a peak of twice the rest in one month, again and again. */
const yearly = (years: number) => Array.from({ length: years * 12 }, (_, i) => (i % 12 === 3 ? 200 : 100))
const of = (name: (typeof methods)[number], each: Float64Array, horizon: number) =>
  Array.from(each.subarray(methods.indexOf(name) * horizon, (methods.indexOf(name) + 1) * horizon))

test('methods on two years worked by hand: last value, last year, smoothing, damped trend', () => {
  // 0 for 23 months, then 1: the level of smoothing at 0.7 is 0.7; of the slow trend the level is 0.9, the trend 0.9 · 0.15.
  const logs = Float64Array.from([...steady(23, 0), 1])
  const each = forecastsOf(seen(logs), 13)
  expect(of('last-value', each, 13)).toEqual(steady(13, 1))
  expect(of('same-month-last-year', each, 13)).toEqual([...steady(11, 0), 1, 0])
  expect(of('smoothed-70', each, 13)[0]).toBeCloseTo(0.7, 12)
  expect(of('damped-trend-slow', each, 13)[0]).toBeCloseTo(0.9 + 0.7 * 0.135, 12)
  expect(of('damped-trend-slow', each, 13)[1]).toBeCloseTo(0.9 + (0.7 + 0.49) * 0.135, 12)
})

test('a season that comes back each year is found; one year of it is not yet a season', () => {
  const logs = Float64Array.from(yearly(4), Math.log)
  const season = seasonOf(logs)
  // Four whole years: the first month ahead is the first of the year, the fourth has the peak. log 2 less its share of the mean.
  expect(season[3]).toBeCloseTo((Math.log(2) * 11) / 12, 10)
  expect(season[0]).toBeCloseTo(-Math.log(2) / 12, 10)
  expect(Array.from(seasonOf(logs.subarray(0, 24)))).toEqual(steady(12, 0))
})

test('how much changes last: up and down again below 0, one way above', () => {
  expect(lastingOf(seen(Float64Array.from({ length: 30 }, (_, i) => i % 2)))).toBeCloseTo(-28 / 29, 12)
  expect(lastingOf(seen(Float64Array.from({ length: 30 }, (_, i) => i)))).toBeCloseTo(28 / 29, 12)
  expect(lastingOf(seen(Float64Array.from(steady(30))))).toBe(0)
})

test('chance alone makes no season', () => {
  const noise = Float64Array.from({ length: 60 }, (_, i) => ((i * 7919) % 101) / 101)
  expect(Array.from(seasonOf(noise))).toEqual(steady(12, 0))
})

test('a peak that comes each year is forecast where it comes', () => {
  const { p50, ground } = forecastMonths(yearly(6), 12)
  expect(p50[3]!).toBeGreaterThan(180)
  for (const other of [0, 1, 2, 4, 5, 11]) expect(Math.abs(p50[other]! - 100)).toBeLessThan(8)
  expect(ground).toEqual({ isGiven: true, reasons: [] })
})

test('what never changed is forecast as it was, and closely', () => {
  const { p10, p50, p90 } = forecastMonths(steady(120), 12)
  expect(p50.every((value) => Math.abs(value - 100) < 1e-9)).toBe(true)
  expect(p10[0]!).toBeGreaterThan(95)
  expect(p90[0]!).toBeLessThan(105)
})

test('what was said at a month in the past is what a forecast from that month says: nothing later was looked at', () => {
  const history = Float64Array.from({ length: 90 }, (_, i) => 200 + 80 * Math.sin(i) + ((i * 7919) % 97))
  const walk = walkThrough(history)
  for (const place of [12, 40, 60, 90]) {
    const said = forecastMonths(history.subarray(0, place), 12)
    const row = (place - walk.from) * 12
    expect(Array.from(walk.median.subarray(row, row + 12))).toEqual(Array.from(said.center))
    expect(Array.from(widthsAt(walk, place))).toEqual(Array.from(said.halfWidth))
  }
})

const histories = fc.array(fc.nat(50_000), { minLength: 12, maxLength: 80 })

test('intervals are in order, never negative, and never narrower further ahead', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 1, max: HORIZON_MAX }), (history, horizon) => {
      const { p10, p50, p90, halfWidth, shares } = forecastMonths(history, horizon)
      expect(p50.length).toBe(horizon)
      for (let i = 0; i < horizon; i++) {
        expect(p10[i]! >= 0 && p10[i]! <= p50[i]! && p50[i]! <= p90[i]! && p90[i]! < Number.POSITIVE_INFINITY).toBe(
          true,
        )
        expect(halfWidth[i]!).toBeGreaterThanOrEqual(halfWidth[i - 1] ?? 0)
      }
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    }),
    { numRuns: 60 },
  )
})

test('persons or dozens of persons: the same forecast in another unit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 500, max: 50_000 }), { minLength: 12, maxLength: 70 }), (history) => {
      const persons = forecastMonths(history, 12)
      const dozens = forecastMonths(
        history.map((value) => value / 12),
        12,
      )
      for (const name of ['p10', 'p50', 'p90'] as const)
        persons[name].forEach((value, i) => {
          expect(dozens[name][i]! * 12).toBeCloseTo(value, 4)
        })
    }),
    { numRuns: 40 },
  )
})

test('below a year, infinite or negative counts, or a horizon that is none: refused', () => {
  expect(() => forecastMonths(steady(11), 12)).toThrow(RangeError)
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => forecastMonths([...steady(20), wrong], 12)).toThrow(RangeError)
  for (const horizon of [0, 61, 1.5]) expect(() => forecastMonths(steady(24), horizon)).toThrow(RangeError)
})
