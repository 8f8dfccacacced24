import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase, testArchives } from '#checks/harness/archives.ts'
import { makeHousehold } from '#checks/harness/household.ts'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { readSealedFile, writeSealedFile } from '#platform/backup/file.ts'
import { type Part, readLines, writeLines } from '#platform/backup/format.ts'
import { inspectArchive, type ReadArchive } from '#platform/backup/restoring.ts'
import { readTables } from '#platform/backup/tables.ts'
import { prepareEmptyDatabase } from '#platform/backup/world-state.ts'
import { MIGRATIONS_DIR, migrate, readMigrations } from '#platform/database/migrate.ts'
import { createSealer } from '#platform/ledger/sealing.ts'

let t: TestWorld
let archives: Awaited<ReturnType<typeof testArchives>>
let operationId: string

beforeAll(async () => {
  t = await testWorld({ people: 60 })
  archives = await testArchives(t.fresh)
  operationId = t.practice.journey.operationId
}, 60_000)
afterAll(async () => {
  await t.close()
  archives.remove()
})

test('a world comes back with every row of every table', async () => {
  await register()
  const { world, keys } = await archives.backUp()
  const { client, restored } = await archives.restore({ world, keys })
  expect(restored).toMatchObject({ isEqual: true, erasedAgain: 0, peopleWithoutKey: 0, repaired: 0 })
  const found = await everyRow(client)
  const expected = await t.fresh.asOwner((owner) => everyRow(owner))
  expected.set('session', [])
  expected.set('enrolment', [])
  expected.set('agreement', [])
  expect(found.size).toBeGreaterThan(20)
  expect(found).toEqual(expected)
  expect(found.get('person_key')!.length).toBeGreaterThan(50)
  expect(found.get('check_in')!.some((row) => row.includes('short_code'))).toBe(true)
})

test('the archive that may be kept opens nobody, and knows nowhere a card was seen', async () => {
  const { world, keys } = await archives.backUp()
  const tables = Object.keys(world.parts)
  for (const table of [
    'person_key',
    'person_tag',
    'intake_conflict',
    'check_in_conflict',
    'session',
    'enrolment',
    'agreement',
  ])
    expect(tables).not.toContain(`table ${table}`)
  const { client } = await archives.restore({ world, keys: await emptied(keys) })
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
  const { world, keys } = await archives.backUp()
  await t.world.own.erase(gone.accessCode)
  await t.world.own.erase(sealed.accessCode)
  const later = await archives.listErasures()
  const { world: laterWorld } = await archives.backUp()

  for (const list of [later, laterWorld]) {
    const { client, restored } = await archives.restore({ world, keys, erasures: [list] })
    expect(restored).toMatchObject({ isEqual: true, erasedAgain: 4 })
    for (const { entry } of [gone, sealed]) expect(await left(client, entry.id)).toEqual(NOTHING_LEFT)
    const events = await client.query(`select 1 from event where kind = 'registration-erased' and group_id = any($1)`, [
      [await groupOf(client, gone.entry.id), await groupOf(client, sealed.entry.id)],
    ])
    expect(events.rowCount).toBe(2)
  }
})

test('a sealed record comes back with its keys, which lie apart, and stays erased with its household', async () => {
  const gone = await register()
  await t.fresh.asOwner(async (owner) => {
    const values = [operationId, await groupOf(owner, gone.entry.id), Buffer.alloc(338, 1)]
    await owner.query(
      `with record as (insert into sealed_record values ($1, $2, 'household-note', $2, now())),
         version as (insert into sealed_version values ($1, $2, 1, $2, now(), $3, sha256('')))
       insert into sealed_key values ($1, $2, 1, $2, $3, now())`,
      values,
    )
  })
  const { world, keys } = await archives.backUp()
  expect(Object.keys(world.parts)).toContain('table sealed_version')
  expect(Object.keys(world.parts)).not.toContain('table sealed_key')
  const sealed = 'select (select count(*)::int from sealed_version) as versions, count(*)::int as keys from sealed_key'
  const whole = await archives.restore({ world, keys })
  expect((await whole.client.query(sealed)).rows).toEqual([{ versions: 1, keys: 1 }])
  await t.world.own.erase(gone.accessCode)
  const later = await archives.listErasures()
  const { client } = await archives.restore({ world, keys, erasures: [later] })
  expect((await client.query(sealed)).rows).toEqual([{ versions: 0, keys: 0 }])
  expect((await t.fresh.asOwner((owner) => owner.query(sealed))).rows).toEqual([{ versions: 0, keys: 0 }])
})

test('an older keys archive brings back nobody who was erased since, and says whose keys are missing', async () => {
  const gone = await register()
  await t.openSealed(operationId)
  const waiting = await register()
  const { keys } = await archives.backUp()
  await t.world.own.erase(gone.accessCode)
  await t.openSealed(operationId)
  const without = await register()
  await t.openSealed(operationId)
  const lost = await register()
  const { world } = await archives.backUp()

  const { client, restored } = await archives.restore({ world, keys })
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
  const { world } = await archives.backUp()
  await register()
  await t.openSealed(operationId)
  const { keys } = await archives.backUp()
  const { restored } = await archives.restore({ world, keys })
  expect(restored.isEqual).toBe(true)
  const taken = restored.compared.find(({ part }) => part === 'person_key')!
  expect(taken.rows).toBe(taken.expectedRows - 2)
})

test('an archive whose record of acts was altered and sealed anew is refused, with the first bad entry, unless somebody accepts it', async () => {
  const sealer = createSealer({ ...t.world, keysOf: t.world.keyring.find })
  await sealer.seal(operationId)
  const { world, keys } = await archives.backUp()
  const said = world.header.logs![operationId]!
  expect(said.size).toBeGreaterThan(10)
  const whole = await archives.restore({ world, keys })
  expect(whole.restored.logs).toContainEqual({
    ...{ operation: operationId, expected: said, ...said },
    ...{ isEqual: true, firstBadIndex: null, flaw: null },
  })

  // Whoever has the server's key can make every sum and the seal of the archive right again.
  const { rows } = await t.fresh.asOwner((owner) =>
    owner.query<{ id: string; act: string }>(
      `select e.id, e.act from ledger_leaf l join audit_entry e on e.operation_id = l.operation_id and e.id = l.entry_id
       where l.operation_id = $1 and l.leaf_number = 7`,
      [operationId],
    ),
  )
  const [entry] = rows
  const altered = await rewritten(world, (table, line) =>
    table === 'audit_entry' && line.includes(entry!.id) ? line.replace(`"${entry!.act}"`, '"nothing-to-see"') : line,
  )
  expect(altered.isSealedWith(archives.sealKey())).toBe(true)
  const refused = await archives.restore({ world: altered, keys })
  expect(refused.restored.isEqual).toBe(false)
  expect(refused.restored.compared.every(({ isEqual }) => isEqual)).toBe(true)
  expect(refused.restored.logs.filter(({ isEqual }) => !isEqual)).toMatchObject([
    { operation: operationId, expected: said, firstBadIndex: 7, flaw: 'entry-changed' },
  ])
  expect((await refused.client.query('select 1 from operation')).rowCount).toBe(0)
  const accepted = await archives.restore({ world: altered, keys, acceptsAlteredLog: true })
  expect(accepted.restored).toMatchObject({ isEqual: true, logs: [{}, {}] })

  // An older copy of the log, whole in itself, is another one than the archive says.
  const older = { ...world, header: { ...world.header, logs: { [operationId]: { ...said, size: said.size + 1 } } } }
  expect((await archives.restore({ world: older, keys })).restored.isEqual).toBe(false)
})

test('a place that holds an operation is refused and left as it is', async () => {
  const { world } = await archives.backUp()
  await t.fresh.asOwner(async (owner) => {
    const before = await everyRow(owner)
    await expect(prepareEmptyDatabase(owner, world.header.migrations)).rejects.toThrow(/needs an empty place/)
    expect(await everyRow(owner)).toEqual(before)
  })
})

test('a place that holds something else, or a newer schema, is refused', async () => {
  const { world } = await archives.backUp()
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
  const migrations = readMigrations(MIGRATIONS_DIR)
  const old = await emptyDatabase()
  await prepareEmptyDatabase(old, migrations.slice(0, 3))
  const operation = '00000000-0000-4000-8000-00000000000a'
  await old.query(`insert into operation values ($1, 'authority', 'Test', 'Test', true, now())`, [operation])
  await old.query(
    `insert into registration_group (operation_id, id, case_number, household_size, language, stage, access_code_hash, source,
    registered_at, registered_on) values ($1, $1, 'A-1', 1, 'ht', 'registered', '\\x01', 'phone', now(), '2021-10-24')`,
    [operation],
  )
  const made = await archives.backUp({ client: old })
  expect(made.world.header.migrations).toHaveLength(3)

  const { client, restored } = await archives.restore(made)
  expect(restored.isEqual).toBe(true)
  expect(await migrate(client)).toEqual(migrations.slice(3).map(({ name }) => name))
  const { rows } = await client.query('select case_number, joined_into_id from registration_group')
  expect(rows).toEqual([{ case_number: 'A-1', joined_into_id: null }])
})

test('an owner whom row-level security binds backs up and restores as well', async () => {
  const made = await archives.backUp()
  const client = await emptyDatabase({ isOwnerBound: true })
  const { restored } = await archives.restore({ ...made, client })
  expect(restored).toMatchObject({ isEqual: true, peopleWithoutKey: 0 })
  const again = await archives.backUp({ client })
  expect([again.world.parts, again.keys.parts]).toEqual([made.world.parts, made.keys.parts])
})

test('a restore that finds a difference keeps nothing', async () => {
  const { world, keys } = await archives.backUp()
  const wrong = { ...world, parts: { ...world.parts, 'table individual': { rows: 1, sha256: 'x' } } }
  const { client, restored } = await archives.restore({ world: wrong, keys })
  expect(restored.isEqual).toBe(false)
  expect(restored.compared.filter(({ isEqual }) => !isEqual).map(({ part }) => part)).toEqual(['individual'])
  expect((await client.query('select 1 from operation')).rowCount).toBe(0)
})

test('a backup holds one moment, whatever is written meanwhile', async () => {
  const entry = await register()
  let erasing: Promise<void> | undefined
  const { world, keys } = await archives.backUp({
    onProgress() {
      erasing ??= t.world.own.erase(entry.accessCode)
    },
  })
  await erasing
  const { client, restored } = await archives.restore({ world, keys })
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

/** The same archive with other rows, every sum and the seal made anew. */
async function rewritten(
  { path: from, header }: ReadArchive,
  change: (table: string, line: string) => string,
): Promise<ReadArchive> {
  const parts: Part[] = []
  await readLines(readSealedFile(from, archives.identity), (section, page) => {
    const table = section.section === 'rows' ? section.table : ''
    parts.push({ section, pages: [page.map((line) => change(table, line))] })
  })
  async function* all() {
    yield* parts
  }
  const path = archives.path()
  await writeSealedFile(
    path,
    archives.recipient,
    writeLines(header, all(), archives.sealKey(), () => {}),
  )
  return inspectArchive(path, archives.identity, () => {})
}

/** A keys archive of another moment that holds nobody: the least a keys file can bring. */
async function emptied(keys: ReadArchive): Promise<ReadArchive> {
  const path = archives.path()
  async function* nothing() {}
  const lines = writeLines({ ...keys.header, backupId: 'none' }, nothing(), archives.sealKey(), () => {})
  await writeSealedFile(path, archives.recipient, lines)
  return inspectArchive(path, archives.identity, () => {})
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
