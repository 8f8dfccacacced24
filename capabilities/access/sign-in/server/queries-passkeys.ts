import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { StoredPasskey } from './webauthn.ts'

type OfAccount = { operationId: string; accountId: string }
type OwnPasskey = StoredPasskey & { id: string; label: string; createdAt: Date; lastUsedAt: Date | null }

const ofAccount = { operationId: SAMPLE_OPERATION, accountId: SAMPLE_OPERATION }

export const listPasskeys = statement<OfAccount, OwnPasskey>(
  'access.listPasskeys',
  `select id, credential_id, public_key, rp_id, counter, transports, label, created_at, last_used_at
     from passkey where operation_id = $1 and account_id = $2 order by created_at, id limit 20`,
  ({ operationId, accountId }) => [operationId, accountId],
  ofAccount,
)

/** A passkey whose account is open; locked, so that two uses of one counter take turns. */
export const findPasskey = statement<
  { operationId: string; credentialId: Uint8Array },
  StoredPasskey & { id: string; accountId: string }
>(
  'access.findPasskey',
  `select p.id, p.account_id, p.credential_id, p.public_key, p.rp_id, p.counter, p.transports
     from passkey p join account a on a.operation_id = p.operation_id and a.id = p.account_id and a.closed_at is null
    where p.operation_id = $1 and p.credential_id = $2 for update of p`,
  ({ operationId, credentialId }) => [operationId, Buffer.from(credentialId)],
  { operationId: SAMPLE_OPERATION, credentialId: new Uint8Array(16) },
)

export const insertPasskey = statement<
  OfAccount & StoredPasskey & { id: string; label: string; createdAt: Date },
  { id: string }
>(
  'access.insertPasskey',
  `insert into passkey (operation_id, id, account_id, credential_id, public_key, rp_id, counter, transports, label, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
  (p) => [
    ...[p.operationId, p.id, p.accountId, p.credentialId, p.publicKey, p.rpId, p.counter, p.transports],
    ...[p.label, p.createdAt],
  ],
  {
    ...ofAccount,
    ...{ id: SAMPLE_OPERATION, credentialId: Buffer.alloc(16), publicKey: Buffer.alloc(77), rpId: 'localhost' },
    ...{ counter: 0, transports: [], label: 'phone', createdAt: new Date(0) },
  },
)

export const setPasskeyUsed = statement<
  { operationId: string; id: string; counter: number; usedAt: Date },
  Record<string, never>
>(
  'access.setPasskeyUsed',
  'update passkey set counter = $3, last_used_at = $4 where operation_id = $1 and id = $2',
  ({ operationId, id, counter, usedAt }) => [operationId, id, counter, usedAt],
  { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION, counter: 1, usedAt: new Date(0) },
)

/** The ways in of an account, locked: removing one and making another take turns. */
export const findWaysIn = statement<
  OfAccount,
  { login: string; displayName: string; hasPassphrase: boolean; isClosed: boolean }
>(
  'access.findWaysIn',
  `select login, display_name, passphrase_hash is not null as has_passphrase, closed_at is not null as is_closed
     from account where operation_id = $1 and id = $2 for update`,
  ({ operationId, accountId }) => [operationId, accountId],
  ofAccount,
)

export const deletePasskey = statement<OfAccount & { id: string }, { id: string }>(
  'access.deletePasskey',
  'delete from passkey where operation_id = $1 and account_id = $2 and id = $3 returning id',
  ({ operationId, accountId, id }) => [operationId, accountId, id],
  { ...ofAccount, id: SAMPLE_OPERATION },
)

export const deletePasskeys = statement<OfAccount, Record<string, never>>(
  'access.deletePasskeys',
  'delete from passkey where operation_id = $1 and account_id = $2',
  ({ operationId, accountId }) => [operationId, accountId],
  ofAccount,
)

export const setPassphraseHash = statement<OfAccount & { hash: string | null }, Record<string, never>>(
  'access.setPassphraseHash',
  'update account set passphrase_hash = $3, failed_attempts = 0, next_attempt_at = null where operation_id = $1 and id = $2',
  ({ operationId, accountId, hash }) => [operationId, accountId, hash],
  { ...ofAccount, hash: null },
)

export const listSessions = statement<
  OfAccount & { now: Date; idleSince: Date },
  { tokenHash: Buffer; createdAt: Date; seenAt: Date }
>(
  'access.listSessions',
  `select token_hash, created_at, seen_at from session
    where operation_id = $1 and account_id = $2 and expires_at > $3 and seen_at > $4 order by seen_at desc limit 50`,
  ({ operationId, accountId, now, idleSince }) => [operationId, accountId, now, idleSince],
  { ...ofAccount, now: new Date(0), idleSince: new Date(0) },
)

/** One session of mine by its id, or all but this one. */
export const endSessions = statement<
  OfAccount & { only: Uint8Array | null; but: Uint8Array | null },
  { createdAt: Date }
>(
  'access.endSessions',
  `delete from session where operation_id = $1 and account_id = $2
      and ($3::bytea is null or token_hash = $3) and ($4::bytea is null or token_hash <> $4) returning created_at`,
  ({ operationId, accountId, only, but }) => [
    operationId,
    accountId,
    only && Buffer.from(only),
    but && Buffer.from(but),
  ],
  { ...ofAccount, only: null, but: null },
)

/** A new code takes the place of the old one. */
export const putEnrolment = statement<
  OfAccount & {
    codeHash: Uint8Array
    kind: 'first' | 'replace'
    madeBy: string | null
    createdAt: Date
    expiresAt: Date
  },
  Record<string, never>
>(
  'access.putEnrolment',
  `insert into enrolment (operation_id, account_id, code_hash, kind, made_by, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7)
   on conflict (operation_id, account_id) do update set code_hash = excluded.code_hash, kind = excluded.kind,
     made_by = excluded.made_by, created_at = excluded.created_at, expires_at = excluded.expires_at`,
  (p) => [p.operationId, p.accountId, Buffer.from(p.codeHash), p.kind, p.madeBy, p.createdAt, p.expiresAt],
  {
    ...ofAccount,
    ...{ codeHash: new Uint8Array(32), kind: 'first', madeBy: SAMPLE_OPERATION },
    ...{ createdAt: new Date(0), expiresAt: new Date(0) },
  },
)

/** The code's account, if it is open and in time; locked until the code is used up. */
export const findEnrolment = statement<
  { operationId: string; codeHash: Uint8Array; now: Date },
  { accountId: string; kind: 'first' | 'replace'; login: string; displayName: string }
>(
  'access.findEnrolment',
  `select e.account_id, e.kind, a.login, a.display_name
     from enrolment e join account a on a.operation_id = e.operation_id and a.id = e.account_id and a.closed_at is null
    where e.operation_id = $1 and e.code_hash = $2 and e.expires_at > $3 for update of e`,
  ({ operationId, codeHash, now }) => [operationId, Buffer.from(codeHash), now],
  { operationId: SAMPLE_OPERATION, codeHash: new Uint8Array(32), now: new Date(0) },
)

export const deleteEnrolment = statement<OfAccount, Record<string, never>>(
  'access.deleteEnrolment',
  'delete from enrolment where operation_id = $1 and account_id = $2',
  ({ operationId, accountId }) => [operationId, accountId],
  ofAccount,
)

/** Retention: a day after they ran out. */
export const deleteEndedEnrolments = statement<{ operationId: string; endedBefore: Date }, Record<string, never>>(
  'access.deleteEndedEnrolments',
  'delete from enrolment where operation_id = $1 and expires_at < $2',
  ({ operationId, endedBefore }) => [operationId, endedBefore],
  { operationId: SAMPLE_OPERATION, endedBefore: new Date(0) },
)

export const deleteRoles = statement<OfAccount, Record<string, never>>(
  'access.deleteRoles',
  'delete from account_role where operation_id = $1 and account_id = $2',
  ({ operationId, accountId }) => [operationId, accountId],
  ofAccount,
)

/** Open accounts of administrators, locked in one order: what they do to each other takes turns. */
export const holdAdministrators = statement<{ operationId: string }, { id: string }>(
  'access.holdAdministrators',
  `select id from account where operation_id = $1 and closed_at is null
      and exists (select from account_role r where r.operation_id = account.operation_id and r.account_id = account.id
        and r.role = 'administrator')
    order by id limit 1000 for update`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
