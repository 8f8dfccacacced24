-- Watching over those who watch: agreements of two people, alarms, readings counted, records nobody has a reason to open.

-- What one person asked and another has to agree to. Retention: as long as the operation; ids, counts and codes only.
create table agreement (
  operation_id uuid not null,
  id           uuid not null,
  act          text not null,
  facts        jsonb not null,
  -- SHA-256 of the act and its facts: an agreement is for exactly these.
  facts_hash   bytea not null check (length(facts_hash) = 32),
  asked_by     uuid not null,
  asked_at     timestamptz not null,
  expires_at   timestamptz not null,
  answered_by  uuid,
  answered_at  timestamptz,
  answer       text check (answer in ('agreed', 'refused', 'withdrawn')),
  used_at      timestamptz,
  primary key (operation_id, id),
  -- Nobody is their own second person, whatever the server above believes.
  constraint agreement_of_two check (answer is distinct from 'agreed' or answered_by <> asked_by),
  constraint agreement_used_once_agreed check (used_at is null or answer = 'agreed')
);
-- distribute: agreement
create index agreement_recent on agreement (operation_id, asked_at desc, id);

-- Something a person has to look at. The kinds stand in the model: another part adds one without a migration.
-- Retention: as long as the record of acts; ids, counts and codes only.
create table alarm (
  operation_id    uuid not null,
  id              uuid not null,
  kind            text not null,
  at              timestamptz not null,
  account_id      uuid,
  facts           jsonb not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  note            text,
  primary key (operation_id, id)
);
-- distribute: alarm
create index alarm_recent on alarm (operation_id, at desc, id);
create index alarm_open on alarm (operation_id, kind, account_id) where acknowledged_at is null;

-- How many people an account opened, and when; whom stands in the record of acts. Retention: deleted after an hour.
create table reading_count (
  operation_id uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  at           timestamptz not null,
  people       integer not null check (people > 0),
  primary key (operation_id, id)
);
-- distribute: reading_count
create index reading_count_recent on reading_count (operation_id, account_id, at);

-- Invented households that nobody has a reason to open. No foreign key: what marks them is read by oversight alone.
-- Retention: as long as the operation.
create table canary (
  operation_id uuid not null,
  group_id     uuid not null,
  planted_at   timestamptz not null,
  planted_by   uuid not null,
  primary key (operation_id, group_id)
);
-- distribute: canary
