import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY, startOffice, type TestOffice } from '#checks/harness/office.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random, timers } = realEnvironment()
const [TUESDAY, FRIDAY] = ['2021-10-26', '2021-10-29']
let o: TestOffice
beforeAll(async () => {
  o = await startOffice()
}, 60_000)
afterAll(() => o.desk.drop())

const officer = (path: string, body?: object) => o.by('case-officer', path, body)
const ask = (sql: string, values: unknown[] = []) =>
  o.desk.fresh.asOwner(async (c) => (await c.query(sql, values)).rows)

async function planned(more: object = {}) {
  const body = { id: newId(random), siteId: o.siteId, kind: 'waiting', days: 7, ...more }
  const begun = await officer('/plans', body)
  expect(begun).toMatchObject({ status: 200, json: { id: body.id } })
  for (let tries = 0; tries < 400; tries++) {
    const { json } = await officer(`/plans/${body.id}`)
    if (json.state === 'ready' || json.state === 'failed') return json
    await new Promise<void>((resolve) => timers.after(25, resolve))
  }
  throw new Error('the plan was never ready')
}
const accept = (id: string) => officer(`/plans/${id}/accept`, {})

async function waits(more: object = {}) {
  const household = await o.household()
  const body = o.waiting(household.id, more)
  expect((await o.by('registrar', '/waiting', body)).status).toBe(200)
  return { ...household, waitId: body.id }
}
const appointmentsOf = async (id: string) => (await officer(`/households/${id}`)).json.appointments

test('those who wait are planned at once, each with a reason; it is looked at, and accepted as a whole', async () => {
  const families = [
    await waits({ language: 'ht', priority: 5 }),
    await waits({ special: true, slots: 2 }),
    await waits({ heardBy: 'woman' }),
    await waits({ noticeDays: 2 }),
    await waits({ heardBy: 'man' }),
  ]
  const plan = await planned()
  expect(plan).toMatchObject({ state: 'ready', done: 1, placed: 4, left: 1, kind: 'waiting' })
  expect(plan.lines).toHaveLength(4)
  expect(plan.lines[0]).toMatchObject({ now: { day: MONDAY, from: expect.any(String) }, was: null })
  const left = (await officer(`/plans/${plan.id}?show=left`)).json.lines
  expect(left).toMatchObject([
    { householdId: families[4]!.id, now: null, reason: { code: 'nobody-as-asked', values: { language: 'es' } } },
  ])
  // Nothing is booked before somebody says so.
  expect(await appointmentsOf(families[0]!.id)).toEqual([])
  const accepted = await accept(plan.id)
  expect(accepted).toMatchObject({ status: 200, json: { booked: 4, moved: 0 } })
  expect(await accept(plan.id)).toEqual(accepted)
  const [late] = await appointmentsOf(families[3]!.id)
  expect(late.day >= TUESDAY).toBe(true)
  const [long] = await appointmentsOf(families[1]!.id)
  expect(long).toMatchObject({ slots: 2, officer: { name: 'Officer Luz' }, state: 'booked' })
  // Why it was placed then stays with it.
  expect(long.reason.code).toEqual(expect.any(String))
  expect((await officer(`/households/${families[4]!.id}`)).json.waits).toHaveLength(1)
})

test('a plan that does not fit any more books nothing, and names the cases that changed', async () => {
  const [one, other] = [await waits(), await waits()]
  const plan = await planned()
  const mine = plan.lines.find(({ householdId }: { householdId: string }) => householdId === one.id)
  const at = (await officer(`/waiting?siteId=${o.siteId}`)).json.rows.length
  // Somebody is faster: one of the families does not wait any more.
  expect((await o.by('registrar', `/waiting/${one.waitId}/remove`, {})).status).toBe(200)
  expect(await accept(plan.id)).toMatchObject({
    ...{ status: 409, json: { type: 'urn:posada:problem:plan-outdated', caseNumbers: [mine.caseNumber] } },
  })
  expect(await appointmentsOf(other.id)).toEqual([])
  expect((await officer(`/waiting?siteId=${o.siteId}`)).json.rows).toHaveLength(at - 1)
  // Two accept the next one at once: it is booked once.
  const next = await planned()
  const both = await Promise.all([accept(next.id), accept(next.id)])
  // Whoever comes while the other is at it is told; whoever comes after gets the same answer.
  expect(both.some(({ status }) => status === 200)).toBe(true)
  for (const { status, json } of both)
    expect(status === 200 ? json.booked : status).toBe(status === 200 ? next.placed : 409)
  expect(await appointmentsOf(other.id)).toHaveLength(1)
})

test('an interpreter is removed on the day: the fewest families move, those expected that day to a later hour', async () => {
  const book = async (more: object) =>
    (await o.booked({ language: 'ht', day: FRIDAY, ...more })) as { id: string; family: { id: string } }
  const [lost, kept] = [await book({ slot: 0 }), await book({ slot: 1, officerId: o.ids.luz })]
  const absence = { id: newId(random), resourceId: o.ids.pool, firstOn: FRIDAY, lastOn: FRIDAY, number: 1 }
  expect((await o.by('registrar', '/absences', absence)).status).toBe(403)
  const away = await officer('/absences', absence)
  expect(away).toMatchObject({ status: 200, json: { broken: 1 } })
  expect(await officer('/absences', absence)).toEqual(away)
  const day = (await officer(`/day?siteId=${o.siteId}&day=${FRIDAY}`)).json
  expect(day.broken).toEqual([{ appointmentId: lost.id, why: 'no-interpreter' }])
  const plan = await planned({ kind: 'repair' })
  expect(plan).toMatchObject({ placed: 1, left: 0, lines: [{ householdId: lost.family.id, was: { day: FRIDAY } }] })
  expect(await accept(plan.id)).toMatchObject({ status: 200, json: { moved: 1 } })
  // Luz speaks the language: nobody else moved.
  expect(await appointmentsOf(lost.family.id)).toMatchObject([
    { hasInterpreter: false, officer: { name: 'Officer Luz' } },
  ])
  expect(await appointmentsOf(kept.family.id)).toMatchObject([{ day: FRIDAY, slot: 1, version: 1 }])
  expect((await officer(`/absences/${absence.id}/end`, {})).json).toMatchObject({ broken: 0 })
})

test('an officer falls ill: only their families move, and the history says from where', async () => {
  const before = await ask(`select id, officer_id from appointment where state = 'booked' and day >= $1`, [MONDAY])
  const ofLuz = before.filter(({ officer_id }) => officer_id === o.ids.luz)
  expect(ofLuz.length).toBeGreaterThan(2)
  await officer('/absences', { id: newId(random), resourceId: o.ids.luz, firstOn: MONDAY, lastOn: FRIDAY, number: 1 })
  const office = (await officer(`/offices/${o.siteId}`)).json
  expect(office.broken).toBe(ofLuz.length)
  const plan = await planned({ kind: 'repair', days: 14 })
  expect(plan.placed).toBe(ofLuz.length)
  expect(plan.movesNeeded).toBeLessThanOrEqual(plan.moves)
  for (const { reason } of plan.lines)
    expect(reason).toMatchObject({ code: 'lost-moved', values: { wasOfficer: 'Officer Luz' } })
  expect((await accept(plan.id)).json).toMatchObject({ moved: ofLuz.length })
  expect((await officer(`/offices/${o.siteId}`)).json.broken).toBe(0)
  const moved = await ask(
    `select appointment_id from appointment_event where kind = 'moved' and facts->'was'->>'officerId' = $1`,
    [o.ids.luz],
  )
  expect(new Set(moved.map(({ appointment_id }) => appointment_id))).toEqual(new Set(ofLuz.map(({ id }) => id)))
})

test('100,000 families at once are refused with a sentence that says the bound; a plan that is dropped is gone', async () => {
  await o.desk.fresh.asOwner(async (client) => {
    await client.query('set session_replication_role = replica')
    await client.query(
      `insert into appointment_wait select $1, gen_random_uuid(), $2, gen_random_uuid(), 'hearing', '{}', 'es', false, 'anyone', 1, 1, 0, null,
         '2021-10-24', 0, 'desk' from generate_series(1, 100000)`,
      [o.operationId, o.siteId],
    )
  })
  const answer = await officer('/plans', {
    id: newId(random),
    siteId: o.siteId,
    kind: 'waiting',
    purpose: 'hearing',
    days: 7,
  })
  expect(answer).toMatchObject({ status: 409, json: { waiting: 100_000, max: 50_000 } })
  expect(answer.json.title).toContain('50,000')
  // The other purpose is planned on its own.
  const plan = await planned({ purpose: 'interview' })
  expect(await officer(`/plans/${plan.id}/drop`, {})).toMatchObject({ status: 200 })
  expect(await accept(plan.id)).toMatchObject({ status: 404, json: { type: 'urn:posada:problem:plan-gone' } })
  await ask('delete from appointment_wait where purpose = $1', ['hearing'])
})
