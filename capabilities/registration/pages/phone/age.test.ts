import fc from 'fast-check'
import { expect, test } from 'vitest'
import { locales } from '#platform/messages/messages.ts'
import { bandOf, isRefusal, readBirthDate, readYearOrAge } from './age.ts'

const today = '2021-10-24'

test('a month may be a number or a name in the language of the page', () => {
  const born = { kind: 'date', on: '2014-03-27' }
  expect(readBirthDate({ day: '27', month: '3', year: '2014' }, 'en', today)).toEqual(born)
  expect(readBirthDate({ day: '27', month: 'mas', year: '2014' }, 'ht', today)).toEqual(born)
  expect(readBirthDate({ day: '٢٧', month: 'مارس', year: '٢٠١٤' }, 'ar', today)).toEqual(born)
})

test('only the part that is wrong is named, with what would be right', () => {
  const read = (day: string, month: string, year: string) => readBirthDate({ day, month, year }, 'en', today)
  expect(read('9', '14', '2014')).toEqual({ part: 'month', key: 'registration_month_range' })
  expect(read('31', '4', '2014')).toEqual({ part: 'day', key: 'registration_day_not_in_month' })
  expect(read('9', '4', '14')).toEqual({ part: 'year', key: 'registration_year_four_digits' })
  expect(read('25', '10', '2021')).toEqual({ part: 'year', key: 'registration_birth_in_future' })
})

test('a year or an age is enough', () => {
  expect(readYearOrAge('1990', today)).toEqual({ kind: 'year', year: 1990 })
  expect(readYearOrAge('31', today)).toEqual({ kind: 'age', years: 31, statedOn: today })
  expect(readYearOrAge('2022', today)).toEqual({ part: 'year', key: 'registration_birth_in_future' })
  expect(readYearOrAge('many', today)).toEqual({ part: 'year', key: 'registration_year_or_age_number' })
})

test('a child whose birth nobody knows is still a child, and a small one under five', () => {
  expect(bandOf({ group: 'small-child', birth: { kind: 'unknown' } }, today)).toBe('0-4')
  expect(bandOf({ group: 'child', birth: { kind: 'unknown' } }, today)).toBe('0-17')
  expect(bandOf({ group: 'adult', birth: { kind: 'unknown' } }, today)).toBe('unknown')
})

test('no typing makes it stumble, and nothing in the future is taken', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string(),
      fc.constantFrom(...locales.map(({ code }) => code)),
      (day, month, year, locale) => {
        const read = readBirthDate({ day, month, year }, locale, today)
        if (!isRefusal(read)) expect(read.kind === 'date' && read.on <= today).toBe(true)
        const short = readYearOrAge(year, today)
        if (!isRefusal(short) && short.kind === 'year') expect(short.year).toBeLessThanOrEqual(2021)
      },
    ),
  )
})
