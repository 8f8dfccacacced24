import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { assertUuid } from '#platform/base/ids.ts'
import type { Part, Sum } from './format.ts'
import { THIS_OPERATION } from './plan.ts'
import { type Column, quoted, type View } from './tables.ts'

/** Inside a transaction: values are written the same way whatever the server's own settings are. */
export async function fixTextForms(client: ClientBase): Promise<void> {
  await client.query(
    `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
     set local bytea_output = 'hex'; set local extra_float_digits = 1`,
  )
}

/** For the rest of the transaction: row-level security, where it binds us, shows this operation. */
export async function enterOperation(client: ClientBase, operationId: string): Promise<void> {
  await client.query(`set local app.operation_id = '${assertUuid(operationId)}'`)
}

/** The rows of a view: once, or once for every operation if the table belongs to them. */
export async function* readView(client: ClientBase, view: View, operations: readonly string[]): AsyncGenerator<Part> {
  const { table, columns } = view
  const names = columns.map(({ name }) => name)
  if (!table.isOfOperation) {
    yield {
      section: { section: 'rows', table: table.name, operation: null, columns: names },
      pages: readPages(client, selectLines(view)),
    }
    return
  }
  for (const operation of operations) {
    await enterOperation(client, operation)
    const section = { section: 'rows' as const, table: table.name, operation, columns: names }
    yield { section, pages: readPages(client, selectLines(view)) }
  }
}

/** The sum of a view as it lies in the database, to compare with a manifest. */
export async function sumOfView(client: ClientBase, view: View, operations: readonly string[]): Promise<Sum> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const { pages } of readView(client, view, operations)) {
    for await (const page of pages) {
      rows += page.length
      hash.update(`${page.join('\n')}\n`)
    }
  }
  return { rows, sha256: hash.digest('hex') }
}

/** Reads `line` of a query page by page, so that memory does not grow with the table. One at a time on a connection. */
export async function* readPages(client: ClientBase, query: string): AsyncGenerator<string[]> {
  await client.query(`declare archive_page no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${PAGE_ROWS} from archive_page`)
    if (rows.length > 0) yield rows.map(({ line }) => line)
    if (rows.length < PAGE_ROWS) break
  }
  await client.query('close archive_page')
}

/** Adds a page of lines as rows, or as the other half of rows that are there. Gives how many were taken. */
export async function writePage(
  client: ClientBase,
  view: View,
  lines: readonly string[],
  options: { fromOtherBackup: boolean },
): Promise<number> {
  const page = [`[${lines.join(',')}]`]
  const { rowCount } = await client.query(view.isHalf ? updateHalves(view, options) : insertRows(view, options), page)
  return rowCount ?? 0
}

/** A row may hold a megabyte, and a page lies in memory. */
const PAGE_ROWS = 250

function selectLines({ table, columns, filter }: View): string {
  const conditions = [...(table.isOfOperation ? [`operation_id = ${THIS_OPERATION}`] : []), ...(filter ? [filter] : [])]
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const order = table.key.map(({ name, type }) => `${quoted(name)}${isText(type) ? ' collate "C"' : ''}`)
  return `select json_build_array(${columns.map(asText).join(', ')})::text as line from ${quoted(table.name)} ${where} order by ${order.join(', ')}`
}

function insertRows({ table, columns, apart }: View, { fromOtherBackup }: { fromOtherBackup: boolean }): string {
  const names = columns.map(({ name }) => quoted(name)).join(', ')
  const when = fromOtherBackup && apart ? `where ${apart.fromOtherBackup ?? 'false'}` : ''
  return `insert into ${quoted(table.name)} (${names}) select ${names} from (${typedRows(columns)}) as kept ${when}`
}

function updateHalves({ table, columns, apart }: View, { fromOtherBackup }: { fromOtherBackup: boolean }): string {
  const isKey = ({ name }: Column) => table.key.some((column) => column.name === name)
  const halves = columns.filter((column) => !isKey(column))
  const same = table.key.map(({ name }) => `present.${quoted(name)} = kept.${quoted(name)}`)
  const when = fromOtherBackup && apart ? ` and (${apart.fromOtherBackup ?? 'false'})` : ''
  return `update ${quoted(table.name)} as present set ${halves.map(({ name }) => `${quoted(name)} = kept.${quoted(name)}`).join(', ')}
    from (${typedRows(columns)}) as kept where ${same.join(' and ')}${when}`
}

const typedRows = (columns: Column[]): string =>
  `select ${columns.map(({ name, type }, place) => `${fromText(place, type)} as ${quoted(name)}`).join(', ')} from jsonb_array_elements($1::jsonb) as line`

const isText = (type: string) => /^(text|character|name)/.test(type)

const asText = ({ name, type }: Column): string =>
  type === 'bytea' ? `translate(encode(${quoted(name)}, 'base64'), E'\\n', '')` : `${quoted(name)}::text`

const fromText = (place: number, type: string): string =>
  type === 'bytea' ? `decode(line->>${place}, 'base64')` : `(line->>${place})::${type}`
