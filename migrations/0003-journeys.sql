-- A journey's stops, its headcounts, and what is left of them after 72 hours (design.md section 5, rule 1).

-- Entered when it was reached, never before: the server refuses a time to come. Retention: as long as the journey.
create table stop (
  operation_id uuid not null,
  id           uuid not null,
  name         text not null,
  reached_at   timestamptz not null,
  entered_at   timestamptz not null,
  entered_by   uuid not null,
  -- Counts that reached us after 72 hours: they can no longer be told apart from those counted before.
  late_people  integer not null default 0,
  primary key (operation_id, id)
);
-- distribute: stop
create index stop_reached on stop (operation_id, reached_at, id);

-- What a volunteer's phone counted. Retention: 72 hours; then every column but the id, the kind and the day is null
-- (capabilities/journeys/server/coarsening.ts). The hash goes too: with the list of cards it could be guessed back.
create table check_in (
  operation_id uuid not null,
  id           uuid not null,
  kind         text not null check (kind in ('household', 'nameless', 'undo')),
  received_on  date not null,
  content_hash bytea,
  stop_id      uuid,
  device_id    uuid,
  short_code   text,
  size_on_card integer check (size_on_card between 1 and 30),
  people       integer check (people between 0 and 500),
  undoes       uuid,
  made_at      timestamptz,
  received_at  timestamptz,
  primary key (operation_id, id),
  constraint check_in_whole_or_coarse check (
    case when stop_id is null
      then num_nonnulls(content_hash, device_id, short_code, size_on_card, people, undoes, made_at, received_at) = 0
      else num_nulls(content_hash, device_id, made_at, received_at) = 0
        and (short_code is not null) = (kind = 'household')
        and (people is null) = (kind = 'undo')
        and (undoes is not null) = (kind = 'undo')
    end)
);
-- distribute: check_in
alter table check_in add foreign key (operation_id, stop_id) references stop on delete cascade;
create index check_in_stop on check_in (operation_id, stop_id, short_code) where stop_id is not null;
create index check_in_device on check_in (operation_id, device_id, stop_id) where stop_id is not null;

-- Same id, other content: both are kept, the first is in the totals, a person decides. Retention: 72 hours.
create table check_in_conflict (
  operation_id uuid not null,
  entry_id     uuid not null,
  content_hash bytea not null,
  stop_id      uuid not null,
  content      jsonb not null,
  received_at  timestamptz not null,
  primary key (operation_id, entry_id, content_hash)
);
-- distribute: check_in_conflict
alter table check_in_conflict add foreign key (operation_id, stop_id) references stop on delete cascade;

-- A closed stop: sums without a household. Retention: as long as the journey, unpublished for 90 days after its end.
create table stop_total (
  operation_id          uuid not null,
  stop_id               uuid not null,
  closed_at             timestamptz not null,
  people                integer not null,
  households            integer not null,
  adults                integer not null,
  children              integer not null,
  age_not_known         integer not null,
  households_incomplete integer not null,
  nameless              integer not null,
  -- Of these, not seen at the next stop when this one closed; null when there was no next stop yet.
  not_seen_next_households integer,
  not_seen_next_people     integer,
  primary key (operation_id, stop_id)
);
-- distribute: stop_total
alter table stop_total add foreign key (operation_id, stop_id) references stop on delete cascade;

-- Water, heat, beds, health: something is missing here. About a place, never a person. Retention: as stop.
create table stop_condition (
  operation_id uuid not null,
  id           uuid not null,
  stop_id      uuid not null,
  kind         text not null check (kind in ('water', 'heat', 'beds', 'health')),
  seen_at      timestamptz not null,
  received_at  timestamptz not null,
  primary key (operation_id, id)
);
-- distribute: stop_condition
alter table stop_condition add foreign key (operation_id, stop_id) references stop on delete cascade;
create index stop_condition_stop on stop_condition (operation_id, stop_id, kind);
