import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { SealedEntry } from './entry.ts'

type InOperation = { operationId: string }
const here = { operationId: SAMPLE_OPERATION }

/** The columns of an entry, as `SealedEntry` names them. */
const ENTRY = `e.operation_id, e.id, trunc(extract(epoch from e.at) * 1000000)::text as at_micros,
  e.account_id, e.role, e.act, e.subject_kind, e.subject_id, e.purpose, e.salt`

/**
 * Entries of a span of time that no leaf stands for yet, oldest first. `lateral … limit 1` is one look into an index for
 * each: with `not exists` and old statistics PostgreSQL once compared all with all, in two minutes instead of a
 * hundredth of a second.
 */
export const listUnsealed = statement<
  InOperation & { from: string; to: string; limit: number },
  SealedEntry & { at: string }
>(
  'ledger.listUnsealed',
  `select ${ENTRY}, e.at::text as at from audit_entry e
     left join lateral (select true as is_sealed from ledger_leaf l
       where l.operation_id = e.operation_id and l.entry_id = e.id limit 1) l on true
   where e.operation_id = $1 and e.at between $2::timestamptz and $3::timestamptz and l.is_sealed is null
   order by e.at, e.id limit $4::int`,
  ({ operationId, from, to, limit }) => [operationId, from, to, limit],
  { ...here, from: '-infinity', to: 'infinity', limit: 10 },
)

/** The time of the entry that stands so many places after `from`: where a long search makes a pause. */
export const findPause = statement<InOperation & { from: string; step: number }, { at: string }>(
  'ledger.findPause',
  `select at::text as at from audit_entry where operation_id = $1 and at > $2::timestamptz order by at offset $3::int limit 1`,
  ({ operationId, from, step }) => [operationId, from, step],
  { ...here, from: '-infinity', step: 0 },
)

/** The counter row comes into being with the first entry. */
export const beginState = statement<InOperation, never>(
  'ledger.beginState',
  `insert into ledger_state (operation_id, size, edge) values ($1, 0, '') on conflict do nothing`,
  ({ operationId }) => [operationId],
  here,
)

/** One sealer at a time: the others wait here. */
export const lockState = statement<InOperation, { size: number; edge: Buffer }>(
  'ledger.lockState',
  'select size, edge from ledger_state where operation_id = $1 for update',
  ({ operationId }) => [operationId],
  here,
)

export const keepState = statement<InOperation & { size: number; edge: Uint8Array }, never>(
  'ledger.keepState',
  'update ledger_state set size = $2, edge = $3 where operation_id = $1',
  ({ operationId, size, edge }) => [operationId, size, edge],
  { ...here, size: 0, edge: new Uint8Array(0) },
)

/** Leaves with consecutive numbers, the first being `from`. */
export const insertLeaves = statement<
  InOperation & { from: number; entryIds: string[]; hashes: Uint8Array[]; seals: Uint8Array[] },
  never
>(
  'ledger.insertLeaves',
  `insert into ledger_leaf (operation_id, leaf_number, entry_id, leaf_hash, seal)
   select $1, $2::bigint + place - 1, entry_id, leaf_hash, seal
     from unnest($3::uuid[], $4::bytea[], $5::bytea[]) with ordinality as leaf (entry_id, leaf_hash, seal, place)`,
  ({ operationId, from, entryIds, hashes, seals }) => [operationId, from, entryIds, hashes, seals],
  { ...here, from: 0, entryIds: [SAMPLE_OPERATION], hashes: [new Uint8Array(32)], seals: [new Uint8Array(16)] },
)

export const insertHead = statement<InOperation & { size: number; line: string }, never>(
  'ledger.insertHead',
  'insert into ledger_head (operation_id, size, line) values ($1, $2, $3)',
  ({ operationId, size, line }) => [operationId, size, line],
  { ...here, size: 1, line: 'sample' },
)

export const findNewestHead = statement<InOperation, { size: number; line: string }>(
  'ledger.findNewestHead',
  'select size, line from ledger_head where operation_id = $1 order by size desc limit 1',
  ({ operationId }) => [operationId],
  here,
)

/** Heads of more than `after` entries, smallest first. */
export const listHeads = statement<InOperation & { after: number; limit: number }, { size: number; line: string }>(
  'ledger.listHeads',
  'select size, line from ledger_head where operation_id = $1 and size > $2 order by size limit $3::int',
  ({ operationId, after, limit }) => [operationId, after, limit],
  { ...here, after: -1, limit: 10 },
)

type Leaf = { leafNumber: number; leafHash: Buffer; seal: Buffer; entryId: string }

/** Leaves from a number on, each with the entry it stands for; `id` is null where that is gone. Lateral as above. */
export const listLeaves = statement<
  InOperation & { from: number; limit: number },
  Leaf & (SealedEntry | { [field in keyof SealedEntry]: null })
>(
  'ledger.listLeaves',
  `select l.leaf_number, l.leaf_hash, l.seal, l.entry_id, ${ENTRY}
     from ledger_leaf l
     left join lateral (select * from audit_entry e where e.operation_id = l.operation_id and e.id = l.entry_id limit 1) e on true
    where l.operation_id = $1 and l.leaf_number >= $2 order by l.leaf_number limit $3::int`,
  ({ operationId, from, limit }) => [operationId, from, limit],
  { ...here, from: 0, limit: 10 },
)

/** The hashes alone, for a file that names nobody. */
export const listLeafHashes = statement<
  InOperation & { from: number; limit: number },
  { leafNumber: number; leafHash: Buffer }
>(
  'ledger.listLeafHashes',
  'select leaf_number, leaf_hash from ledger_leaf where operation_id = $1 and leaf_number >= $2 order by leaf_number limit $3::int',
  ({ operationId, from, limit }) => [operationId, from, limit],
  { ...here, from: 0, limit: 10 },
)

/** How many entries there are, sealed or not. */
export const countEntries = statement<InOperation, { entries: number }>(
  'ledger.countEntries',
  'select count(*) as entries from audit_entry where operation_id = $1',
  ({ operationId }) => [operationId],
  here,
)
