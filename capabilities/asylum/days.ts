import { dayNumberOf, dayOfNumber, type PlainDate } from '#platform/base/plain-date.ts'
import type { Calendar, CalendarRow } from './calendar.ts'
import type { SettingValue } from './rule.ts'

/** Time that stands still: from a day up to, not including, another; `Infinity` while no end is known. */
export type Stop = { from: number; until: number; why: string }

/** A calendar worked out for one agency and office, so that a limit is counted without walking through its days. */
export type Days = {
  calendar: string
  version: string
  timeZone: string
  /** Day numbers; outside of them nothing is computed. */
  first: number
  last: number
  /** Every working day, in order. */
  working: Int32Array
  /** How many working days lie before each day. */
  before: Int32Array
  /** Why a day of the week is not worked, in order. */
  holidays: readonly { day: number; name: string; isUnconfirmed: boolean }[]
  suspensions: readonly Stop[]
}

type Choice = {
  /** An operation's own rows, and its answers to settings. */
  rows?: readonly CalendarRow[]
  settings?: Readonly<Record<string, SettingValue>>
  agency?: string | undefined
  office?: string | undefined
  /** Of the operation's rows and answers; shown with every date that was computed from them. */
  revision?: number
}

const FIRST_YEAR = 2000
const LAST_YEAR = 2060

export function workOutDays(calendar: Calendar, choice: Choice = {}): Days {
  const first = dayNumberOf(`${FIRST_YEAR}-01-01`)
  const last = dayNumberOf(`${LAST_YEAR}-12-31`)
  const rows = [...calendar.rows, ...(choice.rows ?? [])].filter((row) => concerns(row, calendar, choice))
  const names = new Map<number, CalendarRow>()
  for (const row of rows.filter(({ kind }) => kind === 'holiday'))
    for (const day of daysOf(row, first, last)) if (!names.has(day)) names.set(day, row)
  const working: number[] = []
  const before = new Int32Array(last - first + 2)
  for (let day = first; day <= last; day++) {
    before[day - first] = working.length
    if (!calendar.weekend.includes(weekdayOf(day)) && !names.has(day)) working.push(day)
  }
  before[last - first + 1] = working.length
  return {
    ...{ calendar: calendar.calendar, timeZone: calendar.timeZone, first, last, before },
    version: choice.revision ? `${calendar.version}+${choice.revision}` : calendar.version,
    working: Int32Array.from(working),
    holidays: [...names]
      .filter(([day]) => !calendar.weekend.includes(weekdayOf(day)))
      .map(([day, { name, if: setting }]) => {
        return { day, name, isUnconfirmed: setting !== undefined && choice.settings?.[setting] === undefined }
      })
      .sort((a, b) => a.day - b.day),
    suspensions: mergeStops(rows.filter(({ kind }) => kind === 'suspension').flatMap(stopsOf)),
  }
}

/** In order, and none touching another, so that no day stands still twice. */
export function mergeStops(stops: readonly Stop[]): Stop[] {
  const merged: Stop[] = []
  for (const stop of stops.filter(({ from, until }) => until > from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (!last || stop.from > last.until) merged.push({ ...stop })
    else {
      if (!last.why.includes(stop.why)) last.why += `; ${stop.why}`
      last.until = Math.max(last.until, stop.until)
    }
  }
  return merged
}

/** Monday is 1, Sunday 7. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

export function isOn(setting: string | undefined, known: Calendar['settings'], answers: Choice['settings']): boolean {
  if (setting === undefined) return true
  return (answers?.[setting] ?? known.find(({ id }) => id === setting)?.value) === true
}

function concerns(row: CalendarRow, calendar: Calendar, { agency, office, settings }: Choice): boolean {
  if (row.agency !== undefined && row.agency !== agency) return false
  if (row.office !== undefined && row.office !== office) return false
  return isOn(row.if, calendar.settings, settings)
}

function stopsOf(row: CalendarRow): Stop[] {
  const { when, name: why } = row
  if ('on' in when) return [{ from: dayNumberOf(when.on), until: dayNumberOf(when.on) + 1, why }]
  if ('from' in when)
    return [{ from: dayNumberOf(when.from), until: when.to === null ? Infinity : dayNumberOf(when.to) + 1, why }]
  const [first, last] = [dayNumberOf(`${FIRST_YEAR}-01-01`), dayNumberOf(`${LAST_YEAR}-12-31`)]
  return daysOf(row, first, last).map((day) => ({ from: day, until: day + 1, why }))
}

function daysOf({ when }: CalendarRow, first: number, last: number): number[] {
  if ('on' in when) return [dayNumberOf(when.on)]
  if ('from' in when) {
    const [from, to] = [dayNumberOf(when.from), when.to === null ? last : dayNumberOf(when.to)]
    return Array.from(
      { length: Math.max(0, Math.min(to, last) - Math.max(from, first) + 1) },
      (_, i) => Math.max(from, first) + i,
    )
  }
  const { fromYear = FIRST_YEAR, toYear = LAST_YEAR } = when
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i).filter(
    (year) => year >= fromYear && year <= toYear,
  )
  if ('month' in when) return years.map((year) => nthWeekday(year, when.month, when.weekday, when.nth))
  return years
    .filter((year) => (year - fromYear) % (when.everyYears ?? 1) === 0)
    .map((year) => dayNumberOf(`${year}-${when.yearly}`))
    .map((day) => (when.observed ? observed(day) : day))
}

function nthWeekday(year: number, month: number, weekday: number, nth: number): number {
  if (nth === -1) {
    const next = month === 12 ? nthWeekday(year + 1, 1, weekday, 1) : nthWeekday(year, month + 1, weekday, 1)
    return next - 7
  }
  const first = dayNumberOf(`${year}-${String(month).padStart(2, '0')}-01` as PlainDate)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
}

function observed(day: number): number {
  const weekday = weekdayOf(day)
  return weekday === 6 ? day - 1 : weekday === 7 ? day + 1 : day
}

/** A day that was not counted; unconfirmed where only a setting nobody has answered makes it one. */
export type Skipped = { on: PlainDate; why: string; isUnconfirmed?: true }

/** Why these days were not counted, for whoever asks how a date came about. */
export function holidaysBetween({ holidays }: Days, from: number, to: number): Skipped[] {
  let low = 0
  let high = holidays.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holidays[middle]!.day < from) low = middle + 1
    else high = middle
  }
  const found: Skipped[] = []
  for (let i = low; i < holidays.length && holidays[i]!.day <= to; i++) {
    const { day, name, isUnconfirmed } = holidays[i]!
    found.push({ on: dayOfNumber(day), why: name, ...(isUnconfirmed && { isUnconfirmed }) })
  }
  return found
}
