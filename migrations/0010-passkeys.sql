-- Signing in without a passphrase, and proving it once more before acts on many people (design.md section 5, rule 8).

-- When whoever holds this session last gave a passkey or passphrase.
alter table session add column stepped_up_at timestamptz;

-- The public half of a key that a device or a security key keeps; nothing here signs anybody in. Retention: until its
-- owner removes it, it is replaced, or the account's operation ends.
create table passkey (
  operation_id  uuid not null,
  id            uuid not null,
  account_id    uuid not null,
  credential_id bytea not null,
  -- COSE, as the authenticator gave it.
  public_key    bytea not null,
  -- The name of this server it was made for: it works nowhere else.
  rp_id         text not null,
  counter       bigint not null,
  transports    text[] not null,
  -- What its owner calls it, such as "phone".
  label         text not null,
  created_at    timestamptz not null,
  last_used_at  timestamptz,
  primary key (operation_id, id)
);
-- distribute: passkey
alter table passkey add foreign key (operation_id, account_id) references account on delete cascade;
create unique index passkey_credential on passkey (operation_id, credential_id);
create index passkey_account on passkey (operation_id, account_id);

-- A code handed to somebody once, with which they make their own way in. Retention: deleted by a job 24 hours after it
-- was used or ran out; what remains is the entry in the log of acts.
create table enrolment (
  operation_id uuid not null,
  account_id   uuid not null,
  code_hash    bytea not null,
  -- 'replace': every old way in and every session ends when the new one is made.
  kind         text not null check (kind in ('first', 'replace')),
  made_by      uuid,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  -- One open code for an account: a new one takes the place of the old.
  primary key (operation_id, account_id)
);
-- distribute: enrolment
alter table enrolment add foreign key (operation_id, account_id) references account on delete cascade;
create unique index enrolment_code on enrolment (operation_id, code_hash);
