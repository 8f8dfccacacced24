import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

type InOperation = { operationId: string }

export type AuditRow = {
  id: string
  at: Date
  atMicros: string
  by: string | null
  role: string
  act: string
  subjectKind: string
  householdId: string | null
  caseNumber: string | null
  accountName: string | null
  purpose: string
}

type Asked = InOperation & {
  accountId: string | null
  act: string | null
  caseNumber: string | null
  from: Date | null
  to: Date | null
  after: { micros: string; id: string } | null
  limit: number
}

/**
 * What was done, newest first. A household's acts are those about it and about its people; it is looked up first, so that
 * the index on subjects serves.
 */
export const listAuditRows = statement<Asked, AuditRow>(
  'oversight.listAuditRows',
  `with subject as materialized (
     select g.id from registration_group g where g.operation_id = $1 and g.case_number = $4::text
     union all
     select i.id from registration_group g join individual i on i.operation_id = g.operation_id and i.group_id = g.id
      where g.operation_id = $1 and g.case_number = $4::text
   ), page as materialized (
     select e.* from audit_entry e
      where e.operation_id = $1
        and ($2::uuid is null or e.account_id = $2::uuid)
        and ($3::text is null or e.act = $3::text)
        and ($4::text is null or e.subject_id in (select id from subject))
        and ($5::timestamptz is null or e.at >= $5::timestamptz)
        and ($6::timestamptz is null or e.at < $6::timestamptz)
        and ($7::bigint is null or (e.at, e.id) < (timestamptz 'epoch' + $7::bigint * interval '1 microsecond', $8::uuid))
      order by e.at desc, e.id desc limit $9::int
   )
   select p.id, p.at, trunc(extract(epoch from p.at) * 1000000)::text as at_micros, a.display_name as by, p.role, p.act, p.subject_kind,
          g.id as household_id, g.case_number, s.display_name as account_name, p.purpose
     from page p
     left join account a on a.operation_id = p.operation_id and a.id = p.account_id
     left join account s on s.operation_id = p.operation_id and s.id = p.subject_id
     left join individual i on i.operation_id = p.operation_id and i.id = p.subject_id
     left join registration_group g on g.operation_id = p.operation_id and g.id = coalesce(i.group_id, p.subject_id)
    order by p.at desc, p.id desc`,
  (p) => [
    ...[p.operationId, p.accountId, p.act, p.caseNumber, p.from, p.to],
    ...[p.after?.micros ?? null, p.after?.id ?? null, p.limit],
  ],
  {
    ...{ operationId: SAMPLE_OPERATION, accountId: null, act: null, caseNumber: null, from: null, to: null },
    after: null,
    limit: 10,
  },
)

/** Names of the staff, closed accounts too: what they did is still read. */
export const listNames = statement<InOperation, { id: string; name: string }>(
  'oversight.listNames',
  'select id, display_name as name from account where operation_id = $1 order by display_name, id limit 500',
  ({ operationId }) => [operationId],
  { operationId: SAMPLE_OPERATION },
)
