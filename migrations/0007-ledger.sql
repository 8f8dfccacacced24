-- The log over the audit entries (RFC 6962): what was done cannot be unsaid without showing (design.md, section 5).

-- The sealer looks for new entries by time; hot writes come in that order, so the index only grows at its end.
create index audit_entry_at on audit_entry (operation_id, at);

-- One leaf per entry, numbered in the order of sealing. Retention: as long as the operation, hashes name nobody.
-- No foreign key: a proof outlives what it proves.
create table ledger_leaf (
  operation_id uuid not null,
  leaf_number  bigint not null check (leaf_number between 0 and 9007199254740991),
  entry_id     uuid not null,
  leaf_hash    bytea not null check (length(leaf_hash) = 32),
  -- Made with a key the database does not know: says that this hash belongs at this number.
  seal         bytea not null,
  primary key (operation_id, leaf_number)
);
-- distribute: ledger_leaf
-- append-only: ledger_leaf
create unique index ledger_leaf_entry on ledger_leaf (operation_id, entry_id);

-- The counter row that sealers lock, with the right edge of the tree, so that sealing n entries costs n hashes and few more.
create table ledger_state (
  operation_id uuid not null,
  size         bigint not null,
  edge         bytea not null,
  primary key (operation_id)
);
-- distribute: ledger_state

-- Every signed head, as the line of text that leaves the machine. Retention: as long as the operation.
create table ledger_head (
  operation_id uuid not null,
  size         bigint not null,
  line         text not null,
  primary key (operation_id, size)
);
-- distribute: ledger_head
-- append-only: ledger_head
