import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { runSessions } from './fault-proxy.ts'

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

const SESSIONS = Number(process.env.POSADA_SOAK_CASES || 10_000)

test('10,000 phones behind a network that does its worst: every household once, no false receipt', {
  timeout: 3 * 3_600_000,
}, async () => {
  const { wrong, keptTwice, sent } = await runSessions(t, server.url, { sessions: SESSIONS, seed: 1_000 })
  console.log({ sent, keptTwice, wrong: wrong.length })
  expect(wrong).toEqual([])
  expect(keptTwice).toBeLessThan(sent / 50)
})
