import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { ENCAPSULATED_KEY_BYTES, ENVELOPE_VERSION, pad } from './envelope.ts'

/**
 * Seals content to a public key, so that only the holder of the private key reads it: HPKE (RFC 9180), base mode,
 * DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Runs on a phone and in Node.
 * `info` says what kind of content this is, `aad` which entry of which operation; opening needs the same two.
 */
export async function sealEnvelope(
  publicKey: Uint8Array,
  content: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const padded = pad(content)
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey)
  const sender = await suite.createSenderContext({ recipientPublicKey, info })
  const ciphertext = await sender.seal(padded, aad)
  padded.fill(0)
  const envelope = new Uint8Array(1 + ENCAPSULATED_KEY_BYTES + ciphertext.byteLength)
  envelope[0] = ENVELOPE_VERSION
  envelope.set(new Uint8Array(sender.enc), 1)
  envelope.set(new Uint8Array(ciphertext), 1 + ENCAPSULATED_KEY_BYTES)
  return envelope
}

/** First 16 bytes of SHA-256 of a public key: what an invitation carries, so that nobody can swap the key. */
export async function publicKeyFingerprint(publicKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(publicKey))
  return new Uint8Array(digest, 0, FINGERPRINT_BYTES)
}

export const FINGERPRINT_BYTES = 16

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
