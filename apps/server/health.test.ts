import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Machine } from '#capabilities/health/server/health.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { DatabaseUnavailable } from '#platform/database/connect.ts'
import { createApp } from './app.ts'
import { listen } from './listen.ts'
import { createMetrics, LABELS } from './metrics.ts'

const GIB = 2 ** 30
const HOUR_MS = 3_600_000
let t: TestWorld
const machine: Machine = {
  ...{ version: '0', migrations: 9, uptimeSeconds: () => 7, realClock: realEnvironment().clock },
  disks: async () => [{ place: 'data', freeBytes: 50 * GIB, totalBytes: 100 * GIB }],
  backups: () => ({ isRunning: false, failed: null }),
}
const full: Machine = { ...machine, disks: async () => [{ place: 'data', freeBytes: 0, totalBytes: 100 * GIB }] }

beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

const appOn = (over: Machine, world = t.world) =>
  createApp(world, { secure: false, isLoopback: () => true, onReceived: () => {}, machine: over })

test('/healthz says ready, and nothing of the machine; not ready when the database is away or the disk is full', async () => {
  const ready = await appOn(machine).request('/healthz')
  expect([ready.status, Object.keys(await ready.json())]).toEqual([200, ['status', 'version']])
  const away = { ...t.world.db, withoutOperation: () => Promise.reject(new DatabaseUnavailable('away')) }
  for (const app of [appOn(machine, { ...t.world, db: away }), appOn(full)]) {
    const reply = await app.request('/healthz')
    expect([reply.status, (await reply.json()).status]).toEqual([503, 'not-ready'])
  }
})

test('a full disk refuses what is new before it is half written; locking, asking and deleting go on', async () => {
  const post = (path: string) =>
    appOn(full).request(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  for (const path of ['/api/registrations', '/api/registrations/batch', '/api/desk/households']) {
    const reply = await post(path)
    expect([reply.status, reply.headers.get('retry-after'), path]).toEqual([503, '60', path])
    expect((await reply.json()).type).toBe('urn:posada:problem:disk-full')
  }
  const own = ['status', 'held', 'rights', 'leave', 'consent', 'delete-person', 'delete'].map(
    (act) => `registrations/${act}`,
  )
  for (const path of ['access/panic-lock', ...own])
    expect([path, (await post(`/api/${path}`)).status < 500]).toEqual([path, true])
})

test('the administrator sees a backup turn red after 26 hours, and what waits for a person', async () => {
  const cookie = await t.signIn('authority', 'administrator')
  const { operationId } = t.practice.authority
  const look = async () => (await t.request('/api/health', { cookie })).json()
  expect((await look()).backup).toMatchObject({ hours: null, level: 'act' })
  const backedUp = (hoursAgo: number) =>
    t.fresh.asOwner((owner) =>
      owner.query(
        `insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
         values ($1, gen_random_uuid(), $2, 'console', 'make-backup', 'operation', $1, 'backup', '\\x00')`,
        [operationId, new Date(t.world.clock() - hoursAgo * HOUR_MS)],
      ),
    )
  await backedUp(27)
  expect((await look()).backup.level).toBe('act')
  await backedUp(25)
  expect((await look()).backup).toMatchObject({ hours: 25, level: 'well' })
  const found = await look()
  expect(found.databaseClock.level).toBe('well')
  expect(found.unlocked).toBe(true)
  expect(found.sessions).toBeGreaterThan(0)
  // Acts of the practice world that nobody sealed: this test runs no jobs.
  expect(found.head.unsealedSeconds).toBeGreaterThan(0)
})

test('clocks of phones are told by what was sent at once; a phone that was offline is not slow', async () => {
  const cookie = await t.signIn('authority', 'administrator')
  const send = async (madeAgoMs: number) => {
    const madeAt = new Date(t.world.clock() - madeAgoMs).toISOString()
    const { entry } = await invented({ madeAt })
    expect((await t.post('/api/registrations', entry)).status).toBe(200)
  }
  await send(-90_000)
  await send(-90_000)
  await send(5 * HOUR_MS)
  const { phones } = await (await t.request('/api/health', { cookie })).json()
  expect(phones.worstSeconds).toBeGreaterThan(80)
  expect(phones.worstSeconds).toBeLessThan(95)
})

test('figures for programs carry no name, no id and no address, whatever people sent', async () => {
  const server = await listen(t.world, { host: '127.0.0.1', port: 0, machine, metrics: { host: '127.0.0.1', port: 0 } })
  const marker = 'Qzxvkjwq'
  const { operationId } = t.practice.authority
  const { entry, accessCode } = await invented({ names: [marker] })
  const send = (path: string, body: object) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': marker },
      body: JSON.stringify(body),
    })
  expect((await send('/api/registrations', entry)).status).toBe(200)
  await send('/api/registrations/status', { accessCode })
  await send(`/api/registrations/${marker}`, {})
  await fetch(`${server.url}/api/desk/households/${entry.id}?name=${marker}`)
  await fetch(`${server.url}/${marker}`, { method: 'PATCH' })
  const base = `http://127.0.0.1:${server.metricsPort}`
  const reply = await fetch(`${base}/metrics`)
  const text = await reply.text()
  expect((await fetch(`${base}/healthz`)).status).toBe(404)
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  await server.stop()

  expect(text).toMatch(/posada_request_seconds_count\{method="POST",route="\/api\/registrations",status="200"\} 1/)
  expect(text).toContain('posada_locked_operations 0')
  for (const secret of [marker, operationId, entry.id, accessCode, entry.people[0]!.id, '127.0.0.1'])
    expect(text).not.toContain(secret)
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|\d+\.\d+\.\d+\.\d+/)
  const labels = new Set([...text.matchAll(/(\w+)="/g)].map(([, label]) => label))
  expect([...labels].filter((label) => !(LABELS as readonly (string | undefined)[]).includes(label))).toEqual([])
})

test('the number of series is bounded, however many ways there are to ask', () => {
  const metrics = createMetrics({ ...t.world, machine })
  for (let n = 0; n < 10_000; n++) metrics.observe('GET', `/${n}`, 200, 0.01)
  return metrics.text().then((text) => {
    metrics.close()
    expect(text.match(/posada_request_seconds_count/g)!.length).toBeLessThanOrEqual(4_000)
  })
})

async function invented(wishes: { names?: string[]; madeAt?: string }) {
  const { operationId, invitation } = t.practice.authority
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  return makeHousehold({ operationId, intakePublicKey, invitation, ...wishes })
}
