import { isPlainDate } from '#platform/base/plain-date.ts'
import { type Locale, monthNames } from '#platform/messages/messages.ts'
import { type AgeBand, ageBandOf, type Birth, refuseBirth } from '../../model.ts'
import type { DraftPerson } from './draft.ts'

/** The age band of someone; a child whose birth is unknown is still known to be one, and must be seen as one. */
export function bandOf({ birth, group }: Pick<DraftPerson, 'birth' | 'group'>, today: string): AgeBand {
  const band = birth ? ageBandOf(birth, today) : 'unknown'
  if (band !== 'unknown' || group === 'adult') return band
  return group === 'small-child' ? '0-4' : '0-17'
}

/** What stands in the three date fields. */
export interface TypedDate {
  day: string
  month: string
  year: string
}

/** What is wrong with a typed date: the part to look at and the message that says what would be right. */
export interface DateRefusal {
  part: keyof TypedDate
  key: string
}

/** Reads a birth date as people write it: `9`, `mas` or `3`, `2014`. */
export function readBirthDate(typed: TypedDate, locale: Locale, today: string): Birth | DateRefusal {
  const year = wholeNumber(typed.year)
  if (year === undefined || typed.year.trim().length !== 4)
    return { part: 'year', key: 'registration_year_four_digits' }
  const month = readMonth(typed.month, locale)
  if (month === undefined) return { part: 'month', key: 'registration_month_range' }
  const day = wholeNumber(typed.day)
  if (day === undefined || day < 1 || day > 31) return { part: 'day', key: 'registration_day_range' }
  const on = [String(year).padStart(4, '0'), two(month), two(day)].join('-')
  if (!isPlainDate(on)) return { part: 'day', key: 'registration_day_not_in_month' }
  return accepted({ kind: 'date', on }, 'year', today)
}

/** Reads a year or an age, whichever was written; a number up to 130 is an age. */
export function readYearOrAge(typed: string, today: string): Birth | DateRefusal {
  const number = wholeNumber(typed)
  if (number === undefined) return { part: 'year', key: 'registration_year_or_age_number' }
  if (number <= AGE_MAX) return { kind: 'age', years: number, statedOn: today }
  if (number < YEAR_MIN) return { part: 'year', key: 'registration_birth_too_long_ago' }
  return accepted({ kind: 'year', year: number }, 'year', today)
}

/** Is it an answer, or why not? */
export const isRefusal = (result: Birth | DateRefusal): result is DateRefusal => 'part' in result

const AGE_MAX = 130
const YEAR_MIN = 1880

function accepted(birth: Birth, part: keyof TypedDate, today: string): Birth | DateRefusal {
  const refusal = refuseBirth(birth, today)
  if (!refusal) return birth
  return { part, key: refusal === 'in-the-future' ? 'registration_birth_in_future' : 'registration_birth_too_long_ago' }
}

function readMonth(typed: string, locale: Locale): number | undefined {
  const number = wholeNumber(typed)
  if (number !== undefined) return number >= 1 && number <= 12 ? number : undefined
  const wanted = folded(typed)
  if (wanted.length < 3) return undefined
  const found = monthNames(locale).flatMap((name, index) => (folded(name).startsWith(wanted) ? [index + 1] : []))
  return found.length === 1 ? found[0] : undefined
}

/** Digits of Arabic and Persian keyboards count too. */
function wholeNumber(typed: string): number | undefined {
  const digits = typed
    .trim()
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
  return /^\d{1,4}$/.test(digits) ? Number(digits) : undefined
}

const two = (number: number) => String(number).padStart(2, '0')

const folded = (text: string) => text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
