import type { ClaimEvent } from '#capabilities/asylum/claim.ts'
import type { KeptLimit } from '#capabilities/asylum/server/queries.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const operationId = SAMPLE_OPERATION

/** A household with its claim, as facts. */
export type CaseFacts = {
  id: string
  caseNumber: string
  language: string
  siteId: string | null
  accessCodeHash: string
  registeredAt: string
  people: { id: string; isFocalPoint: boolean; sex: string; ageBand: string; nationality: string; language: string }[]
  claim: {
    id: string
    individualId: string
    procedure: string
    procedureVersion: string
    childAlone: boolean
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
    events: ClaimEvent[]
    limits: KeptLimit[]
  }
}

/** Hundreds of cases in one statement: a caseload is made in a minute or two. */
export const insertCases = statement<{ operationId: string; cases: readonly CaseFacts[] }, { id: string }>(
  'practice.insertCases',
  `with given as (
     select c->>'id' as id, c from jsonb_array_elements($2::jsonb) c
   ), households as (
     insert into registration_group (operation_id, id, case_number, household_size, language, site_id, stage, access_code_hash, source, registered_at, registered_on)
     select $1, id::uuid, c->>'caseNumber', jsonb_array_length(c->'people'), c->>'language', (c->>'siteId')::uuid, 'registered',
       decode(c->>'accessCodeHash', 'hex'), 'desk', (c->>'registeredAt')::timestamptz, ((c->>'registeredAt')::timestamptz at time zone 'UTC')::date
     from given returning id
   ), people as (
     insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
     select $1, (p->>'id')::uuid, given.id::uuid, ordinality, (p->>'isFocalPoint')::boolean, p->>'sex', p->>'ageBand', p->>'nationality', p->>'language', 'present'
     from given, jsonb_array_elements(c->'people') with ordinality as e(p, ordinality)
   ), claims as (
     insert into claim (operation_id, id, individual_id, procedure, procedure_version, site_id, language, stage, last_step, last_step_on, began_on,
       closed_on, closing_reason, child_alone, events, due_on, due_limit, due_binds, counted_under, created_at)
     select $1, (k->>'id')::uuid, (k->>'individualId')::uuid, k->>'procedure', k->>'procedureVersion', (c->>'siteId')::uuid, c->>'language', k->>'stage',
       k->>'lastStep', (k->>'lastStepOn')::date, (k->>'beganOn')::date, (k->>'closedOn')::date, k->>'closingReason', (k->>'childAlone')::boolean,
       jsonb_array_length(k->'events'), (k->>'dueOn')::date, k->>'dueLimit', k->>'dueBinds', (k->>'countedUnder')::int, (c->>'registeredAt')::timestamptz
     from given, lateral (select c->'claim' as k) l
   ), dependants as (
     insert into claim_dependant (operation_id, claim_id, individual_id, added_at)
     select $1, (c->'claim'->>'id')::uuid, (p->>'id')::uuid, (c->>'registeredAt')::timestamptz
     from given, jsonb_array_elements(c->'people') p where not (p->>'isFocalPoint')::boolean
   ), events as (
     insert into claim_event (operation_id, claim_id, number, recorded_at, event)
     select $1, (c->'claim'->>'id')::uuid, ordinality, (c->>'registeredAt')::timestamptz, e
     from given, jsonb_array_elements(c->'claim'->'events') with ordinality as x(e, ordinality)
   ), limits as (
     insert into claim_limit (operation_id, claim_id, limit_id, step, binds, sense, due_on)
     select $1, (c->'claim'->>'id')::uuid, l->>'limitId', l->>'step', l->>'binds', l->>'sense', (l->>'dueOn')::date
     from given, jsonb_array_elements(c->'claim'->'limits') l
   )
   select id from households`,
  (p) => [p.operationId, JSON.stringify(p.cases)],
  { operationId, cases: [] },
)

/** What identifies their people, sealed; no phone number is among it. */
export const insertSealed = statement<
  {
    operationId: string
    individualIds: string[]
    wrappedKeys: Uint8Array[]
    blobOf: string[]
    classes: string[]
    blobs: Uint8Array[]
    at: Date
  },
  { individualId: string }
>(
  'practice.insertSealed',
  `with keys as (
     insert into person_key (operation_id, individual_id, key_version, wrapped_key)
     select $1, id, 1, wrapped_key from unnest($2::uuid[], $3::bytea[]) as k(id, wrapped_key) returning individual_id
   ), blobs as (
     insert into person_blob (operation_id, individual_id, class, version, blob, written_at)
     select $1, id, class, 1, blob, $7::timestamptz from unnest($4::uuid[], $5::text[], $6::bytea[]) as b(id, class, blob)
   )
   select individual_id from keys`,
  (p) => [p.operationId, p.individualIds, p.wrappedKeys, p.blobOf, p.classes, p.blobs, p.at],
  {
    ...{ operationId, individualIds: [operationId], wrappedKeys: [new Uint8Array(1)], blobOf: [operationId] },
    ...{ classes: ['identity'], blobs: [new Uint8Array(1)], at: new Date(0) },
  },
)

/** Whom acts of an invented caseload are by, and where it lies. */
export const findOffice = statement<
  { operationId: string },
  { siteId: string | null; officerId: string; administratorId: string }
>(
  'practice.findOffice',
  `select (select id from site where operation_id = $1 order by name limit 1) as site_id,
     (select r.account_id from account_role r where r.operation_id = $1 and r.role = 'case-officer' limit 1) as officer_id,
     (select r.account_id from account_role r where r.operation_id = $1 and r.role = 'administrator' limit 1) as administrator_id`,
  (p) => [p.operationId],
  { operationId },
)

/** As the database does by itself within a minute of so many new rows. */
export const ANALYZE =
  'analyze registration_group, individual, person_key, person_blob, claim, claim_dependant, claim_event, claim_limit'
