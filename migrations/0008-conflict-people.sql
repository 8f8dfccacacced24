-- Whom a second version is about: it may have come under an id of its own, and goes with whoever of them is erased.

-- Null for what came before people were listed.
alter table intake_conflict add column individual_ids uuid[];
