-- Arrivals at a gate: what a place has, how many families each slot may hold, and counts of a day. Numbers of people; nobody in particular.

-- A gate of a place, as its manager set it up. Retention: the operation.
create table gate (
  operation_id  uuid not null,
  site_id       uuid not null,
  time_zone     text not null,
  -- Minutes from local midnight to the first slot.
  opens_minutes integer not null check (opens_minutes between 0 and 1439),
  -- Area, counters, lanes, service times, how families come, limits.
  settings      jsonb not null,
  -- Families that may be booked for each slot; empty until a plan is kept.
  bookings      integer[] not null check (cardinality(bookings) <= 144),
  version       integer not null,
  primary key (operation_id, site_id)
);
-- distribute: gate
alter table gate add foreign key (operation_id, site_id) references site on delete cascade;

-- Counts of one day at a gate, one row for everybody who counts there. Retention: 30 days after the day, by a job.
create table gate_day (
  operation_id  uuid not null,
  site_id       uuid not null,
  day           date not null,
  people_came   integer not null check (people_came between 0 and 1000000),
  people_went   integer not null check (people_went >= 0),
  counters_open integer not null check (counters_open between 0 and 200),
  paused        text check (paused in ('by-hand', 'crowded')),
  version       integer not null,
  primary key (operation_id, site_id, day),
  -- Nobody goes on who has not come.
  check (people_went <= people_came)
);
-- distribute: gate_day
alter table gate_day add foreign key (operation_id, site_id) references gate on delete cascade;

-- One press of somebody who counts. Sent again it is the same; who pressed is in the log of acts alone. Retention: with its day.
create table gate_press (
  operation_id uuid not null,
  id           uuid not null,
  site_id      uuid not null,
  day          date not null,
  at           timestamptz not null,
  kind         text not null check (kind in ('came', 'went', 'counters', 'pause', 'open')),
  -- People of one family that came or went, or counters that are open now.
  number       integer not null check (number between 0 and 200),
  -- Of counters: how many were open before.
  before       integer not null check (before between 0 and 200),
  undone       boolean not null,
  primary key (operation_id, id)
);
-- distribute: gate_press
alter table gate_press add foreign key (operation_id, site_id, day) references gate_day on delete cascade;
create index gate_press_day on gate_press (operation_id, site_id, day, at);
