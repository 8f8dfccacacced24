import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type InOperation = { operationId: string }

export const insertSession = query(
  'access.insertSession',
  (
    db,
    params: InOperation & {
      tokenHash: Uint8Array
      accountId: string
      createdAt: Date
      seenAt: Date
      expiresAt: Date
      steppedUpAt: Date
    },
  ) => db.insertInto('session').values({ ...params, tokenHash: Buffer.from(params.tokenHash) }),
  {
    operationId: SAMPLE_OPERATION,
    tokenHash: new Uint8Array(32),
    accountId: SAMPLE_OPERATION,
    createdAt: new Date(0),
    seenAt: new Date(0),
    expiresAt: new Date(0),
    steppedUpAt: new Date(0),
  },
)

/** The session with its account's roles as they are now; nothing for one that ended, idled away or whose account closed. In a
 * closed operation only the two roles that finish its work, or open it again, are left. */
export const findSession = statement<
  InOperation & { tokenHash: Uint8Array; now: Date; idleSince: Date },
  { accountId: string; seenAt: Date; steppedUpAt: Date | null; roles: string[]; siteIds: (string | null)[] }
>(
  'access.findSession',
  `select s.account_id, s.seen_at, s.stepped_up_at,
          array_agg(r.role order by r.role) as roles, array_agg(r.site_id order by r.role) as site_ids
     from session s
     join account a on a.operation_id = s.operation_id and a.id = s.account_id and a.closed_at is null
     join account_role r on r.operation_id = s.operation_id and r.account_id = s.account_id
    where s.operation_id = $1 and s.token_hash = $2 and s.expires_at > $3 and s.seen_at > $4
      and (r.role in ('administrator', 'data-protection-officer')
        or exists (select from operation o where o.id = s.operation_id and o.closed_at is null))
    group by s.account_id, s.seen_at, s.stepped_up_at`,
  ({ operationId, tokenHash, now, idleSince }) => [operationId, tokenHash, now, idleSince],
  { operationId: SAMPLE_OPERATION, tokenHash: new Uint8Array(32), now: new Date(0), idleSince: new Date(0) },
)

export const touchSession = query(
  'access.touchSession',
  (db, { operationId, tokenHash, seenAt }: InOperation & { tokenHash: Uint8Array; seenAt: Date }) =>
    db
      .updateTable('session')
      .set({ seenAt })
      .where('operationId', '=', operationId)
      .where('tokenHash', '=', Buffer.from(tokenHash)),
  { operationId: SAMPLE_OPERATION, tokenHash: new Uint8Array(32), seenAt: new Date(0) },
)

/** The same session under a new token: a copy of the old one is worth nothing from then on. */
export const stepUpSession = query(
  'access.stepUpSession',
  (db, { operationId, tokenHash, ...step }: InOperation & { tokenHash: Uint8Array; newHash: Uint8Array; at: Date }) =>
    db
      .updateTable('session')
      .set({ tokenHash: Buffer.from(step.newHash), steppedUpAt: step.at, seenAt: step.at })
      .where('operationId', '=', operationId)
      .where('tokenHash', '=', Buffer.from(tokenHash))
      .returning('accountId'),
  { operationId: SAMPLE_OPERATION, tokenHash: new Uint8Array(32), newHash: new Uint8Array(32), at: new Date(0) },
)

export const deleteSession = query(
  'access.deleteSession',
  (db, { operationId, tokenHash }: InOperation & { tokenHash: Uint8Array }) =>
    db.deleteFrom('session').where('operationId', '=', operationId).where('tokenHash', '=', Buffer.from(tokenHash)),
  { operationId: SAMPLE_OPERATION, tokenHash: new Uint8Array(32) },
)

export const deleteSessionsOfAccount = query(
  'access.deleteSessionsOfAccount',
  (db, { operationId, accountId }: InOperation & { accountId: string }) =>
    db.deleteFrom('session').where('operationId', '=', operationId).where('accountId', '=', accountId),
  { operationId: SAMPLE_OPERATION, accountId: SAMPLE_OPERATION },
)

/** The panic lock: nobody stays signed in. */
export const deleteAllSessions = query(
  'access.deleteAllSessions',
  (db, { operationId }: InOperation) => db.deleteFrom('session').where('operationId', '=', operationId),
  { operationId: SAMPLE_OPERATION },
)

/** Retention: a day after they end. */
export const deleteEndedSessions = query(
  'access.deleteEndedSessions',
  (db, { operationId, endedBefore, seenBefore }: InOperation & { endedBefore: Date; seenBefore: Date }) =>
    db
      .deleteFrom('session')
      .where('operationId', '=', operationId)
      .where((is) => is.or([is('expiresAt', '<', endedBefore), is('seenAt', '<', seenBefore)])),
  { operationId: SAMPLE_OPERATION, endedBefore: new Date(0), seenBefore: new Date(0) },
)
