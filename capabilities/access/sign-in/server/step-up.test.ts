import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuthenticator } from '#checks/harness/authenticator.ts'
import { STAFF_ORIGIN, type Staff, startStaff } from '#checks/harness/staff.ts'
import { STEP_UP_MS } from '../../step-up.ts'

let staff: Staff
beforeAll(async () => {
  staff = await startStaff()
}, 60_000)
afterAll(() => staff.drop())

test('a bulk act is done for ten minutes after signing in, and then only by whoever shows once more who they are', async () => {
  await staff.add('rosa', 'registrar')
  const rosa = await staff.signIn('rosa')
  const take = async () => (await rosa.post('/desk/exports', { after: null })).status
  expect(await take()).toBe(200)
  staff.advance(STEP_UP_MS)
  expect(await take()).toBe(403)
  expect((await rosa.post('/desk/exports', { after: null })).json.type).toBe('urn:posada:problem:step-up-needed')
  for (const path of ['/desk/imports', '/access/accounts', '/desk/exports/with-names'])
    expect([(await rosa.post(path, {})).status, path]).not.toEqual([200, path])

  expect((await rosa.post('/access/step-up', { passphrase: 'not the passphrase' })).status).toBe(422)
  expect((await rosa.post('/access/step-up', {})).status).toBe(422)
  expect(await take()).toBe(403)
  expect((await rosa.post('/access/step-up', { passphrase: staff.passphrase })).status).toBe(200)
  expect(await take()).toBe(200)
  expect(await staff.actsOf(rosa.id)).toEqual(expect.arrayContaining(['step-up', 'step-up-refused']))
})

test('stepping up changes the token: a copy of the cookie from before is worth nothing', async () => {
  await staff.add('remy', 'registrar')
  const remy = await staff.signIn('remy')
  const before = remy.cookie
  await remy.post('/access/step-up', { passphrase: staff.passphrase })
  expect(remy.cookie).not.toBe(before)
  expect((await remy.get('/access/me')).status).toBe(200)
  expect((await staff.as(before).get('/access/me')).status).toBe(401)
})

test('one’s own passphrase is changed with the one before or a passkey, shown within the minute; every other session ends', async () => {
  const id = await staff.add('ines', 'registrar')
  const [ines, elsewhere] = [await staff.signIn('ines'), await staff.signIn('ines')]
  const fresh = 'orchard violin copper meadow'
  const change = (passphrase: string) => ines.post('/access/own/passphrase', { passphrase })
  expect((await staff.nobody().post('/access/own/passphrase', { passphrase: fresh })).status).toBe(401)
  expect((await change('too short')).status).toBe(422)
  expect((await change('ines ines ines')).json.type).toMatch(/passphrase-too-common$/)
  const device = createAuthenticator(STAFF_ORIGIN)
  const passkey = device.make((await ines.post('/access/passkeys/options')).json.options)
  expect((await ines.post('/access/passkeys', { label: 'phone', passkey })).status).toBe(200)

  // A desk that was left, or a cookie that was copied, a minute ago.
  staff.advance(60_000)
  expect((await change(fresh)).json.type).toMatch(/step-up-needed$/)
  expect((await ines.post('/access/step-up', { passphrase: fresh })).status).toBe(422)
  expect((await change(fresh)).status).toBe(403)
  const { options } = (await ines.post('/access/step-up/options')).json
  expect((await ines.post('/access/step-up', { passkey: device.sign(options) })).status).toBe(200)
  expect(await change(fresh)).toMatchObject({ status: 200, json: { ended: 1 } })
  expect((await elsewhere.get('/access/me')).status).toBe(401)
  expect((await ines.get('/access/me')).status).toBe(200)
  await expect(staff.signIn('ines')).rejects.toThrow('401')

  staff.advance(60_000)
  expect((await ines.post('/access/step-up', { passphrase: fresh })).status).toBe(200)
  expect(await staff.actsOf(id)).toEqual(expect.arrayContaining(['change-passphrase', 'end-session']))
})

test('guesses at the step-up wait like guesses at the sign-in, and shut nobody out', async () => {
  await staff.add('gina', 'registrar')
  const gina = await staff.signIn('gina')
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await gina.post('/access/step-up', { passphrase: `guess ${i}` })).status)
  expect(statuses).toEqual([422, 422, 422, 429])
  staff.advance(60_000)
  expect((await gina.post('/access/step-up', { passphrase: staff.passphrase })).status).toBe(200)
})

test('an administrator gives and closes no account without a fresh proof', async () => {
  await staff.add('adam', 'administrator')
  const adam = await staff.signIn('adam')
  const id = await staff.add('luis', 'registrar')
  staff.advance(STEP_UP_MS)
  const body = { login: 'nora', displayName: 'Nora', passphrase: staff.passphrase, roles: ['planner'], siteId: null }
  expect((await adam.post('/access/accounts', body)).json.type).toMatch(/step-up-needed$/)
  expect((await adam.post(`/access/accounts/${id}/close`, {})).json.type).toMatch(/step-up-needed$/)
})

test('while the passphrases of new accounts are made unreadable nobody else waits', async () => {
  await staff.add('abel', 'administrator')
  const abel = await staff.signIn('abel')
  const ended: string[] = []
  // As many at once as there are connections to the database.
  const made = [1, 2, 3, 4].map(async (n) => {
    const body = { login: `new${n}`, displayName: `New ${n}`, passphrase: staff.passphrase, roles: ['planner'] }
    const { status } = await abel.post('/access/accounts', { ...body, siteId: null })
    ended.push(`account ${status}`)
  })
  await pause(20)
  const me = abel.get('/access/me').then(({ status }) => ended.push(`me ${status}`))
  await Promise.all([...made, me])
  expect(ended).toEqual(['me 200', ...Array(4).fill('account 200')])
})
