import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { Problem } from '#platform/base/problem.ts'
import { DatabaseUnavailable } from '#platform/database/connect.ts'
import type { Route } from '#platform/http/serve.ts'
import { listActsOn } from '#platform/ledger/queries.ts'
import { createKey } from '#platform/vault/keys.ts'
import { hashPassphrase } from '#platform/vault/passphrase.ts'
import { createVault } from '#platform/vault/vault.ts'
import { custodyRoutes } from '../custody/server/routes.ts'
import { consoleKeyOf, unlockPractice } from '../custody/server/unlocking.ts'
import { type Actor, type Role, SESSION_IDLE_MS } from '../model.ts'
import { createOperation, createOperationKeyring, listWrappedSecrets } from './operations.ts'
import { insertAccount, insertRole } from './queries-accounts.ts'
import { accessRoutes } from './routes.ts'
import { authenticate, forgetEndedSessions } from './sessions.ts'

const { random, timers } = realEnvironment()
const START = Date.parse('2021-10-24T08:00:00Z')
let now = START
const clock = () => now
const serverKey = createKey(random)
const practiceKeys = new Map<string, Uint8Array>()
const vault = createVault({ clock })
const words = ['lamp river olive', 'coast melon drum', 'paper swan ember']
const passphrase = 'a long enough passphrase'

let fresh: FreshDatabase
let practice: string
let real: string
let registrar: string
let administrator: string

beforeAll(async () => {
  fresh = await freshDatabase()
  const db = fresh.database
  const services = { serverKey, random, clock }
  const first = await createOperation(
    db,
    { kind: 'journey', name: 'Practice', issuerName: 'Practice', practice: true },
    services,
  )
  const second = await createOperation(
    db,
    { kind: 'authority', name: 'Office', issuerName: 'Office', practice: false, custodianPassphrases: words },
    services,
  )
  practice = first.operationId
  real = second.operationId
  practiceKeys.set(practice, first.operationKey)
  registrar = await addAccount(real, 'rosa', 'registrar', await hashPassphrase(passphrase))
  administrator = await addAccount(real, 'adam', 'administrator', await hashPassphrase(passphrase))
  await addAccount(practice, 'org', 'organiser', null)
}, 60_000)
afterAll(() => fresh.drop())

test('a colleague signs in with a passphrase, is known by the cookie, and the sign-in is on record', async () => {
  const response = await post('/access/sign-in', { operationId: real, login: ' Rosa ', passphrase })
  expect(response.status).toBe(200)
  const cookie = response.headers.get('set-cookie')!
  expect(cookie).toMatch(/^posada=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/)

  const me = await get('/access/me', cookie)
  expect(me.status).toBe(200)
  expect(await me.json()).toMatchObject({ accountId: registrar, roles: ['registrar'], operation: { unlocked: false } })
  const acts = await fresh.database.scoped(real, listActsOn, { operationId: real, subjectId: registrar, limit: 5 })
  expect(acts[0]).toMatchObject({ act: 'sign-in', role: 'registrar', purpose: 'passphrase' })
})

test('a wrong passphrase, an unknown name and an unknown operation get the same answer', async () => {
  const tries = [
    { operationId: real, login: 'adam', passphrase: 'not the passphrase' },
    { operationId: real, login: 'nobody', passphrase },
    { operationId: newId(random), login: 'rosa', passphrase },
    { operationId: practice, login: 'org', passphrase },
  ]
  const answers = []
  for (const body of tries) {
    const response = await post('/access/sign-in', body)
    answers.push({ status: response.status, text: await response.text(), cookie: response.headers.get('set-cookie') })
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]!.status).toBe(401)
})

test('after some wrong tries one waits, known or not, and the right passphrase works after the wait', async () => {
  for (const login of ['rosa', 'stranger']) {
    const statuses = []
    for (let i = 0; i < 4; i++) {
      statuses.push((await post('/access/sign-in', { operationId: real, login, passphrase: 'wrong' })).status)
    }
    expect(statuses, login).toEqual([401, 401, 401, 429])
  }
  expect((await post('/access/sign-in', { operationId: real, login: 'rosa', passphrase })).status).toBe(429)
  now += 1000
  expect((await post('/access/sign-in', { operationId: real, login: 'rosa', passphrase })).status).toBe(200)
})

test('guesses sent at once do not escape the wait', async () => {
  const guesses = Array.from({ length: 8 }, (_, i) =>
    post('/access/sign-in', { operationId: real, login: 'adam', passphrase: `guess number ${i}` }),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(3)
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5)
  now += 60_000
})

test('a session ends after half an hour without a request, and after twelve hours in any case', async () => {
  const cookie = await signInAs('rosa')
  now += 29 * 60_000
  expect((await get('/access/me', cookie)).status).toBe(200)
  now += 29 * 60_000
  expect((await get('/access/me', cookie)).status).toBe(200)
  now += 31 * 60_000
  expect((await get('/access/me', cookie)).status).toBe(401)

  const second = await signInAs('rosa')
  for (let i = 0; i < 25; i++) {
    now += 29 * 60_000
    await get('/access/me', second)
  }
  expect((await get('/access/me', second)).status).toBe(401)
})

test('sessions are forgotten a day after they ended, and not before', async () => {
  await signInAs('rosa')
  const count = () =>
    fresh.asOwner(async (client) => Number((await client.query('select count(*) from session')).rows[0].count))
  now += SESSION_IDLE_MS + 23 * 3_600_000
  await forgetEndedSessions({ db: fresh.database, clock }, real)
  expect(await count()).toBeGreaterThan(0)
  now += 2 * 3_600_000
  for (const operationId of [real, practice]) await forgetEndedSessions({ db: fresh.database, clock }, operationId)
  expect(await count()).toBe(0)
})

test('a cookie that was altered, belongs to another operation or was signed out opens nothing', async () => {
  const cookie = await signInAs('rosa')
  const token = cookie.split(';')[0]!.split('.')[1]!
  for (const bad of [`posada=${practice}.${token}`, `posada=${real}.${token.slice(0, -2)}AA`, 'posada=x', '']) {
    expect((await get('/access/me', bad)).status, bad).toBe(401)
  }
  expect((await post('/access/sign-out', {}, cookie)).status).toBe(200)
  expect((await get('/access/me', cookie)).status).toBe(401)
})

test('over TLS the cookie is held to this host', async () => {
  const response = await post('/access/practice-sign-in', { operationId: practice, role: 'organiser' }, '', true)
  expect(response.headers.get('set-cookie')).toMatch(/^__Host-posada=.+; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
})

test('one click signs in to practice, and never to a real operation', async () => {
  expect((await post('/access/practice-sign-in', { operationId: practice, role: 'organiser' })).status).toBe(200)
  expect((await post('/access/practice-sign-in', { operationId: practice, role: 'planner' })).status).toBe(403)
  expect((await post('/access/practice-sign-in', { operationId: real, role: 'registrar' })).status).toBe(403)
})

test('doors are shown for the roles of practice, none for a real operation, and a real journey is not listed', async () => {
  const journey = { kind: 'journey' as const, name: 'Real journey', issuerName: 'Other', practice: false }
  const services = { serverKey, random, clock }
  await createOperation(fresh.database, { ...journey, custodianPassphrases: words }, services)
  const { operations } = (await (await get('/access/operations', '')).json()) as { operations: object[] }
  expect(operations).toHaveLength(2)
  expect(operations).toContainEqual(expect.objectContaining({ id: practice, practiceRoles: ['organiser'] }))
  expect(operations).toContainEqual(expect.objectContaining({ id: real, practiceRoles: [] }))
})

test('two custodians unlock a real operation; one, a wrong word or a practice file does not', async () => {
  const custodian = (ordinal: number, passphrase = words[ordinal - 1]!) => ({ ordinal, passphrase })
  const unlock = (custodians: object[]) => post('/access/unlock', { operationId: real, custodians })

  const alone = await unlock([custodian(1)])
  expect([alone.status, await alone.json()]).toEqual([200, { unlocked: false, here: 1, lapsesAt: null }])
  expect((await unlock([custodian(1), custodian(2, 'wrong words')])).status).toBe(422)
  await unlockPractice(vault, fresh.database, new Map([[real, createKey(random)]]))
  expect(vault.isUnlocked(real)).toBe(false)
  expect(statusOf(() => vault.require(real))).toBe(423)

  expect((await unlock([custodian(3), custodian(1)])).status).toBe(200)
  expect(vault.require(real).secret('intake')).toHaveLength(32)
  await vault.lock(real)
  const recorded = await fresh.asOwner((client) =>
    client.query(
      `select act, role, purpose from audit_entry where act like 'unlock%' and operation_id = $1 order by act desc, purpose`,
      [real],
    ),
  )
  expect(recorded.rows).toEqual([
    { act: 'unlock-refused', role: 'system', purpose: 'custodians 1 and 2' },
    { act: 'unlock', role: 'custodians', purpose: 'custodians 3 and 1' },
  ])
})

test('the panic lock wipes the key and ends every session, within two seconds', async () => {
  const cookie = await signInAs('rosa')
  const colleague = await signInAs('adam')
  await post('/access/unlock', {
    operationId: real,
    custodians: words.slice(0, 2).map((passphrase, i) => ({ ordinal: i + 1, passphrase })),
  })
  const key = vault.require(real).operationKey
  const started = performance.now()
  expect((await post('/access/panic-lock', {}, cookie)).status).toBe(200)
  expect(performance.now() - started).toBeLessThan(2000)
  expect(key).toEqual(new Uint8Array(32))
  for (const ended of [cookie, colleague]) expect((await get('/access/me', ended)).status).toBe(401)
})

test('the panic lock wipes the key also while the database is busy or away', async () => {
  await unlockPractice(vault, fresh.database, practiceKeys)
  const routes = accessRoutes({ vault, serverKey, clock, random, secure: false }) as Route<Actor>[]
  const route = routes.find(({ endpoint }) => endpoint.path === '/access/panic-lock')!
  const away = () => Promise.reject(new DatabaseUnavailable('away'))
  const services = { db: { ...fresh.database, transaction: away }, clock, random, timers }
  const actor: Actor = {
    ...{ accountId: registrar, operationId: practice, siteIds: 'all', sessionId: '', steppedUpAt: null },
    roles: ['registrar'],
  }
  const app = new Hono().post('/', (context) => route.answer({ context, actor, services }))
  await app.request('/', { method: 'POST' })
  expect(vault.isUnlocked(practice)).toBe(false)
})

test('an organiser may not lock, and the console locks only with the key of this server', async () => {
  const signedIn = await post('/access/practice-sign-in', { operationId: practice, role: 'organiser' })
  expect((await post('/access/panic-lock', {}, signedIn.headers.get('set-cookie')!)).status).toBe(403)
  await unlockPractice(vault, fresh.database, practiceKeys)
  expect((await post('/access/console-lock', { consoleKey: 'x'.repeat(43) })).status).toBe(401)
  expect(vault.isUnlocked(practice)).toBe(true)
  expect((await post('/access/console-lock', { consoleKey: consoleKeyOf(serverKey) })).status).toBe(200)
  expect(vault.isUnlocked(practice)).toBe(false)
  expect((await post('/access/unlock', { operationId: practice, custodians: [] })).status).toBe(200)
})

test('only an administrator gives and closes accounts, and a closed one is out at once', async () => {
  const body = { login: 'luis', displayName: 'Luis', passphrase, roles: ['registrar'], siteId: null }
  expect((await post('/access/accounts', body, await signInAs('rosa'))).status).toBe(403)
  expect((await get('/access/accounts', await signInAs('rosa'))).status).toBe(403)

  const admin = await signInAs('adam')
  const made = await post('/access/accounts', body, admin)
  expect(made.status).toBe(200)
  const { id } = (await made.json()) as { id: string }
  expect((await post('/access/accounts', body, admin)).status).toBe(409)
  const cookie = await signInAs('luis')
  expect((await post(`/access/accounts/${administrator}/close`, {}, admin)).status).toBe(409)
  expect((await post(`/access/accounts/${id}/close`, {}, admin)).status).toBe(200)
  expect((await get('/access/me', cookie)).status).toBe(401)
  expect((await post('/access/sign-in', { operationId: real, login: 'luis', passphrase })).status).toBe(401)
})

test('an administrator of one site gives no account that reaches beyond it', async () => {
  const siteId = newId(random)
  const id = await addAccount(real, 'sitio', 'administrator', await hashPassphrase(passphrase))
  await fresh.asOwner((client) =>
    client.query('update account_role set site_id = $1 where account_id = $2', [siteId, id]),
  )
  const cookie = await signInAs('sitio')
  const give = (login: string, site: string | null) =>
    post('/access/accounts', { login, displayName: login, passphrase, roles: ['registrar'], siteId: site }, cookie)
  expect((await give('everywhere', null)).status).toBe(403)
  expect((await give('elsewhere', newId(random))).status).toBe(403)
  expect((await give('here', siteId)).status).toBe(200)
})

test('the keys that work while locked come from the server key, and another server key opens none', async () => {
  await vault.lock(real)
  const keys = await createOperationKeyring({ db: fresh.database, serverKey }).find(real)
  expect(keys?.intakePublicKey).toHaveLength(65)
  expect(keys?.issuing.signSync(new Uint8Array(3))).toHaveLength(64)
  expect((await listWrappedSecrets(fresh.database, real)).map(({ name }) => name)).toEqual(['intake', 'tag'])
  const stranger = createOperationKeyring({ db: fresh.database, serverKey: createKey(random) })
  await expect(stranger.find(real)).rejects.toThrow()
  expect(await createOperationKeyring({ db: fresh.database, serverKey }).find(newId(random))).toBeUndefined()
})

async function addAccount(operationId: string, login: string, role: Role, passphraseHash: string | null) {
  const id = newId(random)
  const createdAt = new Date(now)
  const account = { operationId, id, login, displayName: login, passphraseHash, createdAt }
  await fresh.database.scoped(operationId, insertAccount, account)
  await fresh.database.scoped(operationId, insertRole, {
    operationId,
    accountId: id,
    role,
    siteId: null,
    givenAt: createdAt,
  })
  return id
}

async function signInAs(login: string): Promise<string> {
  const response = await post('/access/sign-in', { operationId: real, login, passphrase })
  expect(response.status).toBe(200)
  return response.headers.get('set-cookie')!
}

const get = (path: string, cookie: string) => appWith(false).request(path, { headers: { cookie } })

const post = (path: string, body: object, cookie = '', secure = false) =>
  appWith(secure).request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })

const apps = new Map<boolean, Hono>()

/** The routes as the server runs them, without the rest of the server. */
function appWith(secure: boolean): Hono {
  const existing = apps.get(secure)
  if (existing) return existing
  const app = new Hono()
  const services = { db: fresh.database, clock, random, timers }
  const routes = [
    ...accessRoutes({ vault, serverKey, clock, random, secure }),
    ...custodyRoutes({ vault, practiceKeys }),
  ]
  for (const route of routes as Route<Actor>[]) {
    app.on(route.endpoint.method, route.endpoint.path, async (context) => {
      const actor = await authenticate(context.req.header('cookie'), { ...services, secure })
      return route.answer({ context, actor, services })
    })
  }
  app.onError((error) => {
    if (!(error instanceof Problem)) throw error
    return Response.json(error.toBody(), { status: error.status })
  })
  apps.set(secure, app)
  return app
}

function statusOf(work: () => unknown): number | undefined {
  try {
    work()
  } catch (error) {
    return error instanceof Problem ? error.status : undefined
  }
  return undefined
}
