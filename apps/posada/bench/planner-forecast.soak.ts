import { expect, test } from 'vitest'
import { POOLED_ERROR, pooledGrowth, pooledRatio } from '#capabilities/planning/forecasting/pooled.ts'
import { pooledRatios, pooledWidths } from './forecast-pool.ts'
import { findPublishedFigures, readMonthlySeries } from './monthly-series.ts'
import { forecastRows } from './planner-forecast.ts'

const folder = findPublishedFigures()

test.skipIf(!folder)('the pooled figures are those of the published series', () => {
  const series = readMonthlySeries(folder!)
  expect(series.length).toBeGreaterThan(90)
  pooledRatios(series).forEach((byMethod, group) => {
    byMethod.forEach((ratios, m) => {
      ratios.forEach((ratio, i) => {
        expect(ratio).toBeCloseTo(pooledRatio[group]![m]![i]!, 3)
      })
    })
  })
  const { growth, error } = pooledWidths(series)
  growth.forEach((each, i) => {
    expect(Math.abs(each - pooledGrowth[i]!)).toBeLessThan(0.02)
  })
  expect(error).toBeCloseTo(POOLED_ERROR, 2)
})

test.skipIf(!folder)('every figure of forecasts is reached, also for whole years', () => {
  const rows = forecastRows()
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter(({ pass }) => !pass)).toEqual([])
})
