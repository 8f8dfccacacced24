import * as z from 'zod/mini'
import { Day, fact, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { noAppointmentsHere, noCalendar } from './contract.ts'
import { PLANNED_MAX, Purpose, Reason } from './model.ts'

export const tooManyToPlan = problem<{ waiting: number; max: number }>(
  'too-many-to-plan',
  409,
  `More than ${PLANNED_MAX.toLocaleString('en')} families cannot be planned at once. Plan one place or one purpose at a time.`,
)
export const planRuns = problem('plan-runs', 409, 'Another plan is being made. Wait until it is there.')
export const planGone = problem('plan-gone', 404, 'This plan is not there any more. Nothing was booked. Make another.')
export const planNotReady = problem('plan-not-ready', 409, 'This plan is not ready, or was accepted already.')
/** Nothing of it was booked. */
export const planOutdated = problem<{ caseNumbers: string[] }>(
  'plan-outdated',
  409,
  'Something changed since this plan was made. Nothing was booked. Look at these cases, or make another plan.',
)

const Params = z.strictObject({ id: Uuid })

export const makePlan = endpoint({
  method: 'POST',
  path: '/appointments/plans',
  summary:
    'Begin a plan: of those who wait, or of appointments that cannot be held any more, with as few moves as can be. Nothing is booked by it.',
  body: z.strictObject({
    id: Uuid,
    siteId: Uuid,
    kind: z.enum(['waiting', 'repair']),
    purpose: z.optional(Purpose),
    /** Days ahead, from today. */
    days: z.int().check(z.gte(1), z.lte(366)),
  }),
  reply: fact(z.object({ id: Uuid })),
  problems: [noAppointmentsHere, noCalendar, tooManyToPlan, planRuns],
})

const Place = z.object({ day: Day, from: z.string(), officer: z.string(), hasInterpreter: z.boolean() })
const PlanLine = z.object({
  /** The household's number. */
  caseNumber: z.string(),
  householdId: Uuid,
  purpose: Purpose,
  /** Where it was before, of a plan that repairs. */
  was: z.nullable(Place),
  /** Null: no place was found. */
  now: z.nullable(Place),
  reason: Reason,
})
export type PlanLine = z.infer<typeof PlanLine>

export const readPlan = endpoint({
  method: 'GET',
  path: '/appointments/plans/:id',
  summary: 'How far a plan is; once it is ready, 50 of its lines a page. It is kept for an hour.',
  params: Params,
  query: z.strictObject({
    show: z._default(z.enum(['placed', 'left']), 'placed'),
    after: z.optional(z.string().check(z.regex(/^\d{1,6}$/))),
  }),
  reply: fact(
    z.object({
      id: Uuid,
      siteId: Uuid,
      kind: z.enum(['waiting', 'repair']),
      state: z.enum(['reading', 'planning', 'ready', 'accepting', 'accepted', 'failed']),
      /** Why there is none: `too-many-to-plan`, or `unexpected`. */
      failure: z.nullable(z.string()),
      /** From 0 to 1. */
      done: z.number(),
      placed: z.int(),
      left: z.int(),
      /** Of a plan that repairs: families that move, and how many of them had to. */
      moves: z.int(),
      movesNeeded: z.int(),
      /** No schedule has a smaller sum of waiting, weighed by priority, than `lowerBound`; this one has `cost`. */
      cost: z.number(),
      lowerBound: z.number(),
      lines: z.array(PlanLine),
      next: z.nullable(z.string()),
    }),
  ),
  problems: [noAppointmentsHere, planGone],
})

export const acceptPlan = endpoint({
  method: 'POST',
  path: '/appointments/plans/:id/accept',
  summary:
    'Book everything of a plan at once, after a second look at the calendar. All of it, or nothing: then the cases that changed are told.',
  params: Params,
  body: z.strictObject({}),
  reply: fact(z.object({ id: Uuid, booked: z.int(), moved: z.int(), passedOver: z.int() })),
  problems: [noAppointmentsHere, planGone, planNotReady, planOutdated],
})

export const dropPlan = endpoint({
  method: 'POST',
  path: '/appointments/plans/:id/drop',
  summary: 'A plan is not wanted. It stops, and is forgotten.',
  params: Params,
  body: z.strictObject({}),
  reply: fact(z.object({ id: Uuid })),
  problems: [noAppointmentsHere],
})
