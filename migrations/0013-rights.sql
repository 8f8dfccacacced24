-- A life's end: how long each kind of data stays, what stops that, and what people ask to be put right.

-- A period that the data protection officer changed; without a row the default stands. Retention: as long as the operation.
create table retention_period (
  operation_id uuid not null,
  class        text not null,
  period_days  integer not null check (period_days between 0 and 7305),
  changed_at   timestamptz not null,
  changed_by   uuid not null,
  primary key (operation_id, class)
);
-- distribute: retention_period

-- One row a class: when the job last looked, what it did. Whoever works on a class holds its row. Retention: the operation.
create table retention_run (
  operation_id uuid not null,
  class        text not null,
  ran_at       timestamptz,
  done         integer not null default 0,
  -- More was due than one run takes; the next one goes on.
  is_complete  boolean not null default true,
  primary key (operation_id, class)
);
-- distribute: retention_run

-- Stops the job for one household, and nothing else: people may still delete what is theirs. Retention: until it is lifted.
create table legal_hold (
  operation_id uuid not null,
  group_id     uuid not null,
  reason       text not null check (reason in ('court', 'complaint', 'legal-claim', 'tracing')),
  placed_at    timestamptz not null,
  placed_by    uuid not null,
  primary key (operation_id, group_id)
);
-- distribute: legal_hold
alter table legal_hold add foreign key (operation_id, group_id) references registration_group on delete cascade;

-- What a person says is wrong, sealed on the phone like an entry. The envelope goes with the answer. Retention: erasure.
create table correction_request (
  operation_id  uuid not null,
  id            uuid not null,
  group_id      uuid not null,
  individual_id uuid not null,
  content_hash  bytea not null,
  envelope      bytea,
  state         text not null check (state in ('open', 'accepted', 'refused')),
  reason        text,
  received_at   timestamptz not null,
  decided_at    timestamptz,
  decided_by    uuid,
  primary key (operation_id, id),
  constraint correction_request_decided check (state = 'open' or envelope is null)
);
-- distribute: correction_request
alter table correction_request add foreign key (operation_id, individual_id) references individual on delete cascade;
create index correction_request_open on correction_request (operation_id, received_at) where state = 'open';
create index correction_request_group on correction_request (operation_id, group_id);

-- The job finds what is due without reading everything.
create index person_blob_superseded on person_blob (operation_id, superseded_at) where superseded_at is not null;
create index individual_left on individual (operation_id, group_id) where state = 'left';
