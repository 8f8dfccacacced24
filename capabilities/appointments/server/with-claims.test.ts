import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashAccessCode, newAccessCode } from '#capabilities/registration/access-code.ts'
import { eraseHousehold } from '#capabilities/registration/rights/server/erasing.ts'
import { keepPeriods } from '#capabilities/registration/rights/server/retention-job.ts'
import { MONDAY, startOffice, type TestOffice } from '#checks/harness/office.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { forgetOldAppointments } from './forgetting.ts'

const { random, timers } = realEnvironment()
const TODAY = '2021-10-24'
let o: TestOffice
beforeAll(async () => {
  o = await startOffice()
  const settings = {
    version: 0,
    procedure: 'mx_comar',
    procedureVersion: '2021-10',
    answers: {},
    calendarAnswers: {},
    rows: [],
  }
  expect((await o.desk.call('POST', '/asylum/settings', { as: 'administrator', body: settings })).status).toBe(200)
}, 60_000)
afterAll(() => o.desk.drop())

const clerk = (path: string, body?: object) => o.by('registrar', path, body)
const officer = (path: string, body?: object) =>
  o.desk.call(body ? 'POST' : 'GET', `/asylum${path}`, { as: 'case-officer', ...(body && { body }) })
const ask = (sql: string, values: unknown[] = []) =>
  o.desk.fresh.asOwner(async (c) => (await c.query(sql, values)).rows)
type Claim = { id: string; events: number }

/** Two people of one household, each with a claim of their own that waits for its interview. */
async function waiting() {
  const household = await o.household({}, { relation: 'partner' })
  const claims: Claim[] = []
  for (const principalId of household.people) {
    const id = newId(random)
    const body = {
      ...{ id, householdId: household.id, principalId, dependantIds: [], language: 'ht', isUnder18: 'no' },
      ...{ isWithParentOrCaregiver: true, needsInterpreter: true, step: 'lodge', actor: 'person', on: TODAY },
    }
    const lodged = await officer('/claims', body)
    expect(lodged.status).toBe(200)
    const claim = { id, events: lodged.json.events as number }
    claims.push(claim)
    for (const [step, actor] of [
      ...([
        ['constancia', 'comar'],
        ['admit', 'comar'],
      ] as const),
      ...([
        ['language_asked', 'comar'],
        ['form', 'person'],
      ] as const),
    ])
      await act(claim, step, actor)
  }
  return { household, claims }
}
async function act(claim: Claim, step: string, actor: string) {
  const body = { seen: claim.events, act: { kind: 'step', step, actor, on: TODAY } }
  const answer = await officer(`/claims/${claim.id}/acts`, body)
  expect(answer).toMatchObject({ status: 200 })
  claim.events = answer.json.events
}

async function planned() {
  const id = newId(random)
  expect((await o.by('case-officer', '/plans', { id, siteId: o.siteId, kind: 'waiting', days: 7 })).status).toBe(200)
  for (let tries = 0; tries < 400; tries++) {
    const { json } = await o.by('case-officer', `/plans/${id}`)
    if (json.state === 'ready' || json.state === 'failed') return json
    await new Promise<void>((resolve) => timers.after(25, resolve))
  }
  throw new Error('the plan was never ready')
}
const listed = async () => (await clerk(`/waiting?siteId=${o.siteId}`)).json.rows
const ofHousehold = async (id: string) => (await clerk(`/households/${id}`)).json

test('a family whose claims wait for an interview is heard once for all of them, and each claim shows it', async () => {
  const { household, claims } = await waiting()
  const plan = await planned()
  expect(await listed()).toMatchObject([
    { householdId: household.id, purpose: 'interview', slots: 2, language: 'ht', source: 'claims', since: TODAY },
  ])
  expect(plan).toMatchObject({ state: 'ready', placed: 1, lines: [{ now: { day: MONDAY } }] })
  expect((await o.by('case-officer', `/plans/${plan.id}/accept`, {})).json).toMatchObject({ booked: 1 })
  const { appointments, waits } = await ofHousehold(household.id)
  expect([appointments.length, waits]).toEqual([1, []])
  expect(new Set(appointments[0].claimIds)).toEqual(new Set(claims.map(({ id }) => id)))
  for (const { id } of claims)
    expect((await officer(`/claims/${id}`)).json.meetings).toMatchObject([
      { appointmentId: appointments[0].id, kind: 'booked', by: 'Test case-officer', day: MONDAY, purpose: 'interview' },
    ])
  // Whoever has an appointment waits for nothing; nor does whoever was heard, before the office has recorded it.
  await planned()
  expect(await listed()).toEqual([])
  await ask(`update appointment set state = 'held', day = '2021-10-20' where id = $1`, [appointments[0].id])
  await planned()
  expect(await listed()).toEqual([])
  // Heard long ago and nothing recorded: somebody has to look, so it is on the list again. Recorded, it is not.
  await ask(`update appointment set day = '2021-08-20' where id = $1`, [appointments[0].id])
  await planned()
  expect(await listed()).toHaveLength(1)
  for (const claim of claims) await act(claim, 'interview', 'comar')
  await planned()
  expect(await listed()).toEqual([])
})

async function ownPage(household: { id: string }) {
  const code = newAccessCode(random)
  await ask('update registration_group set access_code_hash = $2 where id = $1', [
    ...[household.id, Buffer.from(await hashAccessCode(code))],
  ])
  return async (path: string, fields: object = {}) => {
    const response = await o.desk.app.request(`${path}?lang=en`, {
      ...{ method: 'POST', body: new URLSearchParams({ code, ...fields }).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    return response.text()
  }
}

test('the family sees its appointment with its code, says that it comes or asks for another time; a person answers', async () => {
  const { family, id } = await o.booked({ language: 'ht', officerId: o.ids.ana, slot: 3 })
  const send = await ownPage(family)
  const shown = await send('/status')
  expect(shown).toContain('From 12:00 to 13:00')
  expect(shown).toContain('Room 1')
  expect(shown).toContain('An interpreter will be there.')
  expect(shown).not.toMatch(/<script|Officer Ana|Wideline/)
  const say = (what: string, appointment = id) => send('/status/appointment', { what, appointment })
  expect(await say('confirm')).toContain('You said that you will come.')
  await say('confirm')
  expect(await say('ask-move')).toContain('You asked for another time on')
  const [row] = (await ofHousehold(family.id)).appointments
  expect(row).toMatchObject({ day: MONDAY, state: 'confirmed', moveAskedAt: expect.any(String), version: 3 })
  const { history } = (await clerk(`/bookings/${id}`)).json
  expect(history.map(({ kind, by }: { kind: string; by: string }) => [kind, by])).toEqual([
    ...[
      ['booked', 'Test registrar'],
      ['confirmed', null],
      ['move-asked', null],
    ],
  ])
  // The clerk's move is the answer.
  const move = { actId: newId(random), version: 3, day: '2021-10-26', slot: 0, officerId: o.ids.luz, agreed: false }
  expect((await clerk(`/bookings/${id}/move`, { ...move, because: 'family-asked' })).json.appointment).toMatchObject({
    ...{ state: 'booked', moveAskedAt: null },
  })
  // Nobody answers for another family, and nothing that is over is answered.
  const other = await o.booked({ officerId: o.ids.luz, slot: 2 })
  expect(await say('confirm', other.id)).not.toContain('You said')
  expect((await ofHousehold(other.family.id)).appointments).toMatchObject([{ state: 'booked', version: 1 }])
})

test('an office of another place, its calendars and its appointments are not there for whoever works at one place', async () => {
  const { id, family } = await o.booked({ day: '2021-10-27', slot: 0 })
  const wait = o.waiting((await o.household()).id)
  expect((await clerk('/waiting', wait)).status).toBe(200)
  const absence = { id: newId(random), resourceId: o.ids.two, firstOn: MONDAY, lastOn: MONDAY, number: 1 }
  expect((await o.by('site-manager', '/absences', absence)).status).toBe(200)
  const plan = await planned()
  const there = newId(random)
  await ask(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Elsewhere', 'office')`, [
    o.operationId,
    there,
  ])
  await ask('update account_role set site_id = $2 where operation_id = $1', [o.operationId, there])
  const acted = { actId: newId(random), version: 1 }
  const time = { day: '2021-10-27', slot: 1, officerId: o.ids.ana, agreed: true }
  const who = o.asked(family.id)
  for (const [as, path, body] of [
    ['registrar', `/offices/${o.siteId}`],
    ['registrar', `/day?siteId=${o.siteId}&day=${MONDAY}`],
    ['registrar', `/waiting?siteId=${o.siteId}`],
    ['registrar', `/bookings/${id}`],
    ['registrar', `/households/${family.id}`],
    ['registrar', `/proposals?siteId=${o.siteId}&day=${MONDAY}&slot=0&officerId=${o.ids.ana}`],
    ['registrar', `/free?siteId=${o.siteId}&householdId=${family.id}&purpose=interview&language=es`],
    ['registrar', '/bookings', { ...who, ...time }],
    ['registrar', '/walk-ins', who],
    ['registrar', '/waiting', o.waiting(family.id)],
    ['registrar', `/bookings/${id}/move`, { ...acted, ...time, because: 'office' }],
    ['registrar', `/bookings/${id}/cancel`, { ...acted, because: 'office', waitsOn: true }],
    ['registrar', `/bookings/${id}/coming`, { ...acted, what: 'came', waitsOn: false }],
    ['registrar', `/waiting/${wait.id}/remove`, {}],
    ['case-officer', '/absences', { ...absence, id: newId(random) }],
    ['case-officer', `/absences/${absence.id}/end`, {}],
    ['case-officer', '/plans', { id: newId(random), siteId: o.siteId, kind: 'repair', days: 3 }],
    ['case-officer', `/plans/${plan.id}`],
    ['case-officer', `/plans/${plan.id}/accept`, {}],
    ['case-officer', `/plans/${plan.id}/drop`, {}],
    ['site-manager', '/offices', { ...o.office, version: 1 }],
    ['site-manager', '/calendars', o.calendar(o.ids.one, 'room', { label: 'Mine' })],
    ['site-manager', `/calendars/${o.ids.ana}/feed`, {}],
    ['site-manager', `/calendars/${o.ids.ana}/feed/end`, {}],
  ] as const)
    expect({ path, status: (await o.by(as, path, body)).status }).toEqual({ path, status: 404 })
  expect((await clerk('/offices')).json.offices.map(({ name }: { name: string }) => name)).toEqual(['Elsewhere'])
  await ask('update account_role set site_id = null where operation_id = $1', [o.operationId])
  expect((await clerk(`/bookings/${id}`)).json.appointment).toMatchObject({ state: 'booked', version: 1 })
  expect((await o.by('site-manager', `/absences/${absence.id}/end`, {})).status).toBe(200)
})

test('a household that is expected is not ended by its period; erased, its hour is free again; what is long over ends', async () => {
  const { family, id } = await o.booked({ day: '2021-10-28', slot: 0 })
  const old = new Date(Date.parse('2019-01-01T00:00:00Z'))
  await ask('update registration_group set registered_at = $2 where id = $1', [family.id, old])
  await ask('delete from event where group_id = $1', [family.id])
  const { world } = o.desk
  const services = { ...world, keysOf: world.keyring.find, statusIndices: world.intake.statusIndices }
  await keepPeriods(services, o.operationId)
  const stage = async () => (await ask('select stage from registration_group where id = $1', [family.id]))[0].stage
  expect(await stage()).toBe('registered')
  const send = await ownPage(family)
  expect(await send('/status')).toContain('From 09:00 to 10:00')
  await world.db.transaction(o.operationId, (tx) =>
    eraseHousehold({ tx, clock: world.clock, random, role: 'self', purpose: 'own wish' }, family.id),
  )
  expect(await ask('select state from appointment where id = $1', [id])).toEqual([{ state: 'cancelled' }])
  expect(await ask('select 1 from appointment_hold where appointment_id = $1', [id])).toEqual([])
  expect(
    await ask('select kind, facts->>$2 as because from appointment_event where appointment_id = $1 order by number', [
      id,
      'because',
    ]),
  ).toEqual([
    ...[
      { kind: 'booked', because: null },
      { kind: 'cancelled', because: 'erased' },
    ],
  ])
  await ask('update appointment set day = $2 where id = $1', [id, '2019-10-01'])
  await forgetOldAppointments(world, o.operationId)
  expect(await ask('select 1 from appointment where id = $1', [id])).toEqual([])
  expect(await ask('select 1 from appointment_event where appointment_id = $1', [id])).toEqual([])
})
