import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOffice, type TestOffice } from '#checks/harness/office.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'

const { random } = realEnvironment()
let o: TestOffice
beforeAll(async () => {
  o = await startOffice()
}, 60_000)
afterAll(() => o.desk.drop())

const fetched = async (path: string) => {
  const response = await o.desk.app.request(path)
  return { status: response.status, text: await response.text() }
}
const keeper = (path: string) => o.by('site-manager', path, {})

test('a calendar has a secret address that names nobody; a new one, or taking it back, ends the old one', async () => {
  const { id, version } = await o.booked()
  const made = await keeper(`/calendars/${o.ids.ana}/feed`)
  expect(made.status).toBe(200)
  const read = await fetched(made.json.path)
  expect(read.status).toBe(200)
  expect(read.text.match(/^(UID|SUMMARY|LOCATION|STATUS|DTSTART).*$/gm)).toEqual(
    [
      ...[`UID:${id}`, 'DTSTART:20211025T140000Z'],
      ...[expect.stringMatching(/^SUMMARY:\d\d-\w{5}-\w{5}\r?$/), 'LOCATION:Room 1', 'STATUS:CONFIRMED'],
    ].map((line) => (typeof line === 'string' ? expect.stringMatching(new RegExp(`^${line}\r?$`)) : line)),
  )
  expect(read.text).not.toMatch(/Wideline|Officer|interview/)

  const move = { actId: newId(random), version, day: '2021-10-25', slot: 2, officerId: o.ids.luz, agreed: false }
  expect((await o.by('registrar', `/bookings/${id}/move`, { ...move, because: 'office' })).status).toBe(200)
  expect((await fetched(made.json.path)).text).toContain('STATUS:CANCELLED')

  const anew = await keeper(`/calendars/${o.ids.ana}/feed`)
  expect([(await fetched(made.json.path)).status, (await fetched(anew.json.path)).status]).toEqual([404, 200])
  await keeper(`/calendars/${o.ids.ana}/feed/end`)
  expect((await fetched(anew.json.path)).status).toBe(404)
  expect((await fetched(`/calendars/${o.desk.operations[1]}/${anew.json.path.split('/').at(-1)}`)).status).toBe(404)
})

test('an officer makes an address of their own calendar alone', async () => {
  expect((await o.by('case-officer', `/calendars/${o.ids.ana}/feed`, {})).status).toBe(403)
  await o.desk.fresh.asOwner((client) =>
    client.query(
      `update appointment_resource set account_id = (select id from account where login = 'case-officer' and operation_id = $2) where id = $1`,
      [...[o.ids.ana, o.operationId]],
    ),
  )
  expect((await o.by('case-officer', `/calendars/${o.ids.ana}/feed`, {})).status).toBe(200)
})
