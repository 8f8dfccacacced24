import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addOperation, databaseForThisTest, type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { DatabaseUnavailable, openDatabase } from './connect.ts'
import { query, SAMPLE_OPERATION, statement } from './query.ts'

const { random } = realEnvironment()
const SITE = '00000000-0000-4000-8000-000000000001'

const addSite = query(
  'test: add a site',
  (db, { operationId, id, name }: { operationId: string; id: string; name: string }) =>
    db.insertInto('site').values({ operationId, id, name, kind: 'stop' }).returning('id'),
  { operationId: SAMPLE_OPERATION, id: SITE, name: 'A' },
)
const listSites = query(
  'test: list sites',
  (db) => db.selectFrom('site').select(['operationId', 'id', 'name']).limit(50),
  {},
)
const tell = statement<{ what: unknown }, { told: unknown }>(
  'test: tell',
  'select $1::text as told',
  ({ what }) => [what],
  { what: 'x' },
)
const divide = statement<{ by: number }, { result: number }>(
  'test: divide',
  'select 1 / $1::int as result',
  ({ by }) => [by],
  { by: 1 },
)
const showContext = statement<object, { context: string | null }>(
  'test: context',
  `select current_setting('app.operation_id', true) as context`,
  () => [],
  {},
)
const showTypes = statement<object, Record<string, unknown>>(
  'test: types',
  `select date '2021-10-24' as registered_on, timestamptz '2021-10-24T10:00:00Z' as registered_at, '\\x00ff'::bytea as salt, count(*) as people,
          array['a', null, 'b"c'] as names, null::date as birth_date, true as is_known, '{"a_b": 1}'::jsonb as facts, array[date '2021-10-24'] as days`,
  () => [],
  {},
)

const whichBackend = statement<object, { pid: number }>('test: backend', 'select pg_backend_pid() as pid', () => [], {})
const listBack = statement<{ items: unknown[] }, { items: unknown }>(
  'test: list back',
  'select $1::text[] as items',
  ({ items }) => [items],
  { items: [] },
)

let fresh: FreshDatabase
let operationId: string
beforeAll(async () => {
  fresh = await freshDatabase()
  operationId = await addOperation(fresh)
})
afterAll(() => fresh.drop())

test('what one operation writes, another never sees', async () => {
  const { database } = fresh
  const other = await addOperation(fresh)
  const id = newId(random)
  expect(await database.scoped(operationId, addSite, { operationId, id, name: 'Álvaro Obregón' })).toEqual([{ id }])
  expect(await database.scoped(operationId, listSites, {})).toContainEqual({ operationId, id, name: 'Álvaro Obregón' })
  expect(await database.scoped(other, listSites, {})).toEqual([])
  expect(await database.withoutOperation(listSites, {})).toEqual([])
})

test('a row of another operation cannot be written', async () => {
  const foreign = { operationId: newId(random), id: newId(random), name: 'X' }
  await expect(fresh.database.scoped(operationId, addSite, foreign)).rejects.toMatchObject({ code: '42501' })
})

test('the context of an operation never stays behind on a connection', async () => {
  const single = await databaseForThisTest({ poolSize: 1 })
  const { database } = single
  expect(await database.scoped(operationId, showContext, {})).toEqual([{ context: operationId }])
  expect(await database.withoutOperation(showContext, {})).toEqual([{ context: '' }])
  await database.transaction(operationId, (tx) => tx.run(showContext, {}))
  expect(await database.withoutOperation(showContext, {})).toEqual([{ context: '' }])
})

test('an operation that is no UUID never reaches the SQL', async () => {
  await expect(fresh.database.scoped(`x'; drop table site; --`, listSites, {})).rejects.toThrow('not a UUID')
  await expect(fresh.database.transaction(`x'`, async () => {})).rejects.toThrow('not a UUID')
})

test('several statements in one message commit together or not at all', async () => {
  const { database } = fresh
  const [first, second] = [newId(random), newId(random)]
  const rows = await database.scopedAll(operationId, [
    addSite({ operationId, id: first, name: 'one' }),
    addSite({ operationId, id: second, name: 'two' }),
    tell({ what: 'done' }),
  ])
  expect(rows).toEqual([[{ id: first }], [{ id: second }], [{ told: 'done' }]])

  const third = newId(random)
  const doubled = [
    addSite({ operationId, id: third, name: 'three' }),
    addSite({ operationId, id: first, name: 'again' }),
  ]
  await expect(database.scopedAll(operationId, doubled)).rejects.toMatchObject({
    code: '23505',
    queryName: 'test: add a site',
  })
  expect((await database.scoped(operationId, listSites, {})).map(({ id }) => id)).not.toContain(third)
})

test('after an error the same connection serves the next statement, prepared or not', async () => {
  const { database } = await databaseForThisTest({ poolSize: 1 })
  for (const by of [0, 0, 1, 0, 1, 1]) {
    const result = database.scoped(operationId, divide, { by })
    if (by === 0) await expect(result).rejects.toMatchObject({ code: '22012' })
    else expect(await result).toEqual([{ result: 1 }])
  }
  const notSent = {
    get what(): unknown {
      return {
        toJSON() {
          throw new Error('cannot be written')
        },
      }
    },
  }
  await expect(database.scoped(operationId, tell, notSent)).rejects.toThrow('cannot be written')
  expect(await database.scoped(operationId, tell, { what: 'still here' })).toEqual([{ told: 'still here' }])
})

test('work that throws leaves nothing behind', async () => {
  const id = newId(random)
  const work = fresh.database.transaction(operationId, async (tx) => {
    await tx.run(addSite, { operationId, id, name: 'Nowhere' })
    throw new Error('changed our mind')
  })
  await expect(work).rejects.toThrow('changed our mind')
  expect((await fresh.database.scoped(operationId, listSites, {})).map((site) => site.id)).not.toContain(id)
})

test('a connection that the server ends is replaced', async () => {
  const single = await databaseForThisTest({ poolSize: 1 })
  const endAll = () =>
    single.asOwner((client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'posada' and datname = current_database()`,
      ),
    )
  await single.database.scoped(operationId, tell, { what: 'one' })
  await endAll()
  await expect
    .poll(() => single.database.scoped(operationId, tell, { what: 'two' }).catch(() => []))
    .toEqual([{ told: 'two' }])

  const interrupted = single.database.transaction(operationId, async (tx) => {
    await endAll()
    await tx.run(tell, { what: 'never' })
  })
  await expect(interrupted).rejects.toThrow()
  // As above: what the server ends in this very moment fails, and the next one works.
  await expect
    .poll(() => single.database.scoped(operationId, tell, { what: 'three' }).catch(() => []))
    .toEqual([{ told: 'three' }])
})

test('days stay days, counts are numbers, bytes are bytes', async () => {
  const [row] = await fresh.database.scoped(operationId, showTypes, {})
  expect(row).toEqual({
    registeredOn: '2021-10-24',
    registeredAt: new Date('2021-10-24T10:00:00Z'),
    salt: Buffer.from([0, 255]),
    people: 1,
    names: ['a', null, 'b"c'],
    birthDate: null,
    isKnown: true,
    facts: { a_b: 1 },
    days: ['2021-10-24'],
  })
})

test('values arrive as they were sent, whatever they hold', async () => {
  const awkward = ['', "'; drop table site; --", 'الأب', '👩‍👧', '\\', '"', '{a,b}', '$1']
  for (const what of awkward) expect(await fresh.database.scoped(operationId, tell, { what })).toEqual([{ told: what }])
  expect(await fresh.database.scoped(operationId, listBack, { items: awkward })).toEqual([{ items: awkward }])
})

test('any text in any script comes back as it went in, alone and in a list', async () => {
  const words = fc.array(
    fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
    { maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(words, async (items) => {
      const rows = await fresh.database.scopedAll(operationId, [tell({ what: items.join('') }), listBack({ items })])
      expect(rows).toEqual([[{ told: items.join('') }], [{ items }]])
    }),
    { numRuns: 60 },
  )
})

test('the role that serves people is bound by row-level security and cannot read the history of migrations', async () => {
  const spy = statement<object, { isSuper: boolean }>('test: spy', 'select name from migration', () => [], {})
  await expect(fresh.database.withoutOperation(spy, {})).rejects.toMatchObject({ code: '42501' })
})

test('opening an open database again changes nothing', async () => {
  const again = await openDatabase({ ownerUrl: fresh.ownerUrl, secretsDir: fresh.secretsDir, random, log: () => {} })
  expect(again.applied).toEqual([])
  expect(await again.everyOperation()).toContain(operationId)
  await again.close()
})

test('waiting for a connection has an end, and says that the work was not done', async () => {
  const { database } = await databaseForThisTest({ poolSize: 1, poolWaitMsMax: 100 })
  await database.transaction(operationId, async () => {
    const second = database.transaction(operationId, (tx) => tx.run(tell, { what: 'never' }))
    await expect(second).rejects.toBeInstanceOf(DatabaseUnavailable)
    // A transaction that waits for a single statement never waits for another transaction.
    expect(await database.scoped(operationId, tell, { what: 'meanwhile' })).toEqual([{ told: 'meanwhile' }])
  })
  expect(await database.transaction(operationId, (tx) => tx.run(tell, { what: 'now' }))).toEqual([{ told: 'now' }])

  const ownerUrl = 'postgres://nobody:x@127.0.0.1:9/none'
  const gone = openDatabase({ ownerUrl, secretsDir: fresh.secretsDir, random, log: () => {} })
  await expect(gone).rejects.toBeInstanceOf(DatabaseUnavailable)
})

test('a connection that ends in the middle is told as such, and the next one works', async () => {
  const { database, asOwner } = await databaseForThisTest()
  const endAll = () =>
    asOwner((client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'posada'`),
    )
  for (const statements of [1, 2]) {
    const lost = database.transaction(operationId, async (tx) => {
      await endAll()
      for (let n = 1; n < statements; n++) await tx.run(tell, { what: 'lost' }).catch(() => {})
      return tx.run(tell, { what: 'lost' })
    })
    await expect(lost).rejects.toBeInstanceOf(DatabaseUnavailable)
  }
  expect(await database.transaction(operationId, (tx) => tx.run(tell, { what: 'now' }))).toEqual([{ told: 'now' }])
  expect(await database.scoped(operationId, tell, { what: 'now' })).toEqual([{ told: 'now' }])
})

test('a transaction that forgets itself is ended by the server', async () => {
  const { rows } = await fresh.asOwner((client) =>
    client.query<{ setting: string }>(
      `select unnest(rolconfig) as setting from pg_roles where rolname like 'posada_app_%' limit 10`,
    ),
  )
  expect(rows.map(({ setting }) => setting)).toEqual(
    expect.arrayContaining(['idle_in_transaction_session_timeout=10s', 'synchronous_commit=on']),
  )
})

test('a transaction in which a statement failed is never taken for saved, even where the failure was swallowed', async () => {
  const id = newId(random)
  const work = fresh.database.transaction(operationId, async (tx) => {
    await tx.run(addSite, { operationId, id, name: 'lost' })
    await tx.run(divide, { by: 0 }).catch(() => {})
    return 'saved'
  })
  await expect(work).rejects.toThrow('nothing was saved')
  const sites = await fresh.database.scoped(operationId, listSites, {})
  expect(sites.map((site) => site.id)).not.toContain(id)
})

test('what waits for the commit happens after it, and not at all when there is none', async () => {
  const { database } = fresh
  const id = newId(random)
  const seen: string[] = []
  await database.transaction(operationId, async (tx) => {
    tx.afterCommit(() => void seen.push('after'))
    await tx.run(addSite, { operationId, id, name: 'kept' })
    seen.push('before')
  })
  const failing = database.transaction(operationId, async (tx) => {
    tx.afterCommit(() => void seen.push('never'))
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(seen).toEqual(['before', 'after'])
})

test('a database that stands still is given up and told, and is used again once it goes on', async () => {
  const single = await databaseForThisTest({ poolSize: 1, answerWaitMsMax: 300 })
  const [{ pid } = { pid: 0 }] = await single.database.withoutOperation(whichBackend, {})
  process.kill(pid, 'SIGSTOP')
  try {
    const startedAt = performance.now()
    await expect(single.database.scoped(operationId, listSites, {})).rejects.toBeInstanceOf(DatabaseUnavailable)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    // The next one has a connection of its own.
    expect(await single.database.scoped(operationId, listSites, {})).toEqual([])
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})
