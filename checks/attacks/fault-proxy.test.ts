import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { runSessions, sendSlowly } from './fault-proxy.ts'
import { faults } from './fault-proxy-server.ts'
import { tellFigures } from './measure.ts'

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
  const { wrong, seen, sent, keptTwice } = await runSessions(t, server.url, { sessions: 300, seed: 7 })
  expect(wrong).toEqual([])
  expect(sent).toBeGreaterThan(300)
  expect(keptTwice).toBeLessThan(sent / 50)
  expect(faults.filter((fault) => !seen[fault])).toEqual([])
})

test('at 2 kB a second a household still arrives, and its phone holds its card', async () => {
  const { ms, wrong } = await sendSlowly(t, server.url)
  tellFigures('a household at 2 kB/s', { ms: Math.round(ms) })
  expect(wrong).toEqual([])
  expect(ms).toBeGreaterThan(1_000)
})

test('a body that is not what its digest says was damaged on the way, and is judged no further', async () => {
  const { operationId, invitation } = t.practice.journey
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { entry } = await makeHousehold({ operationId, intakePublicKey, invitation })
  const body = JSON.stringify(entry)
  const sendWith = (digest: string) =>
    t.request('/api/registrations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-digest': digest },
      body,
    })
  for (const digest of ['sha-256=:AAAA:', 'sha-512=:AAAA:', '']) {
    const reply = await sendWith(digest)
    expect([reply.status, (await reply.json()).type]).toEqual([400, 'urn:posada:problem:damaged'])
  }
  expect((await sendWith(digestOf(body))).status).toBe(200)
})

test('a refusal says which body it judged: only so does a phone know that it was its own', async () => {
  for (const body of ['{}', '[]']) {
    const headers = { 'content-type': 'application/json', 'content-digest': digestOf(body) }
    const reply = await t.request('/api/registrations', { method: 'POST', headers, body })
    expect([reply.status, reply.headers.get('received-digest')]).toEqual([422, digestOf(body)])
  }
})

const digestOf = (body: string) => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
