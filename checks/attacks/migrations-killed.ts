import { Client } from 'pg'
import { inject } from 'vitest'
import { fillEveryTable, listColumns, sumsOf } from '#checks/harness/old-data.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { listPending, MIGRATIONS_DIR, migrate, readMigrations } from '#platform/database/migrate.ts'

export type KilledMigrations = {
  /** Versions an upgrade began at. */
  versions: number
  kills: number
  tables: number
  /** What was not as it must be. */
  wrong: string[]
}

/** Columns that a migration fills on purpose, by the migration that does. */
const FILLED_BY: Record<string, { table: string; column: string }[]> = {}

/**
 * Data of every landed version, moved to the newest one; the database ends the connection before each statement in turn, or
 * before every `step`-th. The next start goes on from there and is ended one statement later, until one comes to its end.
 * After each of these ends, and at last, every old row must be as it was.
 */
export async function killMigrations({ step, seed }: { step: number; seed: number }): Promise<KilledMigrations> {
  const migrations = readMigrations(MIGRATIONS_DIR)
  const result: KilledMigrations = { versions: 0, kills: 0, tables: 0, wrong: [] }
  const admin = await connect(inject('clusterUrl'))
  // Moved on by one version each time and copied, as making each from nothing would take the square of the time.
  const empty = await createDatabase(admin)
  for (let version = 1; version < migrations.length; version++) {
    const moving = await connect(empty.url)
    await migrate(moving, migrations.slice(0, version))
    await moving.end()
    const { name, url } = await createDatabase(admin, empty.name)
    const looking = await connect(url)
    await fillEveryTable(looking, seed + version)
    const columns = await columnsToKeep(looking, migrations.slice(version))
    const before = await sumsOf(looking, columns)
    result.versions++
    result.tables = Math.max(result.tables, columns.size)
    const tell = (what: string) => result.wrong.push(`from version ${version}: ${what}`)
    for (const [table, { rows }] of Object.entries(before)) if (rows === 0) tell(`${table} holds no row to lose`)

    // Other places at each version when only a sample is taken.
    let statement = 1 + (version % step)
    for (let left = migrations.length - version; ; ) {
      const isKilled = await killAt(admin, url, statement)
      const after = await sumsOf(looking, columns)
      for (const [table, sum] of Object.entries(before))
        if (JSON.stringify(sum) !== JSON.stringify(after[table])) tell(`${table} changed at statement ${statement}`)
      if (!isKilled) break
      result.kills++
      const stillLeft = (await listPending(looking, migrations)).length
      statement = stillLeft < left ? 1 + (result.kills % step) : statement + step
      left = stillLeft
    }
    if ((await listPending(looking, migrations)).length > 0) tell('the last start did not finish')
    await looking.end()
    await admin.query(`drop database ${name} with (force)`)
  }
  await admin.query(`drop database ${empty.name} with (force)`)
  await admin.end()
  return result
}

async function columnsToKeep(client: Client, later: readonly { name: string }[]): Promise<Map<string, string[]>> {
  const columns = await listColumns(client)
  for (const { name } of later)
    for (const { table, column } of FILLED_BY[name] ?? [])
      columns.set(
        table,
        (columns.get(table) ?? []).filter((each) => each !== column),
      )
  return columns
}

/** Whether it was killed; otherwise it came to its end. */
async function killAt(admin: Client, url: string, n: number): Promise<boolean> {
  const client = await connect(url)
  client.on('error', () => {}) // the query under way fails with the same error
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  let statement = 0
  const killing = beforeEach(client, async () => {
    if (++statement !== n) return
    await admin.query('select pg_terminate_backend($1, 5000)', [rows[0]!.pid])
  })
  await migrate(killing).catch((error: unknown) => {
    if (statement < n) throw error
  })
  await client.end().catch(() => {}) // it is gone
  return statement >= n
}

/** The same connection, with a moment before each statement. */
function beforeEach(client: Client, moment: () => Promise<void>): Client {
  const query = async (...args: unknown[]) => {
    await moment()
    return (client.query as (...args: unknown[]) => Promise<unknown>)(...args)
  }
  return new Proxy(client, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name, target)) })
}

async function createDatabase(admin: Client, template = 'template1'): Promise<{ name: string; url: string }> {
  const name = `upgrade_${newId(realEnvironment().random).replaceAll('-', '')}`
  await admin.query(`create database ${name} template ${template} strategy file_copy`)
  return { name, url: Object.assign(new URL(inject('clusterUrl')), { pathname: `/${name}` }).href }
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString })
  await client.connect()
  return client
}
