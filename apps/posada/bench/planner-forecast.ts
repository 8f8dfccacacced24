import { budgets } from '#checks/budgets.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'
import { type Comparison, compareForecasts } from './forecast-comparison.ts'
import { yearsHeld } from './forecast-years.ts'
import { findPublishedFigures, readMonthlySeries } from './monthly-series.ts'

/**
 * Forecasts made at every month of about a hundred published series against the better of last value and same month last year, and
 * how often what came lay in the 80 % interval. No rows where the figures do not lie beside the project.
 */
export function forecastRows(folder = findPublishedFigures()): BenchRow[] {
  if (folder === undefined) return []
  const { coverage } = budgets.forecasts
  const series = readMonthlySeries(folder)
  const { years, held, withoutGround, heldWithoutGround } = yearsHeld(series, 7)
  return [
    ...compareForecasts(series, [1, 3, 6, 12]).flatMap(monthRows),
    atLeast('forecast of a whole year: in the 80 % interval, at least', held / years, 'share', coverage.from),
    atMost('forecast of a whole year: in the 80 % interval, at most', held / years, 'share', coverage.to),
    shown('forecast of a whole year: without ground', withoutGround / years, 'share'),
    shown(
      'forecast of a whole year: in the 80 % interval though without ground',
      heldWithoutGround / withoutGround,
      'share',
    ),
  ]
}

/** Rows of one distance: what is held to a figure, and what is shown beside it. */
export function monthRows(each: Comparison): BenchRow[] {
  const { errorRatio, coverage } = budgets.forecasts
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
}
