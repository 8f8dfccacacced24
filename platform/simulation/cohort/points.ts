import type { Spread } from '../flow.ts'
import { pointsOf } from '../spreads.ts'

/** Equally likely whole days that stand for a time, with the same mean. */
export const pointDays = (lasts: Spread, count: number): Int32Array => wholeDays(scaledPoints(lasts, count))

/** A time twice as long has the same points twice as far, so those of one form are worked out once and not in every replication. */
function scaledPoints({ form, mean, scv }: Spread, count: number): Float64Array {
  const key = `${form} ${scv} ${count}`
  let points = pointsOfMeanOne.get(key)
  if (!points) {
    if (pointsOfMeanOne.size >= KNOWN_MAX) pointsOfMeanOne.clear()
    points = pointsOf({ form, mean: 1, scv }, count)
    pointsOfMeanOne.set(key, points)
  }
  return points.map((point) => point * mean)
}

const pointsOfMeanOne = new Map<string, Float64Array>()
const KNOWN_MAX = 64

/** Rounded so that the sum, and with it the mean, changes by less than one day in all. */
function wholeDays(points: Float64Array): Int32Array {
  let sum = 0
  let whole = 0
  return Int32Array.from(points, (point) => {
    sum += point
    const here = Math.min(DAYS_MAX, Math.max(0, Math.round(sum - whole)))
    whole += here
    return here
  })
}
/** Beyond any run. */
const DAYS_MAX = 1e9
