import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import { type AgreementAct, type AgreementFacts, rolesThatAgreeTo } from '../model.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const OTHER_ACCOUNT = '00000000-0000-4000-8000-00000000000c'
const at = new Date(0)
const factsHash = new Uint8Array(32)

type InOperation = { operationId: string }

export const insertAgreement = statement<
  InOperation & {
    id: string
    act: AgreementAct
    facts: AgreementFacts
    factsHash: Uint8Array
    askedBy: string
    askedAt: Date
    expiresAt: Date
  },
  never
>(
  'oversight.insertAgreement',
  `insert into agreement (operation_id, id, act, facts, facts_hash, asked_by, asked_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
  (a) => [a.operationId, a.id, a.act, a.facts, a.factsHash, a.askedBy, a.askedAt, a.expiresAt],
  { operationId, id, act: 'rotate-keys', facts: {}, factsHash, askedBy: id, askedAt: at, expiresAt: at },
)

export type AgreementRow = {
  id: string
  act: AgreementAct
  facts: AgreementFacts
  about: string | null
  askedBy: string
  askedByName: string | null
  askedAt: Date
  expiresAt: Date
  answeredByName: string | null
  answeredAt: Date | null
  answer: 'agreed' | 'refused' | 'withdrawn' | null
  usedAt: Date | null
}

/** What somebody asked, and what they may answer, newest first. */
export const listAgreementRows = statement<InOperation & { accountId: string; acts: string[] }, AgreementRow>(
  'oversight.listAgreementRows',
  `select g.id, g.act, g.facts, g.asked_by, about.display_name as about,
          asker.display_name as asked_by_name, g.asked_at, g.expires_at,
          second.display_name as answered_by_name, g.answered_at, g.answer, g.used_at
     from agreement g
     left join account asker on asker.operation_id = g.operation_id and asker.id = g.asked_by
     left join account about on about.operation_id = g.operation_id and about.id::text = g.facts->>'accountId'
     left join account second on second.operation_id = g.operation_id and second.id = g.answered_by
    where g.operation_id = $1 and (g.asked_by = $2 or g.act = any($3::text[]))
    order by g.asked_at desc, g.id limit 50`,
  ({ operationId, accountId, acts }) => [operationId, accountId, acts],
  { operationId, accountId: id, acts: [] },
)

export const findAgreement = statement<
  InOperation & { id: string },
  { act: AgreementAct; askedBy: string; facts: AgreementFacts }
>(
  'oversight.findAgreement',
  'select act, asked_by, facts from agreement where operation_id = $1 and id = $2',
  ({ operationId, id }) => [operationId, id],
  { operationId, id },
)

/** The first answer counts, and it is never the asker's own: of two at once one finds nothing left to answer. */
export const answerAgreement = statement<
  InOperation & { id: string; answer: 'agreed' | 'refused'; answeredBy: string; now: Date },
  { id: string }
>(
  'oversight.answerAgreement',
  `update agreement set answer = $3, answered_by = $4, answered_at = $5
    where operation_id = $1 and id = $2 and answer is null and expires_at > $5 and asked_by <> $4 returning id`,
  ({ operationId, id, answer, answeredBy, now }) => [operationId, id, answer, answeredBy, now],
  { operationId, id, answer: 'refused', answeredBy: OTHER_ACCOUNT, now: at },
)

/** By whoever asked, also after a yes. */
export const withdrawAgreementRow = statement<InOperation & { id: string; askedBy: string; now: Date }, { id: string }>(
  'oversight.withdrawAgreementRow',
  `update agreement set answer = 'withdrawn', answered_by = $3, answered_at = $4
    where operation_id = $1 and id = $2 and asked_by = $3 and used_at is null and (answer is null or answer = 'agreed')
   returning id`,
  ({ operationId, id, askedBy, now }) => [operationId, id, askedBy, now],
  { operationId, id, askedBy: id, now: at },
)

type Wanted = InOperation & { id: string; act: AgreementAct; factsHash: Uint8Array; askedBy: string | null; now: Date }

/**
 * Marks an agreement used if it was given for exactly this, to this asker, by someone else who still works here in a role that agrees,
 * and was not used before: one statement, so that two at once use it once. Without an asker (the console) anyone's will do.
 */
export const useAgreementRow = statement<Wanted, { id: string }>(
  'oversight.useAgreementRow',
  `update agreement g set used_at = $6
    where g.operation_id = $1 and g.id = $2 and g.act = $3 and g.facts_hash = $4
      and ($5::uuid is null or g.asked_by = $5::uuid)
      and g.answer = 'agreed' and g.answered_by <> g.asked_by and g.expires_at > $6 and g.used_at is null
      and exists (select from account a join account_role r on r.operation_id = a.operation_id and r.account_id = a.id
                   where a.operation_id = g.operation_id and a.id = g.answered_by and a.closed_at is null
                     and r.role = any ($7::text[]) and r.site_id is null)
   returning g.id`,
  (w) => [w.operationId, w.id, w.act, w.factsHash, w.askedBy, w.now, rolesThatAgreeTo(w.act)],
  { operationId, id, act: 'rotate-keys', factsHash, askedBy: id, now: at },
)

/** The same work going on: begun with this agreement, and not long ago. */
export const findAgreementInUse = statement<Wanted & { usedAfter: Date }, { id: string }>(
  'oversight.findAgreementInUse',
  `select id from agreement
    where operation_id = $1 and id = $2 and act = $3 and facts_hash = $4 and ($5::uuid is null or asked_by = $5::uuid)
      and used_at > $7 and used_at <= $6`,
  (w) => [w.operationId, w.id, w.act, w.factsHash, w.askedBy, w.now, w.usedAfter],
  { operationId, id, act: 'rotate-keys', factsHash, askedBy: id, now: at, usedAfter: at },
)

/** Practice needs no second person; closed or not. */
export const isPracticeOperation = statement<InOperation, { practice: boolean }>(
  'oversight.isPracticeOperation',
  'select practice from operation where id = $1',
  ({ operationId }) => [operationId],
  { operationId },
  { acrossOperations: 'operation is a reference table: it holds names of operations, nothing of people' },
)
