import type { Calendar, CalendarRow } from '#capabilities/asylum/calendar.ts'
import type { Count, Start } from '#capabilities/asylum/counting.ts'

/**
 * The end of a time limit, found by walking from day to day and asking of each whether it counts. Slow, and written
 * without a look at the fast way (`counting.ts`), so that both are wrong together only where the law was misread.
 */
export function slowEnd(count: Count, start: Start, calendar: Calendar): string | undefined {
  if (count.lasts.unit === 'hour') {
    if (start.atMs === undefined) return undefined
    const hours = [count.lasts, ...(count.extensions ?? [])].map(({ amount }) => amount).reduce((a, b) => a + b)
    return new Date(start.atMs + hours * 3_600_000).toLocaleDateString('sv-SE', { timeZone: calendar.timeZone })
  }
  const answers = answersOf(calendar)
  const isWorked = (day: Date) => !calendar.weekend.includes(day.getUTCDay() || 7) && !answers('holiday', day)
  const isStopped = (day: Date) =>
    (count.isSuspended && answers('suspension', day)) ||
    (count.pauses ?? []).some(({ from, until }) => +day >= from * DAY && +day < until * DAY)

  let day = new Date(`${start.on}T00:00:00Z`)
  if (count.count === 'next_wd') {
    let ahead = next(day)
    for (let tries = 0; !isWorked(ahead) || isStopped(ahead); tries++) {
      if (tries > TRIES) return undefined
      ahead = next(ahead)
    }
    day = new Date(+ahead - DAY)
  }
  const parts = [{ ...count.lasts }]
  for (const extension of count.extensions ?? []) {
    if (extension.unit === count.lasts.unit) parts[0]!.amount += extension.amount
    else parts.push(extension)
  }
  for (const { amount, unit } of parts) {
    let left = unit === 'wd' ? amount : daysIn(day, amount, unit)
    for (let tries = 0; left > 0; tries++) {
      if (tries > TRIES) return undefined
      day = next(day)
      if (!isStopped(day) && (unit !== 'wd' || isWorked(day))) left--
    }
  }
  for (let tries = 0; count.roll === 'next_wd' && (!isWorked(day) || isStopped(day)); tries++) {
    if (tries > TRIES) return undefined
    day = next(day)
  }
  return textOf(day)
}

const DAY = 86_400_000
/** Longer than any limit, extension and suspension of the tests together. */
const TRIES = 2_500
const next = (day: Date) => new Date(+day + DAY)
const textOf = (day: Date) => day.toISOString().slice(0, 10)

/** How many calendar days a week, month or year after this day has. */
function daysIn(day: Date, amount: number, unit: string): number {
  if (unit === 'cd') return amount
  if (unit === 'week') return amount * 7
  const months = unit === 'year' ? amount * 12 : amount
  const target = new Date(day)
  target.setUTCDate(1)
  target.setUTCMonth(target.getUTCMonth() + months)
  const month = target.getUTCMonth()
  target.setUTCDate(day.getUTCDate())
  // A 31st that is not there spills into the next month: go back to the last day of the right one.
  while (target.getUTCMonth() !== month) target.setUTCDate(target.getUTCDate() - 1)
  return Math.round((+target - +day) / DAY)
}

const asked = new WeakMap<Calendar, Map<number, boolean>>()

/** Whether any row of a kind speaks of a day; each day is asked about once. */
function answersOf(calendar: Calendar) {
  const known = asked.get(calendar) ?? new Map<number, boolean>()
  asked.set(calendar, known)
  return (kind: CalendarRow['kind'], day: Date): boolean => {
    const key = kind === 'holiday' ? +day : +day + 1
    let answer = known.get(key)
    if (answer === undefined) {
      const text = textOf(day)
      answer = calendar.rows.some((row) => row.kind === kind && falls(row, day, text))
    }
    known.set(key, answer)
    return answer
  }
}

/** Whether a row of the calendar speaks of this day. */
function falls({ when }: CalendarRow, day: Date, text: string): boolean {
  if ('on' in when) return text === when.on
  if ('from' in when) return text >= when.from && (when.to === null || text <= when.to)
  const year = day.getUTCFullYear()
  if ('month' in when) {
    if (year < (when.fromYear ?? 0) || year > (when.toYear ?? 9999)) return false
    if (day.getUTCMonth() + 1 !== when.month || (day.getUTCDay() || 7) !== when.weekday) return false
    const date = day.getUTCDate()
    return when.nth === -1 ? new Date(+day + 7 * DAY).getUTCDate() < date : Math.ceil(date / 7) === when.nth
  }
  // Of a feast on a weekend, the weekday beside it is kept instead; the year is that of the feast.
  const candidates = when.observed ? [-1, 0, 1] : [0]
  return candidates.some((shift) => {
    const feast = new Date(+day + shift * DAY)
    if (textOf(feast).slice(5) !== when.yearly) return false
    const of = feast.getUTCFullYear()
    if (of < (when.fromYear ?? 0) || of > (when.toYear ?? 9999)) return false
    if ((of - (when.fromYear ?? 2000)) % (when.everyYears ?? 1) !== 0) return false
    const moved = !when.observed ? 0 : feast.getUTCDay() === 6 ? 1 : feast.getUTCDay() === 0 ? -1 : 0
    return shift === moved
  })
}
