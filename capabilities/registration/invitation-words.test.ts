import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { locales } from '#platform/messages/messages.ts'
import { INVITATION_WORDS_COUNT, invitationWords } from './invitation-words.ts'

const catalogues = readCatalogues([join(import.meta.dirname, 'messages/words')])
const listOf = (code: keyof typeof catalogues) => catalogues[code].invitation_words!

test('poster and phone show the same three words, each in the reader’s language', () => {
  const fingerprint = Uint8Array.of(38, 33, 64 + 16, 1, 2, 3)
  expect(invitationWords(fingerprint, listOf('en'))).toEqual(['lamp', 'door', 'sun'])
  expect(invitationWords(fingerprint, listOf('ht'))).toEqual(['lanp', 'pòt', 'solèy'])
  expect(invitationWords(fingerprint, listOf('ar'))).toEqual(['مصباح', 'باب', 'شمس'])
})

test('no word is shown twice', () => {
  expect(invitationWords(Uint8Array.of(5, 5, 6), listOf('en'))).toEqual(['bean', 'mango', 'lemon'])
})

test('no language has a word twice, so that different words always mean different keys', () => {
  for (const { code } of locales) {
    const words = listOf(code).split(' ')
    expect(words).toHaveLength(INVITATION_WORDS_COUNT)
    expect(new Set(words).size).toBe(INVITATION_WORDS_COUNT)
  }
})

test('the words stand at the same places in every language', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.constantFrom(...locales),
      (fingerprint, { code }) => {
        const places = (list: string) => invitationWords(fingerprint, list).map((word) => list.split(' ').indexOf(word))
        expect(places(listOf(code))).toEqual(places(listOf('en')))
      },
    ),
  )
})
