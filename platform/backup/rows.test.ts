import fc from 'fast-check'
import { expect, test } from 'vitest'
import { databaseForThisTest } from '#checks/harness/database.ts'
import { fixTextForms, readView, sumOfView, writePage } from './rows.ts'
import { readTables, type View } from './tables.ts'

const CREATE = `create table odd (
  id bigint primary key, words text, days date, moments timestamptz, parts bytea, many uuid[], more bytea[], facts jsonb,
  share numeric, distance double precision, known boolean, wait interval, names text[])`

test('a row of any type comes back exactly, whatever the settings of the server', async () => {
  const fresh = await databaseForThisTest()
  await fresh.asOwner(async (client) => {
    await client.query(`${CREATE}; create table odd_copy (like odd including all)`)
    await client.query(`insert into odd values
      (1, E'a"\\\\\\n\\t''; drop table odd; --', '2021-10-24', '2021-10-24T14:00:00.123456-06', '\\x00ff0a', '{00000000-0000-4000-8000-00000000000a,null}',
       '{"\\\\x00","\\\\xff"}', '{"b": 1.50, "a": [null, "ñ"]}', 12345678901234567890.123456789, 0.1, true, '1 mon 2 days 03:04:05.6', '{a,null,"b,c",NULL}'),
      (2, null, null, null, null, null, null, null, null, null, null, null, null),
      (-3, '', '-infinity', 'infinity', '', '{}', '{}', 'null', 'NaN', '-Infinity', false, '-1 day', '{}')`)
    await client.query(`set timezone = 'America/Mexico_City'; set datestyle = 'German'; set bytea_output = 'escape'`)
    await copy(client, 'odd', 'odd_copy')
    expect((await client.query('select * from odd except select * from odd_copy')).rowCount).toBe(0)
    expect((await client.query('select * from odd_copy')).rowCount).toBe(3)
  })
})

test('any text in any script, and any bytes, come back as they went in', async () => {
  const fresh = await databaseForThisTest()
  await fresh.asOwner(async (client) => {
    await client.query('create table odd (id bigint primary key, words text, parts bytea)')
    await client.query('create table odd_copy (like odd including all)')
    const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !each.includes('\0'))
    const rows = fc.sample(fc.tuple(text, fc.uint8Array({ maxLength: 200 })), { numRuns: 400, seed: 5 })
    for (const [id, [words, parts]] of rows.entries())
      await client.query('insert into odd values ($1, $2, $3)', [id, words, Buffer.from(parts)])
    const { rows: count } = await copy(client, 'odd', 'odd_copy')
    expect(count).toBe(400)
    expect((await client.query('select * from odd except select * from odd_copy')).rowCount).toBe(0)
  })
})

test('one changed value, one row more or one row less changes the sum', async () => {
  const fresh = await databaseForThisTest()
  await fresh.asOwner(async (client) => {
    await client.query(
      `create table odd (id bigint primary key, words text); insert into odd values (1, 'a'), (2, null)`,
    )
    const before = await inTransaction(client, (view) => sumOfView(client, view, []))
    const changes = [
      `update odd set words = '' where id = 2`,
      `insert into odd values (3, 'c')`,
      'delete from odd where id = 1',
    ]
    for (const change of changes) {
      await client.query(`begin; ${change}`)
      expect(await inTransaction(client, (view) => sumOfView(client, view, []))).not.toEqual(before)
    }
    await client.query('rollback')
  })
})

type Owner = Parameters<typeof readTables>[0]

async function copy(client: Owner, from: string, to: string) {
  return inTransaction(client, async (view) => {
    let count = 0
    const target = { ...view, table: { ...view.table, name: to } }
    const pages: (readonly string[])[] = []
    for await (const part of readView(client, view, [])) for await (const page of part.pages) pages.push(page)
    for (const page of pages) count += await writePage(client, target, page, { fromOtherBackup: false })
    const [source, found] = [await sumOfView(client, view, []), await sumOfView(client, target, [])]
    expect(found).toEqual(source)
    await client.query('commit')
    return { rows: count, from }
  })
}

async function inTransaction<T>(client: Owner, work: (view: View) => Promise<T>): Promise<T> {
  await client.query('begin')
  await fixTextForms(client)
  const table = (await readTables(client)).find(({ name }) => name === 'odd')!
  return work({ table, columns: table.columns, filter: undefined, isHalf: false, apart: undefined })
}
