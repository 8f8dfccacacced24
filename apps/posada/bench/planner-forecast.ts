import { budgets } from '#checks/budgets.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'
import { compareForecasts } from './forecast-comparison.ts'
import { findPublishedFigures, readMonthlySeries } from './monthly-series.ts'

/**
 * Forecasts made at every month of about a hundred published series against the better of last value and same month last year, and
 * how often what came lay in the 80 % interval. No rows where the figures do not lie beside the project.
 */
export function forecastRows(folder = findPublishedFigures()): BenchRow[] {
  if (folder === undefined) return []
  const { errorRatio, coverage } = budgets.forecasts
  return compareForecasts(readMonthlySeries(folder), [1, 3, 6, 12]).flatMap((each) => {
    const id = (what: string) => `forecast ${each.monthsAhead} months ahead: ${what}`
    return [
      atMost(id('scaled error / better naive'), each.scaled, '×', errorRatio),
      atMost(id('geometric mean error / better naive'), each.geometric, '×', errorRatio),
      shown(id('total error / better naive'), each.total, '×'),
      shown(id('error / better naive, middle series'), each.middle, '×'),
      shown(id(`of ${each.series} series below the better naive`), each.seriesBelow, 'series'),
      atLeast(id('in the 80 % interval, at least'), each.coverage, 'share', coverage.from),
      atMost(id('in the 80 % interval, at most'), each.coverage, 'share', coverage.to),
    ]
  })
}
