import { createECDH, randomBytes } from 'node:crypto'
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENCAPSULATED_KEY_BYTES, ENVELOPE_BYTES_MAX, PLAINTEXT_BYTES_MAX, unpad } from './envelope.ts'
import { decapsulate, type IntakeKeyPair, openEnvelope } from './open-envelope.ts'
import { publicKeyFingerprint, sealEnvelope } from './seal.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const info = bytes('household')
const aad = bytes('operation 1, entry 1')

test('what a phone seals, the holder of the intake key opens', async () => {
  const keys = freshKeys()
  const envelope = await sealEnvelope(keys.publicKey, bytes('Marie-Ange, Jérémie'), info, aad)
  expect(Buffer.from(openEnvelope(keys, envelope, info, aad)).toString()).toBe('Marie-Ange, Jérémie')
})

test('content of any length comes back as it was, and the library the phone uses opens it too', async () => {
  const keys = freshKeys()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.uint8Array({ maxLength: 60 }), async (content, extra) => {
      const envelope = await sealEnvelope(keys.publicKey, content, info, extra)
      expect(Buffer.from(openEnvelope(keys, envelope, info, extra))).toEqual(Buffer.from(content))
      expect(Buffer.from(await openWithLibrary(keys, envelope, info, extra))).toEqual(Buffer.from(content))
    }),
    { numRuns: 30 },
  )
})

test('the key exchange gives the shared secret of RFC 9180, appendix A.3.1', () => {
  const keys = {
    privateKey: hex('f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2'),
    publicKey: hex(
      '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
    ),
  }
  const encapsulated = hex(
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  )
  expect(decapsulate(keys, encapsulated).toString('hex')).toBe(
    'c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8',
  )
})

test('one flipped bit anywhere, a missing end or another entry is refused', async () => {
  const keys = freshKeys()
  const envelope = await sealEnvelope(keys.publicKey, bytes('a name'), info, aad)
  for (let at = 0; at < envelope.length; at++) {
    const altered = envelope.slice()
    altered[at]! ^= 1 << (at % 8)
    expect(() => openEnvelope(keys, altered, info, aad), `byte ${at}`).toThrow()
  }
  expect(() => openEnvelope(keys, envelope.subarray(0, -1), info, aad)).toThrow()
  expect(() => openEnvelope(keys, envelope, info, bytes('operation 1, entry 2'))).toThrow()
  expect(() => openEnvelope(keys, envelope, bytes('complaint'), aad)).toThrow()
  expect(() => openEnvelope(freshKeys(), envelope, info, aad)).toThrow()
  expect(() => openEnvelope(keys, new Uint8Array(0), info, aad)).toThrow()
})

test('the size of an envelope does not tell a long name from a short one', async () => {
  const keys = freshKeys()
  const short = await sealEnvelope(keys.publicKey, bytes('Li'), info, aad)
  const long = await sealEnvelope(keys.publicKey, bytes('x'.repeat(250)), info, aad)
  expect(long.length).toBe(short.length)
})

test('the largest content fits the bound of the edge, and one byte more is refused', async () => {
  const keys = freshKeys()
  const envelope = await sealEnvelope(keys.publicKey, new Uint8Array(PLAINTEXT_BYTES_MAX), info, aad)
  expect(envelope.length).toBe(ENVELOPE_BYTES_MAX)
  await expect(sealEnvelope(keys.publicKey, new Uint8Array(PLAINTEXT_BYTES_MAX + 1), info, aad)).rejects.toThrow()
})

test('another public key has another fingerprint', async () => {
  const [a, b] = await Promise.all([freshKeys(), freshKeys()].map((keys) => publicKeyFingerprint(keys.publicKey)))
  expect(a).toHaveLength(16)
  expect(a).not.toEqual(b)
})

function freshKeys(): IntakeKeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(Buffer.concat([Buffer.from([1]), randomBytes(31)]))
  return { privateKey: ecdh.getPrivateKey(), publicKey: ecdh.getPublicKey() }
}

async function openWithLibrary(keys: IntakeKeyPair, envelope: Uint8Array, info: Uint8Array, aad: Uint8Array) {
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
  const recipientKey = await suite.kem.deserializePrivateKey(keys.privateKey)
  const enc = envelope.slice(1, 1 + ENCAPSULATED_KEY_BYTES)
  const recipient = await suite.createRecipientContext({ recipientKey, enc, info })
  return unpad(new Uint8Array(await recipient.open(envelope.slice(1 + ENCAPSULATED_KEY_BYTES), aad)))
}
