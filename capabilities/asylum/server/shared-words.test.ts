import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Procedure } from '../procedure.ts'
import { Words } from '../rule.ts'
import { readProcedures, SHIPPED } from './procedure-files.ts'
import { inAllLanguages, SHARED_WORDS } from './shared-words.ts'

const { procedures } = readProcedures([SHIPPED])
const phrases = procedures.flatMap(phrasesOf)
const languages = Object.entries(SHARED_WORDS)

test('every phrase of the procedures that come with the program is there in six languages, none longer than a file may hold', () => {
  expect(phrases.length).toBeGreaterThan(200)
  for (const words of inAllLanguages(phrases)) {
    expect(Object.keys(words).sort()).toEqual(['ar', 'en', 'es', 'fr', 'ht', 'pt'])
    expect(Words.safeParse(words).error).toBeUndefined()
  }
})

test.each(languages)('%s: no phrase is translated that no file needs', (language, shared) => {
  const needed = phrases.filter((words) => words[language as 'es'] === undefined).map(({ en }) => en)
  expect(Object.keys(shared).filter((english) => !needed.includes(english))).toEqual([])
})

test('Arabic is written in Arabic letters, but for terms and names in brackets or at the end; nothing else is', () => {
  for (const words of inAllLanguages(phrases)) {
    const outside = words.ar!.replaceAll(/\([^)]*\)/g, '').replaceAll(/\b(I|EOIR)-\d+\b/g, '')
    expect(outside).toMatch(/\p{Script=Arabic}/u)
    expect(outside).not.toMatch(/\p{Script=Latin}/u)
    // Whoever mistyped a key or pasted a line twice would leave letters of another script, or marks of direction.
    for (const other of [words.es, words.fr, words.ht, words.pt]) expect(other).not.toMatch(/\p{Script=Arabic}/u)
    expect(Object.values(words).join('')).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/)
  }
})

test('steps, dates, facts, actors and papers that differ in English differ in every language: nobody chooses between two that read alike', () => {
  for (const procedure of procedures.map((each) => inAllLanguages(each)))
    for (const list of [procedure.steps, procedure.dates, procedure.facts, procedure.actors, procedure.documents])
      for (const [language] of languages) {
        const names = list.map(({ name }) => name)
        const alike = [...Map.groupBy(names, (name) => name[language as 'es'])]
        const confused = alike.filter(([, same]) => new Set(same.map(({ en }) => en)).size > 1).map(([shown]) => shown)
        expect({ language, confused }).toEqual({ language, confused: [] })
      }
})

test("a file's own words come first, a phrase nobody translated stays as it is, and the file is not touched", () => {
  const file = {
    name: { en: 'Court', fr: 'Cour' },
    steps: [{ id: 'x', name: { en: 'Dances' } }],
    rows: [1, null, true],
  }
  const before = structuredClone(file)
  const filled = inAllLanguages(file, { fr: { Court: 'Tribunal' }, ht: { Court: 'Tribinal' } })
  expect(filled).toEqual({ ...file, name: { en: 'Court', fr: 'Cour', ht: 'Tribinal' } })
  expect(file).toEqual(before)
  // Names that every object has are no phrases.
  expect(inAllLanguages({ en: 'constructor' })).toEqual({ en: 'constructor' })
})

test('notes for translators speak of phrases that exist', () => {
  const notes = JSON.parse(readFileSync(join(SHIPPED.procedures, 'words/notes.json'), 'utf8')) as Record<string, string>
  expect(Object.keys(notes).filter((english) => !phrases.some(({ en }) => en === english))).toEqual([])
})

function phrasesOf(procedure: Procedure): Words[] {
  const found: Words[] = []
  JSON.stringify(procedure, (_key, value) => {
    if (typeof value?.en === 'string') found.push(value)
    return value
  })
  return found
}
