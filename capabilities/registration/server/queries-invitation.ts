import { query, SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** An invitation with how many households came by it. */
export type InvitationRow = {
  id: string
  label: string
  siteId: string | null
  siteName: string | null
  token: string
  quota: number
  used: number
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
  replacesId: string | null
}

// One pass over the households counts them for every invitation.
const INVITATION_COLUMNS = `select i.id, i.label, i.site_id, s.name as site_name, i.token, i.quota,
  coalesce(g.used, 0) as used, i.created_at, i.expires_at, i.revoked_at, i.replaces_id
  from invitation i left join site s on s.operation_id = i.operation_id and s.id = i.site_id
  left join (select invitation_id, count(*) as used from registration_group
    where operation_id = $1 and stage not in ('quarantined', 'set-aside') group by invitation_id) g
    on g.invitation_id = i.id`

/** Newest first. Those that can still be used come before those that cannot. */
export const listInvitationRows = statement<{ operationId: string }, InvitationRow>(
  'invitation.list',
  `${INVITATION_COLUMNS} where i.operation_id = $1 order by i.revoked_at is not null, i.created_at desc, i.id limit 100`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)

export const findInvitationRow = statement<{ operationId: string; id: string }, InvitationRow>(
  'invitation.find',
  `${INVITATION_COLUMNS} where i.operation_id = $1 and i.id = $2`,
  ({ operationId, id }) => [operationId, id],
  { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION },
)

/** The one to hand out now: the newest that is neither taken back nor expired. */
export const findOpenInvitation = query(
  'invitation.findOpen',
  (db, { operationId, now }: { operationId: string; now: Date }) =>
    db
      .selectFrom('invitation')
      .select(['id', 'token', 'label'])
      .where('operationId', '=', operationId)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(1),
  { operationId: SAMPLE_OPERATION, now: new Date(0) },
)

export type NewInvitation = {
  operationId: string
  id: string
  siteId: string | null
  label: string
  token: string
  quota: number
  createdAt: Date
  expiresAt: Date
  replacesId: string | null
}

/** Gives no row when the id was taken. */
export const insertInvitation = query(
  'invitation.insert',
  (db, invitation: NewInvitation) =>
    db
      .insertInto('invitation')
      .values(invitation)
      .onConflict((on) => on.columns(['operationId', 'id']).doNothing())
      .returning('id'),
  {
    operationId: SAMPLE_OPERATION,
    id: SAMPLE_OPERATION,
    siteId: null,
    label: 'sample',
    token: 'sample',
    quota: 1,
    createdAt: new Date(0),
    expiresAt: new Date(0),
    replacesId: null,
  } as NewInvitation,
)

/** Gives no row when it was taken back before: two organisers at once make one successor. */
export const setInvitationRevoked = query(
  'invitation.revoke',
  (db, { operationId, id, at }: { operationId: string; id: string; at: Date }) =>
    db
      .updateTable('invitation')
      .set({ revokedAt: at })
      .where('operationId', '=', operationId)
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .returning('id'),
  { operationId: SAMPLE_OPERATION, id: SAMPLE_OPERATION, at: new Date(0) },
)

export const listSites = query(
  'invitation.listSites',
  (db, { operationId }: { operationId: string }) =>
    db.selectFrom('site').select(['id', 'name']).where('operationId', '=', operationId).orderBy('name').limit(200),
  { operationId: SAMPLE_OPERATION },
)

/** The operations of this server, for its first page. A reference table: nothing in it is about a person. */
export const listOpenOperations = query(
  'invitation.listOperations',
  (db, _: Record<string, never>) =>
    db
      .selectFrom('operation')
      .select(['id', 'kind', 'name', 'practice'])
      .where('closedAt', 'is', null)
      .orderBy('createdAt')
      .orderBy('id')
      .limit(100),
  {},
  { acrossOperations: 'the first page of practice names the operations there are' },
)

/** Households and people registered or waiting. No row when there are none. */
export const countHouseholds = statement<{ operationId: string }, { households: number; people: number }>(
  'invitation.countHouseholds',
  `select count(*) as households, sum(household_size) as people from registration_group g
   where operation_id = $1 and stage in ('waiting', 'registered')
     and not exists (select from canary n where n.operation_id = $1 and n.group_id = g.id) group by operation_id`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
