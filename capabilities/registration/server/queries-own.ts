import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { AgeBand } from '../model.ts'

export type OwnRegistration = {
  id: string
  stage: 'waiting' | 'registered' | 'left' | 'erased' | 'quarantined' | 'set-aside'
  language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar'
  householdSize: number
  registeredOn: string
  shortCode: string | null
  token: string | null
  isSealed: boolean
}

/** The registration an access code opens, with its newest card that is still good. */
export const findByAccessCode = statement<{ operationId: string; accessCodeHash: Uint8Array }, OwnRegistration>(
  'registration.findByAccessCode',
  `select g.id, g.stage, g.language, g.household_size, g.registered_on, c.short_code, c.token,
     exists (select from intake_entry e where e.operation_id = g.operation_id and e.group_id = g.id and e.state in ('sealed', 'failed')) as is_sealed
   from registration_group g
   left join lateral (select short_code, token from card
     where operation_id = g.operation_id and group_id = g.id and withdrawn_at is null order by issued_at desc limit 1) c on true
   where g.operation_id = $1 and g.access_code_hash = $2 and g.stage <> 'erased'`,
  ({ operationId, accessCodeHash }) => [operationId, accessCodeHash],
  { operationId: SAMPLE_OPERATION, accessCodeHash: new Uint8Array(32) },
)

export type OwnPerson = {
  id: string
  isFocalPoint: boolean
  state: 'present' | 'left' | 'died' | 'erased'
  sex: 'female' | 'male' | 'other' | 'unknown' | 'undisclosed'
  ageBand: AgeBand
  nationality: string
  registration: boolean | null
  aid: boolean | null
  tracing: boolean | null
  legalHelp: boolean | null
  statistics: boolean | null
  wrappedKey: Buffer | null
  classes: ('identity' | 'contact' | 'needs')[] | null
  versions: number[] | null
  blobs: Buffer[] | null
}

/** The people of one registration with their newest consent and their sealed file. */
export const listOwnPeople = statement<{ operationId: string; groupId: string }, OwnPerson>(
  'registration.listOwnPeople',
  `select i.id, i.is_focal_point, i.state, i.sex, i.age_band, i.nationality,
     c.registration, c.aid, c.tracing, c.legal_help, c.statistics, k.wrapped_key, b.classes, b.versions, b.blobs
   from individual i
   left join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
   left join lateral (select * from consent_decision
     where operation_id = i.operation_id and individual_id = i.id order by decided_at desc limit 1) c on true
   left join lateral (select array_agg(class order by class) as classes, array_agg(version order by class) as versions, array_agg(blob order by class) as blobs
     from person_blob where operation_id = i.operation_id and individual_id = i.id and superseded_at is null) b on true
   where i.operation_id = $1 and i.group_id = $2 and i.state <> 'erased' order by i.ordinal limit 30`,
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)

/** Who on the staff read or changed this registration. What people did themselves is not told: someone may have left unseen. */
export const listReadings = statement<
  { operationId: string; groupId: string },
  { at: Date; role: string; act: string; purpose: string }
>(
  'registration.listReadings',
  `select at, role, act, purpose from audit_entry
   where operation_id = $1 and role <> 'self'
     and subject_id in (select $2::uuid union all select id from individual where operation_id = $1 and group_id = $2)
   order by at desc limit 200`,
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)

/** One person leaves. Household, card and page stay as they look: nobody else is told. */
export const markLeft = statement<
  {
    operationId: string
    groupId: string
    individualId: string
    at: Date
    eventId: string
    auditId: string
    salt: Uint8Array
  },
  { id: string }
>(
  'registration.markLeft',
  `with gone as (
    update individual set state = 'left' where operation_id = $1::uuid and group_id = $2::uuid and id = $3::uuid and state = 'present' returning id
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, individual_id, facts) select $1, $5::uuid, $4::timestamptz, 'individual-left', $2, $3, '{}' from gone
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select $1, $6::uuid, $4, 'self', 'leave', 'individual', $3, 'own wish', $7::bytea from gone
  )
  select id from individual where operation_id = $1 and group_id = $2 and id = $3`,
  (p) => [p.operationId, p.groupId, p.individualId, p.at, p.eventId, p.auditId, p.salt],
  {
    operationId: SAMPLE_OPERATION,
    groupId: SAMPLE_OPERATION,
    individualId: SAMPLE_OPERATION,
    at: new Date(0),
    eventId: SAMPLE_OPERATION,
    auditId: SAMPLE_OPERATION,
    salt: new Uint8Array(16),
  },
)

/**
 * Goes before an erasure in its transaction: neither a desk that moves people nor a job that writes their keys is half
 * done when they are erased.
 */
export const lockForErasure = statement<{ operationId: string; groupId: string }, { id: string }>(
  'registration.lockForErasure',
  `with household as (select id from registration_group where operation_id = $1 and id = $2 for update)
   select i.id from household h join individual i on i.operation_id = $1 and i.group_id = h.id order by i.id for update of i`,
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId: SAMPLE_OPERATION, groupId: SAMPLE_OPERATION },
)

/**
 * Erasure: keys, blobs, tags and envelopes go; id and hash of the entry stay, so that no replay brings it back; facts stay
 * in coarse bands; the access code opens nothing any more. An envelope that still holds somebody of another household is
 * left to be opened for them alone.
 */
export const eraseRegistration = statement<
  {
    operationId: string
    groupId: string
    at: Date
    eventId: string
    auditId: string
    salt: Uint8Array
    role: string
    purpose: string
    accountId: string | null
    newHash: Uint8Array
  },
  { individualId: string }
>(
  'registration.eraseRegistration',
  `with recursive joined as (
    select $2::uuid as id
    union select g.id from registration_group g join joined j on g.joined_into_id = j.id where g.operation_id = $1::uuid
  ), person as (
    update individual set state = 'erased', nationality = 'undisclosed',
      age_band = case when age_band in ('0-4', '5-11', '12-17', '0-17') then '0-17' when age_band = 'unknown' then 'unknown' else '18+' end
    where operation_id = $1::uuid and group_id = $2::uuid returning id
  ), keys as (
    delete from person_key where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), blobs as (
    delete from person_blob where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), tags as (
    delete from person_tag where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), mandates as (
    -- The names of those who acted for these people: no key opens them any more.
    delete from claim_mandate where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), papers as (
    update paper set sealed = null, state = case when state = 'issued' then 'withdrawn' else state end,
      end_reason = case when state = 'issued' then 'erased' else end_reason end, ended_at = coalesce(ended_at, $3::timestamptz)
    where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), sealed as (
    delete from sealed_record where operation_id = $1 and subject_id in (select id from joined)
  ), corrections as (
    delete from correction_request where operation_id = $1 and individual_id in (select id from individual where operation_id = $1 and group_id = $2)
  ), conflicts as (
    delete from intake_conflict where operation_id = $1
      and (entry_id in (select id from intake_entry where operation_id = $1 and group_id = $2)
        or individual_ids && array(select id from individual where operation_id = $1 and group_id = $2))
  ), entries as (
    update intake_entry set state = 'erased', envelope = null, failure = null
    where operation_id = $1 and ((group_id = $2 and (envelope is null or individual_ids is null))
      or (envelope is not null and individual_ids <@ array(select id from individual where operation_id = $1 and group_id = $2)))
  ), cards as (
    update card set withdrawn_at = $3::timestamptz, withdrawn_reason = 'erased' where operation_id = $1 and group_id = $2 and withdrawn_at is null
  ), household as (
    update registration_group set stage = 'erased', waiting_reason = null, access_code_hash = $9::bytea where operation_id = $1 and id = $2
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, account_id, facts) values ($1, $4::uuid, $3, 'registration-erased', $2, $8::uuid, '{}')
  ), recorded as (
    insert into audit_entry (operation_id, id, at, account_id, role, act, subject_kind, subject_id, purpose, salt)
    values ($1, $5::uuid, $3, $8, $7, 'erase', 'registration-group', $2, $10, $6::bytea)
  )
  select id as individual_id from person`,
  (p) => [p.operationId, p.groupId, p.at, p.eventId, p.auditId, p.salt, p.role, p.accountId, p.newHash, p.purpose],
  {
    operationId: SAMPLE_OPERATION,
    groupId: SAMPLE_OPERATION,
    at: new Date(0),
    eventId: SAMPLE_OPERATION,
    auditId: SAMPLE_OPERATION,
    salt: new Uint8Array(16),
    role: 'self',
    purpose: 'own wish',
    accountId: null,
    newHash: new Uint8Array(32),
  },
)

/** Reading one's own file is an act too; it is not told to others of the household. */
export const recordOwnAct = statement<
  { operationId: string; groupId: string; act: string; at: Date; auditId: string; salt: Uint8Array },
  Record<string, never>
>(
  'registration.recordOwnAct',
  `insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
   values ($1, $5, $4, 'self', $3, 'registration-group', $2, 'own file', $6)`,
  (p) => [p.operationId, p.groupId, p.act, p.at, p.auditId, p.salt],
  {
    operationId: SAMPLE_OPERATION,
    groupId: SAMPLE_OPERATION,
    act: 'read-own',
    at: new Date(0),
    auditId: SAMPLE_OPERATION,
    salt: new Uint8Array(16),
  },
)

/** Asking where one's registration stands is looking too, for the periods of the retention job; unless somebody did lately. */
export const recordLooking = statement<
  { operationId: string; groupId: string; at: Date; unlessSince: Date; auditId: string; salt: Uint8Array },
  Record<string, never>
>(
  'registration.recordLooking',
  `insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
   select $1::uuid, $5::uuid, $3::timestamptz, 'self', 'read-status', 'registration-group', $2::uuid, 'own file', $6::bytea
   where not exists (select from audit_entry a where a.operation_id = $1 and a.subject_id = $2 and a.role = 'self' and a.at > $4::timestamptz)`,
  (p) => [p.operationId, p.groupId, p.at, p.unlessSince, p.auditId, p.salt],
  {
    operationId: SAMPLE_OPERATION,
    groupId: SAMPLE_OPERATION,
    at: new Date(0),
    unlessSince: new Date(0),
    auditId: SAMPLE_OPERATION,
    salt: new Uint8Array(16),
  },
)
