import * as z from 'zod/mini'
import { Day, fact, Instant, Language, Uuid } from '#capabilities/registration/model.ts'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { noAppointmentsHere, noCalendar } from './contract.ts'
import { HeardBy } from './model.ts'

export const calendarChanged = problem<{ version: number }>(
  'calendar-changed',
  409,
  'Somebody changed this calendar meanwhile. Nothing was overwritten. Look at it again.',
)
/** An officer has one calendar, a place one pool for a language. */
export const calendarTwice = problem<{ resourceId: string }>(
  'calendar-twice',
  409,
  'There is a calendar for this already. Change that one.',
)

/** A slot is what appointments stand on. */
export const officeInUse = problem<{ appointments: number }>(
  'office-in-use',
  409,
  'There are open appointments. Move or cancel them before you change the hours of a slot.',
)
export const absenceConflict = problem(
  'absence-conflict',
  409,
  'An absence with this id was recorded before with other days. End that one first.',
)

const whole = (from: number, to: number) => z.int().check(z.gte(from), z.lte(to))
const Params = z.strictObject({ id: Uuid })

/** How a place hears people. Minutes count from local midnight. */
const OfficeSettings = {
  timeZone: z
    .string()
    .check(z.maxLength(60), z.refine(isTimeZone, { error: 'a time zone, such as America/Mexico_City' })),
  dayStarts: whole(0, 1439),
  slotMinutes: whole(5, 720),
  slotsPerDay: whole(1, 48),
  /** Days between telling a family and hearing it. */
  noticeDays: whole(0, 365),
  /** Days to find counsel, from when it began to wait. */
  counselDays: whole(0, 365),
  /** Whoever was passed over this often comes first. */
  passedOverMax: whole(1, 100),
}
const Settings = z.object({ ...OfficeSettings, version: z.int() })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const listOffices = endpoint({
  method: 'GET',
  path: '/appointments/offices',
  summary: 'The places where people can be heard; `settings` is null where no calendar is set up yet.',
  reply: fact(
    z.object({
      offices: z.array(z.object({ siteId: Uuid, name: z.string(), today: Day, settings: z.nullable(Settings) })),
    }),
  ),
  problems: [noAppointmentsHere],
})

export const setOffice = endpoint({
  method: 'POST',
  path: '/appointments/offices',
  summary: 'How a place hears people. `version` is the one the page showed, 0 for a new one.',
  body: z.strictObject({ siteId: Uuid, version: whole(0, 100_000), ...OfficeSettings }),
  reply: fact(z.object({ siteId: Uuid, version: z.int() })),
  problems: [noAppointmentsHere, calendarChanged, officeInUse],
})

/** Weekdays as ISO numbers them, 1 is Monday; minutes from local midnight. */
const Hours = z
  .array(z.strictObject({ weekday: whole(1, 7), from: whole(0, 1439), to: whole(1, 1440) }))
  .check(z.maxLength(28))
const Resource = {
  kind: z.enum(['officer', 'interpreter', 'room', 'window']),
  /** Of an officer: whose calendar it is. */
  accountId: z.nullable(Uuid),
  /** What stands on the door of a room or window; null for others. */
  label: z.nullable(plainText(40)),
  /** What an officer speaks; of a pool of interpreters its one language. */
  languages: z.array(Language).check(z.maxLength(6)),
  /** An officer trained for people with needs. */
  special: z.boolean(),
  heardBy: HeardBy,
  /** How many there are at the same time: of a pool; otherwise 1. */
  number: whole(1, 500),
  hours: Hours,
}

const Absence = z.object({ id: Uuid, resourceId: Uuid, firstOn: Day, lastOn: Day, number: z.int() })

export const readOffice = endpoint({
  method: 'GET',
  path: '/appointments/offices/:id',
  summary: 'Who and what a place has, with weekly hours, and who is not there from today on; why stands nowhere.',
  params: Params,
  reply: fact(
    z.object({
      siteId: Uuid,
      name: z.string(),
      today: Day,
      settings: Settings,
      resources: z.array(z.object({ id: Uuid, ...Resource, name: z.string(), hasFeed: z.boolean() })),
      absences: z.array(Absence),
      /** Officers who work at this place and have no calendar yet. */
      officers: z.array(z.object({ accountId: Uuid, displayName: z.string() })),
      /** Open appointments from today on that cannot be held as they stand: plan them anew. */
      broken: z.int(),
      waiting: z.int(),
    }),
  ),
  problems: [noAppointmentsHere, noCalendar],
})

const Changed = fact(
  z.object({
    id: Uuid,
    /** Open appointments that cannot be held any more: plan them anew. */
    broken: z.int(),
  }),
)

export const setResource = endpoint({
  method: 'POST',
  path: '/appointments/calendars',
  summary: 'A calendar of an officer, a pool of interpreters, a room or a window: new, changed, or closed.',
  body: z.strictObject({ id: Uuid, siteId: Uuid, ...Resource, closed: z.boolean() }),
  reply: Changed,
  problems: [noAppointmentsHere, noCalendar, calendarTwice],
})

export const addAbsence = endpoint({
  method: 'POST',
  path: '/appointments/absences',
  summary: 'Days on which an officer or room, or so many of a pool, are not there. Why is not asked.',
  body: z.strictObject({ id: Uuid, resourceId: Uuid, firstOn: Day, lastOn: Day, number: whole(1, 500) }),
  reply: Changed,
  problems: [noAppointmentsHere, noCalendar, absenceConflict],
})

export const endAbsence = endpoint({
  method: 'POST',
  path: '/appointments/absences/:id/end',
  summary: 'They are there after all. Asked again, nothing more happens.',
  params: Params,
  body: z.strictObject({}),
  reply: Changed,
  problems: [noAppointmentsHere],
})

export const makeFeed = endpoint({
  method: 'POST',
  path: '/appointments/calendars/:id/feed',
  summary:
    'A secret address of one calendar for other programs, shown once. It names nobody. The one before stops working.',
  params: Params,
  body: z.strictObject({}),
  reply: z.object({ path: classed('secret', z.string()), madeAt: fact(Instant) }),
  problems: [noAppointmentsHere],
})

export const endFeed = endpoint({
  method: 'POST',
  path: '/appointments/calendars/:id/feed/end',
  summary: 'The secret address of a calendar stops working.',
  params: Params,
  body: z.strictObject({}),
  reply: fact(z.object({ id: Uuid })),
  problems: [noAppointmentsHere],
})
