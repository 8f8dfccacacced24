import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type InOperation = { operationId: string }

export type OperationRow = {
  id: string
  kind: 'authority' | 'journey'
  name: string
  issuerName: string
  practice: boolean
}

const REFERENCE = 'operation is a reference table: it holds names of operations, nothing of people'

/** Closed or not: people still see what is held about them, and whoever closed it may open it again. */
export const findOperation = query(
  'access.findOperation',
  (db, { operationId }: InOperation) =>
    db
      .selectFrom('operation')
      .select(['id', 'kind', 'name', 'issuerName', 'practice', 'closedAt'])
      .where('id', '=', operationId),
  { operationId: SAMPLE_OPERATION },
  { acrossOperations: REFERENCE },
)

export const listOperationRows = query(
  'access.listOperationRows',
  (db, _params: Record<string, never>) =>
    db
      .selectFrom('operation')
      .select(['id', 'kind', 'name', 'issuerName', 'practice'])
      .where('closedAt', 'is', null)
      .orderBy('createdAt')
      .orderBy('id')
      .limit(100),
  {},
  { acrossOperations: REFERENCE },
)

/** Which operations are closed, of all there are. */
export const listClosings = query(
  'access.listClosings',
  (db, _params: Record<string, never>) => db.selectFrom('operation').select(['id', 'closedAt']).limit(1000),
  {},
  { acrossOperations: REFERENCE },
)

export const insertOperation = statement<OperationRow & { createdAt: Date }, Record<string, never>>(
  'access.insertOperation',
  'insert into operation (id, kind, name, issuer_name, practice, created_at) values ($1, $2, $3, $4, $5, $6)',
  (row) => [row.id, row.kind, row.name, row.issuerName, row.practice, row.createdAt],
  {
    id: SAMPLE_OPERATION,
    kind: 'authority',
    name: 'Sample',
    issuerName: 'Sample',
    practice: true,
    createdAt: new Date(0),
  },
  { acrossOperations: REFERENCE },
)

export const SECRET_KINDS = ['intake', 'issuing', 'receipt', 'invitation', 'ledger', 'tag'] as const
export type SecretKind = (typeof SECRET_KINDS)[number]

export type SecretRow = {
  kind: SecretKind
  version: number
  publicKey: Uint8Array | null
  wrappedPrivate: Uint8Array
  wrappedBy: 'server-key' | 'operation-key'
}

export const insertSecret = statement<InOperation & SecretRow & { createdAt: Date }, Record<string, never>>(
  'access.insertSecret',
  `insert into operation_secret (operation_id, kind, version, public_key, wrapped_private, wrapped_by, created_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
  (row) => [row.operationId, row.kind, row.version, row.publicKey, row.wrappedPrivate, row.wrappedBy, row.createdAt],
  {
    operationId: SAMPLE_OPERATION,
    kind: 'tag',
    version: 1,
    publicKey: null,
    wrappedPrivate: new Uint8Array(1),
    wrappedBy: 'operation-key',
    createdAt: new Date(0),
  },
)

/** The secrets in use, each wrapped. */
export const listSecrets = statement<InOperation, SecretRow>(
  'access.listSecrets',
  `select kind, version, public_key, wrapped_private, wrapped_by
     from operation_secret where operation_id = $1 and retired_at is null order by kind, version`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
