import { createECDH } from 'node:crypto'
import type { Random } from '#platform/base/environment.ts'
import { openBytes, type Place, sealBytes } from './aead.ts'
import type { IntakeKeyPair } from './open-envelope.ts'

export const KEY_BYTES = 32

/** A fresh symmetric key or signing seed in memory of its own, so that `wipe` leaves no second copy in a pool. */
export const createKey = (random: Random): Uint8Array => movedOut(random.bytes(KEY_BYTES))

/**
 * A secret in memory of its own, outside the heap that is collected: V8 keeps arrays of up to 64 bytes inside it and moves
 * them about, and each move leaves a copy behind that no `wipe` reaches. What was given is overwritten.
 */
export function movedOut(secret: Uint8Array): Uint8Array {
  const own = new Uint8Array(new ArrayBuffer(secret.length))
  own.set(secret)
  wipe(secret)
  return own
}

/** A copy that several threads see: handing it over makes no further one, and overwriting it here overwrites it there. */
export function sharedCopy(secret: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(secret.length))
  shared.set(secret)
  return shared
}

/** Overwrites a secret in place. */
export function wipe(secret: Uint8Array): void {
  secret.fill(0)
}

/** A key under another key: 61 bytes that open only at their own place. */
export function wrapKey(wrappingKey: Uint8Array, key: Uint8Array, place: Place, random: Random): Buffer<ArrayBuffer> {
  if (key.length !== KEY_BYTES) throw new RangeError('a key has 32 bytes')
  return sealBytes(wrappingKey, key, place, random)
}

/** The key again, in memory of its own. Throws for a wrong wrapping key or place. */
export function unwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array, place: Place): Uint8Array {
  const opened = openBytes(wrappingKey, wrapped, place)
  if (opened.length !== KEY_BYTES) throw new Error('a wrapped key has 32 bytes')
  return movedOut(opened)
}

/** A P-256 key pair for envelopes. The private key is 32 bytes, so it wraps like any other. */
export function createIntakeKeyPair(random: Random): IntakeKeyPair {
  for (;;) {
    const candidate = createKey(random)
    try {
      return intakeKeyPair(candidate)
    } catch {
      // Zero or beyond the group order: about once in 2^32; draw again (FIPS 186-5, A.2.2).
    }
  }
}

/** The pair that belongs to a private key. */
export function intakeKeyPair(privateKey: Uint8Array): IntakeKeyPair {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  return { privateKey, publicKey: ecdh.getPublicKey() }
}
