import type { ClientBase } from 'pg'
import { MIGRATIONS_DIR, migrate, readMigrations } from '#platform/database/migrate.ts'
import { ArchiveProblem, type Header } from './format.ts'

export type WorldState = { operations: string[]; practice: boolean; migrations: Header['migrations'] }

/** What lies in a database; undefined when nobody's operation does. Practice and real operations never share one. */
export async function findWorld(client: ClientBase): Promise<WorldState | undefined> {
  if (!(await hasTable(client, 'operation'))) return undefined
  const { rows } = await client.query<{ id: string; practice: boolean }>(
    'select id, practice from operation order by id',
  )
  if (rows.length === 0) return undefined
  const { practice } = rows[0]!
  if (rows.some((row) => row.practice !== practice)) throw new Error('this database holds practice and real operations')
  const migrations = await readHistory(client)
  return { operations: rows.map(({ id }) => id), practice, migrations }
}

/**
 * Gives an empty database the tables an archive was made from, so that its rows fit whatever came later. Refuses one that
 * holds anything.
 */
export async function prepareEmptyDatabase(client: ClientBase, wanted: Header['migrations']): Promise<void> {
  if (await findWorld(client))
    throw new ArchiveProblem(
      'A backup needs an empty place, and there are operations here already. Nothing was changed.',
    )
  if (!(await hasTable(client, 'migration')) && (await countTables(client)) > 0)
    throw new ArchiveProblem('A backup needs an empty place, and this database holds the tables of something else.')
  const known = readMigrations(MIGRATIONS_DIR)
  const isWanted = ({ name, checksum }: { name: string; checksum: string }) =>
    wanted.some((each) => each.name === name && each.checksum === checksum)
  const chosen = known.filter(isWanted)
  if (chosen.length !== wanted.length)
    throw new ArchiveProblem(
      'This backup was made by a newer or a changed Posada. Restore it with the version that made it.',
    )
  if ((await hasTable(client, 'migration')) && !(await readHistory(client)).every(isWanted))
    throw new ArchiveProblem(
      'This backup was made by an older Posada than the one that prepared this empty database. Use a new folder or database.',
    )
  await migrate(client, chosen)
}

async function hasTable(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>(`select to_regclass($1) is not null as present`, [
    `public.${name}`,
  ])
  return rows[0]!.present
}

async function countTables(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ tables: number }>(
    `select count(*)::int as tables from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  return rows[0]!.tables
}

async function readHistory(client: ClientBase): Promise<Header['migrations']> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name',
  )
  return rows
}
