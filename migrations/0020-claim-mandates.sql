-- Who acts for the person of a claim, and how the person asked to be heard.

-- A representative, lawyer or guardian. Their name lies sealed under the key of the person they act for: erasing the person
-- takes it along. Retention: with the claim.
create table claim_mandate (
  operation_id  uuid not null,
  id            uuid not null,
  claim_id      uuid not null,
  individual_id uuid not null,
  kind          text not null check (kind in ('representative', 'lawyer', 'guardian')),
  from_on       date not null,
  -- The last day it holds; none while nobody has set one.
  until_on      date check (until_on >= from_on),
  sealed        bytea not null,
  recorded_at   timestamptz not null,
  recorded_by   uuid not null,
  primary key (operation_id, id)
);
-- distribute: claim_mandate
alter table claim_mandate add foreign key (operation_id, claim_id) references claim on delete cascade;
alter table claim_mandate add foreign key (operation_id, individual_id) references individual on delete cascade;
create index claim_mandate_claim on claim_mandate (operation_id, claim_id);
create index claim_mandate_person on claim_mandate (operation_id, individual_id);

-- What an interview needs. That somebody has needs is a flag; which they are stays in the person's file. Retention: with the claim.
create table claim_interview (
  operation_id uuid not null,
  claim_id     uuid not null,
  heard_by     text not null check (heard_by in ('anyone', 'woman', 'man')),
  special      boolean not null,
  primary key (operation_id, claim_id)
);
-- distribute: claim_interview
alter table claim_interview add foreign key (operation_id, claim_id) references claim on delete cascade;
