import { join, resolve } from 'node:path'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, directionOf, formatDate, type Locale, locales, type Text } from '#platform/messages/messages.ts'
import type { Words } from '#platform/paper/sheet.ts'
import type { Sentence } from '../sentences.ts'

const asylum = resolve(import.meta.dirname, '../..')
const folders = ['papers/messages', 'messages', '../proof/messages/verifier'].map((folder) => join(asylum, folder))
const catalogues = readCatalogues(folders)

export const texts = Object.fromEntries(
  locales.map(({ code }) => [code, createText(catalogues[code], code)]),
) as Record<Locale, Text>

export const words = (locale: Locale, text: string): Words => ({
  ...{ text, language: locale },
  direction: directionOf(locale),
})

export function sentenceIn(locale: Locale, { key, params, dates = {} }: Sentence): string {
  const written = Object.entries(dates).map(([name, on]) => [name, dateIn(locale, on)])
  return texts[locale](key, { ...params, ...Object.fromEntries(written) })
}

/** A day in words, never broken at the end of a line. */
export const dateIn = (locale: Locale, on: string) => formatDate(on, locale).replaceAll(' ', '\u00a0')

export const outcomeIn = (locale: Locale, outcome: string) => texts[locale](`asylum_result_${outcome}`)
