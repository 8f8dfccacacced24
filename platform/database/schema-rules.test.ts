/** The rules that let the same schema run on one machine and on many (Citus); each was tried there. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { generateTypes } from './generate-types.ts'
import { MIGRATIONS_DIR, readMigrations } from './migrate.ts'
import { splitSteps } from './sql-file.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

const steps = readMigrations(MIGRATIONS_DIR).flatMap(({ text }) => splitSteps(text))
const declared = (kind: string) => steps.flatMap((step) => (step.kind === kind && 'table' in step ? [step.table] : []))
const ask = async (sql: string) => (await fresh.asOwner((client) => client.query<Record<string, unknown>>(sql))).rows

test('every table belongs to an operation, or is declared a reference table', async () => {
  const tables = await ask(`
    select c.relname as name, exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'operation_id' and a.attnotnull) as belongs
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migration'`)
  expect(tables.length).toBeGreaterThan(5)
  const belonging = tables.filter(({ belongs }) => belongs).map(({ name }) => name)
  expect(belonging.sort()).toEqual(declared('distribute').sort())
  const others = tables.filter(({ belongs }) => !belongs).map(({ name }) => name)
  expect(others.sort()).toEqual(declared('reference').sort())
})

test('the operation comes first in every primary key, unique index and exclusion', async () => {
  const wrong = await ask(`
    select i.indexrelid::regclass::text as index
      from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute o on o.attrelid = c.oid and o.attname = 'operation_id'
     where c.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion) and i.indkey[0] <> o.attnum`)
  expect(wrong).toEqual([])
})

test('foreign keys stay inside one operation, and cascade or do nothing', async () => {
  const wrong = await ask(`
    select k.conname as name from pg_constraint k
      left join pg_attribute here on here.attrelid = k.conrelid and here.attname = 'operation_id'
      left join pg_attribute there on there.attrelid = k.confrelid and there.attname = 'operation_id'
     where k.contype = 'f' and k.connamespace = 'public'::regnamespace
       and (k.conkey[1] is distinct from here.attnum or k.confkey[1] is distinct from there.attnum or k.confdeltype not in ('a', 'c'))`)
  expect(wrong).toEqual([])
})

test('there are no triggers, rules, sequences or functions of our own', async () => {
  expect(await ask(`select tgname from pg_trigger where not tgisinternal`)).toEqual([])
  expect(
    await ask(
      `select c.relname from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('S', 'v', 'm')`,
    ),
  ).toEqual([])
  expect(await ask(`select proname from pg_proc where pronamespace = 'public'::regnamespace`)).toEqual([])
})

test('row-level security is forced on every table of an operation, by the one comparison', async () => {
  const tables = await ask(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
           array(select pg_get_expr(polqual, polrelid) || ' / ' || pg_get_expr(polwithcheck, polrelid) from pg_policy where polrelid = c.oid) as policies
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'operation_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
  const comparison = `(operation_id = (NULLIF(current_setting('app.operation_id'::text, true), ''::text))::uuid)`
  for (const { name, forced, policies } of tables) {
    expect({ name, forced, policies }).toEqual({ name, forced: true, policies: [`${comparison} / ${comparison}`] })
  }
})

test('what migrations say about tables, they say about tables that exist', async () => {
  const known = (await ask(`select relname as name from pg_class where relkind in ('r', 'p')`)).map(({ name }) => name)
  for (const kind of ['distribute', 'reference', 'append-only'])
    expect(known).toEqual(expect.arrayContaining(declared(kind)))
})

test('a statement of a migration changes one thing: Citus takes one subcommand at a time', () => {
  const several = steps.filter(
    (step) => step.kind === 'sql' && /^alter table[^;]*,\s*(add|drop|alter|rename)\b/i.test(step.text),
  )
  expect(several).toEqual([])
})

test('the generated types are those of the migrations: otherwise run scripts/generate-types.ts', async () => {
  const written = readFileSync(join(import.meta.dirname, 'schema.generated.ts'), 'utf8')
  expect(written).toBe(await fresh.asOwner(generateTypes))
})
