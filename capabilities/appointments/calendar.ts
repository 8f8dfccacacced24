import { addDays, type PlainDate, startOfDay } from '#platform/base/plain-date.ts'
import type { HeardBy, Language } from './model.ts'

export type ResourceKind = 'officer' | 'interpreter' | 'room' | 'window'

/** How a place hears people. Days and minutes are local; a slot is a number, from 0. */
export type Office = {
  siteId: string
  timeZone: string
  dayStarts: number
  slotMinutes: number
  slotsPerDay: number
  noticeDays: number
  counselDays: number
  passedOverMax: number
}

/** One stretch of a week; weekdays as ISO numbers them, 1 is Monday. Minutes from local midnight. */
export type Hours = { weekday: number; from: number; to: number }

export type Resource = {
  id: string
  kind: ResourceKind
  accountId: string | null
  label: string | null
  languages: Language[]
  special: boolean
  /** As whom an officer can be asked for; `anyone`: nobody said. */
  heardBy: HeardBy
  number: number
  hours: Hours[]
}
export type Absence = { id: string; resourceId: string; firstOn: PlainDate; lastOn: PlainDate; number: number }

const weekdayOf = (day: PlainDate): number => ((new Date(startOfDay(day)).getUTCDay() + 6) % 7) + 1
const startsAt = ({ dayStarts, slotMinutes }: Pick<Office, 'dayStarts' | 'slotMinutes'>, slot: number): number =>
  dayStarts + slot * slotMinutes

/** How many of it are there in a slot: none outside its hours, fewer while some are away. */
export function presentAt(
  office: Office,
  resource: Resource,
  absences: readonly Absence[],
  day: PlainDate,
  slot: number,
): number {
  const from = startsAt(office, slot)
  const weekday = weekdayOf(day)
  const works = resource.hours.some(
    (hours) => hours.weekday === weekday && hours.from <= from && from + office.slotMinutes <= hours.to,
  )
  if (!works || slot < 0 || slot >= office.slotsPerDay) return 0
  return absences
    .filter((each) => each.resourceId === resource.id && each.firstOn <= day && day <= each.lastOn)
    .reduce((left, { number }) => Math.max(0, left - number), resource.number)
}

/** `09:30` */
export function timeOf(office: Pick<Office, 'dayStarts' | 'slotMinutes'>, slot: number): string {
  const minutes = startsAt(office, slot)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** `09:30`, as the clock on the wall shows a moment. */
export function localTime(ms: number, timeZone: string): string {
  const { hour, minute } = partsOf(ms, timeZone)
  return `${hour}:${minute}`
}

/** When a meeting begins and ends, as moments of the world. */
export function momentsOf(office: Office, day: PlainDate, slot: number, slots: number): { from: number; to: number } {
  const from = momentOf(day, startsAt(office, slot), office.timeZone)
  return { from, to: from + slots * office.slotMinutes * MINUTE_MS }
}

/** The local day of a moment. */
export function localDay(ms: number, timeZone: string): PlainDate {
  const { year, month, day } = partsOf(ms, timeZone)
  return `${year}-${month}-${day}`
}

/** The slot a moment falls in; undefined outside the day. */
export function slotAt(office: Office, ms: number): number | undefined {
  const { hour, minute } = partsOf(ms, office.timeZone)
  const slot = Math.floor((Number(hour) * 60 + Number(minute) - office.dayStarts) / office.slotMinutes)
  return slot >= 0 && slot < office.slotsPerDay ? slot : undefined
}

/** The earliest day a family may be asked to come: told in time, and with time to find counsel. */
export function earliestDay(
  { counselDays }: Pick<Office, 'counselDays'>,
  { noticeDays, since }: { noticeDays: number; since: PlainDate },
  today: PlainDate,
): PlainDate {
  const [told, counselled] = [addDays(today, noticeDays), addDays(since, counselDays)]
  return told > counselled ? told : counselled
}

/** Local time → moment. Where the clock is set forward, a time that is left out is read as the one an hour later. */
function momentOf(day: PlainDate, minutes: number, timeZone: string): number {
  const asUtc = startOfDay(day) + minutes * MINUTE_MS
  const offsetAt = (ms: number) => localAsUtc(ms, timeZone) - ms
  const guess = asUtc - offsetAt(asUtc)
  const better = asUtc - offsetAt(guess)
  return localAsUtc(better, timeZone) === asUtc ? better : Math.max(guess, better)
}

function localAsUtc(ms: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsOf(ms, timeZone)
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
}

const MINUTE_MS = 60_000
const zones = new Map<string, Intl.DateTimeFormat>()

function partsOf(ms: number, timeZone: string) {
  const format =
    zones.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    })
  zones.set(timeZone, format)
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]))
  return parts as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>
}
