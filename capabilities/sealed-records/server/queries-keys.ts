import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { RecordKind } from '../model.ts'

type InOperation = { operationId: string }
const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

export type GivenKey = { recordId: string; version: number; keyId: string; wrappedKey: Uint8Array }
export type HeldKey = GivenKey & { binding: Buffer; kind: RecordKind }

/** A key that is there already stays: nobody puts a useless one in the place of a good one. */
export const insertSealedKeys = statement<InOperation & { keys: GivenKey[]; at: Date }, Record<string, never>>(
  'sealed.insertSealedKeys',
  `insert into sealed_key (operation_id, record_id, version, recipient_id, wrapped_key, given_at)
   select $1::uuid, record_id, version, recipient_id, wrapped_key, $6::timestamptz
   from unnest($2::uuid[], $3::int[], $4::uuid[], $5::bytea[]) as given (record_id, version, recipient_id, wrapped_key)
   on conflict do nothing`,
  ({ operationId, keys, at }) => [
    operationId,
    keys.map(({ recordId }) => recordId),
    keys.map(({ version }) => version),
    keys.map(({ keyId }) => keyId),
    keys.map(({ wrappedKey }) => wrappedKey),
    at,
  ],
  { operationId, keys: [], at: new Date(0) },
)

/** What is sealed to one account, under any of its keys; of some records, or of all. */
export const listHeldKeys = statement<
  InOperation & { accountId: string; recordIds: string[] | null; limit: number },
  HeldKey
>(
  'sealed.listHeldKeys',
  `select k.record_id, k.version, k.recipient_id as key_id, k.wrapped_key, v.binding, r.kind
   from sealed_key k
   join officer_key o on o.operation_id = k.operation_id and o.id = k.recipient_id
   join sealed_version v on v.operation_id = k.operation_id and v.record_id = k.record_id and v.version = k.version
   join sealed_record r on r.operation_id = k.operation_id and r.id = k.record_id
   where k.operation_id = $1 and o.account_id = $2 and ($3::uuid[] is null or k.record_id = any($3))
   order by k.record_id, k.version, k.recipient_id limit $4`,
  (p) => [p.operationId, p.accountId, p.recordIds, p.limit],
  { operationId, accountId: id, recordIds: null, limit: 500 },
)

/** What a recovery key opens of what one account could read, and another key is not sealed to yet. */
export const listRecoverable = statement<
  InOperation & { recoveryKeyId: string; fromAccountId: string; toKeyId: string; limit: number },
  HeldKey
>(
  'sealed.listRecoverable',
  `select k.record_id, k.version, k.recipient_id as key_id, k.wrapped_key, v.binding, r.kind
   from sealed_key k
   join recovery_key c on c.operation_id = k.operation_id and c.id = k.recipient_id
   join sealed_version v on v.operation_id = k.operation_id and v.record_id = k.record_id and v.version = k.version
   join sealed_record r on r.operation_id = k.operation_id and r.id = k.record_id
   where k.operation_id = $1 and c.id = $2
     and exists (select from sealed_key h join officer_key o on o.operation_id = h.operation_id and o.id = h.recipient_id
       where h.operation_id = k.operation_id and h.record_id = k.record_id and h.version = k.version and o.account_id = $3)
     and not exists (select from sealed_key t where t.operation_id = k.operation_id and t.record_id = k.record_id
       and t.version = k.version and t.recipient_id = $4)
   order by k.record_id, k.version limit $5`,
  (p) => [p.operationId, p.recoveryKeyId, p.fromAccountId, p.toKeyId, p.limit],
  { operationId, recoveryKeyId: id, fromAccountId: id, toKeyId: id, limit: 500 },
)

/** The giver's keys of some records go: `keyIds` are theirs. */
export const deleteSealedKeys = statement<
  InOperation & { recordIds: string[]; keyIds: string[] },
  Record<string, never>
>(
  'sealed.deleteSealedKeys',
  'delete from sealed_key where operation_id = $1 and record_id = any($2::uuid[]) and recipient_id = any($3::uuid[])',
  (p) => [p.operationId, p.recordIds, p.keyIds],
  { operationId, recordIds: [id], keyIds: [id] },
)
