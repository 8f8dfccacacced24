import { afterAll, beforeAll, expect, test } from 'vitest'
import { householdAtDesk } from '#checks/harness/desk.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { replayHouseholds } from './replays.ts'

const { random } = realEnvironment()
let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

test('sent 1 to 10 times at once, again after new ones and after erasure: one effect, one receipt, and erased stays erased', async () => {
  const { sent, wrong } = await replayHouseholds(t, { households: 150, seed: 11 })
  expect(wrong).toEqual([])
  expect(sent).toBeGreaterThan(1_000)
})

test('a household registered at the desk ten times at once is one household', async () => {
  const registrar = await t.signIn('authority', 'registrar')
  const household = householdAtDesk()
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => t.post('/api/desk/households', household, registrar)),
  )
  const statuses = replies.map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
  const codes = []
  for (const reply of replies.filter(({ status }) => status === 200)) codes.push((await reply.json()).accessCode)
  // The code that opens the household's page is given out once.
  expect(codes.filter((code) => code !== null)).toHaveLength(1)
  expect((await t.post('/api/desk/households', household, registrar)).status).toBe(200)
  const { rows } = await t.fresh.asOwner((client) =>
    client.query(
      `select (select count(*)::int from individual where group_id = $1) as people,
         (select count(*)::int from card where group_id = $1) as cards,
         (select count(*)::int from event where group_id = $1) as events`,
      [household.id],
    ),
  )
  expect(rows).toEqual([{ people: 1, cards: 1, events: 1 }])
})

test('after an account was closed or a role taken away, its old requests have no effect', async () => {
  const administrator = await t.signIn('authority', 'administrator')
  const { operationId } = t.practice.authority
  const passphrase = 'lamp river olive melon'
  const account = { login: 'one.registrar', displayName: 'One', passphrase, roles: ['registrar'], siteId: null }
  const { id } = await (await t.post('/api/access/accounts', account, administrator)).json()
  const signIn = async () => {
    const reply = await t.post('/api/access/sign-in', { operationId, login: account.login, passphrase })
    return { status: reply.status, cookie: reply.headers.get('set-cookie')?.split(';')[0] ?? '' }
  }
  const { cookie } = await signIn()
  const [before, after] = [householdAtDesk(), householdAtDesk()]
  expect((await t.post('/api/desk/households', before, cookie)).status).toBe(200)

  await t.fresh.asOwner((client) => client.query('delete from account_role where account_id = $1', [id]))
  for (const household of [before, after])
    expect([401, 403]).toContain((await t.post('/api/desk/households', household, cookie)).status)
  expect((await t.post(`/api/access/accounts/${id}/close`, {}, administrator)).status).toBe(200)
  for (const household of [before, after])
    expect((await t.post('/api/desk/households', household, cookie)).status).toBe(401)
  expect((await signIn()).status).toBe(401)
  const { rows } = await t.fresh.asOwner((client) =>
    client.query('select id from registration_group where id = any ($1)', [[before.id, after.id]]),
  )
  expect(rows).toEqual([{ id: before.id }])
})

test('counts of a volunteer, sent again in any order and in pieces, count once', async () => {
  const chance = createChance(3)
  const [coordinator, volunteer] = [await t.signIn('journey', 'coordinator'), await t.signIn('journey', 'volunteer')]
  const at = new Date(t.world.clock()).toISOString()
  const stop = { id: newId(random), name: 'At the bridge', reachedAt: at }
  expect((await t.post('/api/journeys/stops', stop, coordinator)).status).toBe(200)
  const deviceId = newId(random)
  const entries = Array.from({ length: 60 }, (_, index) => ({
    kind: 'nameless' as const,
    id: newId(random),
    stopId: stop.id,
    madeAt: at,
    people: 1 + (index % 9),
  }))
  const receipts = new Map<string, Set<string>>(entries.map(({ id }) => [id, new Set()]))
  const sendSome = async () => {
    const some = entries.filter(() => chance.happens(0.4)).sort(() => chance.next() - 0.5)
    const reply = await t.post('/api/journeys/check-ins', { deviceId, stopId: null, entries: some }, volunteer)
    expect(reply.status).toBe(200)
    for (const { entryId, receipt } of (await reply.json()).outcomes)
      receipts.get(entryId)!.add(JSON.stringify(receipt))
  }
  for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: chance.between(1, 10) }, sendSome))
  expect([...receipts.values()].filter(({ size }) => size > 1)).toEqual([])
  const { stops } = await (await t.request('/api/journeys/totals', { cookie: coordinator })).json()
  const counted = stops.find((each: { stop: { id: string } }) => each.stop.id === stop.id)
  const sent = entries.filter(({ id }) => receipts.get(id)!.size > 0)
  expect(counted.nameless).toBe(sent.reduce((sum, { people }) => sum + people, 0))
})
