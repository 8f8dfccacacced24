import type { Role } from '#capabilities/access/model.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { RecordKind } from '../model.ts'

type InOperation = { operationId: string }
type KeyRow = { keyId: string; publicKey: Buffer; since: Date }
type None = Record<string, never>

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)

export const listOfficerKeys = statement<
  InOperation,
  KeyRow & { accountId: string; displayName: string; roles: Role[] }
>(
  'sealed.listOfficerKeys',
  `select k.id as key_id, k.public_key, k.made_at as since, k.account_id, a.display_name,
     array(select r.role from account_role r where r.operation_id = k.operation_id and r.account_id = k.account_id) as roles
   from officer_key k join account a on a.operation_id = k.operation_id and a.id = k.account_id
   where k.operation_id = $1 and k.replaced_at is null and a.closed_at is null order by a.display_name, k.id limit 500`,
  (p) => [p.operationId],
  { operationId },
)

export const listRecoveryKeys = statement<InOperation, KeyRow>(
  'sealed.listRecoveryKeys',
  `select id as key_id, public_key, named_at as since from recovery_key where operation_id = $1
   order by replaced_at is null desc, named_at desc limit 50`,
  (p) => [p.operationId],
  { operationId },
)

export const listHolders = statement<InOperation, { accountId: string; displayName: string }>(
  'sealed.listHolders',
  `select distinct a.id as account_id, a.display_name from officer_key k
   join account a on a.operation_id = k.operation_id and a.id = k.account_id
   where k.operation_id = $1 order by a.display_name limit 500`,
  (p) => [p.operationId],
  { operationId },
)

type NewKey = InOperation & { keyId: string; accountId: string; publicKey: Uint8Array; at: Date }
const sampleKey = { operationId, keyId: id, accountId: id, publicKey: new Uint8Array(65), at }

export const replaceOfficerKey = statement<InOperation & { accountId: string; at: Date }, None>(
  'sealed.replaceOfficerKey',
  'update officer_key set replaced_at = $3 where operation_id = $1 and account_id = $2 and replaced_at is null',
  (p) => [p.operationId, p.accountId, p.at],
  { operationId, accountId: id, at },
)

export const insertOfficerKey = statement<NewKey, None>(
  'sealed.insertOfficerKey',
  'insert into officer_key (operation_id, id, account_id, public_key, made_at) values ($1, $2, $3, $4, $5)',
  (p) => [p.operationId, p.keyId, p.accountId, p.publicKey, p.at],
  sampleKey,
)

export const replaceRecoveryKey = statement<InOperation & { at: Date }, None>(
  'sealed.replaceRecoveryKey',
  'update recovery_key set replaced_at = $2 where operation_id = $1 and replaced_at is null',
  (p) => [p.operationId, p.at],
  { operationId, at },
)

export const insertRecoveryKey = statement<NewKey, None>(
  'sealed.insertRecoveryKey',
  'insert into recovery_key (operation_id, id, named_by, public_key, named_at) values ($1, $2, $3, $4, $5)',
  (p) => [p.operationId, p.keyId, p.accountId, p.publicKey, p.at],
  sampleKey,
)

export type RecordRow = {
  recordId: string
  kind: RecordKind
  subjectId: string | null
  caseNumber: string | null
  versions: number
  binding: Buffer
  authorId: string
  author: string | null
  writtenAt: Date
}

/** About one household and those joined into it, or sealed to one account, or one record; the newest first. */
export const listRecordRows = statement<
  InOperation & { subjectId: string | null; readerId: string | null; recordId: string | null; limit: number },
  RecordRow
>(
  'sealed.listRecordRows',
  `select r.id as record_id, r.kind, r.subject_id, g.case_number, v.version as versions, v.binding, v.author_id,
     a.display_name as author, v.written_at
   from sealed_record r
   join lateral (select * from sealed_version where operation_id = r.operation_id and record_id = r.id
     order by version desc limit 1) v on true
   left join account a on a.operation_id = r.operation_id and a.id = v.author_id
   left join registration_group g on g.operation_id = r.operation_id and g.id = r.subject_id
   where r.operation_id = $1 and ($2::uuid is null or r.subject_id in (
       with recursive joined as (select $2::uuid as id union select o.id from registration_group o
         join joined j on o.joined_into_id = j.id where o.operation_id = $1) select id from joined)) and ($4::uuid is null or r.id = $4)
     and ($3::uuid is null or exists (select from sealed_key k
       join officer_key o on o.operation_id = k.operation_id and o.id = k.recipient_id
       where k.operation_id = r.operation_id and k.record_id = r.id and o.account_id = $3))
   order by v.written_at desc, r.id limit $5`,
  (p) => [p.operationId, p.subjectId, p.readerId, p.recordId, p.limit],
  { operationId, subjectId: null, readerId: null, recordId: null, limit: 200 },
)

export const listReaders = statement<
  InOperation & { recordIds: string[] },
  { recordId: string; accountId: string; displayName: string; keyIds: string[] }
>(
  'sealed.listReaders',
  `select k.record_id, o.account_id, a.display_name, array_agg(distinct o.id) as key_ids
   from sealed_key k join officer_key o on o.operation_id = k.operation_id and o.id = k.recipient_id
   join account a on a.operation_id = o.operation_id and a.id = o.account_id
   where k.operation_id = $1 and k.record_id = any($2::uuid[])
   group by k.record_id, o.account_id, a.display_name order by a.display_name`,
  (p) => [p.operationId, p.recordIds],
  { operationId, recordIds: [id] },
)

export const findSubject = statement<InOperation & { id: string }, { siteId: string | null }>(
  'sealed.findSubject',
  `select site_id from registration_group where operation_id = $1 and id = $2 and stage <> 'erased' for share`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

/** Two who write to one record take turns. */
export const lockRecord = statement<InOperation & { recordId: string }, { id: string }>(
  'sealed.lockRecord',
  'select id from sealed_record where operation_id = $1 and id = $2 for update',
  (p) => [p.operationId, p.recordId],
  { operationId, recordId: id },
)

export const insertRecord = statement<
  InOperation & { recordId: string; kind: RecordKind; subjectId: string | null; at: Date },
  None
>(
  'sealed.insertRecord',
  'insert into sealed_record (operation_id, id, kind, subject_id, created_at) values ($1, $2, $3, $4, $5)',
  (p) => [p.operationId, p.recordId, p.kind, p.subjectId, p.at],
  { operationId, recordId: id, kind: 'staff-complaint', subjectId: null, at },
)

export const insertVersion = statement<
  InOperation & {
    recordId: string
    version: number
    authorId: string
    at: Date
    content: Uint8Array
    binding: Uint8Array
  },
  None
>(
  'sealed.insertVersion',
  `insert into sealed_version (operation_id, record_id, version, author_id, written_at, content, binding)
   values ($1, $2, $3, $4, $5, $6, $7)`,
  (p) => [p.operationId, p.recordId, p.version, p.authorId, p.at, p.content, p.binding],
  {
    ...{ operationId, recordId: id, version: 1, authorId: id, at },
    ...{ content: new Uint8Array(1), binding: new Uint8Array(32) },
  },
)

export type StoredVersion = {
  version: number
  authorId: string
  author: string | null
  writtenAt: Date
  content: Buffer
  binding: Buffer
}

export const listVersions = statement<InOperation & { recordId: string }, StoredVersion>(
  'sealed.listVersions',
  `select v.version, v.author_id, a.display_name as author, v.written_at, v.content, v.binding from sealed_version v
   left join account a on a.operation_id = v.operation_id and a.id = v.author_id
   where v.operation_id = $1 and v.record_id = $2 order by v.version limit 50`,
  (p) => [p.operationId, p.recordId],
  { operationId, recordId: id },
)
