import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '#checks/harness/authenticator.ts'
import { type Colleague, STAFF_ORIGIN, type Staff, startStaff } from '#checks/harness/staff.ts'

let staff: Staff
let operationId: string
let admin: Colleague
beforeAll(async () => {
  staff = await startStaff()
  operationId = staff.operations[0]
  await staff.add('admin', 'administrator')
  admin = await staff.signIn('admin')
}, 60_000)
afterAll(() => staff.drop())

/** Long sleeps end sessions; the administrator comes back. */
const comeBack = async () => {
  admin = await staff.signIn('admin')
}

async function give(accountId: string, agreementId: string | null = null) {
  return admin.post(`/access/accounts/${accountId}/enrolment`, { agreementId })
}

async function newColleague(login: string) {
  const body = { login, displayName: login, passphrase: null, roles: ['registrar'], siteId: null }
  const { json } = await admin.post('/access/accounts', body)
  return json.id as string
}

async function usePasskey(code: string, device = createAuthenticator(STAFF_ORIGIN)) {
  const person = staff.nobody()
  const { json, status } = await person.post('/access/enrolment/open', { operationId, code })
  if (status !== 200) return { person, device, status }
  const passkey = device.make(json.options)
  const used = await person.post('/access/enrolment/use', { operationId, code, passkey, label: 'phone' })
  return { person, device, status: used.status }
}

test('a new colleague makes their own way in with a code from one administrator, who learns no secret of theirs', async () => {
  const id = await newColleague('rosa')
  const { status, json } = await give(id)
  expect(status).toBe(200)
  expect(json.code).toMatch(/^[0-9A-Z]{26}$/)
  const { rows } = await staff.fresh.asOwner((client) => client.query('select * from enrolment'))
  expect(JSON.stringify(rows)).not.toContain(json.code)
  const { person, device } = await usePasskey(json.code)
  expect((await person.get('/access/me')).json).toMatchObject({ displayName: 'rosa', roles: ['registrar'] })
  const acts = await staff.actsOf(id)
  expect(acts.sort()).toEqual(['create-account', 'give-enrolment', 'sign-in', 'use-enrolment'])
  // Once: not again by them, not by whoever read it over a shoulder.
  expect((await usePasskey(json.code, device)).status).toBe(404)
  expect((await usePasskey(json.code)).status).toBe(404)
})

test('used ten times at once, a code makes one way in', async () => {
  const id = await newColleague('samu')
  const { json } = await give(id)
  const { json: opened } = await staff.nobody().post('/access/enrolment/open', { operationId, code: json.code })
  const device = createAuthenticator(STAFF_ORIGIN)
  const bodies = Array.from({ length: 10 }, () => ({
    ...{ operationId, code: json.code, passkey: device.make(opened.options), label: 'phone' },
  }))
  const answers = await Promise.all(bodies.map((body) => staff.nobody().post('/access/enrolment/use', body)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const { rows } = await staff.fresh.asOwner((client) =>
    client.query('select count(*)::int as n from passkey where account_id = $1', [id]),
  )
  expect(rows[0].n).toBe(1)
})

test('a code is typed as it is read, runs out after 72 hours, and a new one takes its place', async () => {
  const id = await newColleague('tere')
  const { json: first } = await give(id)
  const { json: second } = await give(id)
  expect((await usePasskey(first.code)).status).toBe(404)
  const spoken = second.code
    .toLowerCase()
    .replaceAll('0', 'o')
    .replaceAll('1', 'l')
    .replace(/(.{4})/g, '$1 ')
    .trim()
  expect((await staff.nobody().post('/access/enrolment/open', { operationId, code: spoken })).status).toBe(200)
  const [, other] = staff.operations
  expect((await staff.nobody().post('/access/enrolment/open', { operationId: other, code: second.code })).status).toBe(
    404,
  )
  staff.advance(72 * 3_600_000)
  expect((await usePasskey(second.code)).status).toBe(404)
  expect((await staff.nobody().post('/access/enrolment/open', { operationId, code: 'A'.repeat(26) })).status).toBe(404)
  await comeBack()
})

test('where passkeys do not work a passphrase is chosen, and not one that others would guess', async () => {
  const id = await newColleague('uma')
  const { json } = await give(id)
  const person = staff.nobody()
  const { json: opened } = await person.post(
    '/access/enrolment/open',
    { operationId, code: json.code },
    '192.168.8.2:8443',
  )
  expect(opened).toMatchObject({ login: 'uma', options: null })
  const choose = (passphrase: string) =>
    person.post('/access/enrolment/use', { operationId, code: json.code, passphrase })
  expect((await choose('uma-uma-uma-1')).json.type).toMatch(/passphrase-too-common$/)
  expect((await person.post('/access/enrolment/use', { operationId, code: json.code })).status).toBe(422)
  expect((await choose('olive river lamp chair')).status).toBe(200)
  expect((await person.get('/access/me')).json.displayName).toBe('uma')
})

test('a lost passkey is replaced by two people, and everything old ends when the new one is made', async () => {
  const id = await staff.add('vera', 'registrar')
  const before = await staff.signIn('vera')
  const old = createAuthenticator(STAFF_ORIGIN)
  const { json: asked } = await before.post('/access/passkeys/options')
  await before.post('/access/passkeys', { label: 'lost phone', passkey: old.make(asked.options) })

  expect((await give(id)).json.type).toMatch(/second-person-needed$/)
  const { json: agreement } = await admin.post('/oversight/agreements', {
    act: 'replace-passkey',
    facts: { accountId: id },
  })
  expect((await give(id, agreement.id)).json.type).toMatch(/second-person-needed$/)
  await staff.add('dpo', 'data-protection-officer')
  const dpo = await staff.signIn('dpo')
  expect((await admin.post(`/oversight/agreements/${agreement.id}/agree`)).status).toBe(409)
  expect((await dpo.post(`/oversight/agreements/${agreement.id}/agree`)).status).toBe(200)
  // For this colleague, and no other.
  const other = await staff.add('wanda', 'registrar')
  expect((await give(other, agreement.id)).json.type).toMatch(/second-person-needed$/)
  const { json, status } = await give(id, agreement.id)
  expect(status).toBe(200)
  expect((await give(id, agreement.id)).json.type).toMatch(/second-person-needed$/)

  // Until it is used nothing has changed: a code that goes astray shuts nobody out.
  expect((await before.get('/access/me')).status).toBe(200)
  const { person } = await usePasskey(json.code)
  expect((await person.get('/access/own')).json).toMatchObject({ hasPassphrase: false, passkeys: [{ label: 'phone' }] })
  expect((await before.get('/access/me')).status).toBe(401)
  const { json: signIn } = await staff.nobody().post('/access/passkeys/sign-in-options', { operationId })
  const lost = { operationId, passkey: old.sign(signIn.options) }
  expect((await staff.nobody().post('/access/passkeys/sign-in', lost)).status).toBe(401)
  const passphrase = { operationId, login: 'vera', passphrase: staff.passphrase }
  expect((await staff.nobody().post('/access/sign-in', passphrase)).status).toBe(401)
})

test('roles change from one request to the next, by a colleague whose own roles reach as far', async () => {
  const id = await staff.add('xavi', 'registrar')
  const xavi = await staff.signIn('xavi')
  const change = (accountId: string, roles: string[], siteId: string | null = null) =>
    admin.post(`/access/accounts/${accountId}/roles`, { roles, siteId })
  expect((await xavi.get('/access/accounts')).status).toBe(403)
  expect((await xavi.post(`/access/accounts/${id}/roles`, { roles: ['administrator'], siteId: null })).status).toBe(403)
  expect((await change(id, ['planner', 'planner'])).json).toEqual({ roles: ['planner'] })
  expect((await xavi.get('/access/me')).json.roles).toEqual(['planner'])
  expect((await xavi.get('/desk/counts')).status).toBe(403)
  expect((await change(admin.id, ['registrar'])).json.type).toMatch(/own-roles$/)
  expect((await admin.post(`/access/accounts/${admin.id}/enrolment`, { agreementId: null })).json.type).toMatch(
    /own-roles$/,
  )

  const siteId = '00000000-0000-4000-8000-0000000000aa'
  await staff.add('site.admin', 'administrator', { siteId })
  const siteAdmin = await staff.signIn('site.admin')
  const reach = await siteAdmin.post(`/access/accounts/${id}/roles`, { roles: ['registrar'], siteId })
  expect(reach.json.type).toMatch(/not-allowed$/)
  expect((await staff.actsOf(id)).sort()).toEqual(['change-roles', 'sign-in'])
})

test('a way in is given, and an account closed, only by an administrator who reaches all of it', async () => {
  const id = await staff.add('zoe', 'data-protection-officer', { hash: null })
  await staff.add('here.admin', 'administrator', { siteId: '00000000-0000-4000-8000-0000000000ab' })
  const hereAdmin = await staff.signIn('here.admin')
  const wider = await hereAdmin.post(`/access/accounts/${id}/enrolment`, { agreementId: null })
  expect(wider.json.type).toMatch(/not-allowed$/)
  expect((await hereAdmin.post(`/access/accounts/${id}/close`)).json.type).toMatch(/not-allowed$/)
  await comeBack()
  expect((await give(id)).status).toBe(200)
})

test('whoever lost a passkey does not agree to replacing it', async () => {
  const id = await staff.add('yara', 'data-protection-officer')
  const yara = await staff.signIn('yara')
  const asked = { act: 'replace-passkey', facts: { accountId: id } }
  const { json: agreement } = await admin.post('/oversight/agreements', asked)
  expect((await yara.post(`/oversight/agreements/${agreement.id}/agree`)).json.type).toMatch(/own-agreement$/)
  const { json } = await yara.get('/oversight/agreements')
  expect(json.agreements.find((known: { id: string }) => known.id === agreement.id)?.mayAnswer).toBe(false)
  expect((await give(id, agreement.id)).json.type).toMatch(/second-person-needed$/)
})

test('whoever signs in to a closed operation is told so once they have shown who they are; those who finish its work come in', async () => {
  await comeBack()
  const second = staff.operations[1]
  for (const [login, role] of [
    ['noemi', 'registrar'],
    ['otto', 'data-protection-officer'],
  ] as const)
    await staff.add(login, role, { operationId: second })
  const id = await staff.add('paz', 'planner', { operationId: second, hash: null })
  await staff.add('quinn', 'administrator', { operationId: second })
  const quinn = await staff.signIn('quinn', second)
  const { json } = await quinn.post(`/access/accounts/${id}/enrolment`, { agreementId: null })
  await staff.fresh.asOwner((client) =>
    client.query('update operation set closed_at = $1 where id = $2', [new Date(staff.clock()), second]),
  )

  const body = { operationId: second, login: 'noemi', passphrase: staff.passphrase }
  const noemi = staff.nobody()
  // As often as they try: right words never wait.
  for (let tries = 0; tries < 4; tries++)
    expect(await noemi.post('/access/sign-in', body)).toMatchObject({
      status: 403,
      json: { type: 'urn:posada:problem:closed-to-staff' },
    })
  expect(noemi.cookie).toBe('')
  expect((await noemi.post('/access/sign-in', { ...body, passphrase: 'not the passphrase' })).status).toBe(401)
  expect((await noemi.post('/access/sign-in', { ...body, login: 'nobody' })).status).toBe(401)
  const made = { operationId: second, code: json.code, passphrase: 'orchard violin copper meadow' }
  expect((await staff.nobody().post('/access/enrolment/use', made)).status).toBe(403)
  expect(await staff.actsOf(id)).toContain('sign-in-refused')

  expect((await staff.signIn('otto', second)).cookie).not.toBe('')
  expect((await quinn.get('/access/me')).status).toBe(200)
})
