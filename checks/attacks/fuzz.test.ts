import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { fuzzServer } from './fuzz.ts'
import { quantile } from './measure.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 30 })
})
afterAll(() => t.close())

test('whatever is sent to any address, the server answers soon, never with a fault, and keeps no memory of it', {
  timeout: 60_000,
}, async () => {
  const { rejections, wrong, memoryGrowth, statuses } = await fuzzServer(t, { cases: 3_000, seed: 1 })
  expect(wrong).toEqual([])
  console.log(statuses, quantile(rejections, 0.5), quantile(rejections, 0.99), memoryGrowth / 2 ** 20)
  expect(quantile(rejections, 0.5)).toBeLessThan(100)
  expect(quantile(rejections, 0.99)).toBeLessThan(1_000)
  expect(memoryGrowth).toBeLessThan(64 * 2 ** 20)
  // Were most of it refused at the door, nothing behind would have been tried.
  expect(statuses[200]).toBeGreaterThan(rejections.length / 20)
})
