import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { IndividualFacts } from '../model.ts'
import type { SealedPerson } from './person-file.ts'

/** A household that comes in at a desk or from a file: already opened, sealed person by person. */
export type NewHousehold = {
  operationId: string
  groupId: string
  caseNumber: string
  language: string
  siteId: string | null
  invitationId: string | null
  source: 'phone' | 'desk' | 'import'
  accessCodeHash: Uint8Array
  registeredAt: Date
  registeredOn: string
  people: IndividualFacts[]
  sealed: SealedPerson[]
  card: { cti: Uint8Array; shortCode: string; statusIndex: number; token: string; expiresOn: string }
  eventId: string
}

/**
 * Writes household, people, consents, keys, blobs, tags, card and event in one statement. The caller records the act in
 * the same transaction. Fails as a whole when a code or a place in the status list is taken.
 */
export const insertHousehold = statement<NewHousehold, { groupId: string }>(
  'registration.insertHousehold',
  `with household as (
    insert into registration_group (operation_id, id, case_number, household_size, language, site_id, invitation_id, stage,
      access_code_hash, source, registered_at, registered_on)
    values ($1::uuid, $2::uuid, $3, cardinality($11::uuid[]), $4, $5::uuid, $6::uuid, 'registered', $7::bytea, $8, $9::timestamptz, $10::date)
    returning id
  ), person as (
    select p.* from unnest($11::uuid[], $12::boolean[], $13::text[], $14::text[], $15::text[], $16::text[],
      $17::boolean[], $18::boolean[], $19::boolean[], $20::boolean[], $21::boolean[])
      with ordinality as p(id, is_focal_point, sex, age_band, nationality, language, registration, aid, tracing, legal_help, statistics, ordinal)
  ), people as (
    insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
    select $1, id, $2, ordinal, is_focal_point, sex, age_band, nationality, language, 'present' from person
  ), consents as (
    insert into consent_decision (operation_id, individual_id, decided_at, registration, aid, tracing, legal_help, statistics)
    select $1, id, $9, registration, aid, tracing, legal_help, statistics from person
    where coalesce(registration, aid, tracing, legal_help, statistics) is not null
  ), keys as (
    insert into person_key (operation_id, individual_id, key_version, wrapped_key)
    select $1, k.id, k.key_version, k.wrapped_key from unnest($22::uuid[], $23::bytea[], $34::int[]) as k(id, wrapped_key, key_version)
  ), blobs as (
    insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
    select $1, b.id, b.class, 1, b.blob, $9 from unnest($24::uuid[], $25::text[], $26::bytea[]) as b(id, class, blob)
  ), tags as (
    insert into person_tag (operation_id, individual_id, kind, tag)
    select $1, t.id, 'phone', t.tag from unnest($22::uuid[], $27::bytea[]) as t(id, tag) where t.tag is not null
  ), issued as (
    insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
    values ($1, $28::bytea, $29, $2, $30::int, $31, $9, $32::date)
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, facts)
    values ($1, $33::uuid, $9, 'household-registered', $2, jsonb_build_object('source', $8::text, 'householdSize', cardinality($11::uuid[]), 'stage', 'registered'))
  )
  select id as group_id from household`,
  ({ people, sealed, card, ...h }) => {
    const blobs = sealed.flatMap(({ individualId, blobs }) => blobs.map((blob) => ({ individualId, ...blob })))
    return [
      h.operationId,
      h.groupId,
      h.caseNumber,
      h.language,
      h.siteId,
      h.invitationId,
      h.accessCodeHash,
      h.source,
      h.registeredAt,
      h.registeredOn,
      people.map(({ id }) => id),
      people.map(({ isFocalPoint }) => isFocalPoint),
      people.map(({ sex }) => sex),
      people.map(({ ageBand }) => ageBand),
      people.map(({ nationality }) => nationality),
      people.map(({ language }) => language),
      people.map(({ consent }) => consent.registration),
      people.map(({ consent }) => consent.aid),
      people.map(({ consent }) => consent.tracing),
      people.map(({ consent }) => consent.legalHelp),
      people.map(({ consent }) => consent.statistics),
      sealed.map(({ individualId }) => individualId),
      sealed.map(({ wrappedKey }) => wrappedKey),
      blobs.map(({ individualId }) => individualId),
      blobs.map((blob) => blob.class),
      blobs.map(({ blob }) => blob),
      sealed.map(({ phoneTag }) => phoneTag),
      card.cti,
      card.shortCode,
      card.statusIndex,
      card.token,
      card.expiresOn,
      h.eventId,
      sealed.map(({ keyVersion }) => keyVersion),
    ]
  },
  {
    operationId: SAMPLE_OPERATION,
    groupId: SAMPLE_OPERATION,
    caseNumber: 'SAMPLE',
    language: 'en',
    siteId: null,
    invitationId: null,
    source: 'desk',
    accessCodeHash: new Uint8Array(32),
    registeredAt: new Date(0),
    registeredOn: '2021-10-24',
    people: [],
    sealed: [],
    card: { cti: new Uint8Array(8), shortCode: 'SAMPLE', statusIndex: 0, token: 'RC1:', expiresOn: '2022-10-24' },
    eventId: SAMPLE_OPERATION,
  },
)
