import * as z from 'zod/mini'
import { Day, fact, Instant, Language, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { HeardBy, NoSeat, Purpose, Reason } from './model.ts'

export const noAppointmentsHere = problem(
  'no-appointments-here',
  404,
  'A journey makes no appointments. An office of an authority does.',
)
export const noCalendar = problem('no-calendar', 409, 'This place has no calendar yet. Set it up first.')
/** `why` is a code of `NoSeat`. Whoever comes second gets it too: nothing is overwritten. */
export const slotTaken = problem<{ why: NoSeat }>(
  'slot-taken',
  409,
  'Nobody can be heard at this time here. Choose another.',
)
export const noticeTooShort = problem<{ earliest: string }>(
  'notice-too-short',
  409,
  'This is sooner than the family may be told. Choose a later day, or ask the family and say that it agreed.',
)
export const alreadyBooked = problem<{ appointmentId: string }>(
  'already-booked',
  409,
  'This household has an open appointment already. Move that one.',
)
/** It cannot be at two places at once. */
export const householdBusy = problem<{ appointmentId: string }>(
  'household-busy',
  409,
  'This household has another appointment at that time. Choose another time.',
)
export const appointmentChanged = problem<{ version: number; state: string }>(
  'appointment-changed',
  409,
  'Somebody changed this appointment meanwhile. Nothing was overwritten. Look at it again.',
)
export const appointmentOver = problem<{ state: string }>(
  'appointment-over',
  409,
  'This appointment is not open any more.',
)
/** The same id with something else in it. */
export const actConflict = problem('act-conflict', 409, 'An act with this id was recorded before with other content.')

const Params = z.strictObject({ id: Uuid })
const Slot = z.int().check(z.gte(0), z.lte(47))
const Slots = z.int().check(z.gte(1), z.lte(48))
const Version = z.int().check(z.gte(1), z.lte(10_000))
const ClaimIds = z.array(Uuid).check(z.maxLength(30))
const number = (most: number) =>
  z.string().check(
    z.regex(/^\d{1,3}$/),
    z.refine((text) => Number(text) <= most),
  )
const YesNo = z.enum(['yes', 'no'])

export const AppointmentState = z.enum(['booked', 'confirmed', 'came', 'held', 'did-not-come', 'cancelled'])
const NamedOfficer = z.object({ id: Uuid, name: z.string() })

/** One booking of one household, by its number. Names are opened on the household's page, which leaves its trace. */
export const AppointmentRow = z.object({
  id: Uuid,
  siteId: Uuid,
  householdId: Uuid,
  caseNumber: z.string(),
  people: z.int(),
  purpose: Purpose,
  claimIds: z.array(Uuid),
  language: Language,
  /** Has needs, never which. */
  special: z.boolean(),
  heardBy: HeardBy,
  state: AppointmentState,
  day: Day,
  slot: z.int(),
  slots: z.int(),
  /** Local times of the place, such as `09:00`. */
  from: z.string(),
  until: z.string(),
  startsAt: Instant,
  endsAt: Instant,
  /** A calendar of the place. */
  officer: NamedOfficer,
  hasInterpreter: z.boolean(),
  /** Room or window, as it stands on the door. */
  place: z.nullable(z.string()),
  /** The family asked for another time on its own page. */
  moveAskedAt: z.nullable(Instant),
  /** Why it was placed then; null where somebody chose the time. */
  reason: z.nullable(Reason),
  /** Given back with an act: whoever comes second is told. */
  version: z.int(),
})
export type AppointmentRow = z.infer<typeof AppointmentRow>

export const readDay = endpoint({
  method: 'GET',
  path: '/appointments/day',
  summary: 'One day at one place: who is there, what is taken, every appointment. By number; names are not in it.',
  query: z.strictObject({ siteId: Uuid, day: Day }),
  reply: fact(
    z.object({
      day: Day,
      today: Day,
      /** Start of each slot, local. */
      times: z.array(z.string()),
      resources: z.array(
        z.object({
          id: Uuid,
          kind: z.enum(['officer', 'interpreter', 'room', 'window']),
          /** An officer's name, a language, or what stands on the door. */
          name: z.string(),
          /** For each slot: how many are there, and how many of them are taken. */
          present: z.array(z.int()),
          taken: z.array(z.int()),
        }),
      ),
      appointments: z.array(AppointmentRow),
      /** Open appointments that cannot be held as they stand, and why: an officer is ill, an interpreter is gone. */
      broken: z.array(z.object({ appointmentId: Uuid, why: NoSeat })),
    }),
  ),
  problems: [noAppointmentsHere, noCalendar],
})

export const findFreeTimes = endpoint({
  method: 'GET',
  path: '/appointments/free',
  summary: 'When a household could be heard at a place, the first times first, and the first day it may be told for.',
  query: z.strictObject({
    siteId: Uuid,
    householdId: Uuid,
    purpose: Purpose,
    language: Language,
    special: z._default(YesNo, 'no'),
    heardBy: z._default(HeardBy, 'anyone'),
    slots: z._default(number(48), '1'),
    /** Where to begin to look; the first day it may be told for unless given. */
    from: z.optional(Day),
    days: z._default(number(366), '30'),
  }),
  reply: fact(
    z.object({
      today: Day,
      /** Before this day its notice is too short, unless the family agreed. */
      earliest: Day,
      times: z.array(
        z.object({
          day: Day,
          slot: z.int(),
          from: z.string(),
          until: z.string(),
          officer: NamedOfficer,
          hasInterpreter: z.boolean(),
          place: z.nullable(z.string()),
        }),
      ),
    }),
  ),
  problems: [noAppointmentsHere, noCalendar],
})

const Asked = {
  purpose: Purpose,
  claimIds: ClaimIds,
  language: Language,
  special: z.boolean(),
  heardBy: HeardBy,
  slots: Slots,
}

export const bookAppointment = endpoint({
  method: 'POST',
  path: '/appointments/bookings',
  summary:
    'Book a household at a time, from the waiting list or not. Sent again with the same id, it is the same appointment.',
  body: z.strictObject({
    id: Uuid,
    siteId: Uuid,
    householdId: Uuid,
    ...Asked,
    day: Day,
    slot: Slot,
    officerId: Uuid,
    /** The family was asked and agreed to come sooner than its notice allows. */
    agreed: z.boolean(),
  }),
  reply: fact(AppointmentRow),
  problems: [noAppointmentsHere, noCalendar, slotTaken, noticeTooShort, alreadyBooked, householdBusy, actConflict],
})

export const walkIn = endpoint({
  method: 'POST',
  path: '/appointments/walk-ins',
  summary: 'A household is here without an appointment: it gets the first time that is free today, and counts as come.',
  body: z.strictObject({ id: Uuid, siteId: Uuid, householdId: Uuid, ...Asked }),
  reply: fact(AppointmentRow),
  problems: [noAppointmentsHere, noCalendar, slotTaken, alreadyBooked, householdBusy, actConflict],
})

/** An act on one appointment: an id made by whoever acts, and the version their page showed. */
const onOne = { actId: Uuid, version: Version }
/** A time that is free now; ask `listProposals` who could have it. */
const Freed = z.object({ siteId: Uuid, day: Day, slot: z.int(), slots: z.int(), officerId: Uuid })
const Acted = fact(z.object({ appointment: AppointmentRow, freed: z.nullable(Freed) }))
const onOneProblems = [noAppointmentsHere, appointmentChanged, appointmentOver, actConflict]

export const moveAppointment = endpoint({
  method: 'POST',
  path: '/appointments/bookings/:id/move',
  summary: 'Another time for an open appointment. What the family asked for is answered by it.',
  params: Params,
  body: z.strictObject({
    ...onOne,
    day: Day,
    slot: Slot,
    officerId: Uuid,
    agreed: z.boolean(),
    because: z.enum(['family-asked', 'officer-away', 'interpreter-away', 'office']),
  }),
  reply: Acted,
  problems: [...onOneProblems, slotTaken, noticeTooShort, householdBusy],
})

export const cancelAppointment = endpoint({
  method: 'POST',
  path: '/appointments/bookings/:id/cancel',
  summary: 'Take an appointment back. The household waits on from where it stood, unless it wants none.',
  params: Params,
  body: z.strictObject({
    ...onOne,
    because: z.enum(['family-asked', 'officer-away', 'interpreter-away', 'office', 'claim-ended']),
    waitsOn: z.boolean(),
  }),
  reply: Acted,
  problems: onOneProblems,
})

export const recordComing = endpoint({
  method: 'POST',
  path: '/appointments/bookings/:id/coming',
  summary:
    'The household is here, was heard, or did not come. Who did not come waits on from where it stood; nothing else follows.',
  params: Params,
  body: z.strictObject({ ...onOne, what: z.enum(['came', 'held', 'did-not-come']), waitsOn: z.boolean() }),
  reply: Acted,
  problems: onOneProblems,
})

const HistoryLine = z.object({
  number: z.int(),
  at: Instant,
  kind: z.enum([
    ...['booked', 'moved', 'cancelled', 'came', 'held', 'did-not-come'],
    ...['confirmed', 'move-asked', 'move-taken-back'],
  ] as const),
  /** Null: the family, with its code. */
  by: z.nullable(z.string()),
  /** Where it stood after this. */
  day: Day,
  from: z.string(),
  officer: z.string(),
  because: z.nullable(z.string()),
  agreed: z.boolean(),
  waitsOn: z.boolean(),
})

export const readAppointment = endpoint({
  method: 'GET',
  path: '/appointments/bookings/:id',
  summary: 'One appointment, and everything that happened to it.',
  params: Params,
  reply: fact(z.object({ appointment: AppointmentRow, history: z.array(HistoryLine) })),
  problems: [noAppointmentsHere],
})

export const listOfHousehold = endpoint({
  method: 'GET',
  path: '/appointments/households/:id',
  summary: 'The appointments of one household, the newest first, and where it waits.',
  params: Params,
  reply: fact(
    z.object({
      appointments: z.array(AppointmentRow),
      waits: z.array(z.object({ id: Uuid, siteId: Uuid, purpose: Purpose, since: Day, passedOver: z.int() })),
    }),
  ),
  problems: [noAppointmentsHere],
})
