import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createOperationKeyring } from '#capabilities/access/server/operations.ts'
import { practiceIssuers } from '#capabilities/proof/practice.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { nameStocks } from '#capabilities/registration/practice/invented-names.ts'
import { openPerson } from '#capabilities/registration/server/person-file.ts'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { openServerKey, readPracticeKeys } from '#platform/vault/key-files.ts'
import { createVault } from '#platform/vault/vault.ts'
import { beginPractice, finishPractice, PRACTICE_STARTS_AT, practiceClock, readPracticeFolder } from './folder.ts'
import { assertNoPractice, ensurePractice } from './practice.ts'

const { random } = realEnvironment()
const SURNAMES = [...nameStocks.spanish.surnames, ...nameStocks.haitian.surnames].filter((name) => name.length > 4)

const dataDir = mkdtempSync(join(tmpdir(), 'posada-practice-'))
const vault = createVault({ clock: () => 0 })
let fresh: FreshDatabase
let options: Parameters<typeof ensurePractice>[0]

beforeAll(async () => {
  fresh = await freshDatabase()
  const { database: db, secretsDir } = fresh
  const serverKey = openServerKey(secretsDir, random)
  const clock = () => 1_000
  options = { db, vault, serverKey, secretsDir, random, onProgress: () => {}, people: 120, dataDir, clock }
  beginPractice(dataDir)
  await ensurePractice(options)
})
afterAll(async () => {
  await vault.lockAll()
  await fresh.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

function folderForThisTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posada-practice-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('the practice world opens with its own keys, its cards verify as practice, and nobody in it is sealed or in clear', async () => {
  const keys = readPracticeKeys(fresh.secretsDir)
  expect(keys.size).toBe(2)
  const rows = await fresh.asOwner(async (client) => {
    const { rows: cards } = await client.query('select token, operation_id from card')
    const { rows: kinds } = await client.query(
      'select kind, count(s.id)::int as stops from operation o left join stop s on s.operation_id = o.id group by kind order by kind',
    )
    const { rows: people } = await client.query(
      `select b.operation_id, b.individual_id, k.wrapped_key, b.version, b.blob from person_blob b
         join person_key k using (operation_id, individual_id) where b.class = 'identity'`,
    )
    const { rows: entries } = await client.query(`select state, count(*)::int from intake_entry group by state`)
    const { rows: waiting } = await client.query(
      `select distinct waiting_reason from registration_group where stage = 'waiting'`,
    )
    const { rows: counts } = await client.query(
      `select o.kind, sum(g.household_size)::int as people, count(*) filter (where g.stage = 'waiting')::int as waiting,
         (select count(*)::int from card c where c.operation_id = o.id and c.withdrawn_at is not null) as withdrawn,
         (select count(*)::int from intake_conflict f where f.operation_id = o.id) as conflicts
       from operation o join registration_group g on g.operation_id = o.id group by o.id, o.kind order by o.kind desc`,
    )
    return { cards, kinds, people, entries, waiting, counts }
  })
  expect(rows.kinds).toEqual([
    { kind: 'authority', stops: 0 },
    { kind: 'journey', stops: 2 },
  ])
  expect(rows.cards.length).toBeGreaterThan(20)
  for (const { token } of rows.cards) {
    const result = await verifyCard(token, practiceIssuers, '2021-10-24')
    expect(result).toMatchObject({ valid: true, practice: true })
  }
  for (const row of rows.people) {
    const blobs = [{ class: 'identity' as const, version: row.version, blob: row.blob }]
    const { identity } = openPerson(
      row.operation_id,
      row.individual_id,
      row.wrapped_key,
      blobs,
      keys.get(row.operation_id)!,
    )
    expect(identity).toHaveProperty('birth')
  }
  expect(rows.entries.map(({ state }) => state)).toEqual(['opened'])
  expect(rows.counts[0]).toEqual({ kind: 'journey', people: 120, waiting: 9, withdrawn: 3, conflicts: 1 })
  expect(rows.waiting).toEqual([{ waiting_reason: 'invitation-expired' }])
})

test('no name of an invented person stands in clear in any table', async () => {
  const places = await fresh.asOwner(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    )
    const found: string[] = []
    for (const { name } of tables) {
      const { rowCount } = await client.query(`select 1 from ${name} t where t::text ~ $1 limit 1`, [
        SURNAMES.join('|'),
      ])
      if (rowCount) found.push(name)
    }
    return { tables: tables.length, found }
  })
  expect(places.tables).toBeGreaterThan(15)
  expect(places.found).toEqual([])
})

test('the name on a journey’s cards is not the journey’s', async () => {
  const keyring = createOperationKeyring(options)
  for (const operationId of await fresh.database.everyOperation()) {
    const keys = (await keyring.find(operationId))!
    expect(keys.issuerName).not.toContain('Walk')
    expect(keys.name).not.toBe(keys.issuerName)
  }
})

test('practice is made once, refuses a database that holds anything, and a real operation refuses practice', async () => {
  expect(await ensurePractice({ ...options, clock: () => 2_000 })).toEqual(readPracticeFolder(dataDir))
  await expect(ensurePractice({ ...options, dataDir: folderForThisTest() })).rejects.toThrow(
    /already holds a practice world/,
  )
  await expect(assertNoPractice(fresh.database)).rejects.toThrow(/holds practice data/)
})

test('a world that was not finished is thrown away and begun again; a finished one keeps its clock over a restart', () => {
  const folder = folderForThisTest()
  expect(readPracticeFolder(folder)).toBe('empty')
  beginPractice(folder)
  mkdirSync(join(folder, 'postgres'))
  writeFileSync(join(folder, 'postgres', 'half'), '')
  expect(readPracticeFolder(folder)).toBe('unfinished')
  beginPractice(folder)
  expect(existsSync(join(folder, 'postgres'))).toBe(false)
  finishPractice(folder, { startedAtReal: 1_000_000, clockStartsAt: PRACTICE_STARTS_AT })
  const record = readPracticeFolder(folder)
  expect(record).toEqual({ startedAtReal: 1_000_000, clockStartsAt: PRACTICE_STARTS_AT })
  const clock = practiceClock(record as Exclude<typeof record, string>, () => 1_000_000 + 3_600_000)
  expect(new Date(clock()).toISOString()).toBe('2021-10-24T15:00:00.000Z')
})
