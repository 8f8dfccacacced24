import { expect, test } from 'vitest'
import { chanceOf, purposes, uniform } from '#platform/simulation/random.ts'
import { forecastMonths } from './forecast.ts'
import { arrivalsPath } from './paths.ts'

const history = Array.from({ length: 60 }, (_, i) => 1000 + 300 * Math.sin(i / 3) + ((i * 7919) % 200))
const forecast = forecastMonths(history, 12)
const paths = Array.from({ length: 4_000 }, (_, replication) =>
  arrivalsPath(forecast, (index) => uniform(chanceOf({ seed: 6, replication }), index, purposes.free, 0)),
)
const at = (values: number[], share: number) => values.toSorted((a, b) => a - b)[Math.floor(share * values.length)]!

test('a path whose chances are all one half is the middle of the forecast', () => {
  const middle = arrivalsPath(forecast, () => 0.5)
  middle.forEach((value, i) => {
    expect(value).toBeCloseTo(forecast.p50[i]!, 6)
  })
})

test('of 4,000 paths a tenth lies below, a tenth above the interval, in each month', () => {
  for (const month of [0, 5, 11]) {
    const values = paths.map((path) => path[month]!)
    // Three standard errors of a share of a tenth are 1.4 points.
    expect(values.filter((value) => value < forecast.p10[month]!).length / 4_000).toBeCloseTo(0.1, 1)
    expect(values.filter((value) => value > forecast.p90[month]!).length / 4_000).toBeCloseTo(0.1, 1)
    expect(Math.abs(at(values, 0.5) / forecast.p50[month]! - 1)).toBeLessThan(0.03)
  }
})

test('an error lasts: the sum of a year is far less certain than if months were thrown apart', () => {
  const sumOf = (path: ArrayLike<number>) => Array.from(path).reduce((sum, value) => sum + value, 0)
  const together = paths.map(sumOf)
  const apart = paths.map((_, i) =>
    sumOf(Array.from({ length: 12 }, (__, month) => paths[(i + month * 317) % 4_000]![month]!)),
  )
  const width = (sums: number[]) => at(sums, 0.9) - at(sums, 0.1)
  expect(width(together)).toBeGreaterThan(1.8 * width(apart))
})

test('the same chances give the same path, and no path is negative', () => {
  const again = arrivalsPath(forecast, (index) =>
    uniform(chanceOf({ seed: 6, replication: 7 }), index, purposes.free, 0),
  )
  expect(Array.from(again)).toEqual(Array.from(paths[7]!))
  const few = forecastMonths([0, 0, 3, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 1], 12)
  for (const share of [1e-9, 0.01, 0.99]) expect(arrivalsPath(few, () => share).every((value) => value >= 0)).toBe(true)
})
