import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { EXAMPLE_GATE } from '../model.ts'
import { forgetGateDays } from './routes.ts'

const { random } = realEnvironment()
let desk: TestDesk
let here: string
let there: string
const kept = (changes: object = {}) => ({
  ...{ siteId: here, version: 0, timeZone: 'America/Mexico_City', opensMinutes: 480 },
  ...{ gate: { ...EXAMPLE_GATE, areaM2: 10 }, bookings: [], ...changes },
})
const by = (path: string, body?: object, options: object = {}) =>
  desk.call(body ? 'POST' : 'GET', `/gates${path}`, { as: 'site-manager', ...(body && { body }), ...options })
const press = (kind: string, number = 0, id = newId(random)) => by(`/${here}/presses`, { id, kind, number })
const kind = (name: string) => ({ type: `urn:posada:problem:${name}` })
const second = () => ({ in: desk.operations[1], at: there })

beforeAll(async () => {
  desk = await startDesk()
  ;[here, there] = [newId(random), newId(random)]
  const [one, two] = desk.operations
  await desk.fresh.asOwner((client) =>
    client.query(
      `insert into site (operation_id, id, name, kind) values ($1, $2, 'Here', 'office'), ($3, $4, 'There', 'office'), ($3, $2, 'Here too', 'office')`,
      [one, here, two, there],
    ),
  )
}, 60_000)
afterAll(() => desk.drop())

test('a gate is set up once; whoever saw an older version is told and overwrites nothing', async () => {
  expect(await by(`/${here}/today`)).toMatchObject({ status: 409, json: kind('no-gate') })
  const both = await Promise.all([by('', kept()), by('', kept({ opensMinutes: 540 }))])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  const planned = kept({ version: 1, bookings: new Array(EXAMPLE_GATE.slots).fill(9) })
  expect(await by('', planned)).toMatchObject({ status: 200, json: { version: 2 } })
  expect(await by('', planned)).toMatchObject({ status: 409, json: { ...kind('gate-changed'), version: 2 } })
  const { gates } = (await by('')).json
  expect(gates).toMatchObject([{ siteId: here, name: 'Here', kept: { version: 2, opensMinutes: 480 } }])
})

test('what cannot be is told with its field: no counters, a slot that does not divide the hour, slots past midnight', async () => {
  const told = async (gate: object, more: object = {}) => {
    const { status, json } = await by('', kept({ version: 2, gate: { ...EXAMPLE_GATE, ...gate }, ...more }))
    return [status, json.errors?.[0]?.field, json.errors?.[0]?.message]
  }
  expect((await told({ counters: 0 })).slice(0, 2)).toEqual([422, 'gate.counters'])
  expect((await told({ areaM2: -4 })).slice(0, 2)).toEqual([422, 'gate.areaM2'])
  expect((await told({ counters: 1_000_000_000 })).slice(0, 2)).toEqual([422, 'gate.counters'])
  expect((await told({ waitMinutesMax: 'NaN' })).slice(0, 2)).toEqual([422, 'gate.waitMinutesMax'])
  expect(await told({ slotMinutes: 7 })).toEqual([
    ...[422, 'gate.slotMinutes', 'slotMinutes: 7 minutes do not divide the hour into slots. Choose 5, 10, 15, 30.'],
  ])
  expect((await told({ slots: 40 })).slice(0, 2)).toEqual([422, 'gate.slots'])
  expect((await told({}, { bookings: [1, 2] })).slice(0, 2)).toEqual([422, 'bookings'])
})

test('people are counted in and on; sent again it is the same press; nobody goes on who has not come', async () => {
  const id = newId(random)
  const first = await press('came', 4, id)
  expect(first).toMatchObject({ status: 200, json: { peopleCame: 4, peopleWent: 0, countersOpen: 6, version: 1 } })
  expect(await press('came', 4, id)).toEqual(first)
  expect(await press('came', 5, id)).toMatchObject({ status: 409, json: kind('press-conflict') })
  expect(await press('went', 5)).toMatchObject({ status: 409, json: { ...kind('more-than-inside'), inside: 4 } })
  expect(await press('went', 3)).toMatchObject({ json: { peopleCame: 4, peopleWent: 3, familiesLastHour: 1 } })
})

test('two managers press at once: both are counted', async () => {
  const before = (await by(`/${here}/today`)).json
  await Promise.all(Array.from({ length: 6 }, () => press('came', 1)))
  const after = (await by(`/${here}/today`)).json
  expect(after).toMatchObject({ peopleCame: before.peopleCame + 6, version: before.version + 6 })
})

test('the gate pauses itself at 1.5 people per m², opens itself at 1.0, and what a person paused a person opens', async () => {
  // Seven are inside, on 10 m².
  expect((await press('came', 7)).json.paused).toBe(null)
  expect((await press('came', 1)).json).toMatchObject({ paused: 'crowded', peopleCame: 18 })
  expect((await press('went', 4)).json.paused).toBe('crowded')
  expect((await press('went', 1)).json.paused).toBe(null)
  expect((await press('pause')).json.paused).toBe('by-hand')
  expect((await press('went', 5)).json.paused).toBe('by-hand')
  expect((await press('open')).json.paused).toBe(null)
})

test('a press is taken back once, also after another one; counters only while nobody set them since', async () => {
  const [id, counters] = [newId(random), newId(random)]
  const undo = (pressId: string) => by(`/${here}/undo`, { pressId })
  const { peopleCame } = (await press('came', 3, id)).json
  await press('came', 2)
  expect((await undo(id)).json.peopleCame).toBe(peopleCame + 2 - 3)
  expect((await undo(id)).json.peopleCame).toBe(peopleCame + 2 - 3)
  await press('counters', 2, counters)
  expect((await undo(counters)).json.countersOpen).toBe(6)
  const again = newId(random)
  await press('counters', 2, again)
  await press('counters', 3)
  expect(await undo(again)).toMatchObject({ status: 409, json: kind('not-undone') })
  expect(await undo(newId(random))).toMatchObject({ status: 409, json: kind('not-undone') })
})

test('whoever is of another place, another role or another operation neither sees nor counts', async () => {
  expect((await by('', undefined, { as: undefined })).status).toBe(401)
  for (const as of ['registrar', 'case-officer', 'planner', 'volunteer'] as const)
    expect((await by(`/${here}/presses`, { id: newId(random), kind: 'came', number: 1 }, { as })).status).toBe(403)
  // A manager of one place in the other operation, where a place has the same id.
  const elsewhere = await by('', undefined, second())
  expect(elsewhere.json.gates.map(({ name }: { name: string }) => name)).toEqual(['There'])
  expect((await by(`/${here}/today`, undefined, second())).status).toBe(404)
  expect((await by(`/${here}/presses`, { id: newId(random), kind: 'came', number: 1 }, second())).status).toBe(404)
  expect((await by(`/${here}/undo`, { pressId: newId(random) }, second())).status).toBe(404)
  expect((await by('', kept(), second())).status).toBe(404)
})

test('counts of a day go after 30 days; the gate stays', async () => {
  const [operationId] = desk.operations
  const left = async (table: string) =>
    (await desk.fresh.asOwner((client) => client.query(`select count(*)::int as n from ${table}`))).rows[0].n
  expect(await left('gate_press')).toBeGreaterThan(10)
  const clock = (days: number) => () => Date.parse('2021-10-24T08:00:00Z') + days * 86_400_000
  await forgetGateDays({ db: desk.world.db, clock: clock(29) }, operationId)
  expect(await left('gate_day')).toBe(1)
  await forgetGateDays({ db: desk.world.db, clock: clock(32) }, operationId)
  expect([await left('gate_day'), await left('gate_press'), await left('gate')]).toEqual([0, 0, 1])
})
