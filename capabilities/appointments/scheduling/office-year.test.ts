import { expect, test } from 'vitest'
import { officeYear } from './office-year.ts'
import { agedPriority } from './problem.ts'

const OFFICE = { weeks: 52, officers: 24, passedOverMax: 4 }

test('an office over a year: nobody is passed over beyond the cap, and no language waits much longer than another', () => {
  for (const seed of [1, 2]) {
    const year = officeYear(seed, { ...OFFICE, isFair: true })
    console.info('a fair year', year)
    expect(year.heard).toBeGreaterThan(8_000)
    expect(year.noShows).toBeGreaterThan(500)
    expect(year.moves).toBeGreaterThan(100)
    expect(year.passedOverMost).toBeLessThanOrEqual(OFFICE.passedOverMax)
    expect(year.ratio).toBeLessThanOrEqual(1.25)
  }
})

test('without cap and ageing the same year breaks both: the test notices', () => {
  const year = officeYear(1, { ...OFFICE, isFair: false })
  console.info('an unfair year', year)
  expect(year.passedOverMost).toBeGreaterThan(OFFICE.passedOverMax)
  expect(year.ratio).toBeGreaterThan(1.25)
})

test('whoever waited as long as a plan counts twice, and every day counts', () => {
  expect([0, 1, 5, 12].map((days) => agedPriority(2, days, 5))).toEqual([2, 2.4, 4, 6.8])
  expect(agedPriority(2, -3, 5)).toBe(2)
})
