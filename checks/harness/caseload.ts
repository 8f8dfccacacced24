import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { TestDesk } from './desk.ts'

const { random } = realEnvironment()

/** Claims alike, each of another household: when they began, what happened on which days, by whom, and how they stand. */
export type ClaimsAlike = {
  count: number
  began: string
  stage: string
  closed?: { on: string; reason: string }
  steps?: { step: string; on: string; by?: string }[]
  needsInterpreter?: boolean
  siteId?: string
  procedure?: string
  version?: string
}

/** Lays claims of invented households straight into the tables, as counting reads them. */
export async function layClaims(desk: TestDesk, operationId: string, all: readonly ClaimsAlike[]): Promise<string[]> {
  const rows = all.flatMap((alike) =>
    Array.from({ length: alike.count }, () => ({
      ...{
        group: newId(random),
        person: newId(random),
        claim: newId(random),
        procedure: 'mx_comar',
        version: '2021-10',
      },
      ...alike,
      events: [
        ...(alike.needsInterpreter === undefined
          ? []
          : // Said the other way first: the last word counts.
            [!alike.needsInterpreter, alike.needsInterpreter].map((holds) => ({
              ...{ kind: 'fact', fact: 'needs_interpreter', holds, on: alike.began, actor: 'person', basis: null },
            }))),
        ...(alike.steps ?? []).map(({ step, on, by }) => ({
          ...{ kind: 'step', step, on, actor: 'comar', basis: null },
          recordedBy: { accountId: by ?? operationId, role: 'case-officer' },
        })),
      ],
    })),
  )
  await desk.fresh.asOwner((client) =>
    client.query(
      `with given as (select r, (r->>'group')::uuid as g, (r->>'person')::uuid as p, (r->>'claim')::uuid as c from jsonb_array_elements($2::jsonb) r),
       households as (
         insert into registration_group (operation_id, id, case_number, household_size, language, site_id, stage, access_code_hash, source, registered_at, registered_on)
         select $1, g, left(g::text, 12), 1, 'es', (r->>'siteId')::uuid, 'registered', decode(replace(g::text || g::text, '-', ''), 'hex'), 'desk',
           (r->>'began')::timestamptz, (r->>'began')::date from given),
       people as (
         insert into individual (operation_id, id, group_id, ordinal, is_focal_point, sex, age_band, nationality, language, state)
         select $1, p, g, 1, true, 'female', '18-59', 'HTI', 'es', 'present' from given),
       claims as (
         insert into claim (operation_id, id, individual_id, procedure, procedure_version, site_id, language, stage, last_step, last_step_on,
           began_on, closed_on, closing_reason, child_alone, events, counted_under, created_at)
         select $1, c, p, r->>'procedure', r->>'version', (r->>'siteId')::uuid, 'es', r->>'stage', 'lodge', (r->>'began')::date, (r->>'began')::date,
           (r->'closed'->>'on')::date, r->'closed'->>'reason', false, 1, 1, (r->>'began')::timestamptz from given)
       insert into claim_event (operation_id, claim_id, number, recorded_at, event)
         select $1, c, number, (r->>'began')::timestamptz, e from given, jsonb_array_elements(r->'events') with ordinality as s(e, number)`,
      [operationId, JSON.stringify(rows)],
    ),
  )
  return rows.map(({ group }) => group)
}
