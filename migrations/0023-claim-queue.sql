-- The queue of an office with 1,600,000 claims: each filter has the rows of its first page side by side, in the order of the page.

-- A column, not an expression: row security lets an index look at columns alone before it has asked whose row it is.
alter table claim add column queue_on date generated always as (coalesce(due_on, 'infinity'::date)) stored;
drop index claim_queue;
drop index claim_queue_assigned;
drop index claim_queue_site;
create index claim_queue on claim (operation_id, queue_on, id) where closed_on is null;
create index claim_queue_assigned on claim (operation_id, assigned_to, queue_on, id) where closed_on is null;
create index claim_queue_site on claim (operation_id, site_id, queue_on, id) where closed_on is null;
create index claim_queue_stage on claim (operation_id, stage, queue_on, id) where closed_on is null;
create index claim_queue_step on claim (operation_id, last_step, queue_on, id) where closed_on is null;
create index claim_queue_language on claim (operation_id, language, queue_on, id) where closed_on is null;
create index claim_queue_child on claim (operation_id, queue_on, id) where closed_on is null and child_alone;
create index claim_closed on claim (operation_id, queue_on, id) where closed_on is not null;
-- The head of the page counts without touching a claim.
create index claim_count on claim (operation_id, due_on, site_id, assigned_to) where closed_on is null;
