import { exp, normalQuantile } from '#platform/simulation/functions.ts'
import type { Forecast } from './forecast.ts'

/**
 * One equally likely course of the coming months: arrivals by month, 1 ahead first, each path as a whole as uncertain as its months.
 *
 * An error lasts: of the variance of what a month is off by, about nine tenths is a level that wanders from month to month, the rest is the
 * month's own (on the pooled series errors 1 and 12 months ahead correlate at 0.30, 6 and 12 at 0.55; this gives 0.26 and 0.63).
 * Far errors are more frequent than a normal distribution has them, hence `farther`. The 10th, 50th and 90th percentiles of the paths
 * are those of the forecast.
 * @param u independent uniform numbers in (0, 1) by index from 0; two for each month
 */
export function arrivalsPath(forecast: Forecast, u: (index: number) => number): Float64Array {
  const { center, halfWidth, offset } = forecast
  let wandering = 0
  return center.map((value, i) => {
    wandering += normalQuantile(u(2 * i))
    const own = normalQuantile(u(2 * i + 1))
    const standard = (Math.sqrt(LASTING) * wandering) / Math.sqrt(i + 1) + Math.sqrt(1 - LASTING) * own
    return Math.max(0, exp(value + (farther(standard) * halfWidth[i]!) / TENTH) - offset)
  })
}

const LASTING = 0.89
/** A standard normal is within ± this four times in five. */
const TENTH = 1.2815515655446004

/**
 * A standard normal drawn to the tails of the pooled errors: unchanged at 0 and at the 10th and 90th percentile; 50, 90, 95 and 99 % of
 * absolute errors lie below 0.65, 1.99, 2.58 and 4.20, and this gives 0.58, 1.85, 2.46 and 4.08.
 */
function farther(standard: number): number {
  const within = Math.min(FARTHEST, Math.max(-FARTHEST, standard))
  return within * (1 + 0.117 * (within * within - TENTH * TENTH))
}

const FARTHEST = 2.6
