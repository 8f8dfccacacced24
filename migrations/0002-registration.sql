-- Invitations, registrations as they arrived, households, the working file, cards.

create table invitation (
  operation_id uuid not null,
  id           uuid not null,
  site_id      uuid,
  label        text not null,
  token        text not null,
  quota        integer not null check (quota between 1 and 1000000),
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  replaces_id  uuid,
  primary key (operation_id, id)
);
-- distribute: invitation

-- Those registered together; the clear facts that boards and figures need. Retention: see docs of the operation.
create table registration_group (
  operation_id     uuid not null,
  id               uuid not null,
  case_number      text not null,
  household_size   integer not null check (household_size between 1 and 30),
  language         text not null,
  site_id          uuid,
  invitation_id    uuid,
  -- waiting: a person has to look first (late, surplus, a code that exists twice). A score never decides this.
  stage            text not null check (stage in ('waiting', 'registered', 'left', 'erased')),
  waiting_reason   text,
  -- SHA-256 of the access code; the code itself is on the person's phone or strip alone.
  access_code_hash bytea not null,
  source           text not null check (source in ('phone', 'desk', 'import')),
  registered_at    timestamptz not null,
  registered_on    date not null,
  primary key (operation_id, id)
);
-- distribute: registration_group
create unique index registration_group_case_number on registration_group (operation_id, case_number);
create unique index registration_group_access_code on registration_group (operation_id, access_code_hash);
create index registration_group_recent on registration_group (operation_id, registered_at desc, id);
create index registration_group_invitation on registration_group (operation_id, invitation_id);

create table individual (
  operation_id   uuid not null,
  id             uuid not null,
  group_id       uuid not null,
  ordinal        integer not null,
  is_focal_point boolean not null,
  sex            text not null check (sex in ('female', 'male', 'other', 'unknown', 'undisclosed')),
  -- The last two are what erasure leaves.
  age_band       text not null check (age_band in ('0-4', '5-11', '12-17', '18-59', '60+', 'unknown', '0-17', '18+')),
  nationality    text not null,
  language       text not null,
  state          text not null check (state in ('present', 'left', 'died', 'erased')),
  primary key (operation_id, id)
);
-- distribute: individual
alter table individual add foreign key (operation_id, group_id) references registration_group on delete cascade;
create index individual_group on individual (operation_id, group_id, ordinal);
-- Who speaks for the group is one person, even when two desks press the button at once.
create unique index individual_focal_point on individual (operation_id, group_id) where is_focal_point and state = 'present';

-- What a person allowed, as often as they were asked; the newest row counts. Null: not asked. Never affects help.
create table consent_decision (
  operation_id  uuid not null,
  individual_id uuid not null,
  decided_at    timestamptz not null,
  registration  boolean,
  aid           boolean,
  tracing       boolean,
  legal_help    boolean,
  statistics    boolean,
  primary key (operation_id, individual_id, decided_at)
);
-- distribute: consent_decision
alter table consent_decision add foreign key (operation_id, individual_id) references individual on delete cascade;

-- The entry as the phone made it. The envelope goes once it is opened; id and hash stay, so that a replay has one effect.
create table intake_entry (
  operation_id  uuid not null,
  id            uuid not null,
  group_id      uuid not null,
  content_hash  bytea not null,
  envelope      bytea,
  state         text not null check (state in ('sealed', 'opened', 'failed', 'erased')),
  failure       text,
  -- What the receipt said, so that a replay gets the same one.
  cti            bytea not null,
  receipt_status text not null check (receipt_status in ('accepted', 'waiting')),
  made_at       timestamptz not null,
  received_at   timestamptz not null,
  primary key (operation_id, id)
);
-- distribute: intake_entry
create index intake_entry_sealed on intake_entry (operation_id, received_at) where state = 'sealed';

-- Same id, other content: both are kept for a person to decide.
create table intake_conflict (
  operation_id uuid not null,
  entry_id     uuid not null,
  content_hash bytea not null,
  envelope     bytea not null,
  received_at  timestamptz not null,
  decided_at   timestamptz,
  primary key (operation_id, entry_id, content_hash)
);
-- distribute: intake_conflict

-- A person's data key, wrapped by the operation key. Destroying this row is what erasure is.
create table person_key (
  operation_id  uuid not null,
  individual_id uuid not null,
  key_version   integer not null,
  wrapped_key   bytea not null,
  primary key (operation_id, individual_id)
);
-- distribute: person_key
alter table person_key add foreign key (operation_id, individual_id) references individual on delete cascade;

-- One sealed blob per person, class and version; corrections add a version, so that history is kept.
create table person_blob (
  operation_id  uuid not null,
  individual_id uuid not null,
  class         text not null check (class in ('identity', 'contact', 'needs')),
  version       integer not null,
  blob          bytea not null,
  written_at    timestamptz not null,
  superseded_at timestamptz,
  primary key (operation_id, individual_id, class, version)
);
-- distribute: person_blob
alter table person_blob add foreign key (operation_id, individual_id) references individual on delete cascade;
create unique index person_blob_current on person_blob (operation_id, individual_id, class) where superseded_at is null;

-- Exact keyed tags, for phone numbers only: an HMAC under a key that is gone while the operation is locked.
create table person_tag (
  operation_id  uuid not null,
  individual_id uuid not null,
  kind          text not null check (kind in ('phone')),
  tag           bytea not null,
  primary key (operation_id, individual_id, kind)
);
-- distribute: person_tag
alter table person_tag add foreign key (operation_id, individual_id) references individual on delete cascade;
create index person_tag_lookup on person_tag (operation_id, kind, tag);

-- A proof of registration. The card opens nothing; the index is its place in the list of withdrawn cards.
create table card (
  operation_id     uuid not null,
  cti              bytea not null,
  short_code       text not null,
  group_id         uuid not null,
  status_index     integer not null,
  token            text not null,
  issued_at        timestamptz not null,
  expires_on       date not null,
  withdrawn_at     timestamptz,
  withdrawn_reason text,
  primary key (operation_id, cti)
);
-- distribute: card
create unique index card_short_code on card (operation_id, short_code);
create unique index card_status_index on card (operation_id, status_index);
create index card_group on card (operation_id, group_id, issued_at desc);
alter table card add foreign key (operation_id, group_id) references registration_group on delete cascade;
create index card_withdrawn on card (operation_id, status_index) where withdrawn_at is not null;
