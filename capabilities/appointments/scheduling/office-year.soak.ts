import { expect, test } from 'vitest'
import { officeYear } from './office-year.ts'

test('forty years in two offices: the cap holds, languages wait alike, and without fairness neither does', () => {
  for (const officers of [24, 60]) {
    const years = (isFair: boolean) =>
      Array.from({ length: 20 }, (_, i) => officeYear(i + 1, { weeks: 52, officers, passedOverMax: 4, isFair }))
    const [fair, unfair] = [years(true), years(false)]
    const worst = (of: typeof fair) => ({
      passedOverMost: Math.max(...of.map(({ passedOverMost }) => passedOverMost)),
      ratio: Math.max(...of.map(({ ratio }) => ratio)),
    })
    const sum = (of: (typeof fair)[number][], what: 'heard' | 'moves' | 'noShows') =>
      of.reduce((all, year) => all + year[what], 0)
    console.info({ officers, heard: sum(fair, 'heard'), noShows: sum(fair, 'noShows'), moves: sum(fair, 'moves') })
    console.info({ fair: worst(fair), unfair: worst(unfair) })
    for (const [i, year] of fair.entries()) {
      expect({ seed: i + 1, isWithin: year.passedOverMost <= 4 }).toEqual({ seed: i + 1, isWithin: true })
      expect({ seed: i + 1, isAlike: year.ratio <= 1.25, ratio: year.ratio }).toMatchObject({ isAlike: true })
    }
    expect(unfair.every(({ passedOverMost }) => passedOverMost > 4)).toBe(true)
    expect(unfair.filter(({ ratio }) => ratio > 1.25).length).toBeGreaterThan(10)
  }
})
