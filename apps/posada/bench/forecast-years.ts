import { forecastMonths } from '#capabilities/planning/forecasting/forecast.ts'
import { arrivalsPath } from '#capabilities/planning/forecasting/paths.ts'
import { chanceOf, purposes, uniform } from '#platform/simulation/random.ts'
import { isCounted, PLACE_FROM } from './forecast-pool.ts'
import type { MonthlySeries } from './monthly-series.ts'

/** How often what came in a whole year lay between the 10th and 90th percentile of drawn paths, with and without ground for the forecast. */
export type YearsHeld = { years: number; held: number; withoutGround: number; heldWithoutGround: number }

export function yearsHeld(series: MonthlySeries[], everyMonths: number): YearsHeld {
  const tally: YearsHeld = { years: 0, held: 0, withoutGround: 0, heldWithoutGround: 0 }
  for (const { values } of series)
    for (let place = PLACE_FROM; place + 12 <= values.length; place += everyMonths) {
      if (!isCounted(values, place)) continue
      const forecast = forecastMonths(values.subarray(0, place), 12)
      const sums = Float64Array.from({ length: PATHS }, (_, replication) => {
        // Another seed each time: the error of so few paths must not be the same in all years.
        const chance = chanceOf({ seed: tally.years, replication })
        return sumOf(arrivalsPath(forecast, (index) => uniform(chance, index, purposes.free, 0)))
      }).sort()
      const came = sumOf(values.subarray(place, place + 12))
      const isHeld = came >= sums[PATHS / 10 - 1]! && came <= sums[PATHS - PATHS / 10]! ? 1 : 0
      tally.years++
      tally.held += isHeld
      if (forecast.ground.isGiven) continue
      tally.withoutGround++
      tally.heldWithoutGround += isHeld
    }
  return tally
}

const PATHS = 200

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
