-- Records that only the browser of the officer they are addressed to can open. No plaintext and no private key ever comes here.

-- The public half of a key that lives in one browser. Replaced when its officer makes another; what was sealed to the old
-- one still opens where that lies. Retention: as long as the account.
create table officer_key (
  operation_id uuid not null,
  id           uuid not null,
  account_id   uuid not null,
  public_key   bytea not null check (length(public_key) = 65),
  made_at      timestamptz not null,
  replaced_at  timestamptz,
  primary key (operation_id, id)
);
-- distribute: officer_key
alter table officer_key add foreign key (operation_id, account_id) references account on delete cascade;
create unique index officer_key_current on officer_key (operation_id, account_id) where replaced_at is null;

-- The public half of a key that lies on paper only, with a recovery custodian. Retention: as long as the operation.
create table recovery_key (
  operation_id uuid not null,
  id           uuid not null,
  public_key   bytea not null check (length(public_key) = 65),
  named_by     uuid not null,
  named_at     timestamptz not null,
  replaced_at  timestamptz,
  primary key (operation_id, id)
);
-- distribute: recovery_key
create unique index recovery_key_current on recovery_key (operation_id) where replaced_at is null;

-- A record by its facts. Retention: with whom it is about; goes when they are erased.
create table sealed_record (
  operation_id uuid not null,
  id           uuid not null,
  kind         text not null check (kind in ('household-note', 'staff-complaint')),
  -- The household; null where even that would tell.
  subject_id   uuid,
  created_at   timestamptz not null,
  primary key (operation_id, id)
);
-- distribute: sealed_record
create index sealed_record_subject on sealed_record (operation_id, subject_id);

-- What was written, each time in full; nobody edits in place.
create table sealed_version (
  operation_id uuid not null,
  record_id    uuid not null,
  version      integer not null check (version between 1 and 1000),
  author_id    uuid not null,
  written_at   timestamptz not null,
  content      bytea not null check (length(content) <= 66000),
  -- SHA-256 over what this version belongs to, its content and the version before: the keys below open for exactly this.
  binding      bytea not null check (length(binding) = 32),
  primary key (operation_id, record_id, version)
);
-- distribute: sealed_version
alter table sealed_version add foreign key (operation_id, record_id) references sealed_record on delete cascade;

-- The key of one version, sealed to one recipient's public key: an officer's, or a recovery custodian's.
create table sealed_key (
  operation_id uuid not null,
  record_id    uuid not null,
  version      integer not null,
  recipient_id uuid not null,
  wrapped_key  bytea not null check (length(wrapped_key) = 338),
  given_at     timestamptz not null,
  primary key (operation_id, record_id, version, recipient_id)
);
-- distribute: sealed_key
alter table sealed_key add foreign key (operation_id, record_id, version) references sealed_version on delete cascade;
create index sealed_key_recipient on sealed_key (operation_id, recipient_id, record_id);
