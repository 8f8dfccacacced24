import { expect, test } from 'vitest'
import type { Quarter } from '#capabilities/planning/backtest.ts'
import { addMonths } from '#platform/base/plain-date.ts'
import { backtestRows, intervalScore, yearEnds } from './planner-backtest.ts'

const quarters: Quarter[] = Array.from({ length: 48 }, (_, i) => ({
  ...{ from: addMonths('2010-01-01', 3 * i), applied: 300 + (i % 4), decided: 250 + (i % 5), withdrawn: 20 },
  ...{ waiting: 1_000 + 30 * i, officers: 20 },
}))

test('without the published figures the back-test says so', () => {
  const rows = backtestRows(() => {}, '/nowhere')
  expect(rows.map(({ id }) => id)).toEqual(['back-test: no reference data'])
})

test('a plan knows nothing that came after its origin, but the officers where it is given them', () => {
  const other = quarters.map((quarter) =>
    quarter.from < '2020' ? quarter : { ...quarter, decided: 9, applied: 9, officers: 5 },
  )
  const plan = (of: readonly Quarter[], officers: 'real' | 'kept') => yearEnds(of, officers, 3, undefined, [2019])
  const kept = plan(quarters, 'kept')
  expect(kept.map(({ year, real }) => [year, real])).toEqual([
    [2020, 2_290],
    [2021, 2_410],
  ])
  expect(plan(other, 'kept')).toEqual(kept)
  expect(plan(quarters, 'real')).toEqual(kept)
  expect(plan(other, 'real')[1]!.p50).toBeGreaterThan(kept[1]!.p50)
})

test('a band is charged its width, and twenty times what it missed by', () => {
  const band = { origin: 2019, year: 2020, p5: 80, p50: 100, p95: 120 }
  expect(intervalScore({ ...band, real: 100 })).toBeCloseTo(0.4)
  expect(intervalScore({ ...band, real: 125 })).toBeCloseTo((40 + 100) / 125)
  expect(intervalScore({ ...band, real: 50 })).toBeCloseTo((40 + 600) / 50)
})
