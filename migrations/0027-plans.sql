-- Plans that an operation keeps: scenarios of the planner. Figures, ranges and their sources; nothing about a person.

-- Shared by everybody of the operation who may plan. Retention: the operation; 30 days after somebody deleted it, by a job.
create table plan (
  operation_id uuid not null,
  id           uuid not null,
  name         text not null check (length(name) between 1 and 120),
  scenario     jsonb not null,
  version      integer not null check (version between 1 and 100000),
  saved_at     timestamptz not null,
  saved_by     uuid not null,
  -- One of 200: two who save the last one at once do not make 201. A deleted plan has none, and needs a free one to come back.
  place        integer check (place between 1 and 200),
  deleted_at   timestamptz,
  primary key (operation_id, id),
  check ((place is null) = (deleted_at is not null))
);
-- distribute: plan
create unique index plan_place on plan (operation_id, place);
