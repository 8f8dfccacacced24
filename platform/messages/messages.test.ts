import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createText, formatDate, formatMoment, formatNumber, locales, monthNames, preferredLocale } from './messages.ts'

test('a sentence takes its values', () => {
  const text = createText({ claim: 'Recorded on {on}.' }, 'en')
  expect(text('claim', { on: '22 Nov' })).toBe('Recorded on 22 Nov.')
})

test('counting follows the grammar of the language', () => {
  const en = createText({ 'people#one': '{count} person', 'people#other': '{count} people' }, 'en')
  expect([1, 3].map((count) => en('people', { count }))).toEqual(['1 person', '3 people'])
  const ar = createText({ 'days#two': 'يومان', 'days#few': '{count} أيام', 'days#other': '{count} يوم' }, 'ar')
  expect([2, 5, 100].map((count) => ar('days', { count }))).toEqual(['يومان', '5 أيام', '100 يوم'])
})

test('an unknown key and a missing value stop loudly', () => {
  const text = createText({ hello: 'Hello {name}' }, 'en')
  expect(() => text('bye')).toThrow('no message "bye"')
  expect(() => text('hello')).toThrow('needs {name}')
})

test('a Latin code keeps its order inside an Arabic sentence', () => {
  expect(createText({ code: 'الرمز {code}' }, 'ar')('code', { code: 'K7P-4QX' })).toBe('الرمز \u2068K7P-4QX\u2069')
})

test('dates are written the short way people say them', () => {
  expect(formatDate('2021-11-22', 'en', 'day')).toBe('22 Nov')
  expect(formatDate('2022-04-30', 'en')).toBe('30 Apr 2022')
  expect(formatDate('2022-04-30', 'ht')).toBe('30 avril 2022')
  expect(formatDate('2022-04-30', 'ar')).toBe('30 أبريل 2022')
})

test('every language writes numbers in Western digits and knows twelve months', () => {
  fc.assert(
    fc.property(fc.constantFrom(...locales.map(({ code }) => code)), fc.nat(), (locale, value) => {
      expect(formatNumber(value, locale).replace(/\D/g, '')).toBe(String(value))
      expect(new Set(monthNames(locale)).size).toBe(12)
    }),
  )
})

test('the phone’s first language that we speak is offered', () => {
  expect(preferredLocale(['zh-CN', 'ht-HT', 'en'])).toBe('ht')
  expect(preferredLocale(['zh'])).toBe('en')
})

test('a late hour is told with the day on the wall of the reader, not with the day it is in UTC', () => {
  const zone = process.env.TZ
  onTestFinished(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  process.env.TZ = 'America/Mexico_City'
  expect(formatMoment('2021-10-25T02:30:00Z', 'en')).toBe('24 Oct 2021, 21:30')
  expect(formatMoment('2021-10-25T02:30:00Z', 'ar', 'day')).toBe('24 أكتوبر، 21:30')
})
