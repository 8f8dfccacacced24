import { THIS_OPERATION } from '#platform/backup/plan.ts'

/**
 * Erasures across a restore: who was erased, and how they are erased again in a world that was put back from before. The
 * list is made of states, which outlast every event; it names nobody. Runs as the owner, in one operation.
 */

const HERE = THIS_OPERATION

/** Each `line` is a kind and an id. People are listed one by one: they may have changed households since. */
export const listErasures = `
  select json_build_array(kind, id)::text as line from (
    select 'person' as kind, id from individual where operation_id = ${HERE} and state = 'erased'
    union all select 'household', id from registration_group where operation_id = ${HERE} and stage = 'erased'
    union all select 'entry', id from intake_entry where operation_id = ${HERE} and state = 'erased'
  ) as erased order by kind collate "C", id`

/** Does to a page of that list ($1, at $2) what `eraseRegistration` did (queries-own.ts), and records it. Repeating is harmless. */
export const replayErasures = `
  with erased as (
    select line->>0 as kind, (line->>1)::uuid as id from jsonb_array_elements($1::jsonb) as line
  ), people as (
    update individual set state = 'erased', is_focal_point = false, nationality = 'undisclosed',
      age_band = case when age_band in ('0-4', '5-11', '12-17', '0-17') then '0-17' when age_band = 'unknown' then 'unknown' else '18+' end
    where operation_id = ${HERE} and state <> 'erased' and id in (select id from erased where kind = 'person') returning id
  ), keys as (
    delete from person_key where operation_id = ${HERE} and individual_id in (select id from erased where kind = 'person')
  ), blobs as (
    delete from person_blob where operation_id = ${HERE} and individual_id in (select id from erased where kind = 'person')
  ), tags as (
    delete from person_tag where operation_id = ${HERE} and individual_id in (select id from erased where kind = 'person')
  ), recounted as (
    -- A household that lives on without one of its people is as large as those who are left.
    update registration_group g set household_size = greatest(1, p.present)
    from (select i.group_id, count(*) filter (where i.state = 'present' and i.id not in (select id from erased where kind = 'person'))::int as present
      from individual i where i.operation_id = ${HERE}
        and i.group_id in (select group_id from individual where operation_id = ${HERE} and state <> 'erased' and id in (select id from erased where kind = 'person'))
      group by i.group_id) p
    where g.operation_id = ${HERE} and g.id = p.group_id and g.id not in (select id from erased where kind = 'household')
  ), conflicts as (
    delete from intake_conflict where operation_id = ${HERE} and (entry_id in (select id from erased where kind = 'entry')
      or individual_ids && array(select id from erased where kind = 'person'))
  ), entries as (
    update intake_entry set state = 'erased', envelope = null, failure = null
    where operation_id = ${HERE} and state <> 'erased' and id in (select id from erased where kind = 'entry')
  ), cards as (
    update card set withdrawn_at = $2::timestamptz, withdrawn_reason = 'erased'
    where operation_id = ${HERE} and withdrawn_at is null and group_id in (select id from erased where kind = 'household')
  ), households as (
    update registration_group set stage = 'erased', waiting_reason = null, access_code_hash = sha256(gen_random_uuid()::text::bytea)
    where operation_id = ${HERE} and stage <> 'erased' and id in (select id from erased where kind = 'household') returning id
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, facts)
    select ${HERE}, gen_random_uuid(), $2, 'registration-erased', id, '{}' from households
  ), recorded as (
    insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
    select ${HERE}, gen_random_uuid(), $2, 'system', 'erase', 'registration-group', id, 'restore of a backup',
           substr(sha256(gen_random_uuid()::text::bytea), 1, 16) from households
  )
  select count(*) as erased from people`

/** Erased people of whom anything sealed is left. */
export const countErasedWithFile = `
  select count(*) as people from individual i where i.operation_id = ${HERE} and i.state = 'erased' and (
    exists (select from person_key k where k.operation_id = i.operation_id and k.individual_id = i.id)
    or exists (select from person_blob b where b.operation_id = i.operation_id and b.individual_id = i.id)
    or exists (select from person_tag t where t.operation_id = i.operation_id and t.individual_id = i.id))`

/** Records sealed to officers go with the household they are about, also where it was joined into the one that is erased. Archives made before there were any come back as they were. */
export const sealedRecordErasures = {
  table: 'sealed_record',
  replay: `
    with recursive gone as (
      select (line->>1)::uuid as id from jsonb_array_elements($1::jsonb) as line where line->>0 = 'household'
      union select g.id from registration_group g join gone on g.joined_into_id = gone.id where g.operation_id = ${HERE}
    )
    delete from sealed_record where operation_id = ${HERE} and subject_id in (select id from gone)`,
  stillOpen: `
    select count(*) as records from sealed_record r join registration_group g on g.operation_id = r.operation_id and g.id = r.subject_id
    where r.operation_id = ${HERE} and g.stage = 'erased'`,
}

/** What erased people asked to correct goes with them, where the archive is of a version that knew such requests. */
export const correctionErasures = {
  table: 'correction_request',
  replay: `
    delete from correction_request where operation_id = ${HERE}
      and individual_id in (select (line->>1)::uuid from jsonb_array_elements($1::jsonb) as line where line->>0 = 'person')`,
  stillOpen: `
    select count(*) as requests from correction_request r join individual i on i.operation_id = r.operation_id and i.id = r.individual_id
    where r.operation_id = ${HERE} and i.state = 'erased'`,
}

/** Papers of erased people are withdrawn, and what was printed on them goes, where the archive is of a version that knew papers. */
export const paperErasures = {
  table: 'paper',
  replay: `
    update paper set sealed = null, state = case when state = 'issued' then 'withdrawn' else state end,
      end_reason = case when state = 'issued' then 'erased' else end_reason end, ended_at = coalesce(ended_at, issued_at)
    where operation_id = ${HERE} and individual_id in (select (line->>1)::uuid from jsonb_array_elements($1::jsonb) as line where line->>0 = 'person')`,
  stillOpen: `
    select count(*) as papers from paper p join individual i on i.operation_id = p.operation_id and i.id = p.individual_id
    where p.operation_id = ${HERE} and i.state = 'erased' and (p.sealed is not null or p.state = 'issued')`,
}

/** Sealed entries whose envelope did not come back: a person decides, as with any entry that cannot be read. */
export const setLostEntriesFailed = `
  with lost as (
    update intake_entry set state = 'failed', failure = 'lost-in-restore'
    where operation_id = ${HERE} and state = 'sealed' and envelope is null returning id
  )
  select count(*) as repaired from lost`

/** People who have a file that nothing opens. */
export const countFilesWithoutKey = `
  select count(distinct b.individual_id) as people from person_blob b where b.operation_id = ${HERE}
    and not exists (select from person_key k where k.operation_id = b.operation_id and k.individual_id = b.individual_id)`
