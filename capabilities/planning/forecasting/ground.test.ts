import { expect, test } from 'vitest'
import { forecastMonths } from './forecast.ts'
import { groundSentence } from './ground.ts'

const wavy = (months: number) => Array.from({ length: months }, (_, i) => 1000 + ((i * 37) % 100))
const groundOf = (history: number[]) => forecastMonths(history, 6).ground

test('four years of the usual give ground', () => {
  expect(groundOf(wavy(48))).toEqual({ isGiven: true, reasons: [] })
})

test('a year and a half does not', () => {
  expect(groundOf(wavy(18)).reasons).toEqual([{ kind: 'short', months: 18 }])
})

test('a newest year in which nobody came does not, and nobody is forecast', () => {
  const history = [...wavy(36), ...Array.from({ length: 12 }, () => 0)]
  expect(groundOf(history).isGiven).toBe(false)
  expect(groundOf(history).reasons.map(({ kind }) => kind)).toContain('empty-year')
  const never = forecastMonths(
    Array.from({ length: 36 }, () => 0),
    12,
  )
  expect(never.p50.every((value) => value < 1e-9)).toBe(true)
  expect(never.ground.isGiven).toBe(false)
})

test('a month far above or below all before is a jump, and so is one two months ago', () => {
  expect(groundOf([...wavy(48), 5000]).reasons).toEqual([{ kind: 'jump', monthsBack: 1, isAbove: true }])
  expect(groundOf([...wavy(48), 100, 1000]).reasons).toEqual([{ kind: 'jump', monthsBack: 2, isAbove: false }])
})

test('a fall within all that was ever seen, but far outside what was expected, is told', () => {
  const fallen = [...Array.from({ length: 12 }, (_, i) => 100 + i), ...wavy(60), 150]
  expect(groundOf(fallen).reasons).toEqual([{ kind: 'outside-band', monthsBack: 1, isAbove: false }])
})

test('each reason is one sentence', () => {
  const reasons = [
    { kind: 'short', months: 14 },
    { kind: 'empty-year' },
    { kind: 'jump', monthsBack: 1, isAbove: true },
    { kind: 'outside-band', monthsBack: 3, isAbove: false },
  ] as const
  for (const reason of reasons) expect(groundSentence(reason)).toMatch(/^[A-Z][^.]*\.$/)
  expect(groundSentence(reasons[2])).toContain('The newest month lies far above')
})
