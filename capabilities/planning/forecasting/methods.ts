import { phaseOf, seasonOf } from './season.ts'

/**
 * Every method the combination is made of, on the logarithm of a month's count: each is a level, what it does from there, and
 * a season. The ways of smoothing have fixed constants; which of them a series trusts is learnt from its past (`walk.ts`).
 *
 * Sources: simple exponential smoothing and damped trend as in Hyndman and Athanasopoulos, "Forecasting: principles and
 * practice", 3rd ed., 8.1 and 8.2; theta as smoothing with half the slope of the straight line (Hyndman and Billah 2003).
 */
export const methods = [
  'last-value',
  'same-month-last-year',
  'seasonal-last-value',
  'smoothed-30',
  'smoothed-50',
  'smoothed-70',
  'smoothed-85',
  'damped-trend-slow',
  'damped-trend-quick',
  'theta',
] as const
export type Method = (typeof methods)[number]

/** Only so many of the newest months are looked at by any method: older ones describe another time. */
export const MEMORY_MONTHS = 60

/** The newest months on the logarithmic scale, oldest first, 12 to `MEMORY_MONTHS` of them: as they were, their season, and the rest. */
export type Seen = { logs: Float64Array; season: Float64Array; level: Float64Array }

export function seen(logs: Float64Array): Seen {
  const season = seasonOf(logs)
  return { logs, season, level: logs.map((value, i) => value - season[phaseOf(i, logs.length)]!) }
}

/**
 * How much a change lasts: the correlation of a month's change with that of the month before. Chance in single months pulls it to −½ (what
 * went up comes down again), a pure random walk has 0, a movement that goes on is above.
 */
export function lastingOf({ level }: Seen): number {
  let product = 0
  let square = 0
  for (let i = 1; i < level.length; i++) {
    const change = level[i]! - level[i - 1]!
    square += change * change
    if (i > 1) product += change * (level[i - 1]! - level[i - 2]!)
  }
  return square > 0 ? product / square : 0
}

/**
 * Forecasts of all methods: `[method * horizon + month ahead − 1]`, on the scale of `logs`.
 */
export function forecastsOf({ logs, season, level }: Seen, horizon: number): Float64Array {
  const newest = logs.at(-1)!
  const result = new Float64Array(methods.length * horizon)
  const slow = damped(level, { alpha: 0.9, beta: 0.15, phi: 0.7 })
  const quick = damped(level, { alpha: 1, beta: 0.2, phi: 0.5 })
  const lasting = smoothed(level, 0.7)
  const halfSlope = slopeOf(level) / 2
  const smooth = [smoothed(level, 0.3), smoothed(level, 0.5), lasting, smoothed(level, 0.85)]
  let slowTrend = 0
  let quickTrend = 0
  let slowDamping = 1
  let quickDamping = 1
  for (let ahead = 1; ahead <= horizon; ahead++) {
    const seasonal = season[(ahead - 1) % 12]!
    slowDamping *= 0.7
    quickDamping *= 0.5
    slowTrend += slowDamping * slow.trend
    quickTrend += quickDamping * quick.trend
    let at = ahead - 1
    const put = (value: number) => {
      result[at] = value
      at += horizon
    }
    put(newest)
    put(logs[logs.length - 12 + ((ahead - 1) % 12)]!)
    put(level.at(-1)! + seasonal)
    for (const value of smooth) put(value + seasonal)
    put(slow.level + slowTrend + seasonal)
    put(quick.level + quickTrend + seasonal)
    // A straight line does not go on for ever: half of it, for a year.
    put(lasting + halfSlope * Math.min(ahead, 12) + seasonal)
  }
  return result
}

function smoothed(values: Float64Array, alpha: number): number {
  let level = values[0]!
  for (const value of values) level += alpha * (value - level)
  return level
}

function damped(values: Float64Array, { alpha, beta, phi }: { alpha: number; beta: number; phi: number }) {
  let level = values[0]!
  let trend = 0
  for (let i = 1; i < values.length; i++) {
    const expected = level + phi * trend
    const error = values[i]! - expected
    level = expected + alpha * error
    trend = phi * trend + alpha * beta * error
  }
  return { level, trend }
}

/** Of the straight line with least squares through the newest three years, per month. */
function slopeOf(values: Float64Array): number {
  const recent = values.subarray(Math.max(0, values.length - 36))
  const middle = (recent.length - 1) / 2
  let product = 0
  let square = 0
  for (let i = 0; i < recent.length; i++) {
    product += (i - middle) * recent[i]!
    square += (i - middle) * (i - middle)
  }
  return product / square
}
