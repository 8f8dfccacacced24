import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Custodian, CustodianKeys, SealedShare } from '#platform/vault/custodians.ts'

type InOperation = { operationId: string }
export type CustodianRow = Custodian & { createdAt: Date }
export type OperationKeyRow = { keyVersion: number; lapsesAfterDays: number; madeAt: Date }

const operationId = SAMPLE_OPERATION
const sample = {
  ...{ operationId, ordinal: 1, salt: new Uint8Array(16), publicKey: new Uint8Array(65) },
  ...{ wrappedPrivate: new Uint8Array(61), wrappedShare: new Uint8Array(1), createdAt: new Date(0) },
}

export const insertCustodian = statement<
  InOperation & CustodianKeys & SealedShare & { createdAt: Date },
  Record<string, never>
>(
  'custody.insertCustodian',
  `insert into custodian (operation_id, ordinal, salt, public_key, wrapped_private, wrapped_share, created_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
  (p) => [p.operationId, p.ordinal, p.salt, p.publicKey, p.wrappedPrivate, p.wrappedShare, p.createdAt],
  sample,
)

export const listCustodians = statement<InOperation, CustodianRow>(
  'custody.listCustodians',
  `select ordinal, salt, public_key, wrapped_private, wrapped_share, created_at
     from custodian where operation_id = $1 order by ordinal`,
  (p) => [p.operationId],
  { operationId },
)

/** A key pair for a custodian of the version before, made when their words were given; never in the place of another. */
export const giveKeyPair = statement<
  InOperation & CustodianKeys & SealedShare & { before: Uint8Array },
  Record<string, never>
>(
  'custody.giveKeyPair',
  `update custodian set public_key = $3, wrapped_private = $4, wrapped_share = $5
    where operation_id = $1 and ordinal = $2 and public_key is null and wrapped_share = $6`,
  (p) => [p.operationId, p.ordinal, p.publicKey, p.wrappedPrivate, p.wrappedShare, p.before],
  { ...sample, before: new Uint8Array(1) },
)

/** New words for one custodian. */
export const replaceCustodian = statement<InOperation & CustodianKeys & { createdAt: Date }, Record<string, never>>(
  'custody.replaceCustodian',
  `update custodian set salt = $3, public_key = $4, wrapped_private = $5, created_at = $6
    where operation_id = $1 and ordinal = $2`,
  (p) => [p.operationId, p.ordinal, p.salt, p.publicKey, p.wrappedPrivate, p.createdAt],
  sample,
)

export const storeShare = statement<InOperation & SealedShare, Record<string, never>>(
  'custody.storeShare',
  'update custodian set wrapped_share = $3 where operation_id = $1 and ordinal = $2',
  (p) => [p.operationId, p.ordinal, p.wrappedShare],
  sample,
)

export const insertOperationKey = statement<InOperation & OperationKeyRow, Record<string, never>>(
  'custody.insertOperationKey',
  'insert into operation_key (operation_id, key_version, lapses_after_days, made_at) values ($1, $2, $3, $4)',
  (p) => [p.operationId, p.keyVersion, p.lapsesAfterDays, p.madeAt],
  { operationId, keyVersion: 1, lapsesAfterDays: 7, madeAt: new Date(0) },
)

export const findOperationKey = statement<InOperation, OperationKeyRow>(
  'custody.findOperationKey',
  `select key_version, lapses_after_days, made_at from operation_key where operation_id = $1
    order by key_version desc limit 1`,
  (p) => [p.operationId],
  { operationId },
)

/** Holds the row: whoever writes something wrapped by this key waits until the rotation is over, and is then refused. */
export const holdOperationKey = statement<InOperation & { keyVersion: number }, OperationKeyRow>(
  'custody.holdOperationKey',
  `select key_version, lapses_after_days, made_at from operation_key
    where operation_id = $1 and key_version = $2 for update`,
  (p) => [p.operationId, p.keyVersion],
  { operationId, keyVersion: 1 },
)

/** One rotation or replacement at a time; new people are still written. */
export const holdCustodians = statement<InOperation, { ordinal: number }>(
  'custody.holdCustodians',
  'select ordinal from custodian where operation_id = $1 order by ordinal for update',
  (p) => [p.operationId],
  { operationId },
)

export const deleteOperationKey = statement<InOperation & { keyVersion: number }, Record<string, never>>(
  'custody.deleteOperationKey',
  'delete from operation_key where operation_id = $1 and key_version = $2',
  (p) => [p.operationId, p.keyVersion],
  { operationId, keyVersion: 1 },
)

export const setLapse = statement<InOperation & { lapsesAfterDays: number }, Record<string, never>>(
  'custody.setLapse',
  'update operation_key set lapses_after_days = $2 where operation_id = $1',
  (p) => [p.operationId, p.lapsesAfterDays],
  { operationId, lapsesAfterDays: 7 },
)

/** The open account of an administrator, by the name they sign in with. */
export const findAdministrator = statement<InOperation & { login: string }, { id: string }>(
  'custody.findAdministrator',
  `select a.id from account a where a.operation_id = $1 and a.login = $2 and a.closed_at is null
      and exists (select from account_role r where r.operation_id = a.operation_id and r.account_id = a.id and r.role = 'administrator')`,
  (p) => [p.operationId, p.login],
  { operationId, login: 'adam' },
)

/** A batch of people's keys still wrapped by this key. */
export const listWrappedBy = statement<
  InOperation & { keyVersion: number; after: string; limit: number },
  { individualId: string; wrappedKey: Buffer }
>(
  'custody.listWrappedBy',
  `select individual_id, wrapped_key from person_key where operation_id = $1 and key_version = $2 and individual_id > $3
    order by individual_id limit $4 for update`,
  (p) => [p.operationId, p.keyVersion, p.after, p.limit],
  { operationId, keyVersion: 1, after: operationId, limit: 1 },
)

export const storeRewrapped = statement<
  InOperation & { keyVersion: number; individualIds: string[]; wrappedKeys: Uint8Array[] },
  Record<string, never>
>(
  'custody.storeRewrapped',
  `update person_key k set wrapped_key = n.wrapped_key, key_version = $2
     from unnest($3::uuid[], $4::bytea[]) as n(individual_id, wrapped_key)
    where k.operation_id = $1 and k.individual_id = n.individual_id`,
  (p) => [p.operationId, p.keyVersion, p.individualIds, p.wrappedKeys],
  { operationId, keyVersion: 1, individualIds: [], wrappedKeys: [] },
)

export const storeSecret = statement<
  InOperation & { kind: string; version: number; wrappedPrivate: Uint8Array },
  Record<string, never>
>(
  'custody.storeSecret',
  `update operation_secret set wrapped_private = $4
    where operation_id = $1 and kind = $2 and version = $3 and wrapped_by = 'operation-key'`,
  (p) => [p.operationId, p.kind, p.version, p.wrappedPrivate],
  { operationId, kind: 'tag', version: 1, wrappedPrivate: new Uint8Array(1) },
)

/** Also those that were retired: what is older than them may still have to be opened. */
export const listOwnSecrets = statement<InOperation, { kind: string; version: number; wrappedPrivate: Buffer }>(
  'custody.listOwnSecrets',
  `select kind, version, wrapped_private from operation_secret
    where operation_id = $1 and wrapped_by = 'operation-key' order by kind, version for update`,
  (p) => [p.operationId],
  { operationId },
)
