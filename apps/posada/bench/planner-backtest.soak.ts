import { expect, test } from 'vitest'
import { findPublishedFigures } from './monthly-series.ts'
import { readQuarters, yearEnds } from './planner-backtest.ts'

const folder = findPublishedFigures()

test.skipIf(!folder)('quarters are read as they were published', () => {
  const quarters = readQuarters(folder!)!
  expect(quarters).toHaveLength(48)
  expect(quarters[0]).toMatchObject({ from: '2010-01-01', applied: 4382, waiting: null, officers: null })
  expect(quarters[19]).toEqual({
    ...{ from: '2014-10-01', applied: 6710, decided: 7197, withdrawn: 649, waiting: 17067, officers: 409 },
  })
  // Months of 2021: 600, 604, 591.
  expect(quarters[47]).toMatchObject({ from: '2021-10-01', waiting: 81_978, officers: 1_795 / 3 })
})

test.skipIf(!folder)(
  'of 25 published year ends, nine of ten lie in the 90 % band, and half of those a year ahead within a quarter',
  () => {
    for (const officers of ['real', 'kept'] as const) {
      const ends = yearEnds(readQuarters(folder!)!, officers, 200)
      expect(ends).toHaveLength(25)
      expect(ends.filter(({ real, p5, p95 }) => real >= p5 && real <= p95).length).toBeGreaterThanOrEqual(23)
      const next = ends.filter(({ origin, year }) => year === origin + 1)
      expect(next.filter(({ real, p50 }) => Math.abs(p50 / real - 1) < 0.25).length).toBeGreaterThanOrEqual(3)
    }
  },
  300_000,
)
