import { createDecipheriv, createECDH, createHmac } from 'node:crypto'
import { ENCAPSULATED_KEY_BYTES, looksLikeEnvelope, TAG_BYTES, unpad } from './envelope.ts'

/** The key pair that envelopes are sealed to: raw P-256, the public key uncompressed (65 bytes). */
export type IntakeKeyPair = { privateKey: Uint8Array; publicKey: Uint8Array }

/**
 * Opens what `sealEnvelope` sealed. Written on `node:crypto` because it runs once for every household and is several times
 * cheaper there than through Web Crypto; tests hold it to RFC 9180 and to `@hpke/core`. Throws on anything altered.
 */
export function openEnvelope(keys: IntakeKeyPair, envelope: Uint8Array, info: Uint8Array, aad: Uint8Array): Uint8Array {
  if (!looksLikeEnvelope(envelope)) throw new Error('not an envelope of this version')
  const encapsulated = envelope.subarray(1, 1 + ENCAPSULATED_KEY_BYTES)
  const body = envelope.subarray(1 + ENCAPSULATED_KEY_BYTES, -TAG_BYTES)

  const sharedSecret = decapsulate(keys, encapsulated)
  const { key, nonce } = keySchedule(sharedSecret, info)
  let padded: Buffer = EMPTY
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(aad)
    decipher.setAuthTag(envelope.subarray(-TAG_BYTES))
    padded = decipher.update(body)
    decipher.final()
    return unpad(padded)
  } catch (error) {
    padded.fill(0) // altered in one place, it is still what somebody told everywhere else
    throw error
  } finally {
    key.fill(0)
  }
}

/** RFC 9180 section 4.1, Decap of DHKEM(P-256, HKDF-SHA256). Throws for a point that is not on the curve. */
export function decapsulate({ privateKey, publicKey }: IntakeKeyPair, encapsulated: Uint8Array): Buffer {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  const dh = ecdh.computeSecret(encapsulated)
  const pseudorandomKey = labeledExtract(KEM_SUITE, EMPTY, 'eae_prk', dh)
  dh.fill(0)
  const context = Buffer.concat([encapsulated, publicKey])
  const sharedSecret = labeledExpand(KEM_SUITE, pseudorandomKey, 'shared_secret', context, 32)
  pseudorandomKey.fill(0)
  return sharedSecret
}

/** RFC 9180 section 5.1, KeySchedule in base mode; the first message's nonce is the base nonce. Wipes the shared secret. */
function keySchedule(sharedSecret: Uint8Array, info: Uint8Array) {
  const pskIdHash = labeledExtract(HPKE_SUITE, EMPTY, 'psk_id_hash', EMPTY)
  const infoHash = labeledExtract(HPKE_SUITE, EMPTY, 'info_hash', info)
  const context = Buffer.concat([MODE_BASE, pskIdHash, infoHash])
  const secret = labeledExtract(HPKE_SUITE, sharedSecret, 'secret', EMPTY)
  sharedSecret.fill(0)
  const schedule = {
    key: labeledExpand(HPKE_SUITE, secret, 'key', context, 32),
    nonce: labeledExpand(HPKE_SUITE, secret, 'base_nonce', context, 12),
  }
  secret.fill(0)
  return schedule
}

const labeledExtract = (suite: Buffer, salt: Uint8Array, label: string, material: Uint8Array): Buffer =>
  createHmac('sha256', salt).update(HPKE_V1).update(suite).update(label).update(material).digest()

/** HKDF-Expand with RFC 9180 labels; one block of SHA-256 is all this suite ever needs. */
const labeledExpand = (suite: Buffer, key: Uint8Array, label: string, info: Uint8Array, length: number): Buffer =>
  createHmac('sha256', key)
    .update(Buffer.from([0, length]))
    .update(HPKE_V1)
    .update(suite)
    .update(label)
    .update(info)
    .update(ONE)
    .digest()
    .subarray(0, length)

const EMPTY = Buffer.alloc(0)
const ONE = Buffer.from([1])
const MODE_BASE = Buffer.from([0])
const HPKE_V1 = Buffer.from('HPKE-v1')
// KEM 0x0010 is DHKEM(P-256, HKDF-SHA256), KDF 0x0001 HKDF-SHA256, AEAD 0x0002 AES-256-GCM (RFC 9180 section 7).
const KEM_SUITE = Buffer.concat([Buffer.from('KEM'), Buffer.from([0x00, 0x10])])
const HPKE_SUITE = Buffer.concat([Buffer.from('HPKE'), Buffer.from([0x00, 0x10, 0x00, 0x01, 0x00, 0x02])])
