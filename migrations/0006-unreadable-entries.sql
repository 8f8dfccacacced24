-- Entries that were acknowledged and cannot be read are counted on every desk's first page, and are few.

create index intake_entry_failed on intake_entry (operation_id, group_id) where state = 'failed';
