import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

/** Everything one arriving household becomes, ready to be written. */
export type NewRegistration = {
  operationId: string
  entryId: string
  groupId: string
  contentHash: Uint8Array
  envelope: Uint8Array | null
  madeAt: Date
  receivedAt: Date
  caseNumber: string
  householdSize: number
  language: string
  siteId: string | null
  invitationId: string | null
  stage: 'registered' | 'waiting'
  waitingReason: string | null
  accessCodeHash: Uint8Array
  registeredOn: string
  people: {
    id: string
    isFocalPoint: boolean
    sex: string
    ageBand: string
    nationality: string
    language: string
    consent: {
      registration: boolean | null
      aid: boolean | null
      tracing: boolean | null
      legalHelp: boolean | null
      statistics: boolean | null
    }
  }[]
  cti: Uint8Array
  shortCode: string
  statusIndex: number
  cardToken: string
  expiresOn: string
  eventId: string
  auditId: string
  salt: Uint8Array
}

export type IntakeOutcome = {
  /** False: this id was here before. */
  isNew: boolean
  /** False for a new entry: the short code or the place in the status list is taken. */
  isCardIssued: boolean
}

/**
 * One statement writes entry, household, people, consents, card, event and audit entry, or nothing at all: this is the
 * hot write. Nothing is written when the id was here before.
 */
export const insertRegistration = statement<NewRegistration, IntakeOutcome>(
  'registration.insertRegistration',
  `with entry as (
    insert into intake_entry (operation_id, id, group_id, content_hash, envelope, state, cti, receipt_status, made_at, received_at,
      individual_ids, focal_point_id)
    values ($1::uuid, $2::uuid, $3::uuid, $4::bytea, $5::bytea, 'sealed', $6::bytea,
            case when $7 = 'registered' then 'accepted' else 'waiting' end, $8::timestamptz, $9::timestamptz,
            $18::uuid[], ($18::uuid[])[array_position($19::boolean[], true)])
    on conflict (operation_id, id) do nothing
    returning id
  ), household as (
    insert into registration_group (operation_id, id, case_number, household_size, language, site_id, invitation_id, stage,
      waiting_reason, access_code_hash, source, registered_at, registered_on)
    select $1, $3, $10, $11::int, $12, $13::uuid, $14::uuid, $7, $15, $16::bytea, 'phone', $9, $17::date from entry
  ), person as (
    select p.* from entry, unnest($18::uuid[], $19::boolean[], $20::text[], $21::text[], $22::text[], $23::text[],
      $24::boolean[], $25::boolean[], $26::boolean[], $27::boolean[], $28::boolean[])
      with ordinality as p(id, is_focal_point, sex, age_band, nationality, language, registration, aid, tracing, legal_help, statistics, ordinal)
  ), people as (
    insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
    select $1, id, $3, ordinal, is_focal_point, sex, age_band, nationality, language, 'present' from person
  ), consents as (
    insert into consent_decision (operation_id, individual_id, decided_at, registration, aid, tracing, legal_help, statistics)
    -- A phone's clock that runs ahead must not outdate what the person decides later.
    select $1, id, least($8, $9), registration, aid, tracing, legal_help, statistics from person
    where coalesce(registration, aid, tracing, legal_help, statistics) is not null
  ), issued as (
    insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
    select $1, $6, $29, $3, $30::int, $31, $9, $32::date from entry where $7 = 'registered'
    on conflict do nothing
    returning cti
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, facts)
    select $1, $33::uuid, $9, 'household-registered', $3, jsonb_build_object('source', 'phone', 'householdSize', $11::int, 'stage', $7) from entry
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select $1, $34::uuid, $9, 'self', 'register', 'registration-group', $3, 'self-registration', $35::bytea from entry
  )
  select exists (select from entry) as is_new, exists (select from issued) as is_card_issued`,
  (r) => [
    r.operationId,
    r.entryId,
    r.groupId,
    r.contentHash,
    r.envelope,
    r.cti,
    r.stage,
    r.madeAt,
    r.receivedAt,
    r.caseNumber,
    r.householdSize,
    r.language,
    r.siteId,
    r.invitationId,
    r.waitingReason,
    r.accessCodeHash,
    r.registeredOn,
    r.people.map(({ id }) => id),
    r.people.map(({ isFocalPoint }) => isFocalPoint),
    r.people.map(({ sex }) => sex),
    r.people.map(({ ageBand }) => ageBand),
    r.people.map(({ nationality }) => nationality),
    r.people.map(({ language }) => language),
    r.people.map(({ consent }) => consent.registration),
    r.people.map(({ consent }) => consent.aid),
    r.people.map(({ consent }) => consent.tracing),
    r.people.map(({ consent }) => consent.legalHelp),
    r.people.map(({ consent }) => consent.statistics),
    r.shortCode,
    r.statusIndex,
    r.cardToken,
    r.expiresOn,
    r.eventId,
    r.auditId,
    r.salt,
  ],
  sampleRegistration(),
)

/** The entry that was here before, with what its receipt said. */
export const findEntry = statement<
  { operationId: string; entryId: string },
  {
    groupId: string
    contentHash: Buffer
    receivedAt: Date
    receiptStatus: 'accepted' | 'waiting'
    token: string | null
  }
>(
  'registration.findEntry',
  `select e.group_id, e.content_hash, e.received_at, e.receipt_status, c.token
   from intake_entry e left join card c on c.operation_id = e.operation_id and c.cti = e.cti and c.group_id = e.group_id
   where e.operation_id = $1 and e.id = $2`,
  ({ operationId, entryId }) => [operationId, entryId],
  { operationId: SAMPLE_OPERATION, entryId: SAMPLE_OPERATION },
)

/** Tries another place in the status list for a card that was not issued at once. */
export const insertCard = statement<
  {
    operationId: string
    cti: Uint8Array
    shortCode: string
    groupId: string
    statusIndex: number
    token: string
    issuedAt: Date
    expiresOn: string
  },
  { cti: Buffer }
>(
  'registration.insertCard',
  `insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning cti`,
  (c) => [c.operationId, c.cti, c.shortCode, c.groupId, c.statusIndex, c.token, c.issuedAt, c.expiresOn],
  {
    operationId: SAMPLE_OPERATION,
    cti: new Uint8Array(8),
    shortCode: '0',
    groupId: SAMPLE_OPERATION,
    statusIndex: 1,
    token: 'RC1:',
    issuedAt: new Date(0),
    expiresOn: '2021-01-01',
  },
)

/** No card could be issued: a person looks at it. The receipt has not been given yet, so it will say so. */
export const setWaiting = statement<
  { operationId: string; entryId: string; groupId: string; reason: string },
  Record<string, never>
>(
  'registration.setWaiting',
  `with entry as (update intake_entry set receipt_status = 'waiting' where operation_id = $1 and id = $2)
   update registration_group set stage = 'waiting', waiting_reason = $4 where operation_id = $1 and id = $3`,
  ({ operationId, entryId, groupId, reason }) => [operationId, entryId, groupId, reason],
  { operationId: SAMPLE_OPERATION, entryId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION, reason: 'code-collision' },
)

/**
 * Same id, other content: kept beside the first one. Of people who were erased nothing is kept again. Goes after
 * `lockPeople` in its transaction, and locks the entry: what is being erased at this moment is waited for.
 */
export const keepConflict = statement<
  {
    operationId: string
    entryId: string
    contentHash: Uint8Array
    envelope: Uint8Array
    receivedAt: Date
    individualIds: string[]
  },
  Record<string, never>
>(
  'registration.keepConflict',
  `with first as (select state from intake_entry where operation_id = $1::uuid and id = $2::uuid for share)
   insert into intake_conflict (operation_id, entry_id, content_hash, envelope, received_at, individual_ids)
   select $1::uuid, $2::uuid, $3::bytea, $4::bytea, $5::timestamptz, $6::uuid[]
   where not exists (select from first where state = 'erased')
     and not exists (select from individual i where i.operation_id = $1 and i.id = any ($6::uuid[]) and i.state = 'erased')
   on conflict do nothing`,
  ({ operationId, entryId, contentHash, envelope, receivedAt, individualIds }) => [
    operationId,
    entryId,
    contentHash,
    envelope,
    receivedAt,
    individualIds,
  ],
  {
    operationId: SAMPLE_OPERATION,
    entryId: SAMPLE_OPERATION,
    contentHash: new Uint8Array(32),
    envelope: new Uint8Array(1),
    receivedAt: new Date(0),
    individualIds: [],
  },
)

export const findInvitation = statement<
  { operationId: string; invitationId: string },
  { siteId: string | null; quota: number; expiresAt: Date; revokedAt: Date | null; used: number }
>(
  'registration.findInvitation',
  `select i.site_id, i.quota, i.expires_at, i.revoked_at,
     (select count(*) from registration_group g where g.operation_id = i.operation_id and g.invitation_id = i.id
       and g.stage not in ('quarantined', 'set-aside')) as used
   from invitation i where i.operation_id = $1 and i.id = $2`,
  ({ operationId, invitationId }) => [operationId, invitationId],
  { operationId: SAMPLE_OPERATION, invitationId: SAMPLE_OPERATION },
)

export const listStatusIndices = statement<{ operationId: string }, { indices: number[] | null }>(
  'registration.listStatusIndices',
  `select array_agg(status_index) as indices from (
     select status_index from card where operation_id = $1 union all select status_index from paper where operation_id = $1) as places`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)

function sampleRegistration(): NewRegistration {
  const id = SAMPLE_OPERATION
  return {
    operationId: id,
    entryId: id,
    groupId: id,
    contentHash: new Uint8Array(32),
    envelope: new Uint8Array(8),
    madeAt: new Date(0),
    receivedAt: new Date(0),
    caseNumber: 'SAMPLE',
    householdSize: 1,
    language: 'en',
    siteId: null,
    invitationId: null,
    stage: 'registered',
    waitingReason: null,
    accessCodeHash: new Uint8Array(32),
    registeredOn: '2021-10-24',
    people: [
      {
        id,
        isFocalPoint: true,
        sex: 'unknown',
        ageBand: 'unknown',
        nationality: 'undisclosed',
        language: 'en',
        consent: { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null },
      },
    ],
    cti: new Uint8Array(8),
    shortCode: 'SAMPLE',
    statusIndex: 0,
    cardToken: 'RC1:',
    expiresOn: '2022-10-24',
    eventId: id,
    auditId: id,
    salt: new Uint8Array(16),
  }
}
