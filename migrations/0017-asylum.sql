-- Claims for asylum: under which rules, what happened, what is due. Facts only: no name, no account of persecution, no reasons.

-- A procedure as it stood when an operation chose it, so that a claim keeps the rules it began under. Retention: the operation.
create table asylum_procedure (
  operation_id uuid not null,
  procedure    text not null,
  version      text not null,
  content      jsonb not null,
  added_at     timestamptz not null,
  primary key (operation_id, procedure, version)
);
-- distribute: asylum_procedure

-- What an operation chose and answered; the newest version counts, the earlier ones say who had decided what. Retention: the operation.
create table asylum_setting (
  operation_id      uuid not null,
  version           integer not null check (version between 1 and 100000),
  procedure         text not null,
  procedure_version text not null,
  -- Answers to what the law leaves open, to the calendar's own settings, and dated rows of the operation's own.
  answers           jsonb not null,
  calendar_answers  jsonb not null,
  calendar_rows     jsonb not null,
  changed_at        timestamptz not null,
  changed_by        uuid not null,
  primary key (operation_id, version)
);
-- distribute: asylum_setting

-- One person's claim, and where it stands: worked out of its events whenever one is added. Retention: with the household, which
-- stays while a claim is open.
create table claim (
  operation_id      uuid not null,
  id                uuid not null,
  individual_id     uuid not null,
  procedure         text not null,
  procedure_version text not null,
  site_id           uuid,
  assigned_to       uuid,
  language          text not null,
  stage             text not null,
  last_step         text not null,
  last_step_on      date not null,
  began_on          date not null,
  closed_on         date,
  closing_reason    text,
  -- Someone under 18 without a parent or caregiver is principal: the queue says so.
  child_alone       boolean not null,
  events            integer not null check (events between 1 and 10000),
  -- The earliest open limit, and the version of the settings all limits were counted under.
  due_on            date,
  due_limit         text,
  due_binds         text,
  counted_under     integer not null,
  created_at        timestamptz not null,
  primary key (operation_id, id)
);
-- distribute: claim
alter table claim add foreign key (operation_id, individual_id) references individual on delete cascade;
-- One open claim a person, even when two desks lodge it at once.
create unique index claim_open_person on claim (operation_id, individual_id) where closed_on is null;
create index claim_person on claim (operation_id, individual_id);
create index claim_queue on claim (operation_id, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_queue_assigned on claim (operation_id, assigned_to, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_queue_site on claim (operation_id, site_id, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_stale on claim (operation_id, counted_under) where closed_on is null;

-- Who shares a claim besides the person it is about: family whose protection follows from it. Retention: with the claim.
create table claim_dependant (
  operation_id  uuid not null,
  claim_id      uuid not null,
  individual_id uuid not null,
  added_at      timestamptz not null,
  primary key (operation_id, claim_id, individual_id)
);
-- distribute: claim_dependant
alter table claim_dependant add foreign key (operation_id, claim_id) references claim on delete cascade;
create index claim_dependant_person on claim_dependant (operation_id, individual_id);

-- Everything that happened to a claim, each with its law and who did it. Only ever added to. Retention: with the claim.
create table claim_event (
  operation_id uuid not null,
  claim_id     uuid not null,
  number       integer not null check (number between 1 and 10000),
  recorded_at  timestamptz not null,
  event        jsonb not null,
  primary key (operation_id, claim_id, number)
);
-- distribute: claim_event
-- append-only: claim_event
alter table claim_event add foreign key (operation_id, claim_id) references claim on delete cascade;

-- An act that needs a second person and waits for one; at most one for a claim. Retention: until it is answered.
create table claim_proposal (
  operation_id uuid not null,
  claim_id     uuid not null,
  act          jsonb not null,
  seen_events  integer not null,
  proposed_by  uuid not null,
  -- As whom: a role that was taken away meanwhile was theirs then.
  proposed_role text not null,
  proposed_at  timestamptz not null,
  primary key (operation_id, claim_id)
);
-- distribute: claim_proposal
alter table claim_proposal add foreign key (operation_id, claim_id) references claim on delete cascade;

-- The open limits of a claim, as they were last counted; `moved_from` is the day before the calendar changed. Retention: with the claim.
create table claim_limit (
  operation_id uuid not null,
  claim_id     uuid not null,
  limit_id     text not null,
  step         text not null,
  binds        text not null check (binds in ('authority', 'person')),
  sense        text not null check (sense in ('latest', 'earliest')),
  due_on       date,
  moved_from   date,
  moved_at     timestamptz,
  primary key (operation_id, claim_id, limit_id)
);
-- distribute: claim_limit
alter table claim_limit add foreign key (operation_id, claim_id) references claim on delete cascade;
