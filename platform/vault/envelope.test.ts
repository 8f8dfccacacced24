import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENVELOPE_BYTES_MAX, looksLikeEnvelope, PLAINTEXT_BYTES_MAX, pad, unpad } from './envelope.ts'

const BROKEN = 'envelope padding is broken'

test('content of any length comes back, in steps of 256 bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1200 }), (content) => {
      const padded = pad(content)
      expect(padded.length % 256).toBe(0)
      expect(padded.length - content.length).toBeGreaterThanOrEqual(4)
      expect(padded.length - content.length).toBeLessThan(260)
      expect(unpad(padded)).toEqual(content)
    }),
  )
  for (const full of [252, 508]) expect(unpad(pad(new Uint8Array(full).fill(9)))).toHaveLength(full)
  expect(unpad(pad(new Uint8Array(PLAINTEXT_BYTES_MAX)))).toHaveLength(PLAINTEXT_BYTES_MAX)
  expect(() => pad(new Uint8Array(PLAINTEXT_BYTES_MAX + 1))).toThrow('content too large for one envelope')
})

test('a filling that is no filling is refused: cut, of another step, with a length that lies, or not zero', () => {
  const good = pad(new Uint8Array(100).fill(7))
  const withLength = (length: number, size = 256) => {
    const bytes = new Uint8Array(size)
    new DataView(bytes.buffer).setUint32(0, length)
    return bytes
  }
  const notZero = Uint8Array.from(good)
  notZero[104] = 1
  const lastNotZero = Uint8Array.from(good)
  lastNotZero[255] = 1
  const broken = [
    ...[new Uint8Array(0), good.subarray(0, 3), good.subarray(0, 255), good.subarray(0, 252), new Uint8Array(257)],
    // Longer than what is there; and a whole step more than it needs.
    ...[withLength(253), withLength(2 ** 32 - 1), withLength(252, 512), withLength(100, 512)],
    ...[notZero, lastNotZero],
  ]
  for (const bytes of broken) expect(() => unpad(bytes)).toThrow(BROKEN)
  expect(unpad(withLength(252))).toHaveLength(252)
  expect(unpad(withLength(253, 512))).toHaveLength(253)
  // The length is read where the bytes begin, not where their memory does.
  const shifted = new Uint8Array(300)
  shifted.set(good, 44)
  expect(unpad(shifted.subarray(44))).toEqual(new Uint8Array(100).fill(7))
})

test('the edge takes what has the shape of an envelope, and nothing else', () => {
  const envelope = (ciphertext: number, version = 1, point = 4) => {
    const bytes = new Uint8Array(1 + 65 + 16 + ciphertext)
    bytes[0] = version
    bytes[1] = point
    return bytes
  }
  const largest = ENVELOPE_BYTES_MAX - 82
  expect([envelope(256), envelope(512), envelope(largest)].map(looksLikeEnvelope)).toEqual([true, true, true])
  const others = [
    envelope(0),
    envelope(255),
    envelope(257),
    envelope(largest + 256),
    envelope(256, 2),
    envelope(256, 1, 2),
  ]
  expect([...others, new Uint8Array(0)].map(looksLikeEnvelope)).toEqual([...others.map(() => false), false])
})
