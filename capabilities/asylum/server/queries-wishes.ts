import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
type OfClaim = { operationId: string; claimId: string; step: string }
const sample = { operationId, claimId: operationId, step: 'move_request' }

export const insertWish = statement<OfClaim & { id: string; at: Date }, { id: string }>(
  'asylum.insertWish',
  `insert into claim_wish (operation_id, id, claim_id, step, asked_at) values ($1, $2, $3, $4, $5) on conflict do nothing returning id`,
  (p) => [p.operationId, p.id, p.claimId, p.step, p.at],
  { ...sample, id: operationId, at: new Date(0) },
)

export const takeBackWish = statement<OfClaim & { at: Date }, { id: string }>(
  'asylum.takeBackWish',
  `update claim_wish set taken_back_at = $4 where operation_id = $1 and claim_id = $2 and step = $3
     and taken_back_at is null and recorded_at is null returning id`,
  (p) => [p.operationId, p.claimId, p.step, p.at],
  { ...sample, at: new Date(0) },
)

/** The step was recorded: whoever asked for it has been heard. */
export const recordWish = statement<OfClaim & { at: Date }, { id: string }>(
  'asylum.recordWish',
  `update claim_wish set recorded_at = $4 where operation_id = $1 and claim_id = $2 and step = $3
     and taken_back_at is null and recorded_at is null returning id`,
  (p) => [p.operationId, p.claimId, p.step, p.at],
  { ...sample, at: new Date(0) },
)

export const listWishes = statement<{ operationId: string; claimId: string }, { step: string; askedAt: Date }>(
  'asylum.listWishes',
  `select step, asked_at from claim_wish where operation_id = $1 and claim_id = $2 and taken_back_at is null and recorded_at is null
   order by asked_at limit 20`,
  (p) => [p.operationId, p.claimId],
  { operationId, claimId: operationId },
)
