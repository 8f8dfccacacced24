import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBase45, encodeBase45 } from './base45.ts'
import { readVector } from './vectors.ts'

test('the examples of RFC 9285 read and write as printed there', () => {
  const examples: { plain?: string; base45?: string; invalid?: string }[] = JSON.parse(
    readVector('rfc9285/examples.json') ?? '[{"plain":"AB","base45":"BB8"},{"invalid":"GGW"}]',
  )
  for (const { plain, base45, invalid } of examples) {
    if (plain && base45) {
      expect(encodeBase45(new TextEncoder().encode(plain))).toBe(base45)
      expect(new TextDecoder().decode(decodeBase45(base45))).toBe(plain)
    }
    if (invalid) expect(decodeBase45(invalid)).toBeUndefined()
  }
})

test('a length no encoder writes, a foreign character and a number too large are refused', () => {
  for (const text of ['B', 'BB8A', 'bb8', 'BB_', '::', 'ZZ', '65', 'A:']) {
    const bytes = decodeBase45(text)
    if (bytes) expect(encodeBase45(bytes)).toBe(text)
  }
  expect(decodeBase45('B')).toBeUndefined()
  expect(decodeBase45('bb8')).toBeUndefined()
  expect(decodeBase45('::')).toBeUndefined() // 2024, more than one byte holds
})

test('every byte string survives, and every text has at most one meaning', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes)
    }),
  )
  const characters = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:')
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
      const bytes = decodeBase45(text)
      if (bytes) expect(encodeBase45(bytes)).toBe(text)
    }),
  )
})
