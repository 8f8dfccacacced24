import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { Channel, Template } from '../model.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)

const NEWEST_CHOICE = `select distinct on (channel) channel, agreed from message_choice
  where operation_id = i.operation_id and individual_id = i.id order by channel, decided_at desc`

/**
 * One message for each person and channel that asked for it before, unless the same cause had one or the same sentence still waits.
 * The ids come in; whoever has more channels than there are ids gets the rest at the next cause.
 */
export const queueForGroup = statement<
  { operationId: string; groupId: string; cause: string; template: Template; at: Date; ids: string[] },
  { id: string }
>(
  'messages.queueForGroup',
  `insert into message (operation_id, id, individual_id, cause, template, language, channel, queued_at, due_at, tries, state, perhaps_twice)
   select $1::uuid, ($6::uuid[])[row_number() over (order by w.ordinal, w.channel)], w.id, $3::text, $4::text, w.language, w.channel, $5::timestamptz, $5, 0, 'waiting', false
   from (
     select i.id, i.ordinal, i.language, c.channel from individual i
     join lateral (${NEWEST_CHOICE}) c on c.agreed
     where i.operation_id = $1 and i.group_id = $2::uuid and i.state = 'present'
       and not exists (select from message m where m.operation_id = $1 and m.individual_id = i.id and m.channel = c.channel
         and m.template = $4 and m.state = 'waiting')
     order by i.ordinal, c.channel limit cardinality($6::uuid[])
   ) w
   on conflict do nothing returning id`,
  (p) => [p.operationId, p.groupId, p.cause, p.template, p.at, p.ids],
  { operationId, groupId: id, cause: 'sample', template: 'news', at, ids: [id] },
)

export type Claimed = {
  id: string
  individualId: string
  template: Template
  language: string
  channel: Channel
  tries: number
}

/** Takes some that are due, each by one process alone; also those whose process ended in the middle. */
export const claimDue = statement<
  { operationId: string; at: Date; channels: Channel[]; limit: number; claimId: string; until: Date },
  Claimed
>(
  'messages.claimDue',
  `with due as (
    select id, state as before from message
    where operation_id = $1::uuid and channel = any ($6::text[])
      and ((state = 'waiting' and due_at <= $2::timestamptz) or (state = 'sending' and claimed_until <= $2))
    order by due_at, id limit $3 for update skip locked
  )
  update message m set state = 'sending', tries = m.tries + 1, claim_id = $4::uuid, claimed_until = $5::timestamptz,
    perhaps_twice = m.perhaps_twice or due.before = 'sending'
  from due where m.operation_id = $1 and m.id = due.id
  returning m.id, m.individual_id, m.template, m.language, m.channel, m.tries`,
  (p) => [p.operationId, p.at, p.limit, p.claimId, p.until, p.channels],
  { operationId, at, channels: ['sms'], limit: 1, claimId: id, until: at },
)

export type Recipient = {
  state: string
  agreed: boolean | null
  wrappedKey: Buffer | null
  phoneBlob: Buffer | null
  phoneVersion: number | null
  addressBlob: Buffer | null
  sentLately: number
}

/** Whom a message is for, as they are now: whether they still want it, their sealed address, how many they got. */
export const findRecipient = statement<
  { operationId: string; individualId: string; channel: Channel; since: Date },
  Recipient
>(
  'messages.findRecipient',
  `select i.state, c.agreed, k.wrapped_key, b.blob as phone_blob, b.version as phone_version, a.blob as address_blob,
     (select count(*)::int from message m where m.operation_id = $1 and m.individual_id = i.id and m.state = 'sent' and m.ended_at > $4) as sent_lately
   from individual i
   left join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
   left join person_blob b on b.operation_id = i.operation_id and b.individual_id = i.id and b.class = 'contact' and b.superseded_at is null
   left join message_contact a on a.operation_id = i.operation_id and a.individual_id = i.id and a.channel = $3
   left join lateral (select agreed from message_choice
     where operation_id = i.operation_id and individual_id = i.id and channel = $3 order by decided_at desc limit 1) c on true
   where i.operation_id = $1 and i.id = $2`,
  (p) => [p.operationId, p.individualId, p.channel, p.since],
  { operationId, individualId: id, channel: 'sms', since: at },
)

export type End = {
  state: 'waiting' | 'sent' | 'dead' | 'dropped'
  /** When it is tried again, or when it ended. */
  at: Date
  error: string | null
  /** False where nothing was tried: the operation was locked, or it was too much for one day. */
  counts: boolean
  perhapsTwice: boolean
}

/** Only whoever still holds the claim says how it ended. */
export const endClaim = statement<{ operationId: string; id: string; claimId: string } & End, { id: string }>(
  'messages.endClaim',
  `update message set state = $4::text, last_error = $6, claim_id = null, claimed_until = null,
     due_at = case when $4 = 'waiting' then $5::timestamptz else due_at end,
     ended_at = case when $4 = 'waiting' then null else $5 end,
     tries = tries - case when $7::boolean then 0 else 1 end, perhaps_twice = perhaps_twice or $8::boolean
   where operation_id = $1 and id = $2 and claim_id = $3 and state = 'sending' returning id`,
  (p) => [p.operationId, p.id, p.claimId, p.state, p.at, p.error, p.counts, p.perhapsTwice],
  { operationId, id, claimId: id, state: 'sent', at, error: null, counts: true, perhapsTwice: false },
)

/** One more decision, where it is another one than before. Taking it back takes the address and what waits with it. */
export const decide = statement<
  { operationId: string; individualId: string; channel: Channel; at: Date; agreed: boolean; given: 'page' | 'gone' },
  { individualId: string }
>(
  'messages.decide',
  `with newest as (
    select decided_at, agreed from message_choice
    where operation_id = $1::uuid and individual_id = $2::uuid and channel = $3::text order by decided_at desc limit 1
  ), address as (
    delete from message_contact where operation_id = $1 and individual_id = $2 and channel = $3 and not $5::boolean
  ), waiting as (
    update message set state = 'dropped', ended_at = $4::timestamptz
    where operation_id = $1 and individual_id = $2 and channel = $3 and state = 'waiting' and not $5
  )
  insert into message_choice (operation_id, individual_id, channel, decided_at, agreed, given)
  select $1, $2, $3, greatest($4, (select decided_at from newest) + interval '1 millisecond'), $5, $6::text
  where (select agreed from newest) is distinct from $5 and ($5 or exists (select from newest)) returning individual_id`,
  (p) => [p.operationId, p.individualId, p.channel, p.at, p.agreed, p.given],
  { operationId, individualId: id, channel: 'sms', at, agreed: true, given: 'page' },
)

export const keepContact = statement<
  { operationId: string; individualId: string; channel: 'email' | 'push'; blob: Uint8Array; at: Date },
  object
>(
  'messages.keepContact',
  `insert into message_contact (operation_id, individual_id, channel, blob, written_at) values ($1, $2, $3, $4, $5)
   on conflict (operation_id, individual_id, channel) do update set blob = excluded.blob, written_at = excluded.written_at`,
  (p) => [p.operationId, p.individualId, p.channel, p.blob, p.at],
  { operationId, individualId: id, channel: 'email', blob: new Uint8Array(1), at },
)

export type Chooser = {
  id: string
  isFocalPoint: boolean
  ageBand: '0-4' | '5-11' | '12-17' | '18-59' | '60+' | 'unknown'
  wrappedKey: Buffer | null
  hasPhoneNumber: boolean
  chosen: Channel[]
}

/** The people of a household, each with what they asked for; locked, so that two presses take turns. */
export const holdChoosers = statement<{ operationId: string; groupId: string }, Chooser>(
  'messages.holdChoosers',
  `select i.id, i.is_focal_point, i.age_band, k.wrapped_key,
     exists (select from person_blob b where b.operation_id = $1 and b.individual_id = i.id and b.class = 'contact' and b.superseded_at is null) as has_phone_number,
     array(select channel from (${NEWEST_CHOICE}) c where c.agreed order by channel) as chosen
   from individual i left join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
   where i.operation_id = $1 and i.group_id = $2 and i.state not in ('erased', 'died') order by i.ordinal limit 30 for update of i`,
  (p) => [p.operationId, p.groupId],
  { operationId, groupId: id },
)

export const countOutbox = statement<
  { operationId: string; since: Date },
  { waiting: number; sentLately: number; perhapsTwice: number }
>(
  'messages.countOutbox',
  `select count(*) filter (where state in ('waiting', 'sending'))::int as waiting,
     count(*) filter (where state = 'sent' and ended_at > $2)::int as sent_lately,
     count(*) filter (where state = 'sent' and perhaps_twice and ended_at > $2)::int as perhaps_twice
   from message where operation_id = $1`,
  (p) => [p.operationId, p.since],
  { operationId, since: at },
)

export type Dead = {
  id: string
  channel: Channel
  template: Template
  tries: number
  error: string | null
  queuedAt: Date
}

export const listDead = statement<{ operationId: string }, Dead>(
  'messages.listDead',
  `select id, channel, template, tries, last_error as error, queued_at from message
   where operation_id = $1 and state = 'dead' order by ended_at desc, id limit 50`,
  (p) => [p.operationId],
  { operationId },
)

export const revive = statement<{ operationId: string; id: string; at: Date }, { id: string }>(
  'messages.revive',
  `update message set state = 'waiting', due_at = $3, tries = 0, ended_at = null
   where operation_id = $1 and id = $2 and state = 'dead' returning id`,
  (p) => [p.operationId, p.id, p.at],
  { operationId, id, at },
)

/** Whatever is over long enough, and all of people who are erased. */
export const forgetEnded = statement<{ operationId: string; sentBefore: Date; deadBefore: Date }, { id: string }>(
  'messages.forgetEnded',
  `with gone as (
    select i.id from individual i where i.operation_id = $1::uuid and i.state = 'erased' and (
      exists (select from message_choice c where c.operation_id = $1 and c.individual_id = i.id)
      or exists (select from message m where m.operation_id = $1 and m.individual_id = i.id))
  ), choices as (
    delete from message_choice where operation_id = $1 and individual_id in (select id from gone)
  ), addresses as (
    delete from message_contact where operation_id = $1 and individual_id in (select id from gone)
  )
  delete from message where operation_id = $1 and (individual_id in (select id from gone)
    or (state in ('sent', 'dropped') and ended_at < $2::timestamptz) or (state = 'dead' and ended_at < $3::timestamptz)) returning id`,
  (p) => [p.operationId, p.sentBefore, p.deadBefore],
  { operationId, sentBefore: at, deadBefore: at },
)
