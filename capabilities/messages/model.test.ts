import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { decidesAlone, isQuiet, TRIES_MAX, waitAfter } from './model.ts'

const at = (time: string) => Date.parse(`2021-10-24T${time}:00Z`)

test('no phone rings at night, as the clock of the place shows it, also over midnight', () => {
  const night = { from: '21:00', to: '08:00', timeZone: 'America/Mexico_City' } // five hours behind in October 2021
  expect(['01:59', '13:00'].map((time) => isQuiet(at(time), night))).toEqual([false, false])
  expect(['02:00', '06:00', '12:59'].map((time) => isQuiet(at(time), night))).toEqual([true, true, true])
  const noon = { from: '12:00', to: '14:00', timeZone: 'UTC' }
  expect(['11:59', '12:00', '13:59', '14:00'].map((time) => isQuiet(at(time), noon))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(isQuiet(at('00:00'), { from: '00:00', to: '00:00', timeZone: 'UTC' })).toBe(false)
})

test('tries grow apart and end within a day and a night', () => {
  const waits = Array.from({ length: TRIES_MAX }, (_, index) => waitAfter(index + 1))
  expect(waits.at(-1)).toBeUndefined()
  const minutes = waits.slice(0, -1).map((wait) => wait! / 60_000)
  expect(minutes).toEqual([1, 4, 16, 64, 256, 360, 360])
})

test('an adult decides alone, a child only where nobody else speaks', () => {
  expect(decidesAlone({ ageBand: '12-17', isFocalPoint: false })).toBe(false)
  expect(decidesAlone({ ageBand: '12-17', isFocalPoint: true })).toBe(true)
  expect(decidesAlone({ ageBand: '60+', isFocalPoint: false })).toBe(true)
})

test('no message holds a placeholder or a word that says what the person waits for', () => {
  const telling =
    /asyl|asil|azil|refug|migra|case|caso|dossier|claim|hearing|audien|decis|interview|entrevis|permit|border|fronter|لجوء|لاجئ|هجرة|حدود|\{|\d/i
  for (const [locale, texts] of Object.entries(readCatalogues([join(import.meta.dirname, 'messages')])))
    for (const [key, text] of Object.entries(texts).filter(([name]) => name.startsWith('message_'))) {
      expect([locale, key, telling.exec(text)]).toEqual([locale, key, null])
      expect(text.length).toBeLessThanOrEqual(locale === 'ar' ? 70 : 110)
    }
  expect(readFileSync(join(import.meta.dirname, 'model.ts'), 'utf8')).toContain("z.enum(['news', 'soon'])")
})
