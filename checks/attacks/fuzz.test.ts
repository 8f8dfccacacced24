import { afterAll, beforeAll, expect, test } from 'vitest'
import { householdAtDesk } from '#checks/harness/desk.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { fuzzServer } from './fuzz.ts'
import { fuzzReaders, throwBombs } from './fuzz-readers.ts'
import { memoryInUse, quantile, tellFigures } from './measure.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 30 })
})
afterAll(() => t.close())

test('whatever is sent to any address, the server answers soon, never with a fault, and keeps no memory of it', {
  timeout: 180_000,
}, async () => {
  const { reached, targets, rejections, wrong, memoryGrowth, busyOnce } = await fuzzServer(t, {
    cases: 10_000,
    seed: 1,
  })
  tellFigures('fuzz of the server', {
    cases: 10_000,
    rejections: rejections.length,
    p50Ms: Math.round(quantile(rejections, 0.5)),
    p99Ms: Math.round(quantile(rejections, 0.99)),
    p100Ms: Math.round(Math.max(...rejections)),
    memoryMiB: Math.round(memoryGrowth / 2 ** 20),
  })
  expect(wrong).toEqual([])
  expect(busyOnce).toBe(0)
  expect(quantile(rejections, 0.5)).toBeLessThan(100)
  expect(quantile(rejections, 0.99)).toBeLessThan(100)
  expect(memoryGrowth).toBeLessThan(64 * 2 ** 20)
  // Were it all refused at the door, nothing behind would have been tried.
  expect(reached.size).toBeGreaterThan(targets / 2)
})

test('what readers of cards, invitations, lists, codes and files cannot read they say so, and believe nothing spoilt', async () => {
  const { wrong, took } = await fuzzReaders({ cases: 12_000, seed: 1 })
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

test('what a strange request broke once is refused by name ever since', async () => {
  const officer = await t.signIn('authority', 'data-protection-officer')
  const registrar = await t.signIn('authority', 'registrar')
  const statusOf = async (reply: Promise<Response>) => (await reply).status
  expect(await statusOf(t.post('/api/desk/exports', { after: 'not an id' }, officer))).toBe(422)
  expect(await statusOf(t.request('/api/desk/households?text=%00A', { cookie: registrar }))).toBe(422)
  expect(await statusOf(t.request('/api/oversight/audit?household=%00', { cookie: officer }))).toBe(422)
  expect(await statusOf(t.request('/practice/poster', { headers: { host: 'x'.repeat(15_000) } }))).toBe(200)

  const household = householdAtDesk()
  expect(await statusOf(t.post('/api/desk/households', household, registrar))).toBe(200)
  const samePeople = { ...householdAtDesk(), people: household.people }
  expect(await statusOf(t.post('/api/desk/households', samePeople, registrar))).toBe(409)
})

test('a search on its way while the operation is locked is told so', async () => {
  const registrar = await t.signIn('authority', 'registrar')
  const { operationId } = t.practice.authority
  const asking = Array.from({ length: 20 }, () =>
    t.post('/api/desk/search', { name: 'Ana', purpose: 'registration' }, registrar),
  )
  await t.world.vault.lock(operationId)
  const statuses = (await Promise.all(asking)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 423)).toEqual([])
  await t.post('/api/access/unlock', { operationId, custodians: [] })
})
