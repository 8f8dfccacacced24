/** Every message exists in every language, with the same placeholders. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { directionOf, locales } from '#platform/messages/messages.ts'
import { listSourceFiles } from './harness/source-files.ts'

const catalogues = listSourceFiles().filter(
  ({ path }) => /\/messages\/.*\.json$/.test(path) && !path.endsWith('notes.json'),
)
const folders = [...Map.groupBy(catalogues, ({ path }) => dirname(path))]

test('there are messages to check', () => {
  expect(folders.length).toBeGreaterThan(0)
})

for (const [folder, members] of folders) {
  const byLocale = new Map(
    members.map(({ path, text }) => [path.slice(folder.length + 1, -5), JSON.parse(text) as Record<string, string>]),
  )
  const english = formsOf(byLocale.get('en') ?? {})

  test(`${folder} speaks all six languages`, () => {
    expect([...byLocale.keys()].sort()).toEqual(locales.map(({ code }) => code).sort())
  })

  for (const [locale, catalogue] of byLocale) {
    test(`${folder}/${locale}.json says all that the others say, with the same placeholders`, () => {
      const own = formsOf(catalogue)
      expect([...own.keys()].sort()).toEqual([...english.keys()].sort())
      for (const [key, forms] of own) {
        expect({ key, placeholders: placeholdersOf(forms) }).toEqual({
          key,
          placeholders: placeholdersOf(english.get(key)!),
        })
        expect({ key, empty: forms.filter(({ sentence }) => sentence.trim() === '') }).toEqual({ key, empty: [] })
      }
    })

    test(`${folder}/${locale}.json has every plural form its language needs`, () => {
      const needed = new Intl.PluralRules(locale === 'ht' ? 'fr' : locale)
        .resolvedOptions()
        .pluralCategories.filter(isUsed(locale))
      for (const [key, forms] of formsOf(catalogue)) {
        const plural = forms.filter(({ form }) => form !== undefined).map(({ form }) => form)
        if (plural.length > 0)
          expect({ key, missing: needed.filter((form) => !plural.includes(form)) }).toEqual({ key, missing: [] })
      }
    })
  }
}

for (const { path, text } of listSourceFiles().filter((file) => /\/messages\/.*notes\.json$/.test(file.path)))
  test(`${path} speaks of messages that exist`, () => {
    const english = formsOf(JSON.parse(readFileSync(join(dirname(path), 'en.json'), 'utf8')) as Record<string, string>)
    expect(Object.keys(JSON.parse(text) as object).filter((key) => !english.has(key))).toEqual([])
  })

test('right to left is told from the language alone', () => {
  expect(locales.filter(({ code }) => directionOf(code) === 'rtl').map(({ code }) => code)).toEqual(['ar'])
})

type Form = { form: string | undefined; sentence: string }

/** Messages by key, plural forms together. */
function formsOf(catalogue: Record<string, string>): Map<string, Form[]> {
  const forms = Object.entries(catalogue).map(([name, sentence]) => {
    const [key, form] = name.split('#')
    return { key: key!, form, sentence }
  })
  return Map.groupBy(forms, ({ key }) => key)
}

/** `{count}` may be left out where a form says the number in words ("one person"). */
function placeholdersOf(forms: Form[]): string[] {
  const isPlural = forms.some(({ form }) => form !== undefined)
  const names = forms.flatMap(({ sentence }) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))
  return [...new Set(names)].filter((name) => !(isPlural && name === 'count')).sort()
}

/** "Many" of Spanish, French and Portuguese is for a million; no count here comes near. */
const isUsed = (locale: string) => (form: string) => locale === 'ar' || form !== 'many'
