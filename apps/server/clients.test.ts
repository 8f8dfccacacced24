import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createApp } from './app.ts'

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

const make = async () => {
  const { operationId, invitation } = t.practice.journey
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  return makeHousehold({ operationId, intakePublicKey, invitation })
}

/** Sends part of a request on a bare socket and waits until it has left. */
async function sendPart(text: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(server.url).port) })
  socket.on('error', () => {}) // being cut off is what this is about
  await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  return socket
}

const requestText = (body: string, length = Buffer.byteLength(body)) =>
  `POST /api/registrations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`

async function timeOf(work: () => Promise<Response>): Promise<{ ms: number; status: number }> {
  const before = performance.now()
  const { status } = await work()
  return { ms: performance.now() - before, status }
}

const register = (entry: unknown) =>
  fetch(`${server.url}/api/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  })

test('80 clients that leave in the middle of the body do not slow the next one', async () => {
  const usual = await timeOf(async () => register((await make()).entry))
  const body = JSON.stringify((await make()).entry)
  const stuck = await Promise.all(
    Array.from({ length: 80 }, () => sendPart(requestText(body.slice(0, 300), Buffer.byteLength(body)))),
  )
  const { entry } = await make()
  const meanwhile = await timeOf(() => register(entry))
  for (const socket of stuck) socket.destroy()
  const again = await make()
  const after = await timeOf(() => register(again.entry))
  expect([usual.status, meanwhile.status, after.status]).toEqual([200, 200, 200])
  expect(meanwhile.ms).toBeLessThan(Math.max(500, usual.ms * 5))
  expect(after.ms).toBeLessThan(Math.max(500, usual.ms * 5))
})

test('80 clients that hang up before the answer lose nothing and hold nothing', async () => {
  const made = await Promise.all(Array.from({ length: 80 }, make))
  const sockets = await Promise.all(made.map(({ entry }) => sendPart(requestText(JSON.stringify(entry)))))
  for (const socket of sockets) socket.destroy()
  const { entry } = await make()
  const after = await timeOf(() => register(entry))
  expect(after).toMatchObject({ status: 200 })
  expect(after.ms).toBeLessThan(2_000)
  // Their phones try again, as phones do: every household is there once.
  const replies = await Promise.all(made.map((household) => register(household.entry)))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
  const ids = made.map((household) => household.entry.id)
  const rows = await t.fresh.asOwner((client) =>
    client.query(
      'select count(*)::int as entries, count(distinct group_id)::int as households from intake_entry where id = any($1)',
      [ids],
    ),
  )
  expect(rows.rows[0]).toEqual({ entries: 80, households: 80 })
})

test('another site cannot make a browser act here', async () => {
  const { entry } = await make()
  const foreign = (headers: Record<string, string>) =>
    t.request('/api/registrations', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'localhost', ...headers },
      body: JSON.stringify(entry),
    })
  expect((await foreign({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await foreign({ origin: 'https://elsewhere.example' })).status).toBe(403)
})

test('every answer forbids scripts of others and keeps personal answers out of caches', async () => {
  const reply = await t.post('/api/registrations/status', { accessCode: 'A'.repeat(26) })
  expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(reply.headers.get('content-security-policy')).not.toContain('unsafe')
  expect(reply.headers.get('cache-control')).toBe('no-store')
  expect(reply.headers.get('referrer-policy')).toBe('no-referrer')
})

test('the API describes itself, every endpoint with what it may answer', async () => {
  const description = await (await t.request('/api/openapi.json')).json()
  expect(description.openapi).toBe('3.1.0')
  expect(Object.keys(description.paths)).toEqual(
    expect.arrayContaining(['/api/registrations', '/api/registrations/batch', '/api/invitations/open']),
  )
  const page = await t.request('/api', { headers: { accept: 'text/html' } })
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(await page.text()).toContain('/api/registrations')
})

test('over plain HTTP from another machine the page says so, in the reader’s language, and no data is taken', async () => {
  const app = createApp(t.world, { secure: false, isLoopback: () => false, onReceived: () => {} })
  const { entry } = await make()
  const refused = await app.request('/api/registrations', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ type: 'urn:posada:problem:https-needed' })
  const page = await app.request('/r/', { headers: { accept: 'text/html', 'accept-language': 'ht' } })
  expect(page.status).toBe(403)
  expect(await page.text()).toContain('Adrès sa a pa pwoteje')
  expect((await app.request('/healthz')).status).toBe(200)
})
