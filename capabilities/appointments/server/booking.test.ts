import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY, startOffice, type TestOffice } from '#checks/harness/office.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
const [TUESDAY, WEDNESDAY] = ['2021-10-26', '2021-10-27']
let o: TestOffice
beforeAll(async () => {
  o = await startOffice()
}, 60_000)
afterAll(() => o.desk.drop())

const clerk = (path: string, body?: object) => o.by('registrar', path, body)
const dayOf = async (day: string) => (await clerk(`/day?siteId=${o.siteId}&day=${day}`)).json
const history = async (id: string) => (await clerk(`/bookings/${id}`)).json.history
const kinds = async (id: string) => (await history(id)).map(({ kind }: { kind: string }) => kind)
const act = (id: string, what: string, version: number, more: object, actId = newId(random)) =>
  clerk(`/bookings/${id}/${what}`, { actId, version, ...more })
const move = (id: string, version: number, more: object, actId?: string) =>
  act(id, 'move', version, { day: TUESDAY, officerId: o.ids.ana, agreed: false, because: 'office', ...more }, actId)
const cancel = (id: string, version: number, waitsOn: boolean) =>
  act(id, 'cancel', version, { because: 'family-asked', waitsOn })
const waitsOf = async (household: string) => (await clerk(`/households/${household}`)).json.waits
const kind = (name: string) => ({ type: `urn:posada:problem:${name}` })

test('a household is booked once, with officer, interpreter and room; sent again it is the same appointment', async () => {
  const family = await o.household({}, { relation: 'child', birth: { kind: 'year', year: 2015 } })
  const body = o.booking(family.id, { language: 'ht' })
  const first = await clerk('/bookings', body)
  expect(first).toMatchObject({
    status: 200,
    json: { people: 2, day: MONDAY, from: '09:00', until: '10:00', hasInterpreter: true, place: 'Room 1', version: 1 },
  })
  // Nine in the morning in Mexico, in October still in summer time.
  expect(first.json.startsAt).toBe('2021-10-25T14:00:00.000Z')
  expect(await clerk('/bookings', body)).toEqual(first)
  expect(await clerk('/bookings', { ...body, slot: 1 })).toMatchObject({ status: 409, json: kind('act-conflict') })
  const another = await clerk('/bookings', o.booking(family.id, { slot: 3 }))
  expect(another).toMatchObject({ status: 409, json: { appointmentId: body.id } })
  expect(await history(body.id)).toMatchObject([
    { kind: 'booked', by: 'Test registrar', from: '09:00', officer: 'Officer Ana' },
  ])
  const day = await dayOf(MONDAY)
  expect(day.appointments).toHaveLength(1)
  const ana = day.resources.find(({ name }: { name: string }) => name === 'Officer Ana')
  expect([ana.present, ana.taken]).toEqual([
    [1, 1, 1, 1],
    [1, 0, 0, 0],
  ])
  // Numbers only: names are opened with the household.
  expect(JSON.stringify(day)).not.toContain('Wideline')
})

test('two clerks book the same slot at once: one is told, nothing is lost', async () => {
  const families = [await o.household(), await o.household(), await o.household()]
  const answers = await Promise.all(families.map(({ id }) => clerk('/bookings', o.booking(id, { slot: 1 }))))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  for (const { status, json } of answers)
    if (status === 409) expect(json).toMatchObject({ ...kind('slot-taken'), why: 'officer-busy' })
  expect((await dayOf(MONDAY)).appointments.filter(({ slot }: { slot: number }) => slot === 1)).toHaveLength(1)
})

test('a household is at one place at a time, and comes once for all of its claims', async () => {
  const family = await o.household()
  const paper = { purpose: 'document', day: TUESDAY, slot: 0 }
  expect((await clerk('/bookings', o.booking(family.id, { day: TUESDAY, slot: 0, slots: 2 }))).status).toBe(200)
  const other = { officerId: o.ids.luz, ...paper }
  expect(await clerk('/bookings', o.booking(family.id, { ...other, slot: 1 }))).toMatchObject({
    ...{ status: 409, json: kind('household-busy') },
  })
  expect((await clerk('/bookings', o.booking(family.id, { ...other, slot: 2 }))).status).toBe(200)
  const foreign = o.booking(family.id, { claimIds: [newId(random)], purpose: 'hearing', day: WEDNESDAY })
  expect(await clerk('/bookings', foreign)).toMatchObject({ status: 422, json: { errors: [{ code: 'not-theirs' }] } })
})

test('an appointment is moved and moved again; whoever saw an older version is told and overwrites nothing', async () => {
  const { id } = await o.booked({ day: TUESDAY, slot: 3 })
  const again = newId(random)
  const moved = await move(id, 1, { day: WEDNESDAY, slot: 2 }, again)
  expect(moved).toMatchObject({
    ...{ status: 200, json: { appointment: { day: WEDNESDAY, from: '11:00', version: 2 } } },
    json: { freed: { day: TUESDAY, slot: 3, officerId: o.ids.ana } },
  })
  // Sent again, because the answer got lost: the same act.
  expect(await move(id, 1, { day: WEDNESDAY, slot: 2 }, again)).toMatchObject({ status: 200, json: { freed: null } })
  expect(await move(id, 1, { day: WEDNESDAY, slot: 3 })).toMatchObject({
    ...{ status: 409, json: { ...kind('appointment-changed'), version: 2 } },
  })
  // An hour later with the same officer: its own seats do not stand in its way.
  expect((await move(id, 2, { day: WEDNESDAY, slot: 3 })).status).toBe(200)
  const both = await Promise.all([move(id, 3, { slot: 2 }), cancel(id, 3, false)])
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await kinds(id)).toHaveLength(4)
})

test('a family that is told too late has to agree; whoever begins to wait has time to find counsel', async () => {
  const later = await clerk('/offices', undefined)
  const { settings } = later.json.offices.find(({ siteId }: { siteId: string }) => siteId === o.siteId)
  const change = (version: number, more: object) => o.by('site-manager', '/offices', { ...o.office, version, ...more })
  expect((await change(settings.version, { noticeDays: 2, counselDays: 5 })).status).toBe(200)
  const family = await o.household()
  const soon = o.booking(family.id, { day: WEDNESDAY, slot: 0 })
  expect(await clerk('/bookings', soon)).toMatchObject({ status: 409, json: { earliest: '2021-10-29' } })
  const made = await clerk('/bookings', { ...soon, agreed: true })
  expect(made.status).toBe(200)
  expect(await history(soon.id)).toMatchObject([{ kind: 'booked', agreed: true }])
  // What an hour is does not change under open appointments.
  expect(await change(settings.version + 1, { slotMinutes: 30 })).toMatchObject({
    ...{ status: 409, json: kind('office-in-use') },
  })
  expect(await change(settings.version, {})).toMatchObject({ status: 409, json: kind('calendar-changed') })
  expect((await change(settings.version + 1, {})).status).toBe(200)
})

test('a slot freed a minute before is offered only to those who may be told so late, the fairest first', async () => {
  const { id } = await o.booked({ day: WEDNESDAY, slot: 1, officerId: o.ids.luz })
  const families = []
  for (const more of [
    { priority: 9, noticeDays: 10 },
    { priority: 2 },
    { priority: 3, language: 'ht' },
    { priority: 1, special: true },
    { priority: 5, heardBy: 'man' },
  ]) {
    const { id: householdId } = await o.household()
    const body = o.waiting(householdId, more)
    expect((await clerk('/waiting', body)).status).toBe(200)
    families.push(householdId)
  }
  const [, second, urgent, special] = families
  const freed = (await cancel(id, 1, false)).json.freed
  const ask = (of: { day: string; slot: number; officerId: string }) =>
    clerk(`/proposals?siteId=${o.siteId}&day=${of.day}&slot=${of.slot}&officerId=${of.officerId}`)
  const proposed = async (of: typeof freed) =>
    (await ask(of)).json.families.map(({ householdId }: { householdId: string }) => householdId)
  // The most urgent needs ten days; whoever asked for a man is not heard by a woman.
  expect(await proposed(freed)).toEqual([urgent, second, special])
  const list = (await clerk(`/waiting?siteId=${o.siteId}`)).json
  expect(list.rows.map(({ priority }: { priority: number }) => priority)).toEqual([9, 5, 3, 2, 1])
  // Passed over as often as the place allows: first, whatever the priority.
  await o.desk.fresh.asOwner((client) =>
    client.query('update appointment_wait set passed_over = 2 where group_id = $1', [special]),
  )
  expect(await proposed(freed)).toEqual([special, urgent, second])
  const taken = o.booking(urgent!, { day: freed.day, slot: freed.slot, officerId: freed.officerId, language: 'ht' })
  expect((await clerk('/bookings', taken)).status).toBe(200)
  expect(await waitsOf(urgent!)).toEqual([])
  expect(await proposed(freed)).toEqual([])
})

test('whoever does not come waits on from where they stood; a walk-in takes the hour, and everything is in the history', async () => {
  // Another place, where the day begins at this very moment.
  const siteId = newId(random)
  await o.desk.fresh.asOwner((client) =>
    client.query(`insert into site (operation_id, id, name, kind) values ($1, $2, 'Gate', 'office')`, [
      o.operationId,
      siteId,
    ]),
  )
  const gate = { ...o.office, siteId, timeZone: 'UTC', dayStarts: 480 }
  expect((await o.by('site-manager', '/offices', gate)).status).toBe(200)
  const [{ accountId, displayName }] = (await clerk(`/offices/${siteId}`)).json.officers
  const officerId = newId(random)
  const sunday = { accountId, languages: ['es'], hours: [{ weekday: 7, from: 480, to: 660 }] }
  expect(
    (await o.by('site-manager', '/calendars', { ...o.calendar(officerId, 'officer', sunday), siteId })).status,
  ).toBe(200)
  const book = async (slot: number) => {
    const household = await o.household()
    const body = o.booking(household.id, { siteId, day: '2021-10-24', slot, officerId })
    expect((await clerk('/bookings', body)).status).toBe(200)
    return { household, id: body.id }
  }
  const [now, next] = [await book(0), await book(1)]
  const missing = { what: 'did-not-come', waitsOn: true }
  const early = await act(next.id, 'coming', 1, missing)
  expect(early).toMatchObject({ status: 422, json: { errors: [{ code: 'too-early' }] } })
  expect(await act(now.id, 'coming', 1, missing)).toMatchObject({
    status: 200,
    json: { freed: { slot: 0, officerId } },
  })
  expect(await waitsOf(now.household.id)).toMatchObject([{ purpose: 'interview', since: '2021-10-24', passedOver: 0 }])
  expect((await cancel(now.id, 2, true)).json).toMatchObject({ ...kind('appointment-over'), state: 'did-not-come' })

  const walked = { ...o.asked((await o.household()).id), siteId }
  const came = await clerk('/walk-ins', walked)
  expect(came).toMatchObject({ status: 200, json: { state: 'came', from: '08:00', officer: { name: displayName } } })
  expect(await clerk('/walk-ins', walked)).toEqual(came)
  expect((await act(walked.id, 'coming', 1, { what: 'held', waitsOn: false })).json.appointment.state).toBe('held')
  expect(await kinds(walked.id)).toEqual(['came', 'held'])
  const long = { ...o.asked((await o.household()).id, { slots: 2 }), siteId }
  expect(await clerk('/walk-ins', long)).toMatchObject({ status: 409, json: { why: 'officer-away' } })
})

test('what happens is found with the household, by whom', async () => {
  const { family, id } = await o.booked({ day: WEDNESDAY, slot: 2, officerId: o.ids.luz, agreed: true })
  await clerk(`/bookings/${id}`)
  const entries = await o.desk.fresh.asOwner((client) =>
    client.query(
      `select act, role from audit_entry where subject_id = $1 and purpose = 'appointment' order by at, act`,
      [family.id],
    ),
  )
  expect(entries.rows).toEqual([
    { act: 'book-appointment', role: 'registrar' },
    { act: 'read-appointment', role: 'registrar' },
  ])
})
