import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { IndividualFacts } from '../../model.ts'
import type { SealedPerson } from '../../server/person-file.ts'

const id = SAMPLE_OPERATION

/** A household before its people come over from another one. */
export const insertEmptyGroup = statement<
  {
    operationId: string
    id: string
    caseNumber: string
    language: string
    siteId: string | null
    registeredAt: Date
    registeredOn: string
    accessCodeHash: Uint8Array
  },
  Record<string, never>
>(
  'desk.insertEmptyGroup',
  `insert into registration_group (operation_id, id, case_number, household_size, language, site_id, stage, access_code_hash,
     source, registered_at, registered_on)
   values ($1, $2, $3, 1, $4, $5, 'registered', $6, 'desk', $7, $8)`,
  (g) => [g.operationId, g.id, g.caseNumber, g.language, g.siteId, g.accessCodeHash, g.registeredAt, g.registeredOn],
  {
    operationId: id,
    id,
    caseNumber: 'SAMPLE',
    language: 'en',
    siteId: null,
    registeredAt: new Date(0),
    registeredOn: '2021-10-24',
    accessCodeHash: new Uint8Array(32),
  },
)

/** One more person, last in the household's order, with their own key and what it seals. */
export const insertIndividual = statement<
  { operationId: string; groupId: string; facts: IndividualFacts; sealed: SealedPerson; at: Date },
  { id: string }
>(
  'desk.insertIndividual',
  `with person as (
    insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
    select $1::uuid, $2::uuid, $3::uuid, coalesce(max(ordinal), 0) + 1, false, $4, $5, $6, $7, 'present'
    from individual where operation_id = $1::uuid and group_id = $3::uuid
    returning id
  ), consent as (
    insert into consent_decision (operation_id, individual_id, decided_at, registration, aid, tracing, legal_help, statistics)
    select $1::uuid, id, $8::timestamptz, $9::boolean, $10::boolean, $11::boolean, $12::boolean, $13::boolean from person
    where coalesce($9::boolean, $10::boolean, $11::boolean, $12::boolean, $13::boolean) is not null
  ), key as (
    insert into person_key (operation_id, individual_id, key_version, wrapped_key)
    select $1::uuid, id, $17::int, $14::bytea from person
  ), blobs as (
    insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
    select $1::uuid, $2::uuid, b.class, 1, b.blob, $8::timestamptz from unnest($15::text[], $16::bytea[]) as b(class, blob)
  )
  select id from person`,
  ({ operationId, groupId, facts, sealed, at }) => [
    operationId,
    facts.id,
    groupId,
    facts.sex,
    facts.ageBand,
    facts.nationality,
    facts.language,
    at,
    facts.consent.registration,
    facts.consent.aid,
    facts.consent.tracing,
    facts.consent.legalHelp,
    facts.consent.statistics,
    sealed.wrappedKey,
    sealed.blobs.map((blob) => blob.class),
    sealed.blobs.map(({ blob }) => blob),
    sealed.keyVersion,
  ],
  {
    operationId: id,
    groupId: id,
    facts: {
      id,
      isFocalPoint: false,
      sex: 'unknown',
      ageBand: 'unknown',
      nationality: 'undisclosed',
      language: 'en',
      consent: { registration: null, aid: null, tracing: null, legalHelp: null, statistics: null },
    },
    sealed: { individualId: id, wrappedKey: new Uint8Array(61), keyVersion: 1, blobs: [], phoneTag: null },
    at: new Date(0),
  },
)

/** People present without a file, and none will come: nobody can read the entry that brought them. */
export const listUnreadable = statement<{ operationId: string; groupId: string }, { id: string }>(
  'desk.listUnreadable',
  `select i.id from individual i
   where i.operation_id = $1 and i.group_id = $2 and i.state = 'present'
     and not exists (select from person_key k where k.operation_id = $1 and k.individual_id = i.id)
     and exists (select from intake_entry e where e.operation_id = $1 and e.state in ('failed', 'opened') and ${brings('i.id', 'i.group_id')})
   order by i.ordinal, i.id limit 200`,
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId: id, groupId: id },
)

/** The entry of somebody without a file, if opening it is over. Held: parts of a split household take turns at closing it. */
export const holdEntryOfPerson = statement<
  { operationId: string; groupId: string; individualId: string },
  { id: string }
>(
  'desk.holdEntryOfPerson',
  `select e.id from intake_entry e
   where e.operation_id = $1 and e.state in ('failed', 'opened') and ${brings('$3::uuid', '$2::uuid')} limit 1 for update`,
  ({ operationId, groupId, individualId }) => [operationId, groupId, individualId],
  { operationId: id, groupId: id, individualId: id },
)

/** The first file of somebody who is registered already. */
export const insertPersonFile = statement<
  { operationId: string; sealed: SealedPerson; at: Date },
  { individualId: string }
>(
  'desk.insertPersonFile',
  `with key as (
    insert into person_key (operation_id, individual_id, key_version, wrapped_key)
    values ($1::uuid, $2::uuid, $7::int, $3::bytea) returning individual_id
  ), blobs as (
    insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
    select $1, $2, b.class, 1, b.blob, $4::timestamptz from unnest($5::text[], $6::bytea[]) as b(class, blob)
  )
  select individual_id from key`,
  ({ operationId, sealed, at }) => [
    operationId,
    sealed.individualId,
    sealed.wrappedKey,
    at,
    sealed.blobs.map((blob) => blob.class),
    sealed.blobs.map(({ blob }) => blob),
    sealed.keyVersion,
  ],
  {
    operationId: id,
    sealed: { individualId: id, wrappedKey: new Uint8Array(61), keyVersion: 1, blobs: [], phoneTag: null },
    at: new Date(0),
  },
)

/** An entry nobody can read is done once everyone present it brought has a file; what it held is destroyed then. */
export const closeEntry = statement<{ operationId: string; entryId: string }, { id: string }>(
  'desk.closeEntry',
  `update intake_entry e set state = 'opened', envelope = null, failure = null
   where e.operation_id = $1 and e.id = $2 and e.state = 'failed' and not exists (
     select from individual i where i.operation_id = $1 and i.state = 'present' and ${brings('i.id', 'i.group_id')}
       and not exists (select from person_key k where k.operation_id = $1 and k.individual_id = i.id))
   returning id`,
  ({ operationId, entryId }) => [operationId, entryId],
  { operationId: id, entryId: id },
)

/** Whether entry `e` brought a person; entries from before people were listed brought their household's. */
function brings(individual: string, group: string): string {
  return `(e.individual_ids @> array[${individual}] or (e.individual_ids is null and e.group_id = ${group}))`
}
