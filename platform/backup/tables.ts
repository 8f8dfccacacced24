import type { ClientBase } from 'pg'
import type { Apart, ArchivePlan } from './plan.ts'

export type Column = { name: string; type: string }
export type Table = { name: string; columns: Column[]; key: Column[]; isOfOperation: boolean }

/** What of one table goes into one archive, and how it comes back. */
export type View = {
  table: Table
  columns: Column[]
  /** Which rows; all when undefined. */
  filter: string | undefined
  /** The other half of rows that are there already, rather than rows of its own. */
  isHalf: boolean
  apart: Apart | undefined
}

/** Every table but the history of migrations, parents before children. */
export async function readTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: Column[]; key: Column[] | null }>(LIST_TABLES)
  const { rows: references } = await client.query<{ child: string; parent: string }>(LIST_REFERENCES)
  const tables = rows.map(({ name, columns, key }) => ({
    ...{ name, columns, key: key ?? columns },
    isOfOperation: columns.some((column) => column.name === 'operation_id'),
  }))
  return parentsFirst(tables, references)
}

/** What goes into the archive that may be kept. */
export const worldViews = (tables: Table[], plan: ArchivePlan): View[] =>
  tables.flatMap((table): View[] => {
    const apart = apartOf(table, plan)
    if (plan.leftOut.includes(table.name) || (apart && !apart.columns)) return []
    const columns = table.columns.filter(({ name }) => !apart?.columns?.includes(name))
    return [{ table, columns, filter: undefined, isHalf: false, apart: undefined }]
  })

/** What goes into the archive that is destroyed after a while. */
export const keysViews = (tables: Table[], plan: ArchivePlan): View[] =>
  tables.flatMap((table): View[] => {
    const apart = apartOf(table, plan)
    if (!apart) return []
    if (!apart.columns) return [{ table, columns: table.columns, filter: undefined, isHalf: false, apart }]
    const halves = table.columns.filter(({ name }) => apart.columns!.includes(name))
    if (halves.length !== apart.columns.length) throw new Error(`${table.name} lacks a column that goes apart`)
    const filter = `num_nonnulls(${halves.map(({ name }) => quoted(name)).join(', ')}) > 0`
    return [{ table, columns: [...table.key, ...halves], filter, isHalf: true, apart }]
  })

/** A name as SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const apartOf = (table: Table, plan: ArchivePlan) => plan.apart.find((each) => each.table === table.name)

/** Repeats over what is left, which is short, so that a circle is seen instead of followed. */
function parentsFirst(tables: Table[], references: { child: string; parent: string }[]): Table[] {
  const sorted: Table[] = []
  let left = tables
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name))
    const ready = left.filter(
      ({ name }) => !references.some(({ child, parent }) => child === name && parent !== name && waiting.has(parent)),
    )
    if (ready.length === 0) throw new Error(`these tables refer to each other in a circle: ${[...waiting].join(', ')}`)
    sorted.push(...ready)
    left = left.filter((table) => !ready.includes(table))
  }
  return sorted
}

const LIST_TABLES = `
  select c.relname as name,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attname)
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.place)
       from pg_index i, unnest(i.indkey) with ordinality as k(attnum, place)
       join pg_attribute a on a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid) as key
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration'
  order by c.relname`

const LIST_REFERENCES = `
  select distinct child.relname as child, parent.relname as parent
  from pg_constraint f join pg_class child on child.oid = f.conrelid join pg_class parent on parent.oid = f.confrelid
  where f.contype = 'f' and child.relnamespace = 'public'::regnamespace`
