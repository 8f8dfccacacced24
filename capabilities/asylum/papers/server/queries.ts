import type { PaperKind } from '#capabilities/proof/model.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { endReasons } from '../contract.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)
type ById = { operationId: string; id: string }
const byId = (p: ById) => [p.operationId, p.id]

export type PaperRecord = {
  id: string
  claimId: string
  individualId: string
  kind: PaperKind
  languages: ('en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar')[]
  number: string
  shortCode: string
  issuedAt: Date
  issuedOn: string
  issuedByName: string | null
  validUntil: string
  state: 'issued' | 'withdrawn' | 'replaced'
  endedAt: Date | null
  endReason: (typeof endReasons)[number] | null
  replacedBy: string | null
  isErased: boolean
}

const FACTS = `p.id, p.claim_id, p.individual_id, p.kind, p.languages, p.number, p.short_code, p.issued_at, p.issued_on, p.valid_until,
  p.state, p.ended_at, p.end_reason, p.replaced_by, p.sealed is null as is_erased,
  (select a.display_name from account a where a.operation_id = p.operation_id and a.id = p.issued_by) as issued_by_name`

export const PAPERS_MAX = 200

export const listPapers = statement<ById, PaperRecord>(
  'papers.listPapers',
  `select ${FACTS} from paper p where p.operation_id = $1 and p.claim_id = $2 order by p.issued_at desc, p.id limit ${PAPERS_MAX}`,
  byId,
  { operationId, id },
)

export const findPaper = statement<ById, PaperRecord>(
  'papers.findPaper',
  `select ${FACTS} from paper p where p.operation_id = $1 and p.id = $2`,
  byId,
  { operationId, id },
)

/** Those of a household's people, wherever their claims were lodged. */
export const listPapersOfHousehold = statement<ById, PaperRecord>(
  'papers.listPapersOfHousehold',
  `select ${FACTS} from individual i join paper p on p.operation_id = i.operation_id and p.individual_id = i.id
   where i.operation_id = $1 and i.group_id = $2 and p.sealed is not null order by p.issued_at desc, p.id limit 50`,
  byId,
  { operationId, id },
)

/** What is sealed, and the key it is sealed under; no row once the person is erased. */
export const findSealed = statement<ById, { individualId: string; sealed: Uint8Array; wrappedKey: Uint8Array }>(
  'papers.findSealed',
  `select p.individual_id, p.sealed, k.wrapped_key from paper p
   join person_key k on k.operation_id = p.operation_id and k.individual_id = p.individual_id
   where p.operation_id = $1 and p.id = $2 and p.sealed is not null`,
  byId,
  { operationId, id },
)

export type SealedPerson = {
  groupId: string
  caseNumber: string
  wrappedKey: Uint8Array
  version: number | null
  blob: Uint8Array | null
}

/**
 * Whom a paper is for: their key, and their name as it lies there. Held until the paper is stored: an erasure waits for it and
 * then takes it along, or was first, and there is nobody to issue it to.
 */
export const findPerson = statement<ById, SealedPerson>(
  'papers.findPerson',
  `select i.group_id, g.case_number, k.wrapped_key, b.version, b.blob from individual i
   join registration_group g on g.operation_id = i.operation_id and g.id = i.group_id
   join person_key k on k.operation_id = i.operation_id and k.individual_id = i.id
   left join person_blob b on b.operation_id = i.operation_id and b.individual_id = i.id and b.class = 'identity' and b.superseded_at is null
   where i.operation_id = $1 and i.id = $2 and i.state <> 'erased' for share of i`,
  byId,
  { operationId, id },
)

export const findOffice = statement<{ operationId: string; siteId: string }, { name: string }>(
  'papers.findOffice',
  'select name from site where operation_id = $1 and id = $2',
  (p) => [p.operationId, p.siteId],
  { operationId, siteId: id },
)

/** The next number of an office in a year; given back if the act fails, so that a series has no gaps. */
export const takeNumber = statement<{ operationId: string; office: string; year: number }, { last: number }>(
  'papers.takeNumber',
  `insert into paper_series as s (operation_id, office, year, last) values ($1, $2, $3, 1)
   on conflict (operation_id, office, year) do update set last = s.last + 1 returning last`,
  (p) => [p.operationId, p.office, p.year],
  { operationId, office: id, year: 2021 },
)

export type NewPaper = ById & {
  claimId: string
  individualId: string
  kind: PaperKind
  languages: string[]
  office: string
  number: string
  cti: Uint8Array
  shortCode: string
  statusIndex: number
  issuedAt: Date
  issuedOn: string
  issuedBy: string
  validUntil: string
  sealed: Uint8Array
}

/** Nothing when its place in the list of withdrawn cards, its code or its id is taken. */
export const insertPaper = statement<NewPaper, { id: string }>(
  'papers.insertPaper',
  `insert into paper (operation_id, id, claim_id, individual_id, kind, languages, office, number, cti, short_code, status_index,
     issued_at, issued_on, issued_by, valid_until, state, sealed)
   select $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::text[], $7::uuid, $8::text, $9::bytea, $10::text, $11::integer,
     $12::timestamptz, $13::date, $14::uuid, $15::date, 'issued', $16::bytea
   where not exists (select from card c where c.operation_id = $1 and c.status_index = $11)
   on conflict do nothing returning id`,
  (p) => [
    ...[p.operationId, p.id, p.claimId, p.individualId, p.kind, p.languages, p.office, p.number, p.cti, p.shortCode],
    ...[p.statusIndex, p.issuedAt, p.issuedOn, p.issuedBy, p.validUntil, p.sealed],
  ],
  {
    ...{ operationId, id, claimId: id, individualId: id, kind: 'constancia', languages: ['es'], office: id },
    ...{ number: '2021-000001', cti: new Uint8Array(8), shortCode: 'x', statusIndex: 1, issuedAt: at, issuedBy: id },
    ...{ issuedOn: '2021-10-24', validUntil: '2021-12-28', sealed: new Uint8Array(1) },
  },
)

/** Sets its bit in the list of withdrawn cards. Nothing when it was not valid any more. */
export const endPaper = statement<
  ById & { state: 'withdrawn' | 'replaced'; reason: string; replacedBy: string | null; at: Date; by: string },
  { id: string }
>(
  'papers.endPaper',
  `update paper set state = $3, end_reason = $4, replaced_by = $5, ended_at = $6, ended_by = $7
   where operation_id = $1 and id = $2 and state = 'issued' returning id`,
  (p) => [p.operationId, p.id, p.state, p.reason, p.replacedBy, p.at, p.by],
  { operationId, id, state: 'withdrawn', reason: 'mistake', replacedBy: null, at, by: id },
)
