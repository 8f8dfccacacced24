import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { fuzzServer } from './fuzz.ts'
import { quantile } from './measure.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 300 })
})
afterAll(() => t.close())

const CASES = Number(process.env.POSADA_SOAK_CASES || 1_000_000)
const SEED = Number(process.env.POSADA_SOAK_SEED || 1_000_000)

test('a million strange requests: no fault, soon refused, no memory kept', { timeout: 3 * 3_600_000 }, async () => {
  const { rejections, wrong, memoryGrowth, statuses, slowest, busyOnce } = await fuzzServer(t, {
    cases: CASES,
    seed: SEED,
  })
  console.log({ cases: CASES, statuses, p99: quantile(rejections, 0.99), slowest, busyOnce, memoryGrowth })
  expect(wrong).toEqual([])
  expect(busyOnce).toBeLessThan(10)
  expect(quantile(rejections, 0.5)).toBeLessThan(100)
  expect(quantile(rejections, 0.99)).toBeLessThan(100)
  expect(memoryGrowth).toBeLessThan(64 * 2 ** 20)
})
