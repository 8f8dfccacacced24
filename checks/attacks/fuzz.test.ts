import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { fuzzServer } from './fuzz.ts'
import { fuzzReaders, throwBombs } from './fuzz-readers.ts'
import { memoryInUse, quantile } from './measure.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 30 })
})
afterAll(() => t.close())

test('whatever is sent to any address, the server answers soon, never with a fault, and keeps no memory of it', {
  timeout: 60_000,
}, async () => {
  const { reached, targets, rejections, wrong, memoryGrowth } = await fuzzServer(t, { cases: 2_000, seed: 1 })
  expect(wrong).toEqual([])
  expect(quantile(rejections, 0.5)).toBeLessThan(100)
  expect(quantile(rejections, 0.99)).toBeLessThan(1_000)
  expect(memoryGrowth).toBeLessThan(64 * 2 ** 20)
  // Were it all refused at the door, nothing behind would have been tried.
  expect(reached.size).toBeGreaterThan(targets / 2)
})

test('what readers of cards, invitations, lists, codes and files cannot read they say so, and believe nothing spoilt', async () => {
  const { wrong, took } = await fuzzReaders({ cases: 4_000, seed: 1 })
  expect(wrong).toEqual([])
  expect(
    quantile(
      took.map(({ ms }) => ms),
      0.999,
    ),
  ).toBeLessThan(100)
})

test('a few bytes never cost much: bombs of depth, length, columns and packing', async () => {
  const before = memoryInUse()
  const { wrong, took } = await throwBombs()
  expect(wrong).toEqual([])
  expect(took.filter(({ ms }) => ms > 1_000)).toEqual([])
  expect(memoryInUse() - before).toBeLessThan(64 * 2 ** 20)
})
