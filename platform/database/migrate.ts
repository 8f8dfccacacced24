import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import { applyRowSecurity } from './row-security.ts'
import { type Step, splitSteps } from './sql-file.ts'

export type Migration = { name: string; text: string; checksum: string }

/** The project's own migrations. */
export const MIGRATIONS_DIR = join(import.meta.dirname, '../../migrations')

/**
 * Brings the database to the newest schema, forward only, and gives the names of what was applied. Two processes at
 * once take turns. Row-level security is written once, here, for every table that belongs to an operation.
 */
export async function migrate(client: ClientBase, migrations = readMigrations(MIGRATIONS_DIR)): Promise<string[]> {
  await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`)
  try {
    await client.query(CREATE_HISTORY)
    const applied = await readHistory(client)
    refuseForeignHistory(migrations, applied)
    const missing = migrations.filter(({ name }) => !applied.has(name))
    const engine = await findEngine(client)
    for (const migration of missing) await apply(client, migration, engine)
    await applyRowSecurity(client)
    return missing.map(({ name }) => name)
  } finally {
    await client.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`)
  }
}

/** What `migrate` would apply to a database that was used before; nothing for a new one. Changes nothing. */
export async function listPending(client: ClientBase, migrations = readMigrations(MIGRATIONS_DIR)): Promise<string[]> {
  const { rows } = await client.query<{ present: boolean }>(
    `select to_regclass('public.migration') is not null as present`,
  )
  const applied = rows[0]!.present ? await readHistory(client) : new Map<string, string>()
  refuseForeignHistory(migrations, applied)
  if (applied.size === 0) return []
  return migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name)
}

/** All `NNNN-name.sql` of a folder, in order. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  for (const name of names) {
    if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name)) throw new Error(`a migration must be called NNNN-name.sql, not ${name}`)
  }
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
  })
}

/** Tables whose rows are only ever added, as the migrations say: the serving role may not change or delete there. */
export function appendOnlyTables(migrations = readMigrations(MIGRATIONS_DIR)): string[] {
  return migrations
    .flatMap(({ text }) => splitSteps(text))
    .flatMap((step) => (step.kind === 'append-only' ? [step.table] : []))
}

/** The database was changed by other migrations than ours; nothing was touched. */
export class MigrationMismatch extends Error {}

// Any constant serves; this one is the first eight digits of the SHA-256 of "posada migrations".
const MIGRATION_LOCK = 77261093

const CREATE_HISTORY = `create table if not exists migration (
  name text primary key, checksum text not null, applied_at timestamptz not null)`

async function readHistory(client: ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from migration')
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

function refuseForeignHistory(migrations: Migration[], applied: Map<string, string>) {
  const ours = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const [name, checksum] of applied) {
    const own = ours.get(name)
    if (!own)
      throw new MigrationMismatch(
        `This database was last used by a newer Posada: it holds migration ${name}, which this one does not know.`,
      )
    if (own.checksum !== checksum) {
      throw new MigrationMismatch(
        `Migration ${name} was changed after this database applied it. Put the file back and write a new migration.`,
      )
    }
  }
}

async function apply(client: ClientBase, migration: Migration, engine: Engine) {
  await client.query('begin')
  try {
    for (const step of splitSteps(migration.text)) await applyStep(client, step, engine)
    await client.query('insert into migration (name, checksum, applied_at) values ($1, $2, now())', [
      migration.name,
      migration.checksum,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`Migration ${migration.name} failed and changed nothing: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

async function applyStep(client: ClientBase, step: Step, engine: Engine) {
  if (step.kind === 'sql') await client.query(step.text)
  else if (step.kind === 'distribute') await engine.distribute(step.table)
  else if (step.kind === 'reference') await engine.reference(step.table)
}

type Engine = { distribute(table: string): Promise<unknown>; reference(table: string): Promise<unknown> }

/** Plain PostgreSQL has nothing to do; Citus spreads a table by operation, or copies it to every node. */
async function findEngine(client: ClientBase): Promise<Engine> {
  const { rowCount } = await client.query("select 1 from pg_extension where extname = 'citus'")
  if (!rowCount) return { distribute: async () => {}, reference: async () => {} }
  return {
    distribute: (table) => client.query('select create_distributed_table($1, $2)', [table, 'operation_id']),
    reference: (table) => client.query('select create_reference_table($1)', [table]),
  }
}
