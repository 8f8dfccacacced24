import { expect, test } from 'vitest'
import { addMonths } from '#platform/base/plain-date.ts'
import type { Quarter } from './backtest.ts'
import { courseOf, decisionsOf } from './decisions-of-past.ts'
import { rangeOf } from './ranges.ts'

const DAYS = 731

function quarters(each: (i: number) => { decided: number; officers: number | null }, count = 17): Quarter[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ from: addMonths('2010-01-01', 3 * i), applied: 0, withdrawn: 0, waiting: 0 },
    ...each(i),
  }))
}

/** Officers who double and halve from year to year: in each quarter of it other changes, so that there is something to see. */
const unsteady = (i: number) => 40 * (1 + ((i >> 2) % 2)) + i

test('decisions that go with officers are seen to, and those that do not are not', () => {
  const going = decisionsOf(quarters((i) => ({ decided: 12 * unsteady(i), officers: unsteady(i) })))
  expect(rangeOf(going.following).likely).toBeGreaterThan(0.98)
  const staying = decisionsOf(quarters((i) => ({ decided: 600, officers: unsteady(i) })))
  expect(rangeOf(staying.following).likely).toBeLessThan(0.02)
  expect(staying.perMonth).toBeCloseTo(200, 9)
})

test('where officers never changed, how far decisions follow them stays a half, give or take', () => {
  const { following, officers } = decisionsOf(quarters((i) => ({ decided: 600 + (i % 3), officers: 50 })))
  expect(following).toEqual({ low: 0, likely: 0.5, high: 1 })
  expect(officers).toBeCloseTo(50, 9)
})

test('a season is no drift, and a yearly change is one, the less sure the fewer years', () => {
  const seasons = decisionsOf(quarters((i) => ({ decided: 600 + 300 * (i % 4), officers: 50 })))
  expect(rangeOf(seasons.driftPerYear).likely).toBeCloseTo(0.01, 9)
  const halving = (years: number) =>
    decisionsOf(quarters((i) => ({ decided: (i >> 2) % 2 ? 400 : 800, officers: 50 }), 4 * years + 4)).driftPerYear
  const [few, many] = [rangeOf(halving(3)), rangeOf(halving(9))]
  expect(few.likely).toBeCloseTo(Math.log(2), 9)
  expect(many.likely).toBeCloseTo(Math.log(2), 9)
  // Chi-squared at 0.95 and 0.05: 7.815 and 0.352 with 3 degrees of freedom, 16.919 and 3.325 with 9.
  expect(few.low / few.likely).toBeCloseTo(Math.sqrt(3 / 7.815), 3)
  expect(few.high / few.likely).toBeCloseTo(Math.sqrt(3 / 0.3518), 3)
  expect(many.high / many.likely).toBeCloseTo(Math.sqrt(9 / 3.3251), 3)
})

test('only quarters since officers are known without a gap are looked at; four are refused', () => {
  const late = quarters((i) => ({ decided: i < 8 ? 1 : 600, officers: i < 8 ? null : 50 }))
  expect(decisionsOf(late).perMonth).toBeCloseTo(200, 9)
  expect(rangeOf(decisionsOf(late).driftPerYear).likely).toBeCloseTo(0.01, 9)
  expect(() => decisionsOf(quarters(() => ({ decided: 600, officers: 50 }), 4))).toThrow(RangeError)
  expect(() => decisionsOf([])).toThrow(RangeError)
})

test('a course of decisions follows the officers as far as it says, and wanders as far as it says', () => {
  const past = { perMonth: 200, officers: 50, following: 0.5, driftPerYear: 0 }
  const officersOn = (day: number) => (day < 365 ? 50 : 200)
  const still = courseOf(past, { officersOn, days: DAYS, normal: () => 1 })
  expect(still[0]).toBeCloseTo(1, 9)
  expect(still[364]).toBeCloseTo(1, 9)
  expect(still[365]).toBeCloseTo(2, 9)
  // Twelve months have begun with the last day of the first year, each a step of 0.3 / √12.
  const wanders = courseOf({ ...past, driftPerYear: 0.3 }, { officersOn, days: DAYS, normal: () => 1 })
  expect(wanders[364]).toBeCloseTo(Math.exp((12 * 0.3) / Math.sqrt(12)), 9)
  expect(courseOf(past, { officersOn: () => 0, days: 2, normal: () => 0 })[0]).toBeGreaterThan(0)
})
