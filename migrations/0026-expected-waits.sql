-- How long households may still wait for a decision, counted anew each night. Counts of cases by day of filing; nobody in particular.

-- When a night's counting began and which day it was last done for: two servers do not count at once. Retention: the operation.
create table expected_wait_night (
  operation_id uuid not null primary key,
  begun_at     timestamptz not null,
  counted_on   date
);
-- distribute: expected_wait_night

-- A queue of its own: one procedure; children alone are heard before others. Retention: the operation.
create table expected_wait (
  operation_id uuid not null,
  procedure    text not null,
  child_alone  boolean not null,
  counted_on   date not null,
  -- Nothing is said, and why.
  cannot_say   text check (cannot_say in ('too-little-past', 'too-many-cases', 'not-by-age', 'back-test-failed')),
  -- Of past cases, the share decided within what would have been said of them.
  coverage     double precision,
  primary key (operation_id, procedure, child_alone)
);
-- distribute: expected_wait

-- Between which days 8 of 10 of those lodged on one day are decided. Retention: until the next night that says nothing of that day.
create table expected_wait_window (
  operation_id uuid not null,
  procedure    text not null,
  child_alone  boolean not null,
  lodged_on    date not null,
  from_on      date not null,
  to_on        date not null,
  -- Open cases lodged on days before.
  cases_before integer not null check (cases_before >= 0),
  -- The last day that people were told; when it moved by more than a month, what they were told before, and since when.
  said_to      date not null,
  moved_from   date,
  moved_on     date,
  primary key (operation_id, procedure, child_alone, lodged_on),
  check (from_on <= to_on)
);
-- distribute: expected_wait_window
alter table expected_wait_window add foreign key (operation_id, procedure, child_alone) references expected_wait on delete cascade;
