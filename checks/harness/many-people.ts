import type { ClientBase } from 'pg'

/** Households of three in every table that a registration fills, by SQL alone: for sizes that phones would take hours to reach. */
export async function addManyPeople(client: ClientBase, operationId: string, households: number): Promise<void> {
  for (const text of FILL)
    await client.query(text.replaceAll('$1', `'${operationId}'::uuid`).replaceAll('$2', String(households)))
}

const FILL = [
  `insert into registration_group (operation_id, id, case_number, household_size, language, stage, access_code_hash, source, registered_at, registered_on)
   select $1, md5('g' || n)::uuid, 'CASE-' || n, 3, 'ht', 'registered', sha256(('code' || n)::bytea), 'phone', now(), '2021-10-24'
   from generate_series(1, $2) n`,
  `insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
   select $1, md5('i' || n || '/' || p)::uuid, md5('g' || n)::uuid, p, p = 1, 'female', '18-59', 'HTI', 'ht', 'present'
   from generate_series(1, $2) n, generate_series(1, 3) p`,
  `insert into person_key (operation_id, individual_id, key_version, wrapped_key)
   select operation_id, id, 1, substr(sha512(id::text::bytea), 1, 61) from individual where operation_id = $1 on conflict do nothing`,
  `insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
   select i.operation_id, i.id, c, 1,
     sha512((i.id || c || 1)::bytea) || sha512((i.id || c || 2)::bytea) || sha512((i.id || c || 3)::bytea) || sha512((i.id || c || 4)::bytea), now()
   from individual i, unnest(array['identity', 'needs']) c where i.operation_id = $1 on conflict do nothing`,
  `insert into person_tag (operation_id, individual_id, kind, tag)
   select operation_id, id, 'phone', sha256(id::text::bytea) from individual where operation_id = $1 and is_focal_point on conflict do nothing`,
  `insert into consent_decision (operation_id, individual_id, decided_at, registration, aid)
   select operation_id, id, now(), true, true from individual where operation_id = $1 on conflict do nothing`,
  `insert into card (operation_id, cti, short_code, group_id, status_index, token, issued_at, expires_on)
   select $1, sha256(('c' || n)::bytea), 'CODE-' || n, md5('g' || n)::uuid, 1000000 + n, 'RC1:' || md5('t' || n) || repeat(md5(n::text), 4), now(), '2022-10-24'
   from generate_series(1, $2) n`,
  `insert into intake_entry (operation_id, id, group_id, content_hash, envelope, state, cti, receipt_status, made_at, received_at)
   select $1, md5('e' || n)::uuid, md5('g' || n)::uuid, sha256('x'), case when n % 10 = 0 then decode(repeat(md5('v' || n), 64), 'hex') end,
     case when n % 10 = 0 then 'sealed' else 'opened' end, '12345678', 'accepted', now(), now() from generate_series(1, $2) n`,
  `insert into event (operation_id, id, at, kind, group_id, facts)
   select $1, md5('v' || n)::uuid, now(), 'household-registered', md5('g' || n)::uuid, '{"source": "phone"}' from generate_series(1, $2) n`,
  `insert into audit_entry (operation_id, id, at, role, act, subject_kind, subject_id, purpose, salt)
   select $1, md5('a' || n)::uuid, now(), 'self', 'register', 'registration-group', md5('g' || (n % $2))::uuid, 'self-registration', substr(sha256(n::text::bytea), 1, 16)
   from generate_series(1, $2 * 5) n`,
]
