-- Custodians hold key pairs, and the operation key has a version (docs/decisions/0010-custodians-hold-key-pairs.md).

-- The version of the operation key in use, one row an operation. What is wrapped by it refers here, so that nothing wrapped
-- by the key before is written after a rotation. Retention: as long as the operation.
create table operation_key (
  operation_id       uuid not null,
  key_version        integer not null,
  lapses_after_days  integer not null check (lapses_after_days between 1 and 30),
  made_at            timestamptz not null,
  primary key (operation_id, key_version)
);
-- distribute: operation_key
insert into operation_key (operation_id, key_version, lapses_after_days, made_at)
  select id, 1, 7, created_at from operation;
alter table person_key add foreign key (operation_id, key_version) references operation_key;

-- Null until a custodian of the version before gives their words again: the share is then still under the words alone.
alter table custodian add column public_key bytea;
alter table custodian add column wrapped_private bytea;
