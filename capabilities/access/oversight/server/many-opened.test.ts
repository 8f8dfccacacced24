import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { PEOPLE_MAX, PEOPLE_WINDOW_MS } from '../model.ts'

let t: TestWorld
let cookie: string
let households: { id: string; householdSize: number }[]
beforeAll(async () => {
  t = await testWorld({ people: 300 })
  cookie = await t.signIn('journey', 'registrar')
  const list = await (await t.request('/api/desk/households', { cookie })).json()
  households = list.households
}, 60_000)
afterAll(() => t.close())

const open = async (id: string, as = cookie) => {
  t.advance(10)
  const answer = await t.post(`/api/desk/households/${id}/open`, { purpose: 'aid' }, as)
  return { status: answer.status, type: String((await answer.json()).type) }
}
/** Opens households one after the other until one is refused; gives how many people were shown. */
async function openUntilRefused(as = cookie): Promise<number> {
  let people = 0
  for (const { id, householdSize } of households) {
    const { status, type } = await open(id, as)
    if (status === 403) {
      expect(type).toContain('step-up-needed')
      expect(people + householdSize).toBeGreaterThan(PEOPLE_MAX)
      return people
    }
    people += householdSize
  }
  throw new Error('nobody stopped it')
}
const alarms = async () => {
  const officer = await t.signIn('journey', 'data-protection-officer')
  const { alarms } = await (await t.request('/api/oversight/alarms', { cookie: officer })).json()
  return alarms.filter(({ kind }: { kind: string }) => kind === 'many-opened').length
}

test('opening more than 60 people in ten minutes is stopped and raises an alarm; lists and facts are not counted', async () => {
  for (const { id } of households.slice(0, 30)) await t.request(`/api/desk/households/${id}`, { cookie })
  expect(await openUntilRefused()).toBeLessThanOrEqual(PEOPLE_MAX)
  expect(await alarms()).toBe(1)
  // Still stopped, also for a search and for earlier versions: every way to names counts.
  const search = await t.post('/api/desk/search', { name: 'a', purpose: 'aid' }, cookie)
  if (search.status === 200) expect((await search.json()).found.length).toBeLessThan(20)
  else expect(search.status).toBe(403)
})

test('after ten minutes the work goes on by itself', async () => {
  t.advance(PEOPLE_WINDOW_MS + 1)
  expect((await open(households[0]!.id)).status).toBe(200)
})

test('whoever shows again who they are opens 60 more, and is stopped and told of again', async () => {
  t.advance(PEOPLE_WINDOW_MS + 1)
  await openUntilRefused()
  const before = await alarms()
  // In practice a press is enough to show who one is.
  t.advance(1_000)
  const again = await t.signIn('journey', 'registrar')
  expect(await openUntilRefused(again)).toBeGreaterThan(PEOPLE_MAX - 10)
  t.advance(PEOPLE_WINDOW_MS + 1)
  await openUntilRefused(again)
  expect(await alarms()).toBeGreaterThan(before)
})

test('opened at the same moment they are counted all the same, and so by another process', async () => {
  t.advance(PEOPLE_WINDOW_MS + 1)
  const answers = await Promise.all(
    households.map(({ id }) => t.post(`/api/desk/households/${id}/open`, { purpose: 'aid' }, cookie)),
  )
  const shown = households.filter((_, index) => answers[index]!.status === 200)
  expect(shown.reduce((sum, { householdSize }) => sum + householdSize, 0)).toBeLessThanOrEqual(PEOPLE_MAX)
  expect(answers.filter(({ status }) => status === 403).length).toBeGreaterThan(0)
})

test('whoever shows who they are again and again before anybody asks is told of all the same', async () => {
  t.advance(PEOPLE_WINDOW_MS + 1)
  const officer = await t.signIn('journey', 'data-protection-officer')
  const { alarms: all } = await (await t.request('/api/oversight/alarms', { cookie: officer })).json()
  for (const { id } of all) await t.post(`/api/oversight/alarms/${id}/acknowledge`, { note: 'training' }, officer)
  const before = await alarms()
  let people = 0
  for (const household of households) {
    t.advance(1_000)
    const fresh = await t.signIn('journey', 'registrar')
    expect(await (await open(household.id, fresh)).status).toBe(200)
    people += household.householdSize
    if (people > PEOPLE_MAX) break
  }
  expect(people).toBeGreaterThan(PEOPLE_MAX)
  expect(await alarms()).toBe(before + 1)
})

test('a new access code opens names as well: those are counted, and stopped, like any other', async () => {
  t.advance(PEOPLE_WINDOW_MS + 1)
  t.advance(1_000)
  const before = await alarms()
  const as = await t.signIn('journey', 'registrar')
  let people = 0
  for (const { id } of households) {
    const answer = await t.post(`/api/desk/households/${id}/reissue`, { reason: 'lost', newAccessCode: true }, as)
    if (answer.status === 403) break
    if (answer.status !== 200) continue // one that waits has no card yet
    const { accessCode } = await answer.json()
    people += (await (await t.post('/api/registrations/held', { accessCode })).json()).people.length
  }
  expect(people).toBeGreaterThan(PEOPLE_MAX / 2)
  expect(people).toBeLessThanOrEqual(PEOPLE_MAX)
  expect(await alarms()).toBe(before + 1)
})
