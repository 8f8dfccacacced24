import { forecastsOf, lastingOf, methods, seen } from '#capabilities/planning/forecasting/methods.ts'
import { LASTING_PLACES, POOLED_MONTHS } from '#capabilities/planning/forecasting/pooled.ts'
import { logsAt, offsetAt, walkThrough } from '#capabilities/planning/forecasting/walk.ts'
import type { MonthlySeries } from './monthly-series.ts'

/** From here on a place counts: two years are known, and they had this many a month. */
export const PLACE_FROM = 24
export const isCounted = (values: Float64Array, place: number): boolean =>
  values.subarray(place - 24, place).reduce((sum, value) => sum + value, 0) >= 24 * 20

/**
 * What many series say about methods (`pooled.ts` is this, typed): `ratio[group][method][ahead − 1]`, the error of each method as a ratio to
 * that of the last value, on the logarithmic scale, as a geometric mean over the series.
 */
export const pooledRatios = (series: MonthlySeries[]): number[][][] =>
  LASTING_PLACES.map((_, group) =>
    ratiosWhere(series, (lasting) => LASTING_BORDERS.findIndex((border) => lasting < border) === group),
  )

/** Between the groups. */
const LASTING_BORDERS = [-0.25, 0, Number.POSITIVE_INFINITY]

function ratiosWhere(series: MonthlySeries[], isMeant: (lasting: number) => boolean): number[][] {
  const logRatios = methods.map(() => Array.from({ length: POOLED_MONTHS }, (): number[] => []))
  for (const { values } of series) {
    const sums = methods.map(() => new Float64Array(POOLED_MONTHS))
    const counts = new Float64Array(POOLED_MONTHS)
    for (let place = PLACE_FROM; place < values.length; place++) {
      if (!isCounted(values, place)) continue
      const shift = offsetAt(values, place)
      const known = seen(logsAt(values, place, shift))
      if (!isMeant(lastingOf(known))) continue
      const each = forecastsOf(known, POOLED_MONTHS)
      for (let ahead = 0; ahead < POOLED_MONTHS && place + ahead < values.length; ahead++) {
        counts[ahead]! += 1
        const actual = Math.log(values[place + ahead]! + shift)
        methods.forEach((_, m) => {
          sums[m]![ahead]! += Math.abs(actual - each[m * POOLED_MONTHS + ahead]!)
        })
      }
    }
    for (let ahead = 0; ahead < POOLED_MONTHS; ahead++)
      if (counts[ahead]! >= 12)
        methods.forEach((_, m) => {
          const mean = (at: number) => sums[at]![ahead]! / counts[ahead]! + 1e-3
          logRatios[m]![ahead]!.push(Math.log(mean(m) / mean(0)))
        })
  }
  return logRatios.map((byAhead) => byAhead.map(geometricMean))
}

/**
 * The 80th percentile of the combination's error by month ahead, as a multiple of the mean error one month ahead, and that mean error itself:
 * geometric means over the series.
 */
export function pooledWidths(series: MonthlySeries[]): { growth: number[]; error: number } {
  const logGrowth = Array.from({ length: POOLED_MONTHS }, (): number[] => [])
  const logErrors: number[] = []
  for (const { values } of series) {
    const { errors, from } = walkThrough(values)
    const at = (ahead: number) => {
      const found: number[] = []
      for (let place = PLACE_FROM; place + ahead < values.length; place++)
        if (isCounted(values, place)) found.push(errors[(place - from) * POOLED_MONTHS + ahead]!)
      return found.toSorted((a, b) => a - b)
    }
    const first = at(0)
    if (first.length < 12) continue
    const mean = first.reduce((sum, error) => sum + error, 0) / first.length
    logErrors.push(Math.log(mean))
    for (let ahead = 0; ahead < POOLED_MONTHS; ahead++) {
      const found = at(ahead)
      if (found.length >= 24) logGrowth[ahead]!.push(Math.log(found[Math.floor(0.8 * found.length)]! / mean))
    }
  }
  return { growth: logGrowth.map(geometricMean), error: geometricMean(logErrors) }
}

const geometricMean = (logs: number[]): number => Math.exp(logs.reduce((sum, each) => sum + each, 0) / logs.length)
