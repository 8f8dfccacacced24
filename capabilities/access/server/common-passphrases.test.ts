import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proposePassphrase } from '#platform/vault/words.ts'
import { isCommonPassphrase } from './common-passphrases.ts'

const names = ['ana.registrar', 'Ana Pérez', 'Shelter of the river']

test.each([
  'aaaaaaaaaaaa',
  'abababababab',
  '123456789012',
  'qwertyuiop12',
  'Password1234',
  'passwordpassword',
  'contraseña123',
  'Posada2026!!',
  'posada-posada-1',
  'ana.registrar1',
  'Shelter-River-1',
  'abcdefghijkl',
])('%s is guessed first, and not taken', (passphrase) => {
  expect(isCommonPassphrase(passphrase, names)).toBe(true)
})

test.each([
  'four words from a book',
  'correct horse battery staple',
  'lanp mango kannari wout',
  'مطر على نافذة قديمة',
  '雨の日の古い窓と赤い傘と犬',
])('%s is taken', (passphrase) => {
  expect(isCommonPassphrase(passphrase, names)).toBe(false)
})

test('words that were drawn are never refused, whatever stands around', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
      const words = proposePassphrase({
        bytes: (length) => Uint8Array.from({ length }, (_, n) => bytes[n % 8]! ^ (n * 37)),
      })
      expect(isCommonPassphrase(words, names)).toBe(false)
    }),
  )
})
