import type { Role } from '#capabilities/access/model.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'
import type { ClaimEvent, GivenAct } from '../claim.ts'

const operationId = SAMPLE_OPERATION
const id = SAMPLE_OPERATION
const at = new Date(0)

type ById = { operationId: string; id: string }
const byId = (p: ById) => [p.operationId, p.id]
const sample = { operationId, id }

/** Where the person is registered now: after a split that is another household than the one they came with. */
const GROUP_NOW =
  '(select i.group_id from individual i where i.operation_id = claim.operation_id and i.id = claim.individual_id)'

/** A claim as it lies there. */
export type ClaimRecord = {
  id: string
  groupId: string
  individualId: string
  procedure: string
  procedureVersion: string
  siteId: string | null
  assignedTo: string | null
  events: number
  stage: string
  language: string
  countedUnder: number
}

/** Holds the claim until the transaction ends: whoever comes second waits, and then sees what the first did. */
export const lockClaim = statement<ById, ClaimRecord>(
  'asylum.lockClaim',
  `select id, ${GROUP_NOW} as group_id, individual_id, procedure, procedure_version, site_id, assigned_to, events, stage, language, counted_under
   from claim where operation_id = $1 and id = $2 for update`,
  byId,
  sample,
)

export const findClaim = statement<ById, ClaimRecord>(
  'asylum.findClaim',
  `select id, ${GROUP_NOW} as group_id, individual_id, procedure, procedure_version, site_id, assigned_to, events, stage, language, counted_under
   from claim where operation_id = $1 and id = $2`,
  byId,
  sample,
)

export const listEvents = statement<ById, { number: number; recordedAt: Date; event: ClaimEvent }>(
  'asylum.listEvents',
  'select number, recorded_at, event from claim_event where operation_id = $1 and claim_id = $2 order by number',
  byId,
  sample,
)

export type PersonOfHousehold = { id: string; sex: string; ageBand: string; nationality: string; state: string }

/** Whom a claim can be about: the people of a household, with the household's place. Nobody reads a journey's. */
export const listPeople = statement<
  ById,
  PersonOfHousehold & { siteId: string | null; groupStage: string; openClaimId: string | null }
>(
  'asylum.listPeople',
  `select i.id, i.sex, i.age_band, i.nationality, i.state, g.site_id, g.stage as group_stage, c.id as open_claim_id
   from registration_group g join individual i on i.operation_id = g.operation_id and i.group_id = g.id
   left join claim c on c.operation_id = i.operation_id and c.individual_id = i.id and c.closed_on is null
   where g.operation_id = $1 and g.id = $2 order by i.ordinal, i.id limit 200`,
  byId,
  sample,
)

/** Those of one claim, the principal first. */
export const listPeopleOfClaim = statement<
  ById,
  PersonOfHousehold & { isPrincipal: boolean; ownClaimId: string | null }
>(
  'asylum.listPeopleOfClaim',
  // Two short lists joined: with an `or` between them every person of the operation would be read.
  `with of_claim as (
     select individual_id, true as is_principal from claim where operation_id = $1 and id = $2
     union all
     select individual_id, false from claim_dependant where operation_id = $1 and claim_id = $2
   )
   select i.id, i.sex, i.age_band, i.nationality, i.state, p.is_principal, o.id as own_claim_id
   from of_claim p
   join individual i on i.operation_id = $1 and i.id = p.individual_id
   left join claim o on o.operation_id = $1 and o.individual_id = i.id and o.closed_on is null and o.id <> $2
   order by p.is_principal desc, i.ordinal, i.id`,
  byId,
  sample,
)

/** What is worked out of the events and kept beside them, so that a queue reads no history. */
export type Kept = {
  stage: string
  lastStep: string
  lastStepOn: string
  beganOn: string
  closedOn: string | null
  closingReason: string | null
  dueOn: string | null
  dueLimit: string | null
  dueBinds: string | null
  countedUnder: number
}

type NewClaim = Kept & {
  operationId: string
  id: string
  individualId: string
  procedure: string
  procedureVersion: string
  siteId: string | null
  language: string
  childAlone: boolean
  events: number
  at: Date
}

export const insertClaim = statement<NewClaim, { id: string }>(
  'asylum.insertClaim',
  `insert into claim (operation_id, id, individual_id, procedure, procedure_version, site_id, language, child_alone, events, created_at,
     stage, last_step, last_step_on, began_on, closed_on, closing_reason, due_on, due_limit, due_binds, counted_under)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
   on conflict do nothing returning id`,
  (p) => [
    ...[p.operationId, p.id, p.individualId, p.procedure, p.procedureVersion, p.siteId, p.language],
    ...[p.childAlone, p.events, p.at, ...keptOf(p)],
  ],
  {
    ...{ operationId, id, individualId: id, procedure: 'x', procedureVersion: '1', siteId: null },
    ...{ language: 'es', childAlone: false, events: 1, at, ...sampleKept() },
  },
)

export const updateClaim = statement<ById & Kept & { events: number }, { id: string }>(
  'asylum.updateClaim',
  `update claim set events = $3, stage = $4, last_step = $5, last_step_on = $6, began_on = $7, closed_on = $8, closing_reason = $9,
     due_on = $10, due_limit = $11, due_binds = $12, counted_under = $13
   where operation_id = $1 and id = $2 returning id`,
  (p) => [p.operationId, p.id, p.events, ...keptOf(p)],
  { ...sample, events: 1, ...sampleKept() },
)

export const insertDependants = statement<ById & { individualIds: string[]; at: Date }, { individualId: string }>(
  'asylum.insertDependants',
  `insert into claim_dependant (operation_id, claim_id, individual_id, added_at)
   select $1, $2, person, $4 from unnest($3::uuid[]) person on conflict do nothing returning individual_id`,
  (p) => [p.operationId, p.id, p.individualIds, p.at],
  { ...sample, individualIds: [id], at },
)

/** `from` is the number of the first; a number that is taken is refused by the key, so that nothing is overwritten. */
export const insertEvents = statement<
  ById & { from: number; events: readonly ClaimEvent[]; at: Date },
  { number: number }
>(
  'asylum.insertEvents',
  `insert into claim_event (operation_id, claim_id, number, recorded_at, event)
   select $1, $2, $3::int + ordinality - 1, $5, event from jsonb_array_elements($4::jsonb) with ordinality as e(event, ordinality)
   returning number`,
  (p) => [p.operationId, p.id, p.from, JSON.stringify(p.events), p.at],
  { ...sample, from: 1, events: [{} as ClaimEvent], at },
)

export type KeptLimit = {
  limitId: string
  step: string
  binds: 'authority' | 'person'
  sense: 'latest' | 'earliest'
  dueOn: string | null
}

/** The open limits of a claim as they are now; `movedAt` marks those whose day another count had put elsewhere. */
export const replaceLimits = statement<
  ById & { limits: readonly KeptLimit[]; movedAt: Date | null },
  { limitId: string }
>(
  'asylum.replaceLimits',
  `with now as (
     select * from jsonb_to_recordset($3::jsonb) as n("limitId" text, step text, binds text, sense text, "dueOn" date)
   ), gone as (
     delete from claim_limit where operation_id = $1 and claim_id = $2 and limit_id not in (select "limitId" from now)
   )
   insert into claim_limit as l (operation_id, claim_id, limit_id, step, binds, sense, due_on)
   select $1, $2, "limitId", step, binds, sense, "dueOn" from now
   on conflict (operation_id, claim_id, limit_id) do update set step = excluded.step, binds = excluded.binds, sense = excluded.sense,
     due_on = excluded.due_on,
     moved_from = case when $4::timestamptz is not null and l.due_on is distinct from excluded.due_on then l.due_on else l.moved_from end,
     moved_at = case when $4::timestamptz is not null and l.due_on is distinct from excluded.due_on then $4::timestamptz else l.moved_at end
   returning limit_id`,
  (p) => [p.operationId, p.id, JSON.stringify(p.limits), p.movedAt],
  { ...sample, limits: [{ limitId: 'x', step: 'x', binds: 'person', sense: 'latest', dueOn: null }], movedAt: null },
)

export const listMoved = statement<ById, { limitId: string; movedFrom: string }>(
  'asylum.listMoved',
  'select limit_id, moved_from from claim_limit where operation_id = $1 and claim_id = $2 and moved_from is not null',
  byId,
  sample,
)

export type ProposalRecord = {
  act: GivenAct
  seenEvents: number
  proposedBy: string
  proposedRole: Role
  proposedAt: Date
}

export const findProposal = statement<ById, ProposalRecord>(
  'asylum.findProposal',
  'select act, seen_events, proposed_by, proposed_role, proposed_at from claim_proposal where operation_id = $1 and claim_id = $2',
  byId,
  sample,
)

export const insertProposal = statement<
  ById & { act: GivenAct; seenEvents: number; proposedBy: string; proposedRole: Role; at: Date },
  { claimId: string }
>(
  'asylum.insertProposal',
  `insert into claim_proposal (operation_id, claim_id, act, seen_events, proposed_by, proposed_role, proposed_at)
   values ($1, $2, $3::jsonb, $4, $5, $6, $7)
   on conflict do nothing returning claim_id`,
  (p) => [p.operationId, p.id, JSON.stringify(p.act), p.seenEvents, p.proposedBy, p.proposedRole, p.at],
  { ...sample, act: {} as GivenAct, seenEvents: 1, proposedBy: id, proposedRole: 'case-officer', at },
)

export const deleteProposal = statement<ById, { claimId: string }>(
  'asylum.deleteProposal',
  'delete from claim_proposal where operation_id = $1 and claim_id = $2 returning claim_id',
  byId,
  sample,
)

/** Only an officer who hears claims at that place can be given one. */
export const assign = statement<ById & { accountId: string | null }, { id: string }>(
  'asylum.assign',
  `update claim c set assigned_to = $3 where operation_id = $1 and id = $2 and ($3::uuid is null or exists (
     select from account a join account_role r on r.operation_id = a.operation_id and r.account_id = a.id
     where a.operation_id = $1 and a.id = $3 and a.closed_at is null and r.role = 'case-officer'
       and (r.site_id is null or r.site_id = c.site_id))) returning id`,
  (p) => [p.operationId, p.id, p.accountId],
  { ...sample, accountId: null },
)

export const listOfficers = statement<{ operationId: string }, { accountId: string; displayName: string }>(
  'asylum.listOfficers',
  `select distinct a.id as account_id, a.display_name from account a
   join account_role r on r.operation_id = a.operation_id and r.account_id = a.id
   where a.operation_id = $1 and a.closed_at is null and r.role = 'case-officer' order by a.display_name, a.id limit 500`,
  (p) => [p.operationId],
  { operationId },
)

export const namesOfAccounts = statement<{ operationId: string; ids: string[] }, { id: string; displayName: string }>(
  'asylum.namesOfAccounts',
  'select id, display_name from account where operation_id = $1 and id = any($2::uuid[])',
  (p) => [p.operationId, p.ids],
  { operationId, ids: [id] },
)

function keptOf(p: Kept): unknown[] {
  return [
    ...[p.stage, p.lastStep, p.lastStepOn, p.beganOn, p.closedOn, p.closingReason],
    ...[p.dueOn, p.dueLimit, p.dueBinds, p.countedUnder],
  ]
}

function sampleKept(): Kept {
  return {
    ...{ stage: 'lodged', lastStep: 'lodge', lastStepOn: '2021-10-24', beganOn: '2021-10-24', closedOn: null },
    ...{ closingReason: null, dueOn: null, dueLimit: null, dueBinds: null, countedUnder: 1 },
  }
}
