import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type TestLog, testLog } from '#checks/harness/ledger.ts'
import { toHex } from '#platform/base/ids.ts'
import { verifyEd25519 } from '#platform/cose/ed25519.ts'
import type { Query } from '#platform/database/query.ts'
import { parseHead } from './head.ts'
import { rootOf } from './merkle.ts'
import { listHeads, listLeafHashes } from './queries-log.ts'

let log: TestLog
beforeEach(async () => {
  log = await testLog({ batchMax: 4 })
  onTestFinished(() => log.fresh.drop())
})

test('entries get consecutive numbers in batches, each with a signed head over all leaves so far', async () => {
  await log.record(10)
  expect(await log.seal()).toBe(10)
  const hashes = await leafHashes()
  const heads = await listed(listHeads, { after: 0, limit: 100 })
  expect(heads.map(({ size }) => size)).toEqual([4, 8, 10])
  for (const { size, line } of heads) {
    const head = parseHead(line)!
    expect(toHex(head.root)).toBe(toHex(rootOf(hashes.slice(0, size))))
    const signed = Buffer.from(line.slice(0, line.lastIndexOf(' ')))
    expect(await verifyEd25519(log.keys.ledger.publicKey, signed, head.signature)).toBe(true)
  }
  expect(await log.seal()).toBe(0)
  expect(await log.verify()).toMatchObject({ valid: true, size: 10, firstBadIndex: null, unsealed: 0 })
})

test('a head is one line of text that anyone can print or send', async () => {
  await log.record(1)
  await log.seal()
  const { line } = await log.newestHead()
  expect(line).toMatch(
    new RegExp(`^posada-head-1 ${log.operationId} 1 [0-9a-f]{64} 2021-10-24T12:00:01.000Z [A-Za-z0-9_-]{86}$`),
  )
  for (const broken of [`${line} `, line.replace('1', '2'), line.slice(0, -1), line.replace('.000Z', 'Z'), ''])
    expect(parseHead(broken)).toBeUndefined()
})

test('two sealers at once take turns: every entry gets one number', async () => {
  await log.record(23)
  const sealed = await Promise.all([1, 2, 3].map(() => log.newSealer().seal(log.operationId)))
  expect(sealed.reduce((a, b) => a + b)).toBe(23)
  expect(await log.verify()).toMatchObject({ valid: true, size: 23, unsealed: 0 })
})

test('a clock that is set back, or far ahead for an hour, leaves no entry outside the log', async () => {
  await log.record(3)
  await log.seal()
  log.setClock(Date.UTC(2021, 8, 1))
  await log.record(3)
  expect(await log.seal()).toBe(3)
  log.setClock(Date.UTC(2036, 0, 1))
  await log.record(3)
  expect(await log.seal()).toBe(3)
  log.setClock(Date.UTC(2021, 8, 1, 1))
  await log.record(3)
  expect(await log.seal()).toBe(3)
  expect(await log.verify()).toMatchObject({ valid: true, size: 12, unsealed: 0 })
})

test('an entry that was under way while others were sealed is sealed after them', async () => {
  await log.seal()
  const [late] = await log.record(1)
  await log.fresh.asOwner(async (owner) => {
    await owner.query('create table away as select * from audit_entry where id = $1', [late])
    await owner.query('delete from audit_entry where id = $1', [late])
  })
  await log.record(20)
  expect(await log.seal()).toBe(20)
  await log.fresh.asOwner((owner) => owner.query('insert into audit_entry select * from away'))
  expect(await log.seal()).toBe(1)
  expect(await log.verify()).toMatchObject({ valid: true, size: 21, unsealed: 0 })
})

test('after a restart the log goes on where it was', async () => {
  await log.record(5)
  await log.seal()
  await log.record(6)
  expect(await log.newSealer().seal(log.operationId)).toBe(6)
  expect(await log.verify()).toMatchObject({ valid: true, size: 11 })
})

test('looking through everything goes in steps, and loses nothing where entries bear the same time', async () => {
  await log.record(12)
  await log.seal()
  await log.record(11)
  await log.fresh.asOwner((owner) =>
    owner.query(`update audit_entry set at = date_trunc('minute', at)
     where not exists (select from ledger_leaf where entry_id = id)`),
  )
  expect(await log.newSealer({ sweepStep: 3 }).seal(log.operationId)).toBe(11)
  await log.record(2)
  expect(await log.newSealer({ sweepStep: 0 }).seal(log.operationId)).toBe(2)
  expect(await log.verify()).toMatchObject({ valid: true, size: 25, unsealed: 0 })
})

test('a sealer builds nothing on a tree that contradicts its newest head', async () => {
  await log.record(5)
  await log.seal()
  await log.fresh.asOwner((owner) => owner.query(`update ledger_state set edge = sha256(edge) || sha256(edge)`))
  await log.record(1)
  await expect(log.seal()).rejects.toMatchObject({ name: 'LedgerBroken' })
  expect(await log.verify()).toMatchObject({ valid: true, size: 5, unsealed: 1 })
})

test('the role that serves can neither change nor remove a leaf, a head or an entry', async () => {
  await log.record(1)
  await log.seal()
  const attempt = (text: string) =>
    log.fresh.database.scopedAll(log.operationId, [{ queryName: 'test', text, values: [] }])
  for (const table of ['audit_entry', 'ledger_leaf', 'ledger_head']) {
    await expect(attempt(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' })
    await expect(attempt(`update ${table} set operation_id = operation_id`)).rejects.toMatchObject({ code: '42501' })
  }
})

test('a subject can be erased: proofs and heads hold, nobody is named, and what remains is still protected', async () => {
  await log.record(9)
  await log.seal()
  const head = await log.newestHead()
  await log.fresh.asOwner((owner) => owner.query(ERASE_SUBJECTS))
  expect(await log.verify([head])).toMatchObject({ valid: true, size: 9, root: toHex(head.root), erased: 9 })

  await log.fresh.asOwner((owner) =>
    owner.query(`update audit_entry set purpose = 'nothing' where id in (${NUMBER_4})`),
  )
  expect(await log.verify([head])).toMatchObject({ valid: false, firstBadIndex: 4, flaw: 'entry-changed' })
})

test('every column of an audit entry is part of its leaf', async () => {
  const { rows } = await log.fresh.asOwner((owner) =>
    owner.query(
      `select column_name as name from information_schema.columns where table_name = 'audit_entry' order by ordinal_position`,
    ),
  )
  expect(rows.map(({ name }) => name)).toEqual(
    ['operation_id', 'id', 'at', 'account_id', 'role', 'act', 'subject_kind', 'subject_id', 'purpose', 'salt'], // see entry.ts
  )
})

/** As the README says: the commitment takes the salt's place. */
const ERASE_SUBJECTS = `update audit_entry set salt = sha256(salt || coalesce(uuid_send(subject_id), '')), subject_id = null
  where length(salt) = 16`
const NUMBER_4 = 'select entry_id from ledger_leaf where leaf_number = 4'

const leafHashes = async () =>
  (await listed(listLeafHashes, { from: 0, limit: 100 })).map(({ leafHash }) => leafHash as Uint8Array)

const listed = <P, R>(query: Query<P & { operationId: string }, R>, params: P) =>
  log.fresh.database.scoped(log.operationId, query, { ...params, operationId: log.operationId })
