-- The appointments of a claim, also after its people were split from the household that was booked.
create index appointment_claims on appointment using gin (claim_ids);
