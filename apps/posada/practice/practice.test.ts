import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createOperationKeyring } from '#capabilities/access/server/operations.ts'
import { practiceIssuers } from '#capabilities/proof/practice.ts'
import { verifyCard } from '#capabilities/proof/verification.ts'
import { openPerson } from '#capabilities/registration/server/person-file.ts'
import { databaseForThisTest, type FreshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { openServerKey, readPracticeKeys } from '#platform/vault/key-files.ts'
import { createVault } from '#platform/vault/vault.ts'
import { beginPractice, finishPractice, PRACTICE_STARTS_AT, practiceClock, readPracticeFolder } from './folder.ts'
import { assertNoPractice, ensurePractice } from './practice.ts'

const { random } = realEnvironment()

function folderForThisTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'posada-practice-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function practise(fresh: FreshDatabase, dataDir: string) {
  const vault = createVault({ clock: () => 0 })
  onTestFinished(() => vault.lockAll())
  const serverKey = openServerKey(fresh.secretsDir, random)
  beginPractice(dataDir)
  const options = {
    db: fresh.database,
    vault,
    serverKey,
    secretsDir: fresh.secretsDir,
    random,
    onProgress: () => {},
    people: 120,
  }
  return { record: await ensurePractice({ ...options, dataDir, clock: () => 1_000 }), options, serverKey }
}

test('the practice world opens with its own keys, its cards verify as practice, and nobody in it is sealed or in clear', async () => {
  const fresh = await databaseForThisTest()
  await practise(fresh, folderForThisTest())
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
    return { cards, kinds, people, entries, waiting }
  })
  expect(rows.kinds).toEqual([
    { kind: 'authority', stops: 0 },
    { kind: 'journey', stops: 2 },
  ])
  for (const { token } of rows.cards.slice(0, 20)) {
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
  expect(rows.people.length).toBeGreaterThanOrEqual(120)
  expect(rows.entries.map(({ state }) => state)).toEqual(['opened'])
  expect(rows.waiting).toEqual([{ waiting_reason: 'invitation-expired' }])
})

test('the name on a journey’s cards is not the journey’s', async () => {
  const fresh = await databaseForThisTest()
  const { serverKey } = await practise(fresh, folderForThisTest())
  const keyring = createOperationKeyring({ db: fresh.database, serverKey })
  for (const operationId of await fresh.database.everyOperation()) {
    const keys = (await keyring.find(operationId))!
    expect(keys.issuerName).not.toContain('Walk')
    expect(keys.name).not.toBe(keys.issuerName)
  }
})

test('practice is made once, refuses a database that holds anything, and a real operation refuses practice', async () => {
  const fresh = await databaseForThisTest()
  const dataDir = folderForThisTest()
  const { record, options } = await practise(fresh, dataDir)
  expect(await ensurePractice({ ...options, dataDir, clock: () => 2_000 })).toEqual(record)
  const elsewhere = folderForThisTest()
  await expect(ensurePractice({ ...options, dataDir: elsewhere, clock: () => 2_000 })).rejects.toThrow(
    /already holds a practice world/,
  )
  await expect(assertNoPractice(fresh.database)).rejects.toThrow(/holds practice data/)
})

test('a world that was not finished is thrown away and begun again; a finished one keeps its clock over a restart', () => {
  const dataDir = folderForThisTest()
  expect(readPracticeFolder(dataDir)).toBe('empty')
  beginPractice(dataDir)
  mkdirSync(join(dataDir, 'postgres'))
  writeFileSync(join(dataDir, 'postgres', 'half'), '')
  expect(readPracticeFolder(dataDir)).toBe('unfinished')
  beginPractice(dataDir)
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  finishPractice(dataDir, { startedAtReal: 1_000_000, clockStartsAt: PRACTICE_STARTS_AT })
  const record = readPracticeFolder(dataDir)
  expect(record).toEqual({ startedAtReal: 1_000_000, clockStartsAt: PRACTICE_STARTS_AT })
  const clock = practiceClock(record as Exclude<typeof record, string>, () => 1_000_000 + 3_600_000)
  expect(new Date(clock()).toISOString()).toBe('2021-10-24T15:00:00.000Z')
})
