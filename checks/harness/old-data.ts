import type { ClientBase } from 'pg'
import { readTables, type Table } from '#platform/backup/tables.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'

const ROWS = 3
const TRIES = 200
/** What every version wrote, though no rule of its database said so. */
const ALWAYS: Record<string, unknown> = { 'person_key.key_version': 1 }

type Column = { name: string; type: string; nullable: boolean; allowed: string[]; sizes: number[] }
type Reference = { table: string; columns: string[]; parent: string; parentColumns: string[] }
type Row = Record<string, unknown>

/**
 * Fills every table of a schema, whichever version it is, with invented rows that its own rules accept: types, allowed words,
 * references and checks are read from the database. The same seed gives the same rows. So an old version's data needs no dump.
 */
export async function fillEveryTable(client: ClientBase, seed: number): Promise<void> {
  const chance = createChance(seed)
  const references = await readReferences(client)
  const made = new Map<string, Row[]>()
  const tables = await readTables(client)
  // Rows belong to operations that are there, though no reference says so.
  const inOrder = [...tables.filter((each) => !each.isOfOperation), ...tables.filter((each) => each.isOfOperation)]
  for (const table of inOrder) {
    const columns = await readColumns(client, table)
    const rows: Row[] = []
    for (let n = 0; n < ROWS; n++) rows.push(await addRow(client, { table, columns, references, made, chance, n }))
    made.set(table.name, rows)
  }
}

/** The columns of each table, as they are now. */
export const listColumns = async (client: ClientBase): Promise<Map<string, string[]>> =>
  new Map((await readTables(client)).map(({ name, columns }) => [name, columns.map((column) => column.name)]))

/** How many rows each table has, and a hash of what is in these columns of them. */
export async function sumsOf(
  client: ClientBase,
  columns: ReadonlyMap<string, string[]>,
): Promise<Record<string, { rows: number; md5: string }>> {
  const sums: Record<string, { rows: number; md5: string }> = {}
  for (const [table, names] of columns) {
    const list = names.map((name) => `"${name}"`).join(', ')
    const { rows } = await client.query<{ rows: number; md5: string }>(
      `select count(*)::int as rows, coalesce(md5(string_agg(line, E'\\n' order by line collate "C")), '') as md5
       from (select row_to_json(r)::text as line from (select ${list} from "${table}") r) l`,
    )
    sums[table] = rows[0]!
  }
  return sums
}

type Adding = {
  table: Table
  columns: Column[]
  references: Reference[]
  made: Map<string, Row[]>
  chance: Chance
  n: number
}

/** Tries until the rules of the table are content: checks over several columns are not read, they are met. */
async function addRow(client: ClientBase, adding: Adding): Promise<Row> {
  const { table, columns } = adding
  let last: unknown
  for (let tries = 0; tries < TRIES; tries++) {
    const row = invent(adding, tries)
    const names = columns.map(({ name }) => `"${name}"`).join(', ')
    const values = columns.map(({ type }, place) => `$${place + 1}::${type}`).join(', ')
    try {
      const { rows } = await client.query(
        `insert into "${table.name}" (${names}) values (${values}) returning *`,
        columns.map(({ name }) => row[name]),
      )
      return rows[0]
    } catch (error) {
      last = error
    }
  }
  throw new Error(`no row of ${table.name} was accepted: ${(last as Error).message}`)
}

function invent({ table, columns, references, made, chance, n }: Adding, tries: number): Row {
  const row: Row = {}
  for (const column of columns) {
    // First whole, then as bare as may be, then anything between.
    const mayLack = column.nullable && (tries === 1 || (tries > 1 && chance.happens(0.4)))
    const always = ALWAYS[`${table.name}.${column.name}`]
    row[column.name] = always ?? (mayLack ? null : inventValue(column, chance))
  }
  if ('operation_id' in row && made.has('operation')) row.operation_id = made.get('operation')![n]!.id
  for (const { columns: own, parent, parentColumns } of references.filter((each) => each.table === table.name)) {
    if (parent === table.name || own.some((name) => row[name] === null)) continue
    const parents = (made.get(parent) ?? []).filter(
      (each) => !('operation_id' in row) || each.operation_id === undefined || each.operation_id === row.operation_id,
    )
    const chosen = parents[(n + tries) % parents.length]
    if (chosen) Object.assign(row, Object.fromEntries(own.map((name, place) => [name, chosen[parentColumns[place]!]])))
  }
  return row
}

function inventValue({ type, allowed, sizes }: Column, chance: Chance): unknown {
  if (allowed.length > 0) return chance.pick(allowed)
  const hex = (length: number) => Array.from({ length }, () => chance.between(0, 15).toString(16)).join('')
  if (type.endsWith('[]'))
    return [0, 1].map(() => inventValue({ type: type.slice(0, -2), allowed, sizes } as Column, chance))
  if (type === 'uuid') return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
  if (type === 'bytea') return Buffer.from(hex(2 * chance.pick(sizes.length > 0 ? sizes : [16, 32])), 'hex')
  if (type === 'boolean') return chance.happens(0.5)
  if (type === 'date') return `2021-10-${String(chance.between(10, 28))}`
  if (type.startsWith('timestamp')) return new Date(Date.UTC(2021, 9, chance.between(1, 28), chance.between(0, 23)))
  if (type.startsWith('json')) return JSON.stringify({ size: chance.between(1, 6) })
  if (/int|numeric|double|real/.test(type)) return chance.between(1, 9)
  return chance.pick([`word ${hex(6)}`, hex(8), hex(3), hex(1)])
}

async function readColumns(client: ClientBase, table: Table): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
       coalesce((select array_agg(distinct word[1]) from pg_constraint c,
         regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::text', 'g') as word
         where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum]), '{}') as allowed,
       coalesce((select array_agg(distinct number[1]::int) from pg_constraint c,
         regexp_matches(pg_get_constraintdef(c.oid), '\\m(\\d{1,4})\\M', 'g') as number
         where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum]), '{}') as sizes
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by a.attnum`,
    [`public."${table.name}"`],
  )
  return rows
}

async function readReferences(client: ClientBase): Promise<Reference[]> {
  const names = (keys: string, relation: string) => `(select array_agg(a.attname::text order by k.place)
    from unnest(f.${keys}) with ordinality k(num, place) join pg_attribute a on a.attrelid = f.${relation} and a.attnum = k.num)`
  const { rows } = await client.query<Reference>(
    `select f.conrelid::regclass::text as table, f.confrelid::regclass::text as parent,
       ${names('conkey', 'conrelid')} as columns, ${names('confkey', 'confrelid')} as "parentColumns"
     from pg_constraint f where f.contype = 'f' and f.connamespace = 'public'::regnamespace`,
  )
  return rows
}
