import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

export type AuditRow = {
  operationId: string
  id: string
  at: Date
  accountId: string | null
  role: string
  act: string
  subjectKind: string
  subjectId: string | null
  purpose: string
  salt: Uint8Array
}

export const insertAuditEntry = statement<AuditRow, Record<string, never>>(
  'ledger.insertAuditEntry',
  `insert into audit_entry (operation_id, id, at, account_id, role, act, subject_kind, subject_id, purpose, salt)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
  (entry) => [
    entry.operationId,
    entry.id,
    entry.at,
    entry.accountId,
    entry.role,
    entry.act,
    entry.subjectKind,
    entry.subjectId,
    entry.purpose,
    entry.salt,
  ],
  {
    operationId: SAMPLE_OPERATION,
    id: SAMPLE_OPERATION,
    at: new Date(0),
    accountId: null,
    role: 'sample',
    act: 'read',
    subjectKind: 'group',
    subjectId: null,
    purpose: 'sample',
    salt: new Uint8Array(16),
  },
)

/** Who did or read what about one subject, newest first. */
export const listActsOn = query(
  'ledger.listActsOn',
  (db, { operationId, subjectId, limit }: { operationId: string; subjectId: string; limit: number }) =>
    db
      .selectFrom('auditEntry')
      .select(['id', 'at', 'accountId', 'role', 'act', 'purpose'])
      .where('operationId', '=', operationId)
      .where('subjectId', '=', subjectId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(Math.min(limit, ACTS_MAX)),
  { operationId: SAMPLE_OPERATION, subjectId: SAMPLE_OPERATION, limit: 50 },
)

const ACTS_MAX = 200
