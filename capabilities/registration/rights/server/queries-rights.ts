import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)
const salt = new Uint8Array(16)

export type OwnCorrection = {
  id: string
  individualId: string
  state: 'open' | 'accepted' | 'refused'
  reason: string | null
  receivedAt: Date
}

export const listOwnCorrections = statement<{ operationId: string; groupId: string }, OwnCorrection>(
  'rights.listOwnCorrections',
  `select r.id, r.individual_id, r.state, r.reason, r.received_at from correction_request r
   join individual i on i.operation_id = r.operation_id and i.id = r.individual_id
   where r.operation_id = $1 and i.group_id = $2 order by r.received_at desc limit 50`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

const COLUMNS: Record<string, string> = {
  aid: 'aid',
  tracing: 'tracing',
  legalHelp: 'legal_help',
  statistics: 'statistics',
}
const PURPOSES = Object.keys(COLUMNS)
const decided = (column: string) => `case when $5 = '${column}' then $6::boolean else n.${column} end`

/**
 * One more decision, where it is another one than before; the newest counts, so it is never older than the one before it.
 * The person is locked by the first part: two presses take turns.
 */
export const decideConsent = statement<
  {
    operationId: string
    groupId: string
    individualId: string
    at: Date
    purpose: string
    agreed: boolean
    eventId: string
    auditId: string
    salt: Uint8Array
  },
  { individualId: string }
>(
  'rights.decideConsent',
  `with person as (
    select id from individual where operation_id = $1::uuid and group_id = $2::uuid and id = $3::uuid and state <> 'erased'
  ), newest as (
    select p.id, c.decided_at, c.registration, c.aid, c.tracing, c.legal_help, c.statistics from person p
    left join lateral (select * from consent_decision where operation_id = $1 and individual_id = p.id order by decided_at desc limit 1) c on true
  ), decision as (
    insert into consent_decision (operation_id, individual_id, decided_at, registration, aid, tracing, legal_help, statistics)
    select $1, n.id, greatest($4::timestamptz, n.decided_at + interval '1 millisecond'), n.registration,
      ${Object.values(COLUMNS).map(decided).join(', ')}
    from newest n where (case $5 ${Object.values(COLUMNS)
      .map((column) => `when '${column}' then n.${column}`)
      .join(' ')} end) is distinct from $6
    returning individual_id
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, individual_id, facts)
    select $1, $7::uuid, $4, 'consent-decided', $2, individual_id, jsonb_build_object('purpose', $5::text, 'agreed', $6::boolean) from decision
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select $1, $8::uuid, $4, 'self', 'decide-consent', 'individual', individual_id, $5, $9::bytea from decision
  )
  select id as individual_id from person`,
  (p) => [
    ...[p.operationId, p.groupId, p.individualId, p.at, COLUMNS[p.purpose], p.agreed],
    ...[p.eventId, p.auditId, p.salt],
  ],
  {
    operationId,
    groupId: id,
    individualId: id,
    at,
    purpose: PURPOSES[0]!,
    agreed: true,
    eventId: id,
    auditId: id,
    salt,
  },
)

/** Before a decision or a correction: whoever decides at the same moment waits. */
export const lockPerson = statement<{ operationId: string; groupId: string }, { id: string }>(
  'rights.lockPerson',
  'select id from registration_group where operation_id = $1 and id = $2 for update',
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

export const findCorrection = statement<
  { operationId: string; id: string },
  OwnCorrection & { groupId: string; contentHash: Buffer; envelope: Buffer | null; siteId: string | null }
>(
  'rights.findCorrection',
  `select r.id, r.individual_id, r.state, r.reason, r.received_at, r.content_hash, r.envelope, i.group_id, g.site_id
   from correction_request r join individual i on i.operation_id = r.operation_id and i.id = r.individual_id
   join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
   where r.operation_id = $1 and r.id = $2 for update of r`,
  (p) => [p.operationId, p.id],
  { operationId, id },
)

export type NewCorrection = {
  operationId: string
  id: string
  groupId: string
  individualId: string
  contentHash: Uint8Array
  envelope: Uint8Array
  at: Date
  openMax: number
  eventId: string
  auditId: string
  salt: Uint8Array
}

/** Kept where the person is there and few others wait; nothing otherwise. The household is locked before. */
export const insertCorrection = statement<NewCorrection, { id: string }>(
  'rights.insertCorrection',
  `with kept as (
    insert into correction_request (operation_id, id, group_id, individual_id, content_hash, envelope, state, received_at)
    select $1::uuid, $2::uuid, $3::uuid, i.id, $5::bytea, $6::bytea, 'open', $7::timestamptz from individual i
    where i.operation_id = $1 and i.group_id = $3 and i.id = $4::uuid and i.state <> 'erased'
      and (select count(*) from correction_request r where r.operation_id = $1 and r.group_id = $3 and r.state = 'open') < $8::int
    on conflict do nothing returning id
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, individual_id, facts)
    select $1, $9::uuid, $7, 'correction-asked', $3, $4, '{}' from kept
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select $1, $10::uuid, $7, 'self', 'ask-correction', 'individual', $4, 'own wish', $11::bytea from kept
  )
  select id from kept`,
  (p) => [
    ...[p.operationId, p.id, p.groupId, p.individualId, p.contentHash, p.envelope, p.at, p.openMax],
    ...[p.eventId, p.auditId, p.salt],
  ],
  {
    ...{
      operationId,
      id,
      groupId: id,
      individualId: id,
      contentHash: new Uint8Array(32),
      envelope: new Uint8Array(1),
      at,
    },
    ...{ openMax: 5, eventId: id, auditId: id, salt },
  },
)

/** What waits at the desk, of the sites the actor works at. */
export const listOpenCorrections = statement<
  { operationId: string; siteIds: string[] | null },
  { id: string; groupId: string; caseNumber: string; receivedAt: Date }
>(
  'rights.listOpenCorrections',
  `select r.id, i.group_id, g.case_number, r.received_at from correction_request r
   join individual i on i.operation_id = r.operation_id and i.id = r.individual_id
   join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
   where r.operation_id = $1 and r.state = 'open' and ($2::uuid[] is null or g.site_id = any ($2))
   order by r.received_at, r.id limit 50`,
  (p) => [p.operationId, p.siteIds],
  { operationId, siteIds: null },
)

/** The envelope goes with the answer: what was accepted is a version of the file, what was not is nobody's business. */
export const decideCorrection = statement<
  {
    operationId: string
    id: string
    state: 'accepted' | 'refused'
    reason: string | null
    at: Date
    accountId: string | null
  },
  { id: string }
>(
  'rights.decideCorrection',
  `update correction_request set state = $3, reason = $4, envelope = null, decided_at = $5, decided_by = $6
   where operation_id = $1 and id = $2 and state = 'open' returning id`,
  (p) => [p.operationId, p.id, p.state, p.reason, p.at, p.accountId],
  { operationId, id, state: 'refused', reason: 'ask-at-desk', at, accountId: null },
)

export type ConsentRow = {
  individualId: string
  decidedAt: Date
  registration: boolean | null
  aid: boolean | null
  tracing: boolean | null
  legalHelp: boolean | null
  statistics: boolean | null
}

export const listConsentHistory = statement<{ operationId: string; groupId: string }, ConsentRow>(
  'rights.listConsentHistory',
  `select c.individual_id, c.decided_at, c.registration, c.aid, c.tracing, c.legal_help, c.statistics
   from consent_decision c join individual i on i.operation_id = c.operation_id and i.id = c.individual_id
   where c.operation_id = $1 and i.group_id = $2 and i.state <> 'erased' order by c.decided_at, c.individual_id limit 1000`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

export type ArchivedCard = {
  token: string
  shortCode: string
  issuedAt: Date
  expiresOn: string
  withdrawnAt: Date | null
  withdrawnReason: string | null
}

export const listOwnCards = statement<{ operationId: string; groupId: string }, ArchivedCard>(
  'rights.listOwnCards',
  `select token, short_code, issued_at, expires_on, withdrawn_at, withdrawn_reason from card
   where operation_id = $1 and group_id = $2 order by issued_at limit 100`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

/** One version of a class that a correction replaced. */
export type EarlierVersion = {
  individualId: string
  class: 'identity' | 'contact' | 'needs'
  version: number
  blob: Buffer
  wrappedKey: Buffer
  writtenAt: Date
  supersededAt: Date
}

export const listEarlierVersions = statement<{ operationId: string; groupId: string }, EarlierVersion>(
  'rights.listEarlierVersions',
  `select b.individual_id, b.class, b.version, b.blob, k.wrapped_key, b.written_at, b.superseded_at from person_blob b
   join individual i on i.operation_id = b.operation_id and i.id = b.individual_id
   join person_key k on k.operation_id = b.operation_id and k.individual_id = b.individual_id
   where b.operation_id = $1 and i.group_id = $2 and b.superseded_at is not null
   order by b.individual_id, b.class, b.version limit 500`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

/** What of a household stands in clear beside its people. */
export const findOwnGroup = statement<
  { operationId: string; groupId: string },
  {
    caseNumber: string
    stage: string
    language: string
    householdSize: number
    siteName: string | null
    source: string
    registeredOn: string
    heldSince: Date | null
    lastActiveAt: Date
  }
>(
  'rights.findOwnGroup',
  `select g.case_number, g.stage, g.language, g.household_size, s.name as site_name, g.source, g.registered_on, h.placed_at as held_since,
     greatest(g.registered_at, (select max(at) from event where operation_id = $1 and group_id = $2)) as last_active_at
   from registration_group g
   left join site s on s.operation_id = g.operation_id and s.id = g.site_id
   left join legal_hold h on h.operation_id = g.operation_id and h.group_id = g.id
   where g.operation_id = $1 and g.id = $2`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)
