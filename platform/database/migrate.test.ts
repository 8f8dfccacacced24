import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { openDatabase } from './connect.ts'
import { migrate, readMigrations } from './migrate.ts'
import { statement } from './query.ts'
import { splitSteps } from './sql-file.ts'

const FIRST = `create table operation (id uuid primary key);
-- reference: operation
create table note (operation_id uuid not null, id uuid not null, body text, primary key (operation_id, id));
-- distribute: note
-- append-only: note
`

const addNote = statement<{ operationId: string }, never>(
  'test: add a note',
  'insert into note values ($1, $1)',
  (p) => [p.operationId],
  {
    operationId: '00000000-0000-4000-8000-00000000000a',
  },
)
const dropNotes = statement<object, never>('test: drop notes', 'delete from note', () => [], {})

test('migrations are applied once, in order, and a new one is added later', async () => {
  const { folder, ownerUrl, open } = await emptyDatabase()
  write(folder, '0001-first.sql', FIRST)
  expect(await open()).toEqual(['0001-first.sql'])
  write(folder, '0002-second.sql', 'alter table note add column is_read boolean not null default false;')
  expect(await open()).toEqual(['0002-second.sql'])
  expect(await open()).toEqual([])
  expect(await tablesOf(ownerUrl)).toEqual(['migration', 'note', 'operation'])
})

test('a migration that fails changes nothing and says which it was', async () => {
  const { folder, ownerUrl, open } = await emptyDatabase()
  write(folder, '0001-first.sql', `${FIRST} create table broken (id nonsense);`)
  await expect(open()).rejects.toThrow(/0001-first\.sql failed and changed nothing: .*nonsense/)
  expect(await tablesOf(ownerUrl)).toEqual(['migration'])
})

test('a migration that was changed after it was applied is refused, and so is one from a newer Posada', async () => {
  const { folder, open } = await emptyDatabase()
  write(folder, '0001-first.sql', FIRST)
  await open()
  write(folder, '0001-first.sql', `${FIRST} -- once more`)
  await expect(open()).rejects.toThrow('was changed after this database applied it')
  rmSync(join(folder, '0001-first.sql'))
  await expect(open()).rejects.toThrow('last used by a newer Posada')
})

test('two processes that migrate at once take turns', async () => {
  const { folder, ownerUrl } = await emptyDatabase()
  write(folder, '0001-first.sql', FIRST)
  const clients = await Promise.all([1, 2, 3].map(() => connect(ownerUrl)))
  const applied = await Promise.all(clients.map((client) => migrate(client, readMigrations(folder))))
  await Promise.all(clients.map((client) => client.end()))
  expect(applied.flat()).toEqual(['0001-first.sql'])
})

test('what is only ever added can be neither changed nor deleted by the role that serves', async () => {
  const { folder, ownerUrl } = await emptyDatabase()
  write(folder, '0001-first.sql', FIRST)
  const { random } = realEnvironment()
  const database = await openDatabase({ ownerUrl, secretsDir: folder, random, migrationsDir: folder, log: () => {} })
  onTestFinished(() => database.close())
  const operationId = addNote.sample.operationId
  await database.scoped(operationId, addNote, { operationId })
  await expect(database.scoped(operationId, dropNotes, {})).rejects.toMatchObject({ code: '42501' })
})

test('statements are split at semicolons, except inside texts, comments and dollar quotes', () => {
  const steps = splitSteps(`
    -- A comment; with a semicolon.
    create table a (name text default 'x; -- no comment', "odd;name" text); /* ; */
    -- distribute: a
    do $body$ begin perform 1; end $body$;
    select 1 - 1, 6 / 2`)
  expect(steps).toEqual([
    { kind: 'sql', text: `create table a (name text default 'x; -- no comment', "odd;name" text)` },
    { kind: 'distribute', table: 'a' },
    { kind: 'sql', text: 'do $body$ begin perform 1; end $body$' },
    { kind: 'sql', text: 'select 1 - 1, 6 / 2' },
  ])
})

async function emptyDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'posada-migrations-'))
  const fresh = await databaseForThisTest()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await fresh.asOwner((client) => client.query('drop schema public cascade; create schema public'))
  const { ownerUrl, secretsDir } = fresh
  const open = async () => {
    const database = await openDatabase({
      ownerUrl,
      secretsDir,
      random: realEnvironment().random,
      migrationsDir: folder,
      log: () => {},
    })
    await database.close()
    return database.applied
  }
  return { folder, ownerUrl, open }
}

const write = (folder: string, name: string, sql: string) => writeFileSync(join(folder, name), sql)

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

async function tablesOf(url: string): Promise<string[]> {
  const client = await connect(url)
  const { rows } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  await client.end()
  return rows.map(({ name }) => name)
}
