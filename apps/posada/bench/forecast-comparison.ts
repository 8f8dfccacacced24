import { POOLED_MONTHS } from '#capabilities/planning/forecasting/pooled.ts'
import { walkThrough, widthsAt } from '#capabilities/planning/forecasting/walk.ts'
import { exp } from '#platform/simulation/functions.ts'
import { isCounted, PLACE_FROM } from './forecast-pool.ts'
import type { MonthlySeries } from './monthly-series.ts'

/** How forecasts made at every month of the past did so many months ahead, against the better of last value and same month last year. */
export type Comparison = {
  monthsAhead: number
  /** Mean absolute error, each series by its own mean change from month to month (as the MASE of Hyndman and Koehler 2006). */
  scaled: number
  /** Geometric mean over the series of mean absolute errors. */
  geometric: number
  /** Sum of absolute errors in persons: the largest series decide. */
  total: number
  /** The median over the series of the ratio to the better of both on that series. */
  middle: number
  /** Series on which it was below the better of both there. */
  seriesBelow: number
  series: number
  /** Share of the months within their 80 % interval. */
  coverage: number
  forecasts: number
}

export function compareForecasts(series: MonthlySeries[], monthsAhead: number[]): Comparison[] {
  const tallies = monthsAhead.map(
    (): Tally => ({ scaled: [0, 0, 0], total: [0, 0, 0], means: [], within: 0, forecasts: 0 }),
  )
  for (const { values } of series) addSeries(values, monthsAhead, tallies)
  return tallies.map((tally, i) => summed(tally, monthsAhead[i]!))
}

/** Forecast, last value, same month last year. */
type Three = [number, number, number]
type Tally = { scaled: Three; total: Three; means: Three[]; within: number; forecasts: number }

function addSeries(values: Float64Array, monthsAhead: number[], tallies: Tally[]): void {
  const walk = walkThrough(values)
  const sums = monthsAhead.map((): { three: Three; count: number } => ({ three: [0, 0, 0], count: 0 }))
  for (let place = PLACE_FROM; place < values.length; place++) {
    if (!isCounted(values, place)) continue
    const row = place - walk.from
    const widths = widthsAt(walk, place)
    const scale = meanChange(values.subarray(Math.max(0, place - 60), place))
    monthsAhead.forEach((ahead, i) => {
      const month = place + ahead - 1
      if (month >= values.length) return
      const at = row * POOLED_MONTHS + ahead - 1
      const said = Math.max(0, exp(walk.median[at]!) - walk.offset[row]!)
      const three = [said, values[place - 1]!, values[month - 12]!].map((each) =>
        Math.abs(each - values[month]!),
      ) as Three
      const tally = tallies[i]!
      three.forEach((error, which) => {
        tally.scaled[which]! += error / scale
        tally.total[which]! += error
        sums[i]!.three[which]! += error
      })
      tally.forecasts++
      sums[i]!.count++
      if (walk.errors[at]! <= widths[ahead - 1]!) tally.within++
    })
  }
  sums.forEach(({ three, count }, i) => {
    if (count >= 6) tallies[i]!.means.push(three.map((sum) => sum / count) as Three)
  })
}

const meanChange = (values: Float64Array): number => {
  let sum = 0
  for (let i = 1; i < values.length; i++) sum += Math.abs(values[i]! - values[i - 1]!)
  return Math.max(1, sum / (values.length - 1))
}

function summed({ scaled, total, means, within, forecasts }: Tally, monthsAhead: number): Comparison {
  const geometric = [0, 1, 2].map((which) =>
    Math.exp(means.reduce((sum, three) => sum + Math.log(Math.max(1e-9, three[which]!)), 0) / means.length),
  ) as Three
  const ratios = means.map(againstBetter).toSorted((a, b) => a - b)
  return {
    monthsAhead,
    scaled: againstBetter(scaled),
    geometric: againstBetter(geometric),
    total: againstBetter(total),
    middle: ratios[Math.floor(ratios.length / 2)]!,
    seriesBelow: ratios.filter((ratio) => ratio < 1).length,
    series: ratios.length,
    coverage: within / forecasts,
    forecasts,
  }
}

const againstBetter = ([said, last, year]: Three): number => said / Math.max(1e-9, Math.min(last, year))
