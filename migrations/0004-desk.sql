-- The registration desk: where a joined household went, which files were imported, and what its lists need to be quick.

alter table registration_group add column joined_into_id uuid;

create index registration_group_stage on registration_group (operation_id, stage, registered_at desc, id);
create index individual_nationality on individual (operation_id, nationality, group_id);
create index intake_entry_group on intake_entry (operation_id, group_id);

-- A file that was imported, by its hash, so that the same file has one effect. Retention: as long as the operation.
create table import_file (
  operation_id uuid not null,
  file_hash    bytea not null,
  households   integer not null,
  people       integer not null,
  account_id   uuid,
  imported_at  timestamptz not null,
  primary key (operation_id, file_hash)
);
-- distribute: import_file
