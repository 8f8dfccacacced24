import { afterAll, beforeAll, expect, test } from 'vitest'
import { DESK_NOW, householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import type { Role } from '../../model.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await startDesk()
}, 60_000)
afterAll(() => desk.drop())

type Alarm = { facts: { householdId?: string } }
const post = (as: Role, path: string, body: object = {}) => desk.call('POST', path, { as, body })
const alarms = async (kind: string) =>
  (await desk.call('GET', '/oversight/alarms', { as: 'administrator' })).json.alarms.filter(
    (alarm: { kind: string }) => alarm.kind === kind,
  )
const ask = (sql: string, values: unknown[] = []) =>
  desk.fresh.asOwner(async (client) => (await client.query(sql, values)).rows)
const canaries = async () => (await ask('select group_id from canary')).map(({ group_id }) => group_id as string)

test('a planted record is a household like any other, also in the totals and files of whoever reads lists; what planners take holds none', async () => {
  await post('registrar', '/desk/households', householdAtDesk())
  const cases = async (as: Role) =>
    new Set(((await post(as, '/desk/exports', { after: null })).json.csv as string).match(/^[A-Z0-9-]{8,}(?=,)/gm))
  const total = async () => (await desk.call('GET', '/desk/counts', { as: 'registrar' })).json.households
  const [before, ofPlanner] = [await total(), await cases('planner')]
  expect((await post('administrator', '/oversight/canaries', { households: 3, siteId: null })).json).toEqual({
    planted: 3,
  })
  const planted = await canaries()
  const { households } = (await desk.call('GET', '/desk/households', { as: 'registrar' })).json
  // Nothing to subtract: what is in the list is in the total and in the file, and came when it appeared.
  expect([await total(), (await cases('registrar')).size]).toEqual([before + 3, households.length])
  expect(await cases('planner')).toEqual(ofPlanner)
  expect(ofPlanner.size).toBe(households.length - 3)
  expect(
    (await ask('select registered_at from registration_group where id = any($1)', [planted])).map(
      ({ registered_at }) => registered_at,
    ),
  ).toEqual(planted.map(() => new Date(DESK_NOW)))

  const real = households.find(({ id }: { id: string }) => !planted.includes(id))
  for (const id of planted) {
    const row = households.find((household: { id: string }) => household.id === id)
    expect(Object.keys(row)).toEqual(Object.keys(real))
    expect(row).toMatchObject({ stage: 'registered', cardState: 'valid', hasConflict: false })
    const { history, readings } = (await desk.call('GET', `/desk/households/${id}`, { as: 'registrar' })).json
    expect({ history: history.map(({ kind, by }: { kind: string; by: string }) => [kind, by]), readings }).toEqual({
      history: [['household-registered', null]],
      readings: [],
    })
  }
  expect(await ask(`select act from audit_entry where subject_id = any($1) and act ~ 'canary'`, [planted])).toEqual([])
})

test('opening a planted record raises an alarm at once, and so does finding it', async () => {
  const [first, second] = await canaries()
  const opened = (await post('registrar', `/desk/households/${first}/open`, { purpose: 'aid' })).json
  expect(await alarms('canary-opened')).toMatchObject([{ by: 'Test registrar', facts: { householdId: first } }])

  const name = opened.people.find((person: { name: string | null }) => person.name)?.name
  if (name) {
    await post('case-officer', '/desk/search', { name, purpose: 'tracing' })
    expect(await alarms('canary-found')).toContainEqual(expect.objectContaining({ by: 'Test case-officer' }))
  }
  await post('case-officer', `/desk/households/${second}/open`, { purpose: 'aid' })
  expect((await alarms('canary-opened')).map(({ by }: { by: string }) => by).sort()).toEqual([
    'Test case-officer',
    'Test registrar',
  ])
})

test('a planted record that is given a new code, or is joined to a household whose code one knows, is opened', async () => {
  const [, second, third] = await canaries()
  const opened = async () => (await alarms('canary-opened')).filter(({ facts }: Alarm) => facts.householdId === third)
  await post('registrar', `/desk/households/${third}/reissue`, { reason: 'lost', newAccessCode: false })
  expect(await opened()).toEqual([])
  const own = householdAtDesk()
  await post('registrar', '/desk/households', own)
  const joined = { otherId: third, focalPointId: own.people[0]!.id, confirmedByTrainedPerson: true }
  expect((await post('registrar', `/desk/households/${own.id}/join`, joined)).status).toBe(200)
  expect(await opened()).toMatchObject([{ by: 'Test registrar' }])

  await post('registrar', `/desk/households/${second}/reissue`, { reason: 'lost', newAccessCode: true })
  expect(await alarms('canary-opened')).toContainEqual(
    expect.objectContaining({ by: 'Test registrar', facts: { householdId: second } }),
  )
})

test('nobody plants so many that they are noticed, nor while the operation is locked, nor without the right to', async () => {
  const plant = (as: Role, households = 5) => post(as, '/oversight/canaries', { households, siteId: null })
  expect((await plant('registrar')).status).toBe(403)
  for (let planted = 3; planted + 5 <= 20; planted += 5) expect((await plant('administrator')).status).toBe(200)
  expect((await plant('administrator')).json.type).toContain('too-many-canaries')
  expect(await canaries()).toHaveLength(18)
  await desk.world.vault.lock(desk.operations[0])
  expect((await plant('administrator', 1)).status).toBe(423)
  await desk.unlock(desk.operations[0])
})

test('an alarm is closed once, with a reason from the list, and never by whom it is about', async () => {
  await desk.world.oversight.raiseAlarm(desk.operations[0], {
    kind: 'many-opened',
    accountId: (await desk.call('GET', '/access/me', { as: 'administrator' })).json.accountId,
    facts: { people: 60 },
  })
  const [own] = await alarms('many-opened')
  const close = (as: Role, note = 'training') => post(as, `/oversight/alarms/${own.id}/acknowledge`, { note })
  expect((await close('administrator')).status).toBe(404)
  expect((await close('registrar')).status).toBe(403)
  expect((await close('data-protection-officer', 'she is my cousin')).status).toBe(422)
  const { open } = (await desk.call('GET', '/oversight/alarms', { as: 'administrator' })).json
  expect((await close('data-protection-officer')).status).toBe(200)
  expect((await close('data-protection-officer')).status).toBe(404)
  const after = (await desk.call('GET', '/oversight/alarms', { as: 'administrator' })).json
  expect(after.open).toBe(open - 1)
  expect(after.alarms.at(-1)).toMatchObject({
    id: own.id,
    note: 'training',
    acknowledgedBy: 'Test data-protection-officer',
  })
})

test('a record that was changed raises an alarm, although its reading was rolled back', async () => {
  const { id } = (await post('registrar', '/desk/households', householdAtDesk([personAtDesk()]))).json
  const [{ individual_id: individualId }] = (await ask(
    `update person_blob set blob = set_byte(blob, length(blob) - 1, get_byte(blob, length(blob) - 1) # 1)
      where individual_id in (select id from individual where group_id = $1) returning individual_id`,
    [id],
  )) as [{ individual_id: string }]
  const opened = await post('registrar', `/desk/households/${id}/open`, { purpose: 'aid' })
  expect(opened.json.type).toContain('record-damaged')
  expect(JSON.stringify(opened.json)).not.toContain(individualId)
  expect(await alarms('record-damaged')).toMatchObject([{ by: null, facts: { individualId } }])
  await post('registrar', `/desk/households/${id}/open`, { purpose: 'aid' })
  expect(await alarms('record-damaged')).toHaveLength(1)
})
