import { exp } from '#platform/simulation/functions.ts'
import { type Ground, groundOf } from './ground.ts'
import { forecastsOf, type Method, methods, seen } from './methods.ts'
import { POOLED_MONTHS } from './pooled.ts'
import { combined, logsAt, PLACE_MIN, walkThrough, widthsAt } from './walk.ts'

/** What is expected for the coming months, 1 ahead first. Counts as they were given, in persons or whatever they count. */
export type Forecast = {
  /** Half of the future months should be below `p50`, a tenth below `p10`, a tenth above `p90`. Ordered, never negative. */
  p10: Float64Array
  p50: Float64Array
  p90: Float64Array
  /** The same on the logarithmic scale: log(count + offset) is around `center`, within ± `halfWidth` four times in five. */
  center: Float64Array
  halfWidth: Float64Array
  offset: number
  /** Shares of the methods in it, largest first, mean over the months; together 1. */
  shares: { method: Method; share: number }[]
  ground: Ground
}

/**
 * Arrivals of the coming months from those of the past, by a combination of methods whose weights come from rolling-origin tests
 * on this series' own past and on a pool of others (`pooled.ts`), never from the newest months alone.
 * @param history counts by month, oldest first, without gaps; `MONTHS_MIN` at least, finite, ≥ 0 (else `RangeError`)
 * @param horizon months ahead, 1 to `HORIZON_MAX`
 */
export function forecastMonths(history: ArrayLike<number>, horizon: number): Forecast {
  const values = Float64Array.from(history)
  if (values.length < MONTHS_MIN) throw new RangeError(`a forecast needs ${MONTHS_MIN} months`)
  if (!values.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new RangeError('counts are finite and at least 0')
  if (!(Number.isInteger(horizon) && horizon >= 1 && horizon <= HORIZON_MAX))
    throw new RangeError(`the horizon is 1 to ${HORIZON_MAX} months`)

  const walk = walkThrough(values)
  const offset = walk.offset.at(-1)!
  const each = forecastsOf(seen(logsAt(values, walk.to, offset)), horizon)
  const center = combined(each, walk.weights, horizon)
  const halfWidth = further(widthsAt(walk, walk.to), horizon)
  const counted = (value: number) => Math.max(0, exp(value) - offset)
  return {
    p10: center.map((value, i) => counted(value - halfWidth[i]!)),
    p50: center.map(counted),
    p90: center.map((value, i) => counted(value + halfWidth[i]!)),
    ...{ center, halfWidth, offset },
    shares: sharesOf(walk.weights, horizon),
    ground: groundOf(walk),
  }
}

export const MONTHS_MIN = PLACE_MIN
export const HORIZON_MAX = 60

/** Beyond the pooled months an interval grows as for a sum of independent steps, which is the honest side: series wander no faster. */
function further(widths: Float64Array, horizon: number): Float64Array {
  const last = widths.at(-1)!
  return Float64Array.from({ length: horizon }, (_, i) =>
    i < POOLED_MONTHS ? widths[i]! : last * Math.sqrt((i + 1) / POOLED_MONTHS),
  )
}

function sharesOf(weights: Float64Array, horizon: number): Forecast['shares'] {
  const months = Math.min(horizon, POOLED_MONTHS)
  return methods
    .map((method, i) => ({
      method,
      share:
        weights.subarray(i * POOLED_MONTHS, i * POOLED_MONTHS + months).reduce((sum, each) => sum + each, 0) / months,
    }))
    .toSorted((a, b) => b.share - a.share || methods.indexOf(a.method) - methods.indexOf(b.method))
}
