import * as z from 'zod/mini'
import { Day, fact, Language, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { actConflict, alreadyBooked, noAppointmentsHere, noCalendar } from './contract.ts'
import { HeardBy, Purpose } from './model.ts'

/** A household waits once for a purpose. */
export const waitsAlready = problem<{ waitId: string }>(
  'waits-already',
  409,
  'This household is on a waiting list for this already. Change that entry.',
)
const whole = (from: number, to: number) => z.int().check(z.gte(from), z.lte(to))
const Params = z.strictObject({ id: Uuid })

/** Who waits to be heard, by number. */
const WaitRow = z.object({
  id: Uuid,
  siteId: Uuid,
  householdId: Uuid,
  caseNumber: z.string(),
  people: z.int(),
  purpose: Purpose,
  claimIds: z.array(Uuid),
  language: Language,
  special: z.boolean(),
  heardBy: HeardBy,
  priority: z.int(),
  slots: z.int(),
  noticeDays: z.int(),
  officerId: z.nullable(Uuid),
  since: Day,
  /** How many plans left it without an appointment so far. */
  passedOver: z.int(),
  /** It was passed over as often as the place allows: it comes first. */
  isDue: z.boolean(),
  /** The first day it may be told for. */
  earliest: Day,
  /** Put here by somebody, or because its claims wait for it. */
  source: z.enum(['desk', 'claims']),
})
export type WaitRow = z.infer<typeof WaitRow>

export const listWaiting = endpoint({
  method: 'GET',
  path: '/appointments/waiting',
  summary:
    'Who waits at a place, 50 a page, in the order they are heard: passed over too often, then priority, then since when.',
  query: z.strictObject({
    siteId: Uuid,
    purpose: z.optional(Purpose),
    after: z.optional(z.string().check(z.regex(/^\d{1,6}$/))),
  }),
  reply: fact(z.object({ rows: z.array(WaitRow), next: z.nullable(z.string()), total: z.int(), today: Day })),
  problems: [noAppointmentsHere, noCalendar],
})

export const addToWaiting = endpoint({
  method: 'POST',
  path: '/appointments/waiting',
  summary: 'A household waits to be heard. Sent again with the same id, it is the same entry, changed to what is sent.',
  body: z.strictObject({
    id: Uuid,
    siteId: Uuid,
    householdId: Uuid,
    purpose: Purpose,
    claimIds: z.array(Uuid).check(z.maxLength(30)),
    language: Language,
    special: z.boolean(),
    heardBy: HeardBy,
    priority: whole(1, 100),
    slots: whole(1, 48),
    /** Less than the place's own only for those who said that they can come so soon. */
    noticeDays: whole(0, 365),
    officerId: z.nullable(Uuid),
  }),
  reply: fact(z.object({ id: Uuid, since: Day })),
  problems: [noAppointmentsHere, noCalendar, waitsAlready, alreadyBooked, actConflict],
})

export const removeFromWaiting = endpoint({
  method: 'POST',
  path: '/appointments/waiting/:id/remove',
  summary: 'A household does not wait here any more. Asked again, nothing more happens.',
  params: Params,
  body: z.strictObject({}),
  reply: fact(z.object({ id: Uuid })),
  problems: [noAppointmentsHere],
})

export const listProposals = endpoint({
  method: 'GET',
  path: '/appointments/proposals',
  summary:
    'For a time that is free: the first three of the waiting list who can be heard then and may be told so late. A person books.',
  query: z.strictObject({
    siteId: Uuid,
    day: Day,
    slot: z.string().check(z.regex(/^\d{1,2}$/)),
    officerId: Uuid,
  }),
  reply: fact(z.object({ families: z.array(WaitRow) })),
  problems: [noAppointmentsHere, noCalendar],
})
