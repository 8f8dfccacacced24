import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '#checks/harness/authenticator.ts'
import { type Colleague, STAFF_ORIGIN, type Staff, startStaff } from '#checks/harness/staff.ts'
import { STEP_UP_MS } from '../../step-up.ts'
import { CHALLENGE_MS } from './challenges.ts'

let staff: Staff
beforeAll(async () => {
  staff = await startStaff()
}, 60_000)
afterAll(() => staff.drop())

/** A colleague with a passkey of their own. */
async function withPasskey(login: string) {
  await staff.add(login, 'registrar')
  const person = await staff.signIn(login)
  const device = createAuthenticator(STAFF_ORIGIN)
  await addTo(person, device)
  return { person, device }
}

async function addTo(person: Pick<Colleague, 'post'>, device: ReturnType<typeof createAuthenticator>, label = 'phone') {
  const { json, status } = await person.post('/access/passkeys/options')
  expect(status).toBe(200)
  const added = await person.post('/access/passkeys', { label, passkey: device.make(json.options) })
  expect(added.status).toBe(200)
  return added.json.id as string
}

async function optionsFor(operationId = staff.operations[0]) {
  const { json } = await staff.nobody().post('/access/passkeys/sign-in-options', { operationId })
  return json.options
}

async function enter(passkey: object, operationId = staff.operations[0], host?: string) {
  const stranger = staff.nobody()
  const { status, json } = await stranger.post('/access/passkeys/sign-in', { operationId, passkey }, host)
  return { stranger, status, json }
}

test('a passkey signs in without a name or a passphrase, and is on record', async () => {
  const { person, device } = await withPasskey('ana')
  const options = await optionsFor()
  expect(options.allowCredentials).toEqual([])
  expect(options.userVerification).toBe('required')
  const { stranger, status, json } = await enter(device.sign(options))
  expect([status, json.accountId]).toEqual([200, person.id])
  expect((await stranger.get('/access/me')).json.displayName).toBe('ana')
  const { json: own } = await stranger.get('/access/own')
  expect(own.passkeys).toMatchObject([{ label: 'phone', lastUsedAt: expect.any(String) }])
  expect(own.sessions.filter(({ isThisOne }: { isThisOne: boolean }) => isThisOne)).toHaveLength(1)
  expect(await staff.actsOf(person.id)).toEqual(expect.arrayContaining(['add-passkey', 'sign-in']))
})

test('what another site, another moment, another name or another hand signed opens nothing', async () => {
  const { device } = await withPasskey('berta')
  const { device: stolen } = await withPasskey('carlos')
  const signed = async (asked: object) => device.sign(await optionsFor(), asked)
  const altered = await signed({})
  altered.response.signature = Buffer.from(
    Buffer.from(altered.response.signature, 'base64url').map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
  ).toString('base64url')
  const refused: [string, object][] = [
    ['signed at another origin', await signed({ origin: 'https://posada.example' })],
    ['made for another name', await signed({ rpId: 'posada.example' })],
    ['without the device’s own check', await signed({ verified: false })],
    ['a challenge of somebody else', await signed({ challenge: 'A'.repeat(64) })],
    ['a challenge for another operation', device.sign(await optionsFor(staff.operations[1]))],
    ['an altered signature', altered],
    [
      'the key of another, under this name',
      { ...stolen.sign(await optionsFor()), ...{ id: device.sign(await optionsFor()).id } },
    ],
    ['nothing', { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {} }],
  ]
  for (const [why, passkey] of refused) expect([why, (await enter(passkey)).status]).toEqual([why, 401])
  // The key of one operation is no key of another, and another host is not this one.
  expect((await enter(device.sign(await optionsFor(staff.operations[1])), staff.operations[1])).status).toBe(401)
  expect((await enter(await signed({}), staff.operations[0], 'evil.example')).status).toBe(401)
  expect((await enter(await signed({}), staff.operations[0], '192.168.8.2:8443')).status).toBe(409)
  expect((await enter(await signed({}))).status).toBe(200)
})

test('a signature is good once, for five minutes, and a counter that goes back is a copy', async () => {
  const { device } = await withPasskey('dora')
  const options = await optionsFor()
  const passkey = device.sign(options)
  expect((await enter(passkey)).status).toBe(200)
  expect((await enter(passkey)).status).toBe(401)
  expect((await enter(device.sign(options))).status).toBe(401)

  const late = await optionsFor()
  staff.advance(CHALLENGE_MS)
  expect((await enter(device.sign(late))).status).toBe(401)

  expect((await enter(device.sign(await optionsFor(), { counter: 40 }))).status).toBe(200)
  expect((await enter(device.sign(await optionsFor(), { counter: 7 }))).status).toBe(401)
  expect((await enter(device.sign(await optionsFor(), { counter: 41 }))).status).toBe(200)
})

test('a passkey of an account that was closed opens nothing', async () => {
  const { person, device } = await withPasskey('elsa')
  await staff.add('boss', 'administrator')
  const boss = await staff.signIn('boss')
  expect((await boss.post(`/access/accounts/${person.id}/close`)).status).toBe(200)
  expect((await enter(device.sign(await optionsFor()))).status).toBe(401)
})

test('a passkey steps up; that of a colleague, or a signature made for signing in, does not', async () => {
  const { person, device } = await withPasskey('flor')
  const { device: others } = await withPasskey('gil')
  staff.advance(STEP_UP_MS)
  const take = async () => (await person.post('/desk/exports', { after: null })).status
  expect(await take()).toBe(403)
  const { json } = await person.post('/access/step-up/options')
  expect(json.options.allowCredentials).toHaveLength(1)
  const wrong = [
    others.sign(json.options),
    device.sign(await optionsFor()),
    device.sign(json.options, { verified: false }),
  ]
  for (const passkey of wrong) expect((await person.post('/access/step-up', { passkey })).status).toBe(422)
  expect(await take()).toBe(403)
  const { json: again } = await person.post('/access/step-up/options')
  expect((await person.post('/access/step-up', { passkey: device.sign(again.options) })).status).toBe(200)
  expect(await take()).toBe(200)
})

test('passkeys are added and removed after a fresh proof only, each once, and the last way in stays', async () => {
  await staff.add('hana', 'registrar', { hash: null })
  await staff.add('ines', 'administrator')
  const ines = await staff.signIn('ines')
  const hanaId = (await ines.get('/access/accounts')).json.accounts.find(
    ({ login }: { login: string }) => login === 'hana',
  ).id
  const { json: given } = await ines.post(`/access/accounts/${hanaId}/enrolment`, { agreementId: null })
  const operationId = staff.operations[0]
  const device = createAuthenticator(STAFF_ORIGIN)
  const hana = staff.nobody()
  const { json: opened } = await hana.post('/access/enrolment/open', { operationId, code: given.code })
  expect(opened).toMatchObject({ login: 'hana', operationName: 'First' })
  const made = { operationId, code: given.code, passkey: device.make(opened.options), label: 'phone' }
  expect((await hana.post('/access/enrolment/use', made)).status).toBe(200)

  const { json: own } = await hana.get('/access/own')
  expect(own.hasPassphrase).toBe(false)
  const only = own.passkeys[0].id
  expect((await hana.post(`/access/passkeys/${only}/remove`)).json.type).toMatch(/last-way-in$/)
  const second = await addTo(hana, createAuthenticator(STAFF_ORIGIN), 'key in the safe')
  const { json } = await hana.post('/access/passkeys/options')
  const fresh = createAuthenticator(STAFF_ORIGIN).make(json.options)
  expect((await hana.post('/access/passkeys', { label: 'x', passkey: fresh })).status).toBe(200)
  expect((await hana.post('/access/passkeys', { label: 'x', passkey: fresh })).status).toBe(422)
  expect((await hana.post(`/access/passkeys/${only}/remove`)).status).toBe(200)
  expect((await ines.post(`/access/passkeys/${second}/remove`)).status).toBe(404)
  staff.advance(STEP_UP_MS)
  expect((await hana.post('/access/passkeys/options')).json.type).toMatch(/step-up-needed$/)
  expect((await hana.post(`/access/passkeys/${second}/remove`)).json.type).toMatch(/step-up-needed$/)
})

test('someone sees where they are signed in, ends one session or all others, and nobody else’s', async () => {
  await staff.add('juan', 'registrar')
  const [one, two, three] = [await staff.signIn('juan'), await staff.signIn('juan'), await staff.signIn('juan')]
  const { person: stranger } = await withPasskey('kim')
  const { json } = await one.get('/access/own')
  expect(json.sessions).toHaveLength(3)
  const { json: seenByTwo } = await two.get('/access/own')
  const twoId = seenByTwo.sessions.find(({ isThisOne }: { isThisOne: boolean }) => isThisOne).id
  expect((await stranger.post(`/access/sessions/${twoId}/end`)).json).toEqual({ ended: 0 })
  expect((await two.get('/access/me')).status).toBe(200)
  expect((await one.post(`/access/sessions/${twoId}/end`)).json).toEqual({ ended: 1 })
  expect((await two.get('/access/me')).status).toBe(401)
  expect((await one.post('/access/sessions/others/end')).json).toEqual({ ended: 1 })
  expect((await three.get('/access/me')).status).toBe(401)
  expect((await one.get('/access/me')).status).toBe(200)
})

test('strangers with passkeys nobody knows get the same answer and fill no records', async () => {
  const { person, device } = await withPasskey('selma')
  const { json: asked } = await person.post('/access/passkeys/options')
  const unknown = createAuthenticator(STAFF_ORIGIN)
  unknown.make(asked.options)
  const refusals = () =>
    staff.fresh.asOwner(async (client) => {
      const { rows } = await client.query("select count(*)::int as n from audit_entry where act = 'sign-in-refused'")
      return rows[0].n as number
    })
  const before = await refusals()
  const stranger = await enter(unknown.sign(await optionsFor()))
  expect(await refusals()).toBe(before)
  const late = device.sign(await optionsFor())
  staff.advance(CHALLENGE_MS)
  const known = await enter(late)
  expect([stranger.status, stranger.json]).toEqual([known.status, known.json])
  expect(await refusals()).toBe(before + 1)
})
