import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const id = SAMPLE_OPERATION
const at = new Date(0)
type OfClaim = { operationId: string; claimId: string }
const sample = { operationId: id, claimId: id }

export type MandateFacts = {
  id: string
  kind: 'representative' | 'lawyer' | 'guardian'
  from: string
  until: string | null
}

/** Facts alone: a page that names nobody needs no key. */
export const listMandates = statement<OfClaim, MandateFacts>(
  'asylum.listMandates',
  `select id, kind, from_on as "from", until_on as until from claim_mandate
   where operation_id = $1 and claim_id = $2 order by from_on, id limit 100`,
  (p) => [p.operationId, p.claimId],
  sample,
)

/** With what is sealed, and the key of the person; no key once the person is erased. */
export const listSealedMandates = statement<
  OfClaim,
  { id: string; individualId: string; sealed: Uint8Array; wrappedKey: Uint8Array }
>(
  'asylum.listSealedMandates',
  `select m.id, m.individual_id, m.sealed, k.wrapped_key from claim_mandate m
   join person_key k on k.operation_id = m.operation_id and k.individual_id = m.individual_id
   where m.operation_id = $1 and m.claim_id = $2 order by m.from_on, m.id limit 100`,
  (p) => [p.operationId, p.claimId],
  sample,
)

export const findPersonKey = statement<{ operationId: string; individualId: string }, { wrappedKey: Uint8Array }>(
  'asylum.findPersonKey',
  'select wrapped_key from person_key where operation_id = $1 and individual_id = $2',
  (p) => [p.operationId, p.individualId],
  { operationId: id, individualId: id },
)

export const insertMandate = statement<
  OfClaim & MandateFacts & { individualId: string; sealed: Uint8Array; at: Date; by: string },
  { id: string }
>(
  'asylum.insertMandate',
  `insert into claim_mandate (operation_id, id, claim_id, individual_id, kind, from_on, until_on, sealed, recorded_at, recorded_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id`,
  (p) => [p.operationId, p.id, p.claimId, p.individualId, p.kind, p.from, p.until, p.sealed, p.at, p.by],
  {
    ...{ ...sample, id, individualId: id, kind: 'lawyer', from: '2021-10-24', until: null },
    ...{ sealed: new Uint8Array(1), at, by: id },
  },
)

export const endMandate = statement<OfClaim & { id: string; until: string }, { id: string }>(
  'asylum.endMandate',
  `update claim_mandate set until_on = $4 where operation_id = $1 and claim_id = $2 and id = $3 and from_on <= $4 returning id`,
  (p) => [p.operationId, p.claimId, p.id, p.until],
  { ...sample, id, until: '2021-10-24' },
)

export type InterviewRecord = { heardBy: 'anyone' | 'woman' | 'man'; special: boolean }

export const findInterview = statement<OfClaim, InterviewRecord>(
  'asylum.findInterview',
  'select heard_by, special from claim_interview where operation_id = $1 and claim_id = $2',
  (p) => [p.operationId, p.claimId],
  sample,
)

export const saveInterview = statement<OfClaim & InterviewRecord, { claimId: string }>(
  'asylum.saveInterview',
  `insert into claim_interview (operation_id, claim_id, heard_by, special) values ($1, $2, $3, $4)
   on conflict (operation_id, claim_id) do update set heard_by = excluded.heard_by, special = excluded.special returning claim_id`,
  (p) => [p.operationId, p.claimId, p.heardBy, p.special],
  { ...sample, heardBy: 'anyone', special: false },
)

export const setLanguage = statement<OfClaim & { language: string }, { id: string }>(
  'asylum.setLanguage',
  'update claim set language = $3 where operation_id = $1 and id = $2 returning id',
  (p) => [p.operationId, p.claimId, p.language],
  { ...sample, language: 'es' },
)
