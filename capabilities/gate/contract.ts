import * as z from 'zod/mini'
import { Day, fact, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { Gate } from './model.ts'

/** A journey has no gate: whoever walks is counted at stops. */
export const noGatesHere = problem(
  'no-gates-here',
  404,
  'A journey has no gates. A place of an authority may have one.',
)
export const noGate = problem('no-gate', 409, 'This place has no gate yet. Set it up first.')
export const gateChanged = problem<{ version: number }>(
  'gate-changed',
  409,
  'Somebody changed this gate meanwhile. Nothing was overwritten. Look at it again.',
)
/** The same id with something else in it. */
export const pressConflict = problem(
  'press-conflict',
  409,
  'A press with this id was counted before, with another number.',
)
export const moreThanInside = problem<{ inside: number }>(
  'more-than-inside',
  409,
  'So many people are not in the waiting area. Count again.',
)
export const notUndone = problem('not-undone', 409, 'Something else was pressed since. This one stays.')
export const dayIsFull = problem('day-is-full', 409, 'More cannot be counted at one gate on one day.')

const whole = (from: number, to: number) => z.int().check(z.gte(from), z.lte(to))
const Params = z.strictObject({ id: Uuid })

const Kept = {
  timeZone: z
    .string()
    .check(z.maxLength(60), z.refine(isTimeZone, { error: 'a time zone, such as America/Mexico_City' })),
  /** Minutes from local midnight to the first slot. */
  opensMinutes: whole(0, 1439),
  gate: Gate,
  /** Families that may be booked for each slot; empty until a plan is kept. */
  bookings: z.array(whole(0, 5_000)).check(z.maxLength(144)),
}
const KeptGate = z.object({ ...Kept, version: z.int() })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const listGates = endpoint({
  method: 'GET',
  path: '/gates',
  summary: 'The places of whoever asks; `kept` is null where no gate is set up.',
  reply: fact(z.object({ gates: z.array(z.object({ siteId: Uuid, name: z.string(), kept: z.nullable(KeptGate) })) })),
  problems: [noGatesHere],
})

export const setGate = endpoint({
  method: 'POST',
  path: '/gates',
  summary:
    'What a gate has, and how many families each slot may hold. `version` is the one the page showed, 0 for a new one.',
  body: z.strictObject({ siteId: Uuid, version: whole(0, 100_000), ...Kept }),
  reply: fact(z.object({ siteId: Uuid, version: z.int() })),
  problems: [noGatesHere, gateChanged],
})

/** How the day goes at a gate: counts of people, nobody in particular. */
export const GateToday = z.object({
  siteId: Uuid,
  day: Day,
  /** Minutes since local midnight. */
  nowMinutes: z.int(),
  peopleCame: z.int(),
  peopleWent: z.int(),
  countersOpen: z.int(),
  paused: z.nullable(z.enum(['by-hand', 'crowded'])),
  /** Families that were called within the last hour: how fast the gate is today. */
  familiesLastHour: z.int(),
  /** Grows with every press, of anybody. */
  version: z.int(),
})
export type GateToday = z.infer<typeof GateToday>

export const readGateToday = endpoint({
  method: 'GET',
  path: '/gates/:id/today',
  summary: 'Counts of the day at the gate of a place.',
  params: Params,
  reply: fact(GateToday),
  problems: [noGatesHere, noGate],
})

export const pressAtGate = endpoint({
  method: 'POST',
  path: '/gates/:id/presses',
  summary:
    'One family came in or was called, counters opened or closed, pause or let in. Sent again it is the same press.',
  params: Params,
  body: z.strictObject({
    id: Uuid,
    kind: z.enum(['came', 'went', 'counters', 'pause', 'open']),
    /** People of one family; or counters that are open now; 0 of pause and open. */
    number: whole(0, 200),
  }),
  reply: fact(GateToday),
  problems: [noGatesHere, noGate, pressConflict, moreThanInside, dayIsFull],
})

export const undoPress = endpoint({
  method: 'POST',
  path: '/gates/:id/undo',
  summary: 'Takes one press of today back. Sent again nothing more is taken back.',
  params: Params,
  body: z.strictObject({ pressId: Uuid }),
  reply: fact(GateToday),
  problems: [noGatesHere, noGate, moreThanInside, notUndone],
})
