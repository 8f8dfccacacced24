-- What a person asks for on their own page: a step of their procedure that somebody of the office then records. Retention: with the claim.
create table claim_wish (
  operation_id  uuid not null,
  id            uuid not null,
  claim_id      uuid not null,
  step          text not null,
  asked_at      timestamptz not null,
  taken_back_at timestamptz,
  recorded_at   timestamptz,
  primary key (operation_id, id)
);
-- distribute: claim_wish
alter table claim_wish add foreign key (operation_id, claim_id) references claim on delete cascade;
-- Asked twice, it is asked once.
create unique index claim_wish_open on claim_wish (operation_id, claim_id, step) where taken_back_at is null and recorded_at is null;
