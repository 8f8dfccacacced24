import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryFiles } from '#checks/harness/all-queries.ts'
import { addOperation, type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { allQueries, type Query, SAMPLE_OPERATION } from './query.ts'
import { toCamelCase, toWire } from './values.ts'

const OTHER_OPERATION = '00000000-0000-4000-8000-00000000000b'
const bound = [...allQueries().values()].filter((query) => query.acrossOperations === undefined)

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  await addOperation(fresh, { id: SAMPLE_OPERATION })
  await addOperation(fresh, { id: OTHER_OPERATION })
  await fresh.asOwner(fillWithSamples)
})
afterAll(() => fresh.drop())

test('every file of queries is in the registry', () => {
  const root = join(import.meta.dirname, '../..')
  const files = ['platform', 'capabilities', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }),
  )
  const onDisk = files.filter((path) => /queries[^/]*\.ts$/.test(path) && !path.endsWith('.test.ts'))
  expect(queryFiles.length).toBe(onDisk.length)
})

for (const query of bound) {
  test(`"${query.queryName}" tells nothing to another operation, and nothing without one`, async () => {
    expect(await runElsewhere(query, OTHER_OPERATION)).toEqual('nothing')
    expect(await runElsewhere(query, undefined)).toEqual('nothing')
  })
}

test('the samples find something in their own operation, so that finding nothing elsewhere means something', async () => {
  const finding: string[] = []
  for (const query of bound)
    if ((await runElsewhere(query, SAMPLE_OPERATION)) !== 'nothing') finding.push(query.queryName)
  if (bound.length > 0) expect(finding.length).toBeGreaterThan(0)
})

/** Rows as the samples write them. Without foreign keys, because each query is alone here. */
async function fillWithSamples(owner: Client) {
  await owner.query('set session_replication_role = replica')
  await owner.query(`set app.operation_id = '${SAMPLE_OPERATION}'`)
  for (const query of bound) {
    const { text, values } = query(query.sample)
    if (!/\binsert\b/i.test(text)) continue
    await owner.query(text, values.map(toWire)).catch(() => {}) // a sample may need rows that are not here
  }
}

/** What a query gives in that operation; what it changes is undone. */
async function runElsewhere(query: Query<unknown, unknown>, operationId: string | undefined): Promise<unknown> {
  const undo = new Error('undo')
  let rows: unknown[] = []
  const work =
    operationId === undefined
      ? fresh.database.withoutOperation(query, query.sample).then((found) => {
          rows = found
          throw undo
        })
      : fresh.database.transaction(operationId, async (tx) => {
          rows = await tx.run(query, query.sample)
          throw undo
        })
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  if (error !== undo) return REFUSED.has((error as { code?: string }).code ?? '') ? 'nothing' : error
  return rows.every(tellsNothing) ? 'nothing' : rows
}

/** Refused by row-level security, by a role's rights, or by a row that is not there: all of them tell nothing. */
const REFUSED = new Set(['42501', '23503', '23502'])

/** A count of an empty table is a row as well. */
const tellsNothing = (row: unknown): boolean =>
  Object.values(row as object).every(
    (value) =>
      value === null || value === 0 || value === '0' || value === false || (Array.isArray(value) && value.length === 0),
  )

test('rows come back under the names the code uses', () => {
  expect(['operation_id', 'id', 'age_band_2'].map(toCamelCase)).toEqual(['operationId', 'id', 'ageBand2'])
})
