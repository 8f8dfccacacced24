import { expect, test } from 'vitest'
import { addMonths } from '#platform/base/plain-date.ts'
import { presentIn } from '#platform/simulation/bands.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { nextOf, planFrom, type Quarter, withPace } from './backtest.ts'
import { compile } from './compile.ts'

/** An office whose figures add up: 4 cases an officer and month, 3 in 100 of those waiting withdraw a quarter. */
function quarters(count: number, { unexplained = 0, officers = 50 } = {}): Quarter[] {
  let waiting = 2_000
  return Array.from({ length: count }, (_, i) => {
    const [applied, decided, withdrawn] = [900 + 10 * (i % 4), officers * 12, Math.round(waiting * 0.03)]
    waiting += applied - decided - withdrawn + unexplained
    return { from: addMonths('2010-01-01', 3 * i), applied, decided, withdrawn, waiting, officers }
  })
}

test('a plan from quarters has the pace, the withdrawals and what stock and flow miss each other by', () => {
  const { officers, correctionPerMonth, tracks, startsOn } = planFrom(quarters(13, { unexplained: 30 }), 2)
  expect(startsOn).toBe('2013-04-01')
  expect(officers.now).toBe(50)
  expect(officers.casesPerMonth).toBeCloseTo(4, 9)
  for (const found of Object.values(correctionPerMonth)) expect(found).toBeCloseTo(10, 9)
  expect(tracks[0]!.arrivals.history).toHaveLength(39)
  expect(tracks[0]!.arrivals.history![2]).toEqual({ month: '2010-03', value: 300 })
  const { low, likely, high } = tracks[0]!.withdrawalPerYear as { low: number; likely: number; high: number }
  expect(low).toBeLessThan(likely)
  expect(likely).toBeCloseTo(1 - Math.exp(-0.12), 1)
  expect(high).toBeGreaterThan(likely)
})

test('years without officers or stock are not fitted, and fewer than two are refused', () => {
  const missing = quarters(17).map((quarter, i) => (i < 6 ? { ...quarter, officers: null, decided: 1 } : quarter))
  expect(planFrom(missing, 1).officers.casesPerMonth).toBeCloseTo(4, 9)
  expect(() => planFrom(quarters(8), 1)).toThrow(RangeError)
  expect(() => planFrom([], 1)).toThrow(RangeError)
  expect(() =>
    planFrom(
      quarters(13).map((each) => ({ ...each, waiting: null })),
      1,
    ),
  ).toThrow(RangeError)
})

test('the range of a next value is that of Student t: 1, 2, 3 gives 2 ± 2.92 · √(4/3)', () => {
  const half = 2.91998558 * Math.sqrt(4 / 3)
  const amounts = nextOf([1, 2, 3], 'amounts') as { low: number; likely: number; high: number }
  expect(amounts.low).toBeCloseTo(2 - half, 5)
  expect(amounts.likely).toBe(2)
  expect(amounts.high).toBeCloseTo(2 + half, 5)
  const ratios = nextOf([Math.E, Math.E ** 2, Math.E ** 3], 'ratios', 100) as { low: number; high: number }
  expect(ratios.low).toBeCloseTo(Math.exp(2 - half), 4)
  expect(ratios.high).toBe(100)
})

test('half the pace from one day on decides half as much', () => {
  const plan = planFrom(quarters(13), 1)
  const { flow, pending } = compile(plan, 7, 0)
  const after = (factorOn: (day: number) => number) => {
    const factors = Float64Array.from({ length: flow.days }, (_, day) => factorOn(day))
    const run = runCohort(withPace(flow, factors), { seed: 7, replication: 0 })
    return presentIn(run, pending).at(-1)!
  }
  const [all, half] = [after(() => 1), after((day) => (day < 183 ? 1 : 0.5))]
  // The work of 25 officers fewer for 6 months; of the 600 more that wait, a few have withdrawn.
  expect(half - all).toBeGreaterThan(540)
  expect(half - all).toBeLessThan(650)
})
