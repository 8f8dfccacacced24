import { addMonths, dayNumberOf, dayOfNumber, type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import { type Days, holidaysBetween, mergeStops, type Skipped, type Stop } from './days.ts'
import type { Duration } from './rule.ts'

/** What of a limit is needed to count it. */
export type Count = {
  lasts: Duration
  count: 'next_day' | 'next_wd'
  roll: 'none' | 'next_wd'
  /** Whether it stands still in suspensions of the calendar. */
  isSuspended: boolean
  /** When this one case stood still, for a reason the limit stands still for. */
  pauses?: readonly Stop[]
  extensions?: readonly Duration[]
}

/** The event: its day, and for limits in hours its instant. */
export type Start = { on: PlainDate; atMs?: number | undefined }

export type Counted = {
  dueOn: PlainDate
  /** Only for limits in hours. */
  dueAtMs?: number
  working: Working
}

/** How a date came about, so that anyone can count it again. */
export type Working = {
  startOn: PlainDate
  firstCountedOn: PlainDate
  lasts: readonly Duration[]
  holidays: readonly Skipped[]
  stoodStill: readonly { from: PlainDate; until: PlainDate; why: string }[]
  /** The day it would have ended on, had somebody worked. */
  rolledFrom?: PlainDate
  calendar: string
  version: string
}

/** Facts are missing, or nobody has set an end: no date, and never a guess. */
export type NotComputable = { notComputable: 'hour-unknown' | 'stands-still' | 'outside-calendar'; since?: PlainDate }

/** Counts one limit. The day of the event is day 0. */
export function countLimit(count: Count, start: Start, days: Days): Counted | NotComputable {
  const { lasts, extensions = [] } = count
  if (lasts.unit === 'hour') return countHours(count, start, days)
  const stops = mergeStops([...(count.isSuspended ? days.suspensions : []), ...(count.pauses ?? [])])
  const day0 = dayNumberOf(start.on)
  const first = count.count === 'next_wd' ? nextWorked(day0 + 1, days, stops) : day0 + 1
  if (!isInside(first, days)) return outside(first, stops)

  const same = extensions.filter(({ unit }) => unit === lasts.unit)
  const amount = same.reduce((sum, { amount }) => sum + amount, lasts.amount)
  let due = endOf(first, { amount, unit: lasts.unit }, days, stops)
  // An extension in another unit is counted from where the limit would have ended.
  for (const extension of extensions.filter(({ unit }) => unit !== lasts.unit))
    if (isInside(due, days)) due = endOf(due + 1, extension, days, stops)
  if (!isInside(due, days)) return outside(due, stops)

  const rolled = count.roll === 'next_wd' ? nextWorked(due, days, stops) : due
  if (!isInside(rolled, days)) return outside(rolled, stops)
  return {
    dueOn: dayOfNumber(rolled),
    working: {
      ...{ startOn: start.on, firstCountedOn: dayOfNumber(nextCounted(first, lasts, days, stops)) },
      lasts: [lasts, ...extensions],
      holidays: lasts.unit === 'wd' || rolled > due ? holidaysBetween(days, day0 + 1, rolled) : [],
      stoodStill: stops
        .filter(({ from, until }) => from <= rolled && until > day0 + 1)
        .map(({ from, until, why }) => ({ from: dayOfNumber(from), until: dayOfNumber(until), why })),
      ...(rolled > due && { rolledFrom: dayOfNumber(due) }),
      ...{ calendar: days.calendar, version: days.version },
    },
  }
}

function countHours({ lasts, extensions = [] }: Count, start: Start, days: Days): Counted | NotComputable {
  if (start.atMs === undefined) return { notComputable: 'hour-unknown' }
  const hours = extensions.reduce((sum, { amount }) => sum + amount, lasts.amount)
  const dueAtMs = start.atMs + hours * HOUR_MS
  const dueOn = localDay(dueAtMs, days.timeZone)
  return {
    ...{ dueOn, dueAtMs },
    working: {
      ...{ startOn: start.on, firstCountedOn: start.on, lasts: [lasts, ...extensions], holidays: [], stoodStill: [] },
      ...{ calendar: days.calendar, version: days.version },
    },
  }
}

/** The last day of a duration whose first day may be `first`. Endless where time stands still without an end. */
function endOf(first: number, { amount, unit }: Duration, days: Days, stops: readonly Stop[]): number {
  let left = amount
  let due = unit === 'wd' ? nthWorking(first, left, days) : lastDay(first, { amount, unit })
  for (const stop of stops) {
    if (stop.until <= first) continue
    if (stop.from > due) break
    if (stop.until === Infinity) return Infinity
    const from = Math.max(stop.from, first)
    if (unit === 'wd') {
      left += workingBefore(stop.until, days) - workingBefore(from, days)
      due = nthWorking(first, left, days)
    } else due += stop.until - from
  }
  return due
}

/** Calendar days, weeks, months and years; months end on the same day number or on the month's last day. */
function lastDay(first: number, { amount, unit }: Duration): number {
  if (unit === 'cd') return first - 1 + amount
  if (unit === 'week') return first - 1 + amount * 7
  return dayNumberOf(addMonths(dayOfNumber(first - 1), unit === 'year' ? amount * 12 : amount))
}

const nthWorking = (first: number, n: number, days: Days): number =>
  days.working[workingBefore(first, days) + n - 1] ?? Infinity

const workingBefore = (day: number, { before, first, last }: Days): number =>
  before[Math.min(Math.max(day - first, 0), last - first + 1)]!

/** This day, or the first after it that is worked and does not stand still. */
function nextWorked(day: number, days: Days, stops: readonly Stop[]): number {
  let found = nthWorking(day, 1, days)
  for (const stop of stops) {
    if (stop.from > found) break
    if (stop.until > found) found = stop.until === Infinity ? Infinity : nthWorking(stop.until, 1, days)
  }
  return found
}

function nextCounted(first: number, { unit }: Duration, days: Days, stops: readonly Stop[]): number {
  if (unit === 'wd') return nextWorked(first, days, stops)
  return stops.find(({ from, until }) => from <= first && until > first)?.until ?? first
}

const isInside = (day: number, { first, last }: Days) => day >= first && day <= last

function outside(day: number, stops: readonly Stop[]): NotComputable {
  const endless = stops.at(-1)
  return day === Infinity && endless?.until === Infinity
    ? { notComputable: 'stands-still', since: dayOfNumber(endless.from) }
    : { notComputable: 'outside-calendar' }
}

const HOUR_MS = 3_600_000
const zones = new Map<string, Intl.DateTimeFormat>()

/** The day an instant falls in where the authority sits. */
export function localDay(ms: number, timeZone: string): PlainDate {
  const numbers = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const zone = zones.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, ...numbers, calendar: 'iso8601' })
  zones.set(timeZone, zone)
  const parts = Object.fromEntries(zone.formatToParts(ms).map(({ type, value }) => [type, value]))
  return plainDateOf(Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day)))
}
