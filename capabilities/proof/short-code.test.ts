import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseShortCode, shortCodeOf } from './short-code.ts'

const anyCti = fc.uint8Array({ minLength: 8, maxLength: 8 })

test('a short code is read as people write it', () => {
  const code = shortCodeOf(new Uint8Array([0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0, 0]))
  expect(code).toMatch(/^012-345-678[0-9A-Z]$/)
  const check = code.at(-1)!
  for (const typed of [
    code,
    code.toLowerCase(),
    code.replaceAll('-', ''),
    ` ${code.replace('0', 'o').replace('1', 'l')} `,
  ]) {
    expect(parseShortCode(typed)).toBe(code)
  }
  expect(parseShortCode(`٠١٢–٣٤٥–٦٧٨${check}`)).toBe(code)
})

test('nine or eleven characters, a U and other scripts are no short code', () => {
  for (const typed of ['', '012-345-678', '012-345-67890', 'UUU-UUU-UUUU', 'жжж-жжж-жжжж', '🙂'.repeat(5)])
    expect(parseShortCode(typed)).toBeUndefined()
})

test('one wrong character, or two that changed places, is always found', () => {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  fc.assert(
    fc.property(anyCti, fc.nat(9), fc.nat(9), fc.constantFrom(...alphabet), (cti, at, other, character) => {
      const code = [...shortCodeOf(cti).replaceAll('-', '')]
      const altered = code.with(at, character)
      if (altered.join() !== code.join()) expect(parseShortCode(altered.join(''))).toBeUndefined()
      const swapped = code.with(at, code[other]!).with(other, code[at]!)
      if (swapped.join() !== code.join()) expect(parseShortCode(swapped.join(''))).toBeUndefined()
    }),
  )
})

test('the code holds the first 45 bits of the random number', () => {
  fc.assert(
    fc.property(anyCti, (cti) => {
      const code = shortCodeOf(cti)
      expect(parseShortCode(code)).toBe(code)
      const sameStart = cti.map((byte, at) => (at < 5 ? byte : at === 5 ? byte ^ 0b111 : ~byte))
      expect(shortCodeOf(sameStart)).toBe(code)
      expect(shortCodeOf(cti.map((byte, at) => (at === 5 ? byte ^ 0b1000 : byte)))).not.toBe(code)
    }),
  )
})
