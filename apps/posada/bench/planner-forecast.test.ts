import { expect, test } from 'vitest'
import { compareForecasts } from './forecast-comparison.ts'
import { findPublishedFigures, readMonthlySeries } from './monthly-series.ts'
import { monthRows } from './planner-forecast.ts'

const folder = findPublishedFigures()

test.skipIf(!folder)(
  'forecasts err less than last value and last year, and four of five months lie in their interval',
  () => {
    const rows = compareForecasts(readMonthlySeries(folder!), [1, 3, 6, 12]).flatMap(monthRows)
    expect(rows).toHaveLength(28)
    expect(rows.filter(({ pass }) => !pass)).toEqual([])
  },
)
