import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION

export type NewEvent = {
  operationId: string
  id: string
  at: Date
  kind: string
  groupId: string
  individualId: string | null
  accountId: string | null
  /** What happened, without a person in clear. */
  facts: Record<string, string | number | boolean | string[]>
}

export const insertEvent = statement<NewEvent, Record<string, never>>(
  'desk.insertEvent',
  `insert into event (operation_id, id, at, kind, group_id, individual_id, account_id, facts)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
  (e) => [e.operationId, e.id, e.at, e.kind, e.groupId, e.individualId, e.accountId, JSON.stringify(e.facts)],
  { operationId, id, at: new Date(0), kind: 'sample', groupId: id, individualId: null, accountId: null, facts: {} },
)

/** Withdraws every valid card of a household; answers with their short codes. */
export const withdrawCards = statement<
  { operationId: string; groupId: string; at: Date; reason: string },
  { shortCode: string }
>(
  'desk.withdrawCards',
  `update card set withdrawn_at = $3, withdrawn_reason = $4
   where operation_id = $1 and group_id = $2 and withdrawn_at is null returning short_code`,
  ({ operationId, groupId, at, reason }) => [operationId, groupId, at, reason],
  { operationId, groupId: id, at: new Date(0), reason: 'lost' },
)

export const setAccessCode = statement<
  { operationId: string; groupId: string; accessCodeHash: Uint8Array },
  Record<string, never>
>(
  'desk.setAccessCode',
  'update registration_group set access_code_hash = $3 where operation_id = $1 and id = $2',
  ({ operationId, groupId, accessCodeHash }) => [operationId, groupId, accessCodeHash],
  { operationId, groupId: id, accessCodeHash: new Uint8Array(32) },
)

export const setStage = statement<
  {
    operationId: string
    groupId: string
    stage: 'waiting' | 'registered' | 'left'
    waitingReason: string | null
    joinedIntoId: string | null
  },
  Record<string, never>
>(
  'desk.setStage',
  'update registration_group set stage = $3, waiting_reason = $4, joined_into_id = $5 where operation_id = $1 and id = $2',
  ({ operationId, groupId, stage, waitingReason, joinedIntoId }) => [
    operationId,
    groupId,
    stage,
    waitingReason,
    joinedIntoId,
  ],
  { operationId, groupId: id, stage: 'registered', waitingReason: null, joinedIntoId: null },
)

/** The number of people present, written where lists and cards read it. */
export const recountHousehold = statement<{ operationId: string; groupId: string }, { householdSize: number }>(
  'desk.recountHousehold',
  `update registration_group g set household_size = greatest(1, p.present) from (
     select count(*)::int as present from individual where operation_id = $1 and group_id = $2 and state = 'present') p
   where g.operation_id = $1 and g.id = $2 returning p.present as household_size`,
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId, groupId: id },
)

/** People go to another household, after those who are there; nobody speaks for it until that is set. */
export const moveIndividuals = statement<
  { operationId: string; individualIds: string[]; groupId: string },
  { id: string }
>(
  'desk.moveIndividuals',
  `update individual i set group_id = $3::uuid, is_focal_point = false,
     ordinal = i.ordinal + (select coalesce(max(ordinal), 0) from individual where operation_id = $1 and group_id = $3::uuid)
   where i.operation_id = $1 and i.id = any($2::uuid[]) returning i.id`,
  ({ operationId, individualIds, groupId }) => [operationId, individualIds, groupId],
  { operationId, individualIds: [id], groupId: id },
)

/** Who is under a hold stays under it wherever a desk moves them. */
export const copyHold = statement<{ operationId: string; from: string; to: string }, Record<string, never>>(
  'desk.copyHold',
  `insert into legal_hold (operation_id, group_id, reason, placed_at, placed_by)
   select operation_id, $3, reason, placed_at, placed_by from legal_hold where operation_id = $1 and group_id = $2
   on conflict do nothing`,
  ({ operationId, from, to }) => [operationId, from, to],
  { operationId, from: id, to: '00000000-0000-4000-8000-00000000000c' },
)

/** Before another is set: the unique index allows one at any moment. */
export const clearFocalPoint = statement<{ operationId: string; groupId: string }, Record<string, never>>(
  'desk.clearFocalPoint',
  'update individual set is_focal_point = false where operation_id = $1 and group_id = $2 and is_focal_point',
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId, groupId: id },
)

export const setFocalPoint = statement<{ operationId: string; groupId: string; individualId: string }, { id: string }>(
  'desk.setFocalPoint',
  `update individual set is_focal_point = true where operation_id = $1 and group_id = $2 and id = $3 and state = 'present' returning id`,
  ({ operationId, groupId, individualId }) => [operationId, groupId, individualId],
  { operationId, groupId: id, individualId: id },
)

export const setIndividualState = statement<
  { operationId: string; individualId: string; from: string; to: string },
  { groupId: string }
>(
  'desk.setIndividualState',
  `update individual set state = $4, is_focal_point = false where operation_id = $1 and id = $2 and state = $3 returning group_id`,
  ({ operationId, individualId, from, to }) => [operationId, individualId, from, to],
  { operationId, individualId: id, from: 'present', to: 'died' },
)

export const correctFacts = statement<
  {
    operationId: string
    individualId: string
    sex: string
    ageBand: string
    nationality: string
    language: string
  },
  Record<string, never>
>(
  'desk.correctFacts',
  'update individual set sex = $3, age_band = $4, nationality = $5, language = $6 where operation_id = $1 and id = $2',
  (f) => [f.operationId, f.individualId, f.sex, f.ageBand, f.nationality, f.language],
  { operationId, individualId: id, sex: 'unknown', ageBand: 'unknown', nationality: 'undisclosed', language: 'en' },
)

/** A new version of one class takes the place of the current one, which is kept. */
export const writeVersion = statement<
  { operationId: string; individualId: string; class: string; version: number; blob: Uint8Array; at: Date },
  { version: number }
>(
  'desk.writeVersion',
  `insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning version`,
  (b) => [b.operationId, b.individualId, b.class, b.version, b.blob, b.at],
  { operationId, individualId: id, class: 'identity', version: 1, blob: new Uint8Array(1), at: new Date(0) },
)

/** First of the two steps of a correction: the unique index allows one current version. */
export const supersedeVersion = statement<
  { operationId: string; individualId: string; class: string; version: number; at: Date },
  { version: number }
>(
  'desk.supersedeVersion',
  `update person_blob set superseded_at = $5
   where operation_id = $1 and individual_id = $2 and class = $3 and version = $4 and superseded_at is null returning version`,
  (b) => [b.operationId, b.individualId, b.class, b.version, b.at],
  { operationId, individualId: id, class: 'identity', version: 1, at: new Date(0) },
)

/** The random number that ticket and card of a waiting entry share. */
export const findEntryOfGroup = statement<
  { operationId: string; groupId: string },
  { entryId: string; cti: Buffer; state: string }
>(
  'desk.findEntryOfGroup',
  'select id as entry_id, cti, state from intake_entry where operation_id = $1 and group_id = $2',
  ({ operationId, groupId }) => [operationId, groupId],
  { operationId, groupId: id },
)
