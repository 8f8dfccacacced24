/** Somebody who owns the database, but not the server's keys, changes what was done. All of it shows. */
import type { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestLog, testLog } from '#checks/harness/ledger.ts'
import { type Chance, createChance } from '#platform/base/chance.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { sendTogether } from '#platform/database/pipeline.ts'
import { leafOfEntry, type SealedEntry } from './entry.ts'
import { parseHead, type SignedHead, signHead } from './head.ts'
import { listLeaves } from './queries-log.ts'
import type { Read, Verdict } from './verifying.ts'

const ENTRIES = 45
const TAMPERINGS = 1_000

let log: TestLog
let exported: SignedHead
beforeAll(async () => {
  log = await testLog({ batchMax: 7 })
  await log.record(ENTRIES)
  await log.seal()
  exported = await log.newestHead()
})
afterAll(() => log.fresh.drop())

/** Each changes the database and says which entry is the first that is no longer what it was. */
const tamperings: Record<string, (owner: Client, chance: Chance) => Promise<number>> = {
  async 'an entry is edited'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`update audit_entry set ${chance.pick(EDITS)} where id = ${entryAt(i)}`)
    return i
  },
  async 'an entry is edited, and its leaf made to match'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`update audit_entry set ${chance.pick(EDITS.slice(0, -2))} where id = ${entryAt(i)}`)
    await makeLeafMatch(owner, i)
    return i
  },
  async 'an entry is removed'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`delete from audit_entry where id = ${entryAt(i)}`)
    return i
  },
  async 'a leaf is removed'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`delete from ledger_leaf where leaf_number = ${i}`)
    return i
  },
  async 'an entry and its leaf are removed, and the gap closed'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`delete from audit_entry where id = ${entryAt(i)}`)
    await owner.query(`delete from ledger_leaf where leaf_number = ${i}`)
    await shift(owner, i + 1, -1)
    return i
  },
  async 'an entry is put between others'(owner, chance) {
    const i = anyPlace(chance)
    await shift(owner, i, 1)
    await addEntry(owner, i)
    return i
  },
  async 'an entry is put at the end'(owner) {
    await addEntry(owner, ENTRIES)
    return ENTRIES
  },
  async 'two entries change places'(owner, chance) {
    const [i, j] = twoPlaces(chance)
    await exchange(owner, i, j, chance.pick(['entry_id', 'entry_id, leaf_hash', 'entry_id, leaf_hash, seal']))
    return i
  },
  async 'the contents of two entries are exchanged'(owner, chance) {
    const [i, j] = twoPlaces(chance)
    const columns = ['at', 'account_id', 'role', 'act', 'subject_id', 'purpose', 'salt'].join(', ')
    const others = columns.replaceAll(/\w+/g, 'other.$&')
    await owner.query(
      `update audit_entry e set (${columns}) = (select ${others} from audit_entry other
         where other.id = case when e.id = ${entryAt(i)} then ${entryAt(j)} else ${entryAt(i)} end)
       where e.id in (${entryAt(i)}, ${entryAt(j)})`,
    )
    return i
  },
  async 'the newest entries are cut off, with their heads'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(
      `delete from audit_entry where id in (select entry_id from ledger_leaf where leaf_number >= ${i})`,
    )
    await owner.query(`delete from ledger_leaf where leaf_number >= ${i}`)
    await owner.query(`delete from ledger_head where size > ${i}`)
    return i
  },
  async 'an entry is made to look erased'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(
      `update audit_entry set subject_id = null, salt = sha256(salt || 'x'::bytea) where id = ${entryAt(i)}`,
    )
    return i
  },
  async 'a leaf is sealed with a guessed key'(owner, chance) {
    const i = anyPlace(chance)
    await owner.query(`update ledger_leaf set seal = substr(sha256(leaf_hash), 1, 16) where leaf_number = ${i}`)
    return i
  },
}

const EDITS = [
  `at = at + interval '1 microsecond'`,
  `at = at - interval '3 days'`,
  `account_id = '00000000-0000-4000-8000-000000000001'`,
  `role = role || ' '`,
  `act = 'close-file'`,
  `subject_kind = 'individual'`,
  `subject_id = '00000000-0000-4000-8000-000000000002'`,
  `purpose = upper(purpose) || '-'`,
  `salt = substr(sha256(salt), 1, 16)`,
  `salt = ''`,
  `at = 'infinity'`,
]

test(`of ${TAMPERINGS} tamperings all are found, and the first bad entry is named`, { timeout: 120_000 }, async () => {
  const chance = createChance(20211024)
  const kinds = Object.entries(tamperings)
  const wrong: unknown[] = []
  await log.fresh.asOwner(async (owner) => {
    const read: Read = async (query, params) => (await sendTogether(owner, [query(params)]))[0] as never
    for (let n = 0; n < TAMPERINGS; n++) {
      const [kind, tamper] = kinds[n % kinds.length]!
      await owner.query('begin')
      const expected = await tamper(owner, chance)
      const verdict = await log.verify([exported], read)
      await owner.query('rollback')
      if (verdict.valid || verdict.firstBadIndex !== expected) wrong.push({ n, kind, expected, verdict })
    }
  })
  expect(wrong).toEqual([])
  expect(await log.verify([exported])).toMatchObject({ valid: true, size: ENTRIES, firstBadIndex: null })
})

test('heads that were changed, removed or signed by somebody else are no heads', async () => {
  const foreign = nodeSignerFromSeed(realEnvironment().random.bytes(32))
  const another = signHead({ ...exported, root: new Uint8Array(32) }, foreign)
  expect(await verifyAfter(`update ledger_head set line = '${another}' where size = ${ENTRIES}`)).toMatchObject({
    ...{ valid: false, firstBadIndex: 42, flaw: 'head-changed' },
  })
  expect(await verifyAfter(`delete from ledger_head where size = ${ENTRIES}`)).toMatchObject({
    ...{ valid: false, firstBadIndex: ENTRIES, flaw: 'head-missing' },
  })
  expect(await verifyAfter('truncate ledger_head, ledger_leaf, ledger_state, audit_entry')).toMatchObject({
    ...{ valid: false, firstBadIndex: 0, flaw: 'cut-off' },
  })
})

test('a history that was sealed anew after an old copy was put back shows against the head kept outside', async () => {
  const other = await testLog({ batchMax: 7 })
  try {
    await other.record(14)
    await other.seal()
    const early = await other.newestHead()
    const copy = 'create table kept as select * from ledger_state; create table heads as select * from ledger_head'
    await other.fresh.asOwner((owner) => owner.query(copy))
    await other.record(7)
    await other.seal()
    const late = await other.newestHead()
    await other.fresh.asOwner((owner) =>
      owner.query(`delete from audit_entry where id in (select entry_id from ledger_leaf where leaf_number >= 14);
        delete from ledger_leaf where leaf_number >= 14; delete from ledger_head where size > 14;
        update ledger_state s set size = kept.size, edge = kept.edge from kept`),
    )
    await other.record(9)
    await other.seal()
    expect(await other.verify()).toMatchObject({ valid: true, size: 23 })
    const verdict = await other.verify([late, early])
    expect(verdict).toMatchObject({ valid: false, firstBadIndex: 14, flaw: 'rewritten' })
  } finally {
    await other.fresh.drop()
  }
})

async function verifyAfter(change: string): Promise<Verdict> {
  return log.fresh.asOwner(async (owner) => {
    await owner.query(`begin; ${change}`)
    const verdict = await log.verify([exported], async (query, params) => {
      const [rows] = await sendTogether(owner, [query(params)])
      return rows as never
    })
    await owner.query('rollback')
    return verdict
  })
}

const anyPlace = (chance: Chance): number => chance.between(0, ENTRIES - 1)

function twoPlaces(chance: Chance): [number, number] {
  const i = chance.between(0, ENTRIES - 2)
  return [i, chance.between(i + 1, ENTRIES - 1)]
}

const entryAt = (number: number) => `(select entry_id from ledger_leaf where leaf_number = ${number})`

/** In two steps, so that no number is ever taken twice. */
async function shift(owner: Client, from: number, by: number): Promise<void> {
  await owner.query(`update ledger_leaf set leaf_number = leaf_number + 1000000 where leaf_number >= ${from}`)
  await owner.query(`update ledger_leaf set leaf_number = leaf_number - 1000000 + ${by} where leaf_number >= 1000000`)
}

/** What is known of how leaves are made is used; the seal is copied from another place. */
async function addEntry(owner: Client, number: number): Promise<void> {
  await owner.query(
    `with added as (
      insert into audit_entry select operation_id, gen_random_uuid(), at, account_id, role, act, subject_kind, subject_id, purpose, salt
      from audit_entry limit 1 returning operation_id, id)
     insert into ledger_leaf select operation_id, $1, id, sha256(''), (select seal from ledger_leaf limit 1) from added`,
    [number],
  )
  await makeLeafMatch(owner, number)
}

async function makeLeafMatch(owner: Client, number: number): Promise<void> {
  const query = listLeaves({ operationId: log.operationId, from: number, limit: 1 })
  const [rows] = await sendTogether(owner, [query])
  const leaf = leafOfEntry(rows![0] as SealedEntry)
  await owner.query('update ledger_leaf set leaf_hash = $1 where leaf_number = $2', [leaf, number])
}

async function exchange(owner: Client, i: number, j: number, columns: string): Promise<void> {
  await owner.query(
    `create temp table pair on commit drop as select * from ledger_leaf where leaf_number in (${i}, ${j})`,
  )
  await owner.query(`delete from ledger_leaf where leaf_number in (${i}, ${j})`)
  const moved = (column: string) => (columns.includes(column) ? `other.${column}` : `own.${column}`)
  await owner.query(
    `insert into ledger_leaf
     select own.operation_id, own.leaf_number, ${['entry_id', 'leaf_hash', 'seal'].map(moved).join(', ')}
       from pair own join pair other on other.leaf_number <> own.leaf_number`,
  )
}

test('the exported head is what was printed, to the letter', () => {
  expect(parseHead(exported.line)).toEqual(exported)
})
