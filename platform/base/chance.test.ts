import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChance } from './chance.ts'

test('the same seed brings the same chance, another seed another', () => {
  const ten = (seed: number) => Array.from({ length: 10 }, createChance(seed).next)
  expect(ten(2021)).toEqual(ten(2021))
  expect(ten(2022)).not.toEqual(ten(2021))
})

test('a whole number stays in its range, both ends can come, and a weight of zero never does', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -50, max: 50 }), fc.nat(3), (seed, from, width) => {
      const chance = createChance(seed)
      const drawn = new Set(Array.from({ length: 300 }, () => chance.between(from, from + width)))
      expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: width + 1 }, (_, i) => from + i))
      expect(
        chance.weighted([
          ['never', 0],
          ['always', 3],
          ['never', 0],
        ]),
      ).toBe('always')
    }),
  )
})

test('chance is spread evenly enough for invented people', () => {
  const chance = createChance(7)
  const tenths = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) tenths[Math.floor(chance.next() * 10)]!++
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(400)
})
