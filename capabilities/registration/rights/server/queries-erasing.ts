import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

export type Means = {
  at: Date
  eventId: string
  auditId: string
  salt: Uint8Array
  role: 'self' | 'system'
  purpose: string
}

export type PersonState = {
  id: string
  state: 'present' | 'left' | 'died' | 'erased'
  householdSize: number
  stage: string
  hasCard: boolean
}

/** Everyone of a household, with what erasing one of them needs to know. After `lockForErasure` in its transaction. */
export const listStates = statement<{ operationId: string; groupId: string }, PersonState>(
  'rights.listStates',
  `select i.id, i.state, g.household_size, g.stage, exists (select from card c
     where c.operation_id = $1 and c.group_id = $2 and c.withdrawn_at is null) as has_card
   from individual i join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
   where i.operation_id = $1 and i.group_id = $2 limit 200`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

/**
 * Erasure of one person: key, blobs, tag, corrections and second versions go; facts stay in coarse bands. An entry goes
 * once everyone it is about is erased; until it is opened, one that holds others too stays for them alone.
 */
export const erasePerson = statement<
  { operationId: string; groupId: string; individualId: string } & Means,
  { individualId: string }
>(
  'rights.erasePerson',
  `with person as (
    update individual set state = 'erased', is_focal_point = false, nationality = 'undisclosed',
      age_band = case when age_band in ('0-4', '5-11', '12-17', '0-17') then '0-17' when age_band = 'unknown' then 'unknown' else '18+' end
    where operation_id = $1::uuid and group_id = $2::uuid and id = $3::uuid and state <> 'erased' returning id
  ), keys as (
    delete from person_key where operation_id = $1 and individual_id in (select id from person)
  ), blobs as (
    delete from person_blob where operation_id = $1 and individual_id in (select id from person)
  ), mandates as (
    -- The name of somebody who acted for this person: no key opens it any more.
    delete from claim_mandate where operation_id = $1 and individual_id in (select id from person)
  ), papers as (
    update paper set sealed = null, state = case when state = 'issued' then 'withdrawn' else state end,
      end_reason = case when state = 'issued' then 'erased' else end_reason end, ended_at = coalesce(ended_at, $4::timestamptz)
    where operation_id = $1 and individual_id in (select id from person)
  ), tags as (
    delete from person_tag where operation_id = $1 and individual_id in (select id from person)
  ), corrections as (
    delete from correction_request where operation_id = $1 and individual_id in (select id from person)
  ), conflicts as (
    delete from intake_conflict where operation_id = $1 and individual_ids && array(select id from person)
  ), entries as (
    update intake_entry e set state = 'erased', envelope = null, failure = null
    where e.operation_id = $1 and e.state in ('sealed', 'failed') and e.individual_ids && array(select id from person)
      and not exists (select from individual i where i.operation_id = $1 and i.id = any (e.individual_ids) and i.id <> $3 and i.state <> 'erased')
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, facts)
    select $1, $5::uuid, $4::timestamptz, 'individual-erased', $2, '{}' from person
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select $1, $6::uuid, $4, $8, 'erase-person', 'individual', id, $9, $7::bytea from person
  )
  select id as individual_id from person`,
  (p) => [p.operationId, p.groupId, p.individualId, p.at, p.eventId, p.auditId, p.salt, p.role, p.purpose],
  {
    ...{ operationId, groupId: id, individualId: id, at: new Date(0), eventId: id, auditId: id },
    ...{ salt: new Uint8Array(16), role: 'self', purpose: 'own wish' },
  },
)

/** Nobody waits for those who are gone: their hour is free again, and they wait no more. Ids for the events come in, one each. */
export const endAppointments = statement<
  { operationId: string; groupId: string; at: Date; actIds: readonly string[] },
  { id: string }
>(
  'rights.endAppointments',
  `with gone as (
    update appointment set state = 'cancelled', version = version + 1, changed_at = $3::timestamptz
    where operation_id = $1::uuid and group_id = $2::uuid and state in ('booked', 'confirmed') returning id, version, day, slot, officer_id
  ), numbered as (
    select *, row_number() over (order by id) as place from gone
  ), free as (
    delete from appointment_hold where operation_id = $1 and appointment_id in (select id from gone)
  ), waits as (
    delete from appointment_wait where operation_id = $1 and group_id = $2
  ), happened as (
    insert into appointment_event (operation_id, appointment_id, number, at, act_id, kind, account_id, facts)
    select $1, n.id, n.version, $3, ($4::uuid[])[n.place::int], 'cancelled', null,
      jsonb_build_object('day', n.day, 'slot', n.slot, 'officerId', n.officer_id, 'because', 'erased', 'waitsOn', false) from numbered n
  )
  select id from gone`,
  (p) => [p.operationId, p.groupId, p.at, p.actIds],
  { operationId, groupId: id, at: new Date(0), actIds: [id] },
)

/** Somebody speaks for those who stay: whoever did, else the first adult, else the first child. One fewer is counted. */
export const settleHousehold = statement<{ operationId: string; groupId: string }, { householdSize: number }>(
  'rights.settleHousehold',
  `with speaker as (
    update individual set is_focal_point = true
    where operation_id = $1 and id = (select i.id from individual i where i.operation_id = $1 and i.group_id = $2 and i.state = 'present'
        order by i.age_band in ('0-4', '5-11', '12-17', '0-17'), i.ordinal, i.id limit 1)
      and not exists (select from individual f where f.operation_id = $1 and f.group_id = $2 and f.state = 'present' and f.is_focal_point)
  )
  update registration_group set household_size = greatest(1, household_size - 1)
  where operation_id = $1 and id = $2 returning household_size`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)
