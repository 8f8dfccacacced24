import type { ClientBase } from 'pg'
import { toCamelCase } from './values.ts'

/** TypeScript for the tables as they are, so that a query that no longer fits them does not compile. */
export async function generateTypes(client: ClientBase): Promise<string> {
  const [columns, choices] = [await listColumns(client), await listChoices(client)]
  const tables = Map.groupBy(columns, ({ table }) => table)
  const interfaces = [...tables].map(([table, members]) => {
    const lines = members.map(
      (column) => `  ${toCamelCase(column.name)}: ${typeOf(column, choices.get(`${table}.${column.name}`))}`,
    )
    return `export interface ${pascal(table)} {\n${lines.join('\n')}\n}\n`
  })
  const members = [...tables.keys()].map((table) => `  ${toCamelCase(table)}: ${pascal(table)}`)
  return [HEADER, ...interfaces, `export interface DB {\n${members.join('\n')}\n}\n`].join('\n')
}

const HEADER = `// Written by scripts/generate-types.ts from the migrations. Do not edit.
import type { ColumnType, Generated } from 'kysely'

/** An object, never a bare array: node would send that as an SQL array. */
type Json = ColumnType<Record<string, unknown>, Record<string, unknown>, Record<string, unknown>>
type JsonOrNull = ColumnType<Record<string, unknown> | null, Record<string, unknown> | null, Record<string, unknown> | null>
`

type Column = { table: string; name: string; type: string; isNullable: boolean; hasDefault: boolean }

async function listColumns(client: ClientBase): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select table_name as table, column_name as name, udt_name as type,
            is_nullable = 'YES' as "isNullable", column_default is not null as "hasDefault"
       from information_schema.columns
      where table_schema = 'public'
      order by table_name collate "C", ordinal_position`,
  )
  return rows
}

/** Columns whose check lists what they may hold: the list becomes the type. */
async function listChoices(client: ClientBase): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ table: string; column: string; check: string }>(
    `select c.relname as table, a.attname as column, pg_get_constraintdef(k.oid) as check
       from pg_constraint k
       join pg_class c on c.oid = k.conrelid
       join pg_attribute a on a.attrelid = c.oid and k.conkey = array[a.attnum]
      where k.contype = 'c' and k.connamespace = 'public'::regnamespace`,
  )
  return new Map(
    rows.flatMap(({ table, column, check }) => {
      const listed = /^CHECK \(\(\w+ = (?:ANY \(ARRAY\[(.*)\]\)|('[^']*'::text))\)\)$/.exec(check)
      const values = [...(listed?.[1] ?? listed?.[2] ?? '').matchAll(/'([^']*)'::text/g)].map((match) => match[1]!)
      return values.length > 0 ? [[`${table}.${column}`, values] as const] : []
    }),
  )
}

const TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string', // YYYY-MM-DD
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  timestamptz: 'Date',
  bytea: 'Uint8Array',
  jsonb: 'Json',
}

function typeOf(column: Column, choices: string[] | undefined): string {
  const element = TYPES[column.type.replace(/^_/, '')]
  if (!element)
    throw new Error(`${column.table}.${column.name} is of type ${column.type}, which generate-types.ts does not know`)
  const base = choices ? choices.map((choice) => `'${choice}'`).join(' | ') : element
  if (column.type.startsWith('_')) return column.isNullable ? `${element}[] | null` : `${element}[]`
  if (base === 'Json') return column.isNullable ? 'JsonOrNull' : 'Json'
  const typed = column.isNullable ? `${base} | null` : base
  return column.hasDefault ? `Generated<${typed}>` : typed
}

const pascal = (name: string) => {
  const camel = toCamelCase(name)
  return camel[0]!.toUpperCase() + camel.slice(1)
}
