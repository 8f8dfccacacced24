-- A clock that leapt ahead would end everything at once: until then the job waits, and somebody looks. Retention: the operation.
alter table retention_run add column waits_until timestamptz;
