-- The queue of an office with 1,600,000 claims: each filter has the rows of its first page side by side, in the order of the page.
create index claim_queue_stage on claim (operation_id, stage, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_queue_step on claim (operation_id, last_step, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_queue_language on claim (operation_id, language, coalesce(due_on, 'infinity'::date), id) where closed_on is null;
create index claim_queue_child on claim (operation_id, coalesce(due_on, 'infinity'::date), id) where closed_on is null and child_alone;
create index claim_closed on claim (operation_id, coalesce(due_on, 'infinity'::date), id) where closed_on is not null;
-- The head of the page counts without touching a claim.
create index claim_count on claim (operation_id, due_on, site_id, assigned_to) where closed_on is null;
