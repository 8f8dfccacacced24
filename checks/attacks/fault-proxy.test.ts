import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { runSessions } from './fault-proxy.ts'
import { faults } from './fault-proxy-server.ts'

let t: TestWorld
let server: Awaited<ReturnType<TestWorld['serve']>>
beforeAll(async () => {
  t = await testWorld({ people: 20 })
  server = await t.serve()
})
afterAll(async () => {
  await server.stop()
  await t.close()
})

test('behind a network that drops, delays, flips and pretends, every household arrives once and no false receipt is believed', {
  timeout: 120_000,
}, async () => {
  const { wrong, seen, sent } = await runSessions(t, server.url, { sessions: 100, seed: 7 })
  expect(wrong).toEqual([])
  expect(sent).toBeGreaterThan(100)
  expect(faults.filter((fault) => !seen[fault])).toEqual([])
})
