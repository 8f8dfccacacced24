import type { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '#apps/server/app.ts'
import { openWorld, type World } from '#apps/server/world.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { householdAtDesk, personAtDesk } from '#checks/harness/desk.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { sealBytes } from '#platform/vault/aead.ts'
import { type Custodian, joinShares, openShare } from '#platform/vault/custodians.ts'
import { keyFromPassphrase } from '#platform/vault/passphrase.ts'
import { createOperation } from '../../server/operations.ts'
import { insertAccount, insertRole } from '../../server/queries-accounts.ts'
import { startSession } from '../../server/sessions.ts'
import { listCustodians } from './queries.ts'
import { type RotationStep, rotateOperationKey } from './rotation.ts'

const environment = realEnvironment()
const { random } = environment
let now = Date.parse('2021-10-24T08:00:00Z')
const clock = () => now
const words = ['lamp river olive melon coast', 'coast drum paper swan ember', 'ember table orchard lemon tide']
const DAY = 86_400_000

let fresh: FreshDatabase
let world: World
let app: Hono
let id: string
const cookies = new Map<string, string>()

beforeAll(async () => {
  fresh = await freshDatabase()
  const { ownerUrl, secretsDir } = fresh
  const options = { ...environment, clock, isPractice: false, ownerUrl, secretsDir, poolSize: 4, log: () => {} }
  world = await openWorld(options)
  app = createApp(world, { secure: false, isLoopback: () => true, onReceived: () => {} })
  const operation = { kind: 'authority', name: 'Office', issuerName: 'Office', practice: false } as const
  id = (await createOperation(world.db, { ...operation, custodianPassphrases: words }, world)).operationId
}, 60_000)
afterAll(async () => {
  await world.close()
  await fresh.drop()
})

test('custodians far apart open it one after the other, and nobody is told which of them is here', async () => {
  expect(await give(2)).toMatchObject({ status: 200, json: { unlocked: false, here: 1 } })
  expect(await give(2)).toMatchObject({ status: 200, json: { unlocked: false, here: 1 } })
  const seen = await send('POST', '/access/custodians-here', { operationId: id })
  expect(seen.json).toEqual({ unlocked: false, here: 1 })
  const nowhere = await send('POST', '/access/custodians-here', { operationId: newId(random) })
  expect(nowhere.json).toEqual({ unlocked: false, here: 0 })
  expect(await give(3, 'not the words')).toMatchObject({ status: 422 })
  expect(await give(3)).toMatchObject({ status: 200, json: { unlocked: true, here: 2 } })
  expect(world.vault.waiting.count(id)).toBe(0)
})

test('a share that waits is gone after 15 minutes, and at once with a panic lock', async () => {
  await world.vault.lock(id)
  await give(1)
  now += 15 * 60_000
  expect(await give(2)).toMatchObject({ json: { unlocked: false, here: 1 } })
  await world.vault.lockAll()
  expect(world.vault.waiting.count(id)).toBe(0)
  expect(await give(1)).toMatchObject({ json: { unlocked: false, here: 1 } })
  await world.vault.lock(id)
})

test('wrong words again and again raise an alarm, and a slip of the tongue does not', async () => {
  const alarms = async () => {
    const { json } = await send('GET', '/oversight/alarms', undefined, 'data-protection-officer')
    return json.alarms.filter(({ kind }: { kind: string }) => kind === 'wrong-unlocks').length
  }
  const nobody = { ordinal: 1, passphrase: 'whoever says it twice' }
  for (let tries = 1; tries <= 5; tries++) {
    expect(await alarms()).toBe(0)
    const refused = await send('POST', '/access/unlock', { operationId: id, custodians: [nobody, nobody] })
    expect(refused).toMatchObject({ status: 422, json: { type: 'urn:posada:problem:custodians-not-right' } })
    now += 15 * 60_000
  }
  expect(await alarms()).toBe(1)
  await unlock(1, 3)
  await world.vault.lock(id)
})

test('a custodian of the version before still opens it, and has a key pair from then on', async () => {
  const before = await rows()
  const share = await shareOf(before[0]!, words[0]!)
  const salt = random.bytes(16)
  const place = { operationId: id, table: 'custodian', row: '1', class: 'share', keyVersion: 1 }
  const old = sealBytes(await keyFromPassphrase(words[0]!, salt), share!, place, random)
  await fresh.asOwner((client) =>
    client.query(
      'update custodian set salt = $1, wrapped_share = $2, public_key = null, wrapped_private = null where ordinal = 1',
      [salt, old],
    ),
  )
  expect(await give(1, 'not the words')).toMatchObject({ status: 422 })
  expect((await rows())[0]!.publicKey).toBeNull()
  await give(1)
  expect(await give(2)).toMatchObject({ json: { unlocked: true } })
  expect((await rows())[0]!.publicKey).toHaveLength(65)
  await world.vault.lock(id)
  await unlock(1, 3)
})

test('how long it stays open is a setting; it lapses on time unless custodians renew it', async () => {
  expect((await send('POST', '/access/keys/lapse', { days: 31 }, 'administrator')).status).toBe(422)
  expect((await send('POST', '/access/keys/lapse', { days: 2 }, 'registrar')).status).toBe(403)
  expect((await send('POST', '/access/keys/lapse', { days: 2 }, 'administrator')).status).toBe(200)
  await unlock(1, 2)
  const { json } = await send('GET', '/access/keys', undefined, 'data-protection-officer')
  expect(json).toMatchObject({ lapsesAfterDays: 2, lapsesAt: new Date(now + 2 * DAY).toISOString(), keyVersion: 1 })
  now += DAY
  await unlock(2, 3)
  now += 2 * DAY - 1
  expect(world.vault.isUnlocked(id)).toBe(true)
  now += 1
  expect(world.vault.isUnlocked(id)).toBe(false)
  await unlock(1, 2)
})

test('a rotation wraps everything anew and touches no file; cut off at any step nothing has changed', async () => {
  const household = householdAtDesk([personAtDesk({ name: 'Wideline Tès' }), personAtDesk({ name: 'Junior Tès' })])
  expect((await send('POST', '/desk/households', household, 'registrar')).status).toBe(200)
  const [oldKey, oldRows, before] = [Uint8Array.from(key()), await rows(), await stored()]

  for (const step of ['began', 'batch', 'held', 'secrets', 'shares', 'key'] satisfies RotationStep[]) {
    const stop = (done: RotationStep) => {
      if (done === step) throw new Error('the power went')
    }
    await expect(rotate(stop), step).rejects.toThrow('the power went')
    expect(await stored(), step).toEqual(before)
    expect(key(), step).toEqual(oldKey)
    expect(await namesOf(household.id), step).toEqual(['Wideline Tès', 'Junior Tès'])
  }

  expect((await send('POST', '/access/keys/rotate', { agreementId: null }, 'administrator')).status).toBe(403)
  const asked = await send('POST', '/oversight/agreements', { act: 'rotate-keys', facts: {} }, 'administrator')
  const agreementId = String(asked.json.id)
  await send('POST', `/oversight/agreements/${agreementId}/agree`, {}, 'data-protection-officer')
  // A desk left open for more than ten minutes makes no new key, whatever a colleague agreed to.
  const leftOpen = await cookieOf('administrator')
  now += 10 * 60_000
  const refused = await send('POST', '/access/keys/rotate', { agreementId }, leftOpen)
  expect(refused).toMatchObject({ status: 403, json: { type: 'urn:posada:problem:step-up-needed' } })
  expect(await stored()).toEqual(before)
  expect((await send('POST', '/access/keys/lapse', { days: 30 }, leftOpen)).status).toBe(403)
  const done = await send('POST', '/access/keys/rotate', { agreementId }, 'administrator')
  expect(done).toMatchObject({ status: 200, json: { keyVersion: 2 } })

  const after = await stored()
  expect(after.blobs).toEqual(before.blobs)
  expect(after.keys.map((row) => row.split(' ')[0])).toEqual(before.keys.map((row) => row.split(' ')[0]))
  expect(after.keys.filter((row) => before.keys.includes(row))).toEqual([])
  expect(after.secrets.filter((row) => before.secrets.includes(row))).toEqual([])
  expect(key()).not.toEqual(oldKey)
  expect(await namesOf(household.id)).toEqual(['Wideline Tès', 'Junior Tès'])
  const found = await send('POST', '/desk/search', { name: 'Wideline', purpose: 'registration' }, 'registrar')
  expect(found.status).toBe(200)

  // What was kept from before opens nothing that is in use, and the other way round.
  const [first, second] = [await shareOf(oldRows[0]!, words[0]!), await shareOf(oldRows[1]!, words[1]!)]
  expect(await joinShares([first!, second!])).toEqual(oldKey)
  expect(await shareOf(oldRows[0]!, words[0]!, 2)).toBeUndefined()
  expect(await shareOf((await rows())[0]!, words[0]!, 1)).toBeUndefined()
  await fresh.asOwner((client) =>
    client.query('update person_key set wrapped_key = $1 where individual_id = $2', [
      Buffer.from(before.keys.find((row) => row.startsWith(household.people[0]!.id))!.split(' ')[1]!, 'hex'),
      household.people[0]!.id,
    ]),
  )
  expect(
    (await send('POST', `/desk/households/${household.id}/open`, { purpose: 'registration' }, 'registrar')).status,
  ).toBe(409)

  await world.vault.lock(id)
  await unlock(2, 3)
  expect(world.vault.require(id).keyVersion).toBe(2)
})

test('whoever wrapped a key with the one before is refused while and after it is exchanged', async () => {
  const write = () =>
    fresh.asOwner((client) =>
      client.query(
        'update person_key set key_version = 1 where individual_id = (select min(individual_id::text)::uuid from person_key)',
      ),
    )
  await expect(write()).rejects.toMatchObject({ code: '23503' })
})

test('people come in while the key is exchanged, one damaged file stops nothing, and all of them open afterwards', async () => {
  const coming = Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const household = householdAtDesk([personAtDesk({ name: `Marie Numéro ${n}` })])
      const { status } = await send('POST', '/desk/households', household, 'registrar')
      return { household, status }
    }),
  )
  await rotate()
  for (const { household, status } of await coming) {
    // Sealed just before and written just after: told to send again.
    const again = status === 200 ? status : (await send('POST', '/desk/households', household, 'registrar')).status
    expect(again).toBe(200)
    expect(await namesOf(household.id)).toHaveLength(1)
  }
})

test('two custodians give a third new words, and the old words open nothing', async () => {
  await world.vault.lock(id)
  const oldRow = (await rows())[2]!
  const fresher = 'quiet harbor lantern maple ridge'
  const two = [1, 2].map((ordinal) => ({ ordinal, passphrase: words[ordinal - 1]! }))
  const replace = (custodians: object[], ordinal: number) =>
    send('POST', '/access/replace-custodian', {
      operationId: id,
      custodians,
      replaced: { ordinal, passphrase: fresher },
    })
  expect((await replace(two, 2)).status).toBe(422)
  expect((await replace([two[0]!, { ordinal: 2, passphrase: 'not the words' }], 3)).status).toBe(422)
  expect(await replace(two, 3)).toMatchObject({ status: 200, json: { replaced: 3 } })

  now += 60_000
  expect(await give(3)).toMatchObject({ status: 422 })
  expect(await give(3, fresher)).toMatchObject({ json: { unlocked: false, here: 1 } })
  expect(await give(1)).toMatchObject({ json: { unlocked: true } })
  // An old share of the one who was replaced, put back, fits no share in use.
  await world.vault.lock(id)
  await fresh.asOwner((client) =>
    client.query(
      'update custodian set salt = $1, public_key = $2, wrapped_private = $3, wrapped_share = $4 where ordinal = 3',
      [oldRow.salt, oldRow.publicKey, oldRow.wrappedPrivate, oldRow.wrappedShare],
    ),
  )
  await give(1)
  expect(await give(3)).toMatchObject({ status: 422 })
  expect(world.vault.isUnlocked(id)).toBe(false)
})

test('every act on keys is on record', async () => {
  const { rows } = await fresh.asOwner((client) =>
    client.query<{ act: string }>('select distinct act from audit_entry where operation_id = $1', [id]),
  )
  const acts = rows.map(({ act }) => act)
  for (const act of ['give-words', 'unlock', 'unlock-refused', 'set-lapse', 'rotate-keys', 'replace-custodian'])
    expect(acts).toContain(act)
})

const key = () => world.vault.require(id).operationKey
const rows = () => world.db.scoped(id, listCustodians, { operationId: id })
const shareOf = async (row: Custodian, said: string, keyVersion = 1) =>
  (await openShare({ operationId: id, keyVersion }, row, said, random))?.share
const rotate = (onStep?: (step: RotationStep) => void) =>
  world.db.transaction(id, (tx) => rotateOperationKey({ tx, vault: world.vault, clock, random }, onStep))

/** What a rotation may and may not change, as text. */
async function stored() {
  const ask = (sql: string) =>
    fresh.asOwner(async (client) => (await client.query<{ row: string }>(sql)).rows.map(({ row }) => row))
  return {
    blobs: await ask(`select individual_id || class || encode(blob, 'hex') as row from person_blob order by 1`),
    keys: await ask(`select individual_id || ' ' || encode(wrapped_key, 'hex') as row from person_key order by 1`),
    secrets: await ask(
      `select kind || encode(wrapped_private, 'hex') as row from operation_secret where wrapped_by = 'operation-key' order by 1`,
    ),
    shares: await ask(`select encode(wrapped_share, 'hex') as row from custodian order by ordinal`),
    version: await ask('select key_version::text as row from operation_key'),
  }
}

const give = (ordinal: number, passphrase = words[ordinal - 1]!) =>
  send('POST', '/access/unlock', { operationId: id, custodians: [{ ordinal, passphrase }] })

async function unlock(...ordinals: number[]) {
  const custodians = ordinals.map((ordinal) => ({ ordinal, passphrase: words[ordinal - 1]! }))
  const { status } = await send('POST', '/access/unlock', { operationId: id, custodians })
  expect(status).toBe(200)
}

async function namesOf(householdId: string) {
  const { json } = await send('POST', `/desk/households/${householdId}/open`, { purpose: 'registration' }, 'registrar')
  return (json.people as { name: string }[]).map(({ name }) => name)
}

type Role = 'administrator' | 'data-protection-officer' | 'registrar'

async function send(method: 'GET' | 'POST', path: string, body?: object, as?: Role | `posada=${string}`) {
  const cookie = as && (as.startsWith('posada=') ? as : await cookieOf(as as Role))
  const response = await app.request(`/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie: cookie ?? '' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  // biome-ignore lint/suspicious/noExplicitAny: what came back is looked at by the test, whatever it is.
  return { status: response.status, json: (await response.json()) as any }
}

/** A session of its own for each request: days go by in these tests. */
async function cookieOf(role: Role): Promise<`posada=${string}`> {
  const createdAt = new Date(now)
  let accountId = cookies.get(role)
  if (!accountId) {
    accountId = newId(random)
    cookies.set(role, accountId)
    const account = { operationId: id, id: accountId, login: role, displayName: role, passphraseHash: null, createdAt }
    await world.db.scoped(id, insertAccount, account)
    await world.db.scoped(id, insertRole, { operationId: id, accountId, role, siteId: null, givenAt: createdAt })
  }
  const cookie = await world.db.transaction(id, (tx) => startSession(tx, accountId, { clock, random, secure: false }))
  return cookie.split(';')[0] as `posada=${string}`
}
