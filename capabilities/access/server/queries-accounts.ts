import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type InOperation = { operationId: string }

/** The account a name belongs to, locked until the attempt is counted: parallel guesses take turns. */
export const findAccountForSignIn = query(
  'access.findAccountForSignIn',
  (db, { operationId, login }: InOperation & { login: string }) =>
    db
      .selectFrom('account')
      .select(['id', 'passphraseHash', 'failedAttempts', 'nextAttemptAt'])
      .where('operationId', '=', operationId)
      .where('login', '=', login)
      .where('closedAt', 'is', null)
      .forUpdate(),
  { operationId: SAMPLE_OPERATION, login: 'ana' },
)

/** Counts a try before its passphrase is looked at; a right one sets it back. */
export const setAttempts = query(
  'access.setAttempts',
  (db, params: InOperation & { login: string; failedAttempts: number; nextAttemptAt: Date | null }) =>
    db
      .updateTable('account')
      .set({ failedAttempts: params.failedAttempts, nextAttemptAt: params.nextAttemptAt })
      .where('operationId', '=', params.operationId)
      .where('login', '=', params.login),
  { operationId: SAMPLE_OPERATION, login: 'ana', failedAttempts: 0, nextAttemptAt: null },
)

/** An open account with this role: for practice, where a role is a door with one click. */
export const findAccountByRole = query(
  'access.findAccountByRole',
  (db, { operationId, role }: InOperation & { role: string }) =>
    db
      .selectFrom('accountRole')
      .innerJoin('account', (on) =>
        on
          .onRef('account.operationId', '=', 'accountRole.operationId')
          .onRef('account.id', '=', 'accountRole.accountId'),
      )
      .select('account.id')
      .where('accountRole.operationId', '=', operationId)
      .where('accountRole.role', '=', role)
      .where('account.closedAt', 'is', null)
      .orderBy('account.login')
      .limit(1),
  { operationId: SAMPLE_OPERATION, role: 'registrar' },
)

/** Roles that somebody has: the doors of a practice operation. */
export const listRolesGiven = query(
  'access.listRolesGiven',
  (db, { operationId }: InOperation) =>
    db
      .selectFrom('accountRole')
      .innerJoin('account', (on) =>
        on
          .onRef('account.operationId', '=', 'accountRole.operationId')
          .onRef('account.id', '=', 'accountRole.accountId'),
      )
      .select('role')
      .distinct()
      .where('accountRole.operationId', '=', operationId)
      .where('account.closedAt', 'is', null)
      .orderBy('role'),
  { operationId: SAMPLE_OPERATION },
)

export const listRoles = query(
  'access.listRoles',
  (db, { operationId, accountId }: InOperation & { accountId: string }) =>
    db
      .selectFrom('accountRole')
      .select(['role', 'siteId'])
      .where('operationId', '=', operationId)
      .where('accountId', '=', accountId)
      .orderBy('role'),
  { operationId: SAMPLE_OPERATION, accountId: SAMPLE_OPERATION },
)

export const getAccountName = query(
  'access.getAccountName',
  (db, { operationId, accountId }: InOperation & { accountId: string }) =>
    db
      .selectFrom('account')
      .select(['login', 'displayName'])
      .where('operationId', '=', operationId)
      .where('id', '=', accountId),
  { operationId: SAMPLE_OPERATION, accountId: SAMPLE_OPERATION },
)

export const insertAccount = statement<
  InOperation & { id: string; login: string; displayName: string; passphraseHash: string | null; createdAt: Date },
  { id: string }
>(
  'access.insertAccount',
  `insert into account (operation_id, id, login, display_name, passphrase_hash, created_at)
   values ($1, $2, $3, $4, $5, $6) on conflict (operation_id, login) do nothing returning id`,
  (account) => [
    account.operationId,
    account.id,
    account.login,
    account.displayName,
    account.passphraseHash,
    account.createdAt,
  ],
  {
    operationId: SAMPLE_OPERATION,
    id: SAMPLE_OPERATION,
    login: 'ana',
    displayName: 'Ana',
    passphraseHash: null,
    createdAt: new Date(0),
  },
)

export const insertRole = query(
  'access.insertRole',
  (db, params: InOperation & { accountId: string; role: string; siteId: string | null; givenAt: Date }) =>
    db.insertInto('accountRole').values(params),
  { operationId: SAMPLE_OPERATION, accountId: SAMPLE_OPERATION, role: 'registrar', siteId: null, givenAt: new Date(0) },
)

export const listAccountRows = statement<
  InOperation,
  { id: string; login: string; displayName: string; roles: string[]; siteIds: (string | null)[]; closed: boolean }
>(
  'access.listAccountRows',
  `select a.id, a.login, a.display_name, a.closed_at is not null as closed,
          coalesce(array_agg(distinct r.role) filter (where r.role is not null), '{}') as roles,
          coalesce(array_agg(distinct r.site_id) filter (where r.role is not null), '{}') as site_ids
     from account a left join account_role r on r.operation_id = a.operation_id and r.account_id = a.id
    where a.operation_id = $1
    group by a.operation_id, a.id
    order by a.login
    limit 200`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)

export const setAccountClosed = query(
  'access.setAccountClosed',
  (db, { operationId, id, closedAt }: InOperation & { id: string; closedAt: Date }) =>
    db
      .updateTable('account')
      .set({ closedAt })
      .where('operationId', '=', operationId)
      .where('id', '=', id)
      .where('closedAt', 'is', null)
      .returning('id'),
  { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION, closedAt: new Date(0) },
)
