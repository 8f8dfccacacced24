/** A calendar day as `YYYY-MM-DD`, without a clock or a time zone. */
export type PlainDate = string

const DAY_MS = 86_400_000

/** True for a day that exists: 2021-02-29 does not, nor does the year 0. */
export function isPlainDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && plainDateOf(at) === text
}

/** The UTC day an instant falls in. */
export const plainDateOf = (ms: number): PlainDate => new Date(ms).toISOString().slice(0, 10)

/** 00:00 UTC of that day, in milliseconds. */
export const startOfDay = (day: PlainDate): number => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: PlainDate, days: number): PlainDate => plainDateOf(startOfDay(day) + days * DAY_MS)

/** Whole days since 1970-01-01, for counting. */
export const dayNumberOf = (day: PlainDate): number => startOfDay(day) / DAY_MS

export const dayOfNumber = (number: number): PlainDate => plainDateOf(number * DAY_MS)

/** The same day number `months` later, or the month's last day where there is none. */
export function addMonths(day: PlainDate, months: number): PlainDate {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  const lastDay = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
  return plainDateOf(Date.UTC(Math.floor(month / 12), month % 12, Math.min(Number(day.slice(8)), lastDay)))
}

/** The same day number `years` later; 29 February becomes 28 February where there is none. */
export function addYears(day: PlainDate, years: number): PlainDate {
  const target = `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`
  return isPlainDate(target) ? target : `${target.slice(0, 8)}28`
}

/** Completed years between a birth date and a day. */
export function ageOn(birthDate: PlainDate, day: PlainDate): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}
