import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY, startOffice, type TestOffice } from '#checks/harness/office.ts'

let o: TestOffice
beforeAll(async () => {
  o = await startOffice()
}, 60_000)
afterAll(() => o.desk.drop())

const clerk = (path: string, body?: object) => o.by('registrar', path, body)
const dayOf = async (day: string) => (await clerk(`/day?siteId=${o.siteId}&day=${day}`)).json
const history = async (id: string) => (await clerk(`/bookings/${id}`)).json.history

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
  expect(await clerk('/bookings', { ...body, slot: 1 })).toMatchObject({
    status: 409,
    json: { type: 'urn:posada:problem:act-conflict' },
  })
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
  const told = answers.filter(({ status }) => status === 409)
  for (const { json } of told)
    expect(json).toMatchObject({ type: 'urn:posada:problem:slot-taken', why: 'officer-busy' })
  expect((await dayOf(MONDAY)).appointments.filter(({ slot }: { slot: number }) => slot === 1)).toHaveLength(1)
})
