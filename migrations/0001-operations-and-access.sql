-- Operations, their keys, their staff, and what was done (design.md sections 3 and 5).
-- Row-level security is added to every table with an operation_id by platform/database/migrate.ts, once.

-- A reference table: it points nowhere back, so that jobs and backups can list it.
create table operation (
  id             uuid primary key,
  -- A journey and an authority are always separate operations, with no join between them.
  kind           text not null check (kind in ('authority', 'journey')),
  name           text not null,
  -- The name on the list of card issuers; a journey's is not the journey's own.
  issuer_name    text not null,
  practice       boolean not null,
  created_at     timestamptz not null,
  closed_at      timestamptz
);
-- reference: operation

-- Key pairs and symmetric keys, private parts always wrapped. Retention: as long as the operation, then destroyed.
create table operation_secret (
  operation_id    uuid not null,
  kind            text not null check (kind in ('intake', 'issuing', 'receipt', 'invitation', 'ledger', 'tag')),
  version         integer not null,
  public_key      bytea,
  wrapped_private bytea not null,
  -- 'server-key' ones work while locked; 'operation-key' ones do not.
  wrapped_by      text not null check (wrapped_by in ('server-key', 'operation-key')),
  created_at      timestamptz not null,
  retired_at      timestamptz,
  primary key (operation_id, kind, version)
);
-- distribute: operation_secret

create table custodian (
  operation_id  uuid not null,
  ordinal       integer not null,
  salt          bytea not null,
  wrapped_share bytea not null,
  created_at    timestamptz not null,
  primary key (operation_id, ordinal)
);
-- distribute: custodian

create table site (
  operation_id uuid not null,
  id           uuid not null,
  name         text not null,
  kind         text not null check (kind in ('shelter', 'office', 'stop', 'other')),
  primary key (operation_id, id)
);
-- distribute: site

create table account (
  operation_id      uuid not null,
  id                uuid not null,
  login             text not null,
  display_name      text not null,
  passphrase_hash   text,
  -- Exponential delay instead of a lock-out: nobody can shut a colleague out by guessing.
  failed_attempts   integer not null default 0,
  next_attempt_at   timestamptz,
  created_at        timestamptz not null,
  closed_at         timestamptz,
  primary key (operation_id, id)
);
-- distribute: account
create unique index account_login on account (operation_id, login);

create table account_role (
  operation_id uuid not null,
  account_id   uuid not null,
  role         text not null,
  -- Null: every site of the operation.
  site_id      uuid,
  given_at     timestamptz not null,
  primary key (operation_id, account_id, role)
);
-- distribute: account_role
alter table account_role add foreign key (operation_id, account_id) references account on delete cascade;

-- Retention: deleted by a job 24 hours after they end.
create table session (
  operation_id uuid not null,
  token_hash   bytea not null,
  account_id   uuid not null,
  created_at   timestamptz not null,
  seen_at      timestamptz not null,
  expires_at   timestamptz not null,
  primary key (operation_id, token_hash)
);
-- distribute: session
alter table session add foreign key (operation_id, account_id) references account on delete cascade;

-- What happened, without a person in clear; it drives effects across capabilities. Retention: kept, facts only.
create table event (
  operation_id  uuid not null,
  id            uuid not null,
  at            timestamptz not null,
  kind          text not null,
  group_id      uuid,
  individual_id uuid,
  account_id    uuid,
  facts         jsonb not null,
  -- Details under the person's key: erasure leaves the facts and takes these.
  details       bytea,
  primary key (operation_id, id)
);
-- distribute: event
-- append-only: event
create index event_group on event (operation_id, group_id, at);
create index event_kind on event (operation_id, kind, at);

-- Who did or read what, and why. Retention: five years, or as the operation's law says.
create table audit_entry (
  operation_id uuid not null,
  id           uuid not null,
  at           timestamptz not null,
  account_id   uuid,
  role         text not null,
  act          text not null,
  subject_kind text not null,
  subject_id   uuid,
  purpose      text not null,
  -- A leaf of the ledger is a salted hash, so that erasing the salt leaves a proof that names nothing.
  salt         bytea not null,
  primary key (operation_id, id)
);
-- distribute: audit_entry
-- append-only: audit_entry
create index audit_entry_subject on audit_entry (operation_id, subject_id, at);
