-- Quarantine: what came with a good invitation and does not open is kept apart from the households, for a person to
-- look at. quarantined: nobody has looked yet; set-aside: a person has, and can take it back. Kept as the household is.

alter table registration_group drop constraint registration_group_stage_check;
alter table registration_group add constraint registration_group_stage_check
  check (stage in ('waiting', 'registered', 'left', 'erased', 'quarantined', 'set-aside'));
-- Junk alone is in it: writing a household does not touch it.
create index registration_group_quarantine on registration_group (operation_id, stage, registered_at, id)
  where stage in ('quarantined', 'set-aside');
