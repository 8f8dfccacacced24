import * as z from 'zod/mini'
import { Day, fact, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { Scenario } from './scenario.ts'

/** Nothing to start from. */
export const noCaseload = problem(
  'no-caseload',
  409,
  'This operation has no open claim and had none in 24 months. Start from published figures.',
)
export const noProcedure = problem(
  'no-procedure-for-plan',
  409,
  'This operation has not chosen a procedure. An administrator chooses it; then a plan can follow its steps.',
)
export const planChanged = problem<{ version: number }>(
  'plan-changed',
  409,
  'Somebody saved a newer version of this plan. Nothing was overwritten. Open it, or save yours under another name.',
)
export const tooManyPlans = problem<{ max: number }>(
  'too-many-plans',
  409,
  'So many plans are kept already. Delete one that nobody needs.',
)
/** A new plan was sent with the id of another one. */
export const planIdTaken = problem('plan-id-taken', 409, 'Another plan has this id.')

export const PLANS_MAX = 200
export const PLAN_NAME_MAX = 120

const Version = z.int().check(z.gte(0), z.lte(100_000))
const Params = z.strictObject({ id: Uuid })

/** A plan as a list shows it. */
const PlanLine = z.object({
  id: Uuid,
  name: z.string(),
  version: z.int(),
  savedAt: z.string(),
  /** Null: the account is gone. */
  savedBy: z.nullable(z.string()),
  isOwn: z.boolean(),
})
export type PlanLine = z.infer<typeof PlanLine>

/** Where open claims are on their way. */
export const OpenClaims = z.object({
  /** People who said that they ask for asylum and have lodged nothing yet. */
  intended: z.int(),
  toInterview: z.int(),
  interviewed: z.int(),
  decided: z.int(),
  appealed: z.int(),
})
export type OpenClaims = z.infer<typeof OpenClaims>

export const readCaseload = endpoint({
  method: 'GET',
  path: '/planning/caseload',
  summary:
    'A scenario of the operation’s own claims, of the places of whoever asks: counts by age and month, no single claim.',
  reply: fact(z.object({ scenario: Scenario, countedOn: Day, open: OpenClaims })),
  problems: [noCaseload, noProcedure],
})

export const listPlans = endpoint({
  method: 'GET',
  path: '/planning/plans',
  summary: 'The plans the operation keeps, the newest first.',
  reply: fact(z.object({ plans: z.array(PlanLine) })),
})

export const readPlan = endpoint({
  method: 'GET',
  path: '/planning/plans/:id',
  summary: 'One of them, with its scenario.',
  params: Params,
  reply: fact(z.object({ plan: PlanLine, scenario: Scenario })),
})

export const savePlan = endpoint({
  method: 'POST',
  path: '/planning/plans',
  summary:
    'Keeps a scenario under a name. `version` is the one the page showed, 0 for a new plan; its id is made by whoever saves, so that sent again it is the same.',
  body: z.strictObject({ id: Uuid, version: Version, name: plainText(PLAN_NAME_MAX), scenario: Scenario }),
  reply: fact(z.object({ plan: PlanLine })),
  problems: [planChanged, planIdTaken, tooManyPlans],
})

export const deletePlan = endpoint({
  method: 'POST',
  path: '/planning/plans/:id/delete',
  summary: 'Deletes a plan; for 30 days it can be brought back. `version` is the one the page showed.',
  params: Params,
  body: z.strictObject({ version: Version }),
  reply: fact(z.object({ id: Uuid })),
  problems: [planChanged],
})

export const bringPlanBack = endpoint({
  method: 'POST',
  path: '/planning/plans/:id/undo',
  summary: 'Brings a deleted plan back. Sent again nothing more happens.',
  params: Params,
  body: z.strictObject({}),
  reply: fact(z.object({ plan: PlanLine })),
  problems: [tooManyPlans],
})
