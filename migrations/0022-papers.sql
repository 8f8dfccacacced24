-- Papers of a claim: who has which, since when, and whether it is still valid. What is printed on one lies sealed.

-- A constancia, a notice of an interview or a hearing, a letter of decision: for one person of a claim. Retention: with the claim.
create table paper (
  operation_id  uuid not null,
  id            uuid not null,
  claim_id      uuid not null,
  individual_id uuid not null,
  kind          text not null check (kind in ('constancia', 'interview', 'hearing', 'decision')),
  -- The office's language, and the person's where it is another.
  languages     text[] not null,
  -- In the series of the office that issued it.
  office        uuid not null,
  number        text not null,
  -- What its QR says of it in clear; the QR itself holds a hash over a name, and lies with what is sealed.
  cti           bytea not null,
  short_code    text not null,
  -- Its place in the list of withdrawn cards, which papers share with cards.
  status_index  integer not null,
  issued_at     timestamptz not null,
  issued_on     date not null,
  issued_by     uuid not null,
  valid_until   date not null,
  state         text not null check (state in ('issued', 'withdrawn', 'replaced')),
  ended_at      timestamptz,
  ended_by      uuid,
  end_reason    text,
  replaced_by   uuid,
  -- Everything that is printed, under the key of the person it is for. Null once they are erased.
  sealed        bytea,
  primary key (operation_id, id),
  check ((state = 'issued') = (ended_at is null))
);
-- distribute: paper
alter table paper add foreign key (operation_id, claim_id) references claim on delete cascade;
alter table paper add foreign key (operation_id, individual_id) references individual on delete cascade;
-- One valid paper of a kind for a person, even when two desks issue it at once.
create unique index paper_valid on paper (operation_id, claim_id, individual_id, kind) where state = 'issued';
create unique index paper_number on paper (operation_id, office, number);
create unique index paper_short_code on paper (operation_id, short_code);
create unique index paper_status_index on paper (operation_id, status_index);
create index paper_person on paper (operation_id, individual_id);
create index paper_withdrawn on paper (operation_id, status_index) where state <> 'issued';

-- The last number that an office gave in a year. Retention: the operation.
create table paper_series (
  operation_id uuid not null,
  -- A site; all zeros for papers of no site.
  office       uuid not null,
  year         integer not null,
  last         integer not null check (last between 1 and 9999999),
  primary key (operation_id, office, year)
);
-- distribute: paper_series
