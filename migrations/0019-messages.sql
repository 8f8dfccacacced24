-- Messages that name nobody, to people who asked for them. No address and no text stands here: templates alone.

-- Whether a person wants messages on one channel, as often as they decided; the newest row counts. Retention: with the person.
create table message_choice (
  operation_id  uuid not null,
  individual_id uuid not null,
  channel       text not null check (channel in ('sms', 'email', 'push')),
  decided_at    timestamptz not null,
  agreed        boolean not null,
  -- By the person's own page; or ended because the address no longer exists.
  given         text not null check (given in ('page', 'gone')),
  primary key (operation_id, individual_id, channel, decided_at)
);
-- distribute: message_choice
alter table message_choice add foreign key (operation_id, individual_id) references individual on delete cascade;

-- An address that the registration does not hold, sealed under the person's key. Retention: until they take the choice back.
create table message_contact (
  operation_id  uuid not null,
  individual_id uuid not null,
  channel       text not null check (channel in ('email', 'push')),
  blob          bytea not null,
  written_at    timestamptz not null,
  primary key (operation_id, individual_id, channel)
);
-- distribute: message_contact
alter table message_contact add foreign key (operation_id, individual_id) references individual on delete cascade;

-- What is to be sent, and how it went. Retention: sent ones 30 days, those that failed 90, by a job.
create table message (
  operation_id  uuid not null,
  -- Goes with every try, so that a gateway sends a repeated one once.
  id            uuid not null,
  individual_id uuid not null,
  -- What it tells about; one message for one cause.
  cause         text not null check (length(cause) <= 100),
  template      text not null check (template in ('news', 'soon')),
  language      text not null,
  channel       text not null check (channel in ('sms', 'email', 'push')),
  queued_at     timestamptz not null,
  due_at        timestamptz not null,
  tries         integer not null,
  state         text not null check (state in ('waiting', 'sending', 'sent', 'dead', 'dropped')),
  -- Who is sending it, and until when nobody else does.
  claim_id      uuid,
  claimed_until timestamptz,
  -- A process ended while sending, or no answer came: it may have arrived more than once.
  perhaps_twice boolean not null,
  last_error    text,
  ended_at      timestamptz,
  primary key (operation_id, id)
);
-- distribute: message
alter table message add foreign key (operation_id, individual_id) references individual on delete cascade;
create unique index message_cause on message (operation_id, individual_id, channel, cause);
create index message_due on message (operation_id, due_at) where state in ('waiting', 'sending');
create index message_ended on message (operation_id, ended_at) where state in ('sent', 'dead', 'dropped');
