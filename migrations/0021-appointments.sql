-- Appointments: calendars of places, who is heard when and by whom, who waits. Facts only: no name, and never why somebody is away.

-- How a place hears people. Days and slots are in its own time zone; slots are derived from this. Retention: the operation.
create table appointment_office (
  operation_id    uuid not null,
  site_id         uuid not null,
  time_zone       text not null,
  -- Minutes from local midnight to the first slot, and how long each of them lasts.
  day_starts      integer not null check (day_starts between 0 and 1439),
  slot_minutes    integer not null check (slot_minutes between 5 and 720),
  slots_per_day   integer not null check (slots_per_day between 1 and 48),
  -- Days between telling a family and hearing it, and days to find counsel, from when it began to wait.
  notice_days     integer not null check (notice_days between 0 and 365),
  counsel_days    integer not null check (counsel_days between 0 and 365),
  passed_over_max integer not null check (passed_over_max between 1 and 100),
  version         integer not null,
  primary key (operation_id, site_id),
  check (day_starts + slot_minutes * slots_per_day <= 1440)
);
-- distribute: appointment_office
alter table appointment_office add foreign key (operation_id, site_id) references site on delete cascade;

-- An officer, a pool of interpreters for one language, a room or a window, with weekly hours. Retention: the operation.
create table appointment_resource (
  operation_id uuid not null,
  id           uuid not null,
  site_id      uuid not null,
  kind         text not null check (kind in ('officer', 'interpreter', 'room', 'window')),
  account_id   uuid,
  -- What stands on the door of a room or window.
  label        text check (length(label) <= 40),
  languages    text[] not null,
  -- Of an officer: trained for people with needs, and whether somebody who asked for a woman or a man can be given to them.
  special      boolean not null,
  heard_by     text not null check (heard_by in ('anyone', 'woman', 'man')),
  -- How many there are at the same time: of a pool; otherwise one.
  number       integer not null check (number between 1 and 500),
  hours        jsonb not null,
  closed_at    timestamptz,
  primary key (operation_id, id),
  check ((kind = 'officer') = (account_id is not null)),
  check (kind = 'interpreter' or number = 1)
);
-- distribute: appointment_resource
alter table appointment_resource add foreign key (operation_id, site_id) references site on delete cascade;
-- One officer has one calendar, so that nobody is expected at two places at once.
create unique index appointment_resource_account on appointment_resource (operation_id, account_id) where closed_at is null and account_id is not null;
create unique index appointment_resource_pool on appointment_resource (operation_id, site_id, languages) where closed_at is null and kind = 'interpreter';
create index appointment_resource_site on appointment_resource (operation_id, site_id);

-- Days on which an officer, a room or some of a pool are not there; why stands nowhere. Retention: 90 days after the last of them, by a job.
create table appointment_absence (
  operation_id uuid not null,
  id           uuid not null,
  resource_id  uuid not null,
  first_on     date not null,
  last_on      date not null,
  number       integer not null check (number between 1 and 500),
  noted_at     timestamptz not null,
  noted_by     uuid not null,
  primary key (operation_id, id),
  check (first_on <= last_on)
);
-- distribute: appointment_absence
alter table appointment_absence add foreign key (operation_id, resource_id) references appointment_resource on delete cascade;
create index appointment_absence_days on appointment_absence (operation_id, resource_id, last_on);

-- One booking of one household, for one or more of its claims. Retention: 730 days after its day, by a job.
create table appointment (
  operation_id   uuid not null,
  id             uuid not null,
  site_id        uuid not null,
  group_id       uuid not null,
  purpose        text not null check (purpose in ('interview', 'hearing', 'document')),
  claim_ids      uuid[] not null,
  language       text not null,
  -- That somebody has needs, never which.
  special        boolean not null,
  heard_by       text not null check (heard_by in ('anyone', 'woman', 'man')),
  priority       integer not null check (priority between 1 and 100),
  slots          integer not null check (slots between 1 and 48),
  state          text not null check (state in ('booked', 'confirmed', 'came', 'held', 'did-not-come', 'cancelled')),
  -- The family asked for another time on its own page.
  move_asked_at  timestamptz,
  day            date not null,
  slot           integer not null check (slot between 0 and 47),
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  officer_id     uuid not null,
  place_id       uuid,
  -- The pool it takes somebody of, where the officer does not speak the language.
  interpreter_id uuid,
  -- Where it stood while it waited: whoever does not come, or is sent away, waits on from there.
  waiting_since  date not null,
  notice_days    integer not null,
  passed_over    integer not null,
  -- Why it was heard then: a code of the scheduler and its values; null where somebody chose the time.
  reason         jsonb,
  version        integer not null check (version between 1 and 10000),
  changed_at     timestamptz not null,
  primary key (operation_id, id)
);
-- distribute: appointment
alter table appointment add foreign key (operation_id, group_id) references registration_group on delete cascade;
alter table appointment add foreign key (operation_id, officer_id) references appointment_resource;
alter table appointment add foreign key (operation_id, place_id) references appointment_resource;
alter table appointment add foreign key (operation_id, interpreter_id) references appointment_resource;
-- A household has one open appointment for a purpose, even when two desks book at once.
create unique index appointment_open on appointment (operation_id, group_id, purpose) where state in ('booked', 'confirmed', 'came');
create index appointment_day on appointment (operation_id, site_id, day, slot);
create index appointment_officer on appointment (operation_id, officer_id, day);
create index appointment_group on appointment (operation_id, group_id);

-- Each slot an appointment takes of somebody or something. The key is the rule: of an officer or a room there is one seat, of a pool as
-- many as there are interpreters, and none is taken twice. Retention: with the appointment.
create table appointment_hold (
  operation_id   uuid not null,
  resource_id    uuid not null,
  day            date not null,
  slot           integer not null check (slot between 0 and 47),
  seat           integer not null check (seat between 0 and 499),
  appointment_id uuid not null,
  primary key (operation_id, resource_id, day, slot, seat)
);
-- distribute: appointment_hold
alter table appointment_hold add foreign key (operation_id, resource_id) references appointment_resource on delete cascade;
alter table appointment_hold add foreign key (operation_id, appointment_id) references appointment on delete cascade;
-- Nobody is there twice for one appointment.
create unique index appointment_hold_once on appointment_hold (operation_id, appointment_id, resource_id, day, slot);

-- What happened to an appointment, by whom. Only ever added to. Retention: with the appointment.
create table appointment_event (
  operation_id   uuid not null,
  appointment_id uuid not null,
  number         integer not null check (number between 1 and 10000),
  at             timestamptz not null,
  -- Made by whoever acted: sent again, it is the same act.
  act_id         uuid not null,
  kind           text not null check (kind in ('booked', 'moved', 'cancelled', 'came', 'held', 'did-not-come', 'confirmed', 'move-asked', 'move-taken-back')),
  -- Null: the family with its code.
  account_id     uuid,
  facts          jsonb not null,
  primary key (operation_id, appointment_id, number)
);
-- distribute: appointment_event
-- append-only: appointment_event
alter table appointment_event add foreign key (operation_id, appointment_id) references appointment on delete cascade;

create unique index appointment_event_act on appointment_event (operation_id, act_id);

-- Who waits to be heard at a place. Retention: until they have an appointment, take it back, or are erased.
create table appointment_wait (
  operation_id uuid not null,
  id           uuid not null,
  site_id      uuid not null,
  group_id     uuid not null,
  purpose      text not null check (purpose in ('interview', 'hearing', 'document')),
  claim_ids    uuid[] not null,
  language     text not null,
  special      boolean not null,
  heard_by     text not null check (heard_by in ('anyone', 'woman', 'man')),
  priority     integer not null check (priority between 1 and 100),
  slots        integer not null check (slots between 1 and 48),
  notice_days  integer not null check (notice_days between 0 and 365),
  -- The officer who knows the case.
  officer_id   uuid,
  since        date not null,
  -- How many plans left it without an appointment so far.
  passed_over  integer not null check (passed_over between 0 and 10000),
  -- Put here by a desk, or because of what its claims say; the second kind goes when they no longer say so.
  source       text not null check (source in ('desk', 'claims')),
  primary key (operation_id, id)
);
-- distribute: appointment_wait
alter table appointment_wait add foreign key (operation_id, group_id) references registration_group on delete cascade;
create unique index appointment_wait_once on appointment_wait (operation_id, group_id, purpose);
create index appointment_wait_site on appointment_wait (operation_id, site_id, since);

-- The secret address of one calendar, of an officer, a room or a window; here only its hash. Retention: until it is taken back or made anew.
create table appointment_feed (
  operation_id uuid not null,
  resource_id  uuid not null,
  token_hash   bytea not null,
  made_at      timestamptz not null,
  made_by      uuid not null,
  primary key (operation_id, resource_id)
);
-- distribute: appointment_feed
alter table appointment_feed add foreign key (operation_id, resource_id) references appointment_resource on delete cascade;
create unique index appointment_feed_token on appointment_feed (operation_id, token_hash);
