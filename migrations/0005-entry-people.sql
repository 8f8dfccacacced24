-- Whom an entry is about, as it came: households split and join while it is still sealed, and it must open all the same.

-- In the order of the envelope; the focal point is whose the phone number is.
alter table intake_entry add column individual_ids uuid[];
alter table intake_entry add column focal_point_id uuid;
