import { afterAll, beforeAll, expect, test } from 'vitest'
import { householdAtDesk, personAtDesk, startDesk, type TestDesk } from '#checks/harness/desk.ts'
import { makeReal } from '#checks/harness/real.ts'
import { nothingAsked } from '../../model.ts'

let desk: TestDesk
let given: { id: string; accessCode: string }
let refused: { id: string; accessCode: string }
const facts = { recipient: 'Legal clinic', purpose: 'legal-help', basis: 'consent' }

beforeAll(async () => {
  desk = await startDesk()
  await makeReal(desk, desk.operations[0], ['registrar', 'data-protection-officer', 'administrator'])
  const register = async (name: string, legalHelp: boolean | null) =>
    (
      await desk.call('POST', '/desk/households', {
        as: 'registrar',
        body: householdAtDesk([personAtDesk({ name, consent: { ...nothingAsked, legalHelp, aid: true } })]),
      })
    ).json
  given = await register('Mirlande Consented', true)
  refused = await register('Roselaure Refused', false)
  await register('Guerda Notasked', null)
}, 60_000)
afterAll(() => desk.drop())

const officer = (path: string, body: object) => desk.call('POST', path, { as: 'data-protection-officer', body })
const agreedTo = async (asked: object) => {
  const { id } = (await officer('/oversight/agreements', { act: 'export-names', facts: asked })).json
  expect((await desk.call('POST', `/oversight/agreements/${id}/agree`, { as: 'administrator' })).status).toBe(200)
  return id as string
}
const names = (agreementId: string | null, asked: object = facts, after: string | null = null) =>
  officer('/desk/exports/with-names', { after, ...asked, agreementId })
const heldBy = async ({ accessCode }: { accessCode: string }) =>
  (await desk.call('POST', '/registrations/held', { body: { accessCode } })).json.readings

test('names leave a real operation only with a second person’s yes to exactly this, and once', async () => {
  expect((await names(null)).json.type).toContain('second-person-needed')
  const id = await agreedTo(facts)
  expect((await names(id, { ...facts, basis: 'vital-interest' })).status).toBe(403)
  expect((await names(id, { ...facts, recipient: 'Another office' })).status).toBe(403)
  expect((await names(id)).status).toBe(200)
  expect((await names(id)).status).toBe(403)
})

test('on the ground of consent the file holds only people who gave it for this purpose; on another, everyone', async () => {
  const consented = (await names(await agreedTo(facts))).json.csv
  expect(consented).toContain('Mirlande Consented')
  expect(consented).not.toMatch(/Refused|Notasked/)
  const vital = { ...facts, basis: 'vital-interest' }
  const all = (await names(await agreedTo(vital), vital)).json.csv
  for (const name of ['Consented', 'Refused', 'Notasked']) expect(all).toContain(name)
})

test('each household in the file reads on its own page to whom, why, on which ground and how much; others read nothing', async () => {
  const before = (await heldBy(refused)).length
  await names(await agreedTo(facts))
  expect(await heldBy(given)).toContainEqual({
    at: expect.any(String),
    act: 'export-with-names',
    role: 'data-protection-officer',
    purpose: 'legal-help consent 25: Legal clinic',
  })
  expect(await heldBy(refused)).toHaveLength(before)
})

test('the rest of a long file comes under the same yes, and nothing else does', async () => {
  const id = await agreedTo(facts)
  const nobody = '00000000-0000-0000-0000-000000000000'
  expect((await names(id, facts, nobody)).status).toBe(403)
  await names(id)
  expect((await names(id, facts, nobody)).status).toBe(200)
  expect((await names(id, { ...facts, purpose: 'aid' }, nobody)).status).toBe(403)
})

test('that names left raises an alarm a colleague reads', async () => {
  await names(await agreedTo(facts))
  await expect
    .poll(async () => (await desk.call('GET', '/oversight/alarms', { as: 'administrator' })).json.alarms)
    .toContainEqual(expect.objectContaining({ kind: 'names-exported', facts, by: 'Test data-protection-officer' }))
})

test('a planted record is not in a file with names, and its readings look as if it were', async () => {
  await desk.call('POST', '/oversight/canaries', { as: 'administrator', body: { households: 3, siteId: null } })
  const vital = { ...facts, basis: 'vital-interest' }
  const { csv } = (await names(await agreedTo(vital), vital)).json
  const { households } = (await desk.call('GET', '/desk/households', { as: 'registrar' })).json
  const missing = households.filter(({ caseNumber }: { caseNumber: string }) => !csv.includes(caseNumber))
  expect(missing).toHaveLength(3)
  for (const { id } of households) {
    const { readings } = (await desk.call('GET', `/desk/households/${id}`, { as: 'registrar' })).json
    // The clock stands still here, so that readings of this test have no order.
    const reading = { act: 'export-with-names', purpose: expect.stringContaining('vital-interest') }
    expect(readings).toContainEqual(expect.objectContaining(reading))
  }
})
