import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { type Backup, backUp } from '#platform/backup/backing-up.ts'
import { writeSealedFile } from '#platform/backup/file.ts'
import { writeLines } from '#platform/backup/format.ts'
import { createIdentity } from '#platform/backup/identity.ts'
import { inspectArchive, type ReadArchive, type Restored, restore } from '#platform/backup/restoring.ts'
import { readTables } from '#platform/backup/tables.ts'
import { prepareEmptyDatabase } from '#platform/backup/world-state.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { archivePlan } from './plan.ts'
import { readWorldFiles, sealKeyIn } from './world-files.ts'

const { clock, random } = realEnvironment()
let t: TestWorld
let folder: string
let operationId: string
let pair: { identity: string; recipient: string }

beforeAll(async () => {
  t = await testWorld({ people: 60 })
  folder = mkdtempSync(join(tmpdir(), 'posada-backup-'))
  operationId = t.practice.journey.operationId
  pair = await createIdentity()
}, 60_000)
afterAll(async () => {
  await t.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a world comes back with every row of every table', async () => {
  await register()
  const [world, keys] = await back('whole')
  const { client, restored } = await putBack({ world, keys })
  expect(restored).toMatchObject({ isEqual: true, erasedAgain: 0, peopleWithoutKey: 0, repaired: 0 })
  const found = await everyRow(client)
  const expected = await t.fresh.asOwner((owner) => everyRow(owner))
  expected.set('session', [])
  expect(found.size).toBeGreaterThan(20)
  expect(found).toEqual(expected)
  expect(found.get('person_key')!.length).toBeGreaterThan(50)
  expect(found.get('check_in')!.some((row) => row.includes('short_code'))).toBe(true)
})

test('the archive that may be kept opens nobody, and knows nowhere a card was seen', async () => {
  const [world, keys] = await back('apart')
  const tables = Object.keys(world.parts)
  for (const table of ['person_key', 'person_tag', 'intake_conflict', 'check_in_conflict', 'session'])
    expect(tables).not.toContain(`table ${table}`)
  const { client } = await putBack({ world, keys: { ...keys, ...(await emptied(keys)) } })
  const { rows } = await client.query(
    `select (select count(*)::int from person_key) as keys, (select count(*)::int from intake_entry where envelope is not null) as envelopes,
            (select count(*)::int from check_in where num_nonnulls(stop_id, short_code, device_id, content_hash, received_at) > 0) as places,
            (select count(*)::int from person_blob) > 0 as has_blobs`,
  )
  expect(rows[0]).toEqual({ keys: 0, envelopes: 0, places: 0, has_blobs: true })
})

test('whoever is erased after a backup stays erased, when a later list is given', async () => {
  const gone = await register()
  await t.openSealed(operationId)
  const sealed = await register()
  const [world, keys] = await back('before')
  await t.world.own.erase(gone.accessCode)
  await t.world.own.erase(sealed.accessCode)
  const [later] = await back('erasures', 'erasures')
  const [laterWorld] = await back('later')

  for (const list of [later!, laterWorld!]) {
    const { client, restored } = await putBack({ world, keys, erasures: [list] })
    expect(restored).toMatchObject({ isEqual: true, erasedAgain: 4 })
    for (const { entry } of [gone, sealed]) expect(await left(client, entry.id)).toEqual(NOTHING_LEFT)
    const events = await client.query(`select 1 from event where kind = 'registration-erased' and group_id = any($1)`, [
      [await groupOf(client, gone.entry.id), await groupOf(client, sealed.entry.id)],
    ])
    expect(events.rowCount).toBe(2)
  }
})

test('an older keys archive brings back nobody who was erased since, and says whose keys are missing', async () => {
  const gone = await register()
  await t.openSealed(operationId)
  const waiting = await register()
  const [, oldKeys] = await back('old')
  await t.world.own.erase(gone.accessCode)
  await t.openSealed(operationId)
  const without = await register()
  await t.openSealed(operationId)
  const lost = await register()
  const [world] = await back('new')

  const { client, restored } = await putBack({ world, keys: oldKeys })
  expect(restored).toMatchObject({ isEqual: true, repaired: 1 })
  // Those whose files were written after the keys were taken: two households of two.
  expect(restored.peopleWithoutKey).toBe(4)
  expect(await left(client, gone.entry.id)).toEqual(NOTHING_LEFT)
  // Opened since: the envelope does not come back beside the file.
  const { rows } = await client.query(
    'select id, state, envelope is null as opened from intake_entry where id = any($1) order by id',
    [[waiting.entry.id, without.entry.id, lost.entry.id]],
  )
  expect(rows.map(({ state }) => state).sort()).toEqual(['failed', 'opened', 'opened'])
  expect(rows.every(({ opened }) => opened)).toBe(true)
})

test('keys that are newer than the world are taken for those who are in both', async () => {
  const [world] = await back('earlier')
  await register()
  await t.openSealed(operationId)
  const [, keys] = await back('newer')
  const { restored } = await putBack({ world, keys })
  expect(restored.isEqual).toBe(true)
  const taken = restored.compared.find(({ part }) => part === 'person_key')!
  expect(taken.rows).toBe(taken.expectedRows - 2)
})

test('a place that holds an operation is refused and left as it is', async () => {
  const [world] = await back('full')
  await t.fresh.asOwner(async (owner) => {
    const before = await everyRow(owner)
    await expect(prepareEmptyDatabase(owner, world.header.migrations)).rejects.toThrow(/needs an empty place/)
    expect(await everyRow(owner)).toEqual(before)
  })
})

test('a place that holds something else, or a newer schema, is refused', async () => {
  const [world] = await back('elsewhere')
  const other = await emptyDatabase()
  await other.query('create table invoice (id integer)')
  await expect(prepareEmptyDatabase(other, world.header.migrations)).rejects.toThrow(/something else/)
  const newer = await emptyDatabase()
  const unknown = [...world.header.migrations, { name: '9999-later.sql', checksum: 'x' }]
  await expect(prepareEmptyDatabase(newer, unknown)).rejects.toThrow(/newer/)
  await prepareEmptyDatabase(newer, world.header.migrations)
  await expect(prepareEmptyDatabase(newer, world.header.migrations.slice(0, 2))).rejects.toThrow(/older/)
})

test('an archive of an older schema comes back into that schema, and then moves on', async () => {
  const client = await emptyDatabase()
  const [world] = await back('schema')
  await prepareEmptyDatabase(client, world.header.migrations.slice(0, 3))
  const { rows } = await client.query('select count(*)::int as applied from migration')
  expect(rows[0].applied).toBe(3)
})

test('a restore that finds a difference keeps nothing', async () => {
  const [world, keys] = await back('differs')
  const wrong = { ...world, parts: { ...world.parts, 'table individual': { rows: 1, sha256: 'x' } } }
  const { client, restored } = await putBack({ world: wrong, keys })
  expect(restored.isEqual).toBe(false)
  expect(restored.compared.filter(({ isEqual }) => !isEqual).map(({ part }) => part)).toEqual(['individual'])
  expect((await client.query('select 1 from operation')).rowCount).toBe(0)
})

test('a backup holds one moment, whatever is written meanwhile', async () => {
  const entry = await register()
  let written = false
  const [world, keys] = await back('moment', 'whole', async () => {
    if (written) return
    written = true
    await t.world.own.erase(entry.accessCode)
  })
  expect(written).toBe(true)
  const { client, restored } = await putBack({ world, keys })
  expect(restored.isEqual).toBe(true)
  expect((await left(client, entry.entry.id)).state).toBe('sealed')
})

const NOTHING_LEFT = { state: 'erased', envelope: false, keys: 0, blobs: 0, tags: 0, present: 0 }

async function register() {
  const { intakePublicKey } = (await t.world.keyring.find(operationId))!
  const { invitation } = t.practice.journey
  const made = await makeHousehold({ operationId, intakePublicKey, invitation })
  expect((await t.post('/api/registrations', made.entry)).status).toBe(200)
  return made
}

async function back(name: string, kind: 'whole' | 'erasures' = 'whole', during?: () => Promise<void>) {
  const path = join(folder, `${name}-${newId(random)}.age`)
  const files = readWorldFiles(folder, t.fresh.secretsDir)
  const sealKey = sealKeyIn(files)
  const to = kind === 'erasures' ? { erasures: path } : { world: path, keys: `${path}.keys.age` }
  let work: Promise<void> | undefined
  const onProgress = () => {
    work ??= during?.()
  }
  const backup = await t.fresh.asOwner(async (client) => {
    const { recipient } = pair
    return backUp({ client, plan: archivePlan, recipient, sealKey, files, to, clock, random, onProgress })
  })
  await work
  const { written } = backup as Backup
  expect(readFileSync(path).length).toBe(written[0]!.bytes)
  const read: ReadArchive[] = []
  for (const each of written) read.push(await inspectArchive(each.path, pair.identity, () => {}))
  return read as [ReadArchive, ReadArchive]
}

type Wishes = { world: ReadArchive; keys: ReadArchive; erasures?: ReadArchive[] }

async function putBack({ world, keys, erasures = [] }: Wishes): Promise<{ client: Client; restored: Restored }> {
  const client = await emptyDatabase()
  await prepareEmptyDatabase(client, world.header.migrations)
  const means = { plan: archivePlan, identity: pair.identity, sealKey: sealKeyIn(world.files), onProgress: () => {} }
  const restored = await restore({ client, world, keys, erasures, at: new Date(t.world.clock()), ...means })
  return { client, restored }
}

/** A keys archive of another world's moment without a row: the worst a lost keys file can be. */
async function emptied(keys: ReadArchive): Promise<Partial<ReadArchive>> {
  const path = join(folder, `${newId(random)}.keys.age`)
  const sealKey = sealKeyIn(readWorldFiles(folder, t.fresh.secretsDir))
  async function* nothing() {}
  const header = { ...keys.header, backupId: 'none' }
  await writeSealedFile(
    path,
    pair.recipient,
    writeLines(header, nothing(), sealKey, () => {}),
  )
  return inspectArchive(path, pair.identity, () => {})
}

async function emptyDatabase(): Promise<Client> {
  const clusterUrl = inject('clusterUrl')
  const name = `test_${newId(random).replaceAll('-', '')}`
  const admin = await connect(clusterUrl)
  await admin.query(`create database ${name}`)
  const client = await connect(Object.assign(new URL(clusterUrl), { pathname: `/${name}` }).href)
  onTestFinished(async () => {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return client
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}

/** Every row of every table, as the database writes it: made here in another way than the archive does. */
async function everyRow(client: Pick<Client, 'query'>): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>()
  for (const { name } of await readTables(client as Client)) {
    const { rows } = await client.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t order by 1`)
    all.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return all
}

async function groupOf(client: Client, entryId: string): Promise<string> {
  const { rows } = await client.query<{ group_id: string }>('select group_id from intake_entry where id = $1', [
    entryId,
  ])
  return rows[0]!.group_id
}

/** What a household still has, by its entry. */
async function left(client: Client, entryId: string) {
  const { rows } = await client.query(
    `with people as (select i.id, i.state from individual i join intake_entry e on e.group_id = i.group_id where e.id = $1)
     select (select state from intake_entry where id = $1) as state,
            (select envelope is not null from intake_entry where id = $1) as envelope,
            (select count(*)::int from person_key where individual_id in (select id from people)) as keys,
            (select count(*)::int from person_blob where individual_id in (select id from people)) as blobs,
            (select count(*)::int from person_tag where individual_id in (select id from people)) as tags,
            (select count(*)::int from people where state <> 'erased') as present`,
    [entryId],
  )
  return rows[0]
}
