import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { replayHouseholds } from './replays.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

const REQUESTS = 100_000
const REQUESTS_A_HOUSEHOLD = 7

test('100,000 requests sent again: one effect, one receipt, and erased stays erased', {
  timeout: 3 * 3_600_000,
}, async () => {
  const households = Math.ceil(REQUESTS / REQUESTS_A_HOUSEHOLD)
  const { sent, wrong } = await replayHouseholds(t, { households, seed: 1_000 })
  console.log({ sent })
  expect(wrong).toEqual([])
  expect(sent).toBeGreaterThanOrEqual(REQUESTS)
})
