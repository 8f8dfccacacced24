import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { PUBLIC_KEY_BYTES, type Signer } from './ed25519.ts'

/** A signer that also answers at once: on the server a registration is signed within its request. */
export type NodeSigner = Signer & { signSync(bytes: Uint8Array): Uint8Array }

/** The Ed25519 key of a 32-byte seed (RFC 8032), kept imported so that one signature costs well under 0.1 ms. */
export function nodeSignerFromSeed(seed: Uint8Array): NodeSigner {
  if (seed.length !== 32) throw new Error('an Ed25519 seed has 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const publicKey = Uint8Array.from(spki.subarray(spki.length - PUBLIC_KEY_BYTES))
  const signSync = (bytes: Uint8Array) => Uint8Array.from(sign(null, bytes, key))
  return { kid: nodeKeyIdOf(publicKey), publicKey, signSync, sign: async (bytes) => signSync(bytes) }
}

/** As `keyIdOf`, at once. */
export const nodeKeyIdOf = (publicKey: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(publicKey).digest().subarray(0, 4))

/** As `verifyEd25519`, at once. */
export function verifyEd25519Sync(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false
  const key = createPublicKey({ key: Buffer.concat([SPKI_HEAD, publicKey]), format: 'der', type: 'spki' })
  return verify(null, message, key, signature)
}

// RFC 8410: what DER puts before the 32 bytes of a private and of a public Ed25519 key.
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
