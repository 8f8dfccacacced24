import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { SealedPerson } from './person-file.ts'

export type SealedRow = {
  id: string
  envelope: Buffer
  receivedOn: string
  individualIds: string[]
  focalPointId: string | null
}

/** Entries still sealed, oldest first, with the people they are about in the order they were given. */
export const listSealed = statement<{ operationId: string; limit: number }, SealedRow>(
  'registration.listSealed',
  `select id, envelope, received_at::date as received_on, coalesce(individual_ids, '{}') as individual_ids, focal_point_id
   from intake_entry where operation_id = $1 and state = 'sealed' order by received_at limit $2`,
  ({ operationId, limit }) => [operationId, limit],
  { operationId: SAMPLE_OPERATION, limit: 50 },
)

export const countSealed = statement<{ operationId: string }, { sealed: number; failed: number }>(
  'registration.countSealed',
  `select count(*) filter (where state = 'sealed') as sealed, count(*) filter (where state = 'failed') as failed
   from intake_entry where operation_id = $1 and state in ('sealed', 'failed')`,
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)

type OpenedPerson = SealedPerson & { entryId: string }

/**
 * Goes before `storeOpened` in its transaction: nobody in the batch is erased while their keys are written. An erasure
 * locks the same rows first (queries-own.ts).
 */
export const lockPeople = statement<{ operationId: string; individualIds: string[] }, { id: string }>(
  'registration.lockPeople',
  'select id from individual where operation_id = $1 and id = any($2::uuid[]) order by id for share',
  ({ operationId, individualIds }) => [operationId, individualIds],
  { operationId: SAMPLE_OPERATION, individualIds: [] },
)

/**
 * Writes a batch of opened entries: keys, blobs and tags come, the envelopes go. Only entries still sealed and people not
 * erased count, so that what was erased meanwhile stays erased. Gives those who now have a file.
 */
export const storeOpened = statement<
  { operationId: string; entryIds: string[]; people: OpenedPerson[]; at: Date },
  { individualId: string }
>(
  'registration.storeOpened',
  `with opened as (
    update intake_entry set state = 'opened', envelope = null
    where operation_id = $1::uuid and id = any($2::uuid[]) and state = 'sealed'
    returning id
  ), kept as (
    select id from individual where operation_id = $1 and id = any($4::uuid[]) and state <> 'erased'
  ), keys as (
    insert into person_key (operation_id, individual_id, key_version, wrapped_key)
    select $1, p.individual_id, p.key_version, p.wrapped_key
    from unnest($3::uuid[], $4::uuid[], $5::bytea[], $12::int[]) as p(entry_id, individual_id, wrapped_key, key_version)
    where p.entry_id in (select id from opened) and p.individual_id in (select id from kept)
    returning individual_id
  ), blobs as (
    insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
    select $1, b.individual_id, b.class, 1, b.blob, $10::timestamptz
    from unnest($6::uuid[], $7::uuid[], $8::text[], $9::bytea[]) as b(entry_id, individual_id, class, blob)
    where b.entry_id in (select id from opened) and b.individual_id in (select id from kept)
  ), tags as (
    insert into person_tag (operation_id, individual_id, kind, tag)
    select $1, t.individual_id, 'phone', t.tag
    from unnest($3::uuid[], $4::uuid[], $11::bytea[]) as t(entry_id, individual_id, tag)
    where t.tag is not null and t.entry_id in (select id from opened) and t.individual_id in (select id from kept)
  )
  select individual_id from keys`,
  ({ operationId, entryIds, people, at }) => {
    const blobs = people.flatMap(({ entryId, individualId, blobs }) =>
      blobs.map((blob) => ({ entryId, individualId, ...blob })),
    )
    return [
      operationId,
      entryIds,
      people.map(({ entryId }) => entryId),
      people.map(({ individualId }) => individualId),
      people.map(({ wrappedKey }) => wrappedKey),
      blobs.map(({ entryId }) => entryId),
      blobs.map(({ individualId }) => individualId),
      blobs.map((blob) => blob.class),
      blobs.map(({ blob }) => blob),
      at,
      people.map(({ phoneTag }) => phoneTag),
      people.map(({ keyVersion }) => keyVersion),
    ]
  },
  { operationId: SAMPLE_OPERATION, entryIds: [], people: [], at: new Date(0) },
)

/** Content that was acknowledged and cannot be read goes to a person, never away. */
export const setFailed = statement<{ operationId: string; entryId: string; failure: string }, Record<string, never>>(
  'registration.setFailed',
  `update intake_entry set state = 'failed', failure = $3 where operation_id = $1 and id = $2 and state = 'sealed'`,
  ({ operationId, entryId, failure }) => [operationId, entryId, failure],
  { operationId: SAMPLE_OPERATION, entryId: SAMPLE_OPERATION, failure: 'not-opened' },
)

/**
 * Content that does not open at all was not sealed by our page: its household goes into quarantine, unless a desk has
 * already moved people or written names there. The entry stays as it came, for a person to look at.
 */
export const quarantine = statement<
  { operationId: string; entryId: string; failure: string; at: Date; eventId: string },
  { invitationId: string | null }
>(
  'registration.quarantine',
  `with entry as (
    update intake_entry set state = 'failed', failure = $3
    where operation_id = $1::uuid and id = $2::uuid and state = 'sealed' returning group_id, individual_ids
  ), household as (
    update registration_group g set stage = 'quarantined' from entry e
    where g.operation_id = $1 and g.id = e.group_id and g.source = 'phone' and g.stage in ('waiting', 'registered')
      and not exists (select from individual i where i.operation_id = $1 and i.group_id = g.id and (i.id <> all (e.individual_ids)
        or exists (select from person_key k where k.operation_id = $1 and k.individual_id = i.id)))
    returning g.id, g.invitation_id
  ), happened as (
    insert into event (operation_id, id, at, kind, group_id, facts)
    select $1, $5::uuid, $4::timestamptz, 'household-quarantined', id, '{}' from household
  )
  select invitation_id from household`,
  ({ operationId, entryId, failure, at, eventId }) => [operationId, entryId, failure, at, eventId],
  {
    operationId: SAMPLE_OPERATION,
    entryId: SAMPLE_OPERATION,
    failure: 'not-opened',
    at: new Date(0),
    eventId: SAMPLE_OPERATION,
  },
)

/** A page of what the name index is rebuilt from, by id. */
/**
 * Each blob is a column of its own: taking arrays of bytes apart cost more than opening them. `limit 1` keeps the planner
 * to one look-up a person; as a plain join it read the whole table again for each page.
 */
export const listForIndex = statement<
  { operationId: string; after: string; limit: number },
  {
    individualId: string
    wrappedKey: Buffer
    identity: Buffer | null
    identityVersion: number | null
    contact: Buffer | null
    contactVersion: number | null
  }
>(
  'registration.listForIndex',
  `select k.individual_id, k.wrapped_key, i.blob as identity, i.version as identity_version,
     c.blob as contact, c.version as contact_version
   from (select operation_id, individual_id, wrapped_key from person_key
         where operation_id = $1 and individual_id > $2 order by individual_id limit $3) k
   left join lateral (select version, blob from person_blob b
     where b.operation_id = k.operation_id and b.individual_id = k.individual_id
       and b.class = 'identity' and b.superseded_at is null limit 1) i on true
   left join lateral (select version, blob from person_blob b
     where b.operation_id = k.operation_id and b.individual_id = k.individual_id
       and b.class = 'contact' and b.superseded_at is null limit 1) c on true
   order by k.individual_id`,
  ({ operationId, after, limit }) => [operationId, after, limit],
  { operationId: SAMPLE_OPERATION, after: '00000000-0000-0000-0000-000000000000', limit: 1000 },
)
