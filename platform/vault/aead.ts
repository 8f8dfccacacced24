import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { Random } from '#platform/base/environment.ts'
import { operationLocked } from '#platform/base/problem.ts'

/**
 * Where a sealed value belongs. It is authenticated with the value, so that one moved to another operation, table, row,
 * class or key version does not open (design.md section 5).
 */
export type Place = { operationId: string; table: string; row: string; class: string; keyVersion: number }

/**
 * AES-256-GCM: version (1 byte) ‖ nonce (12) ‖ tag (16) ‖ ciphertext. As bytes a key would cost a cipher five times what it
 * costs as a key object (measured on Node 24).
 */
export function sealBytes(key: Uint8Array, content: Uint8Array, place: Place, random: Random): Buffer<ArrayBuffer> {
  refuseWiped(key)
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce)
  cipher.setAAD(additionalData(place))
  const sealed = Buffer.allocUnsafeSlow(HEADER_BYTES + content.length)
  sealed[0] = VERSION
  sealed.set(nonce, 1)
  sealed.set(cipher.update(content), HEADER_BYTES)
  cipher.final()
  sealed.set(cipher.getAuthTag(), 1 + NONCE_BYTES)
  return sealed
}

/** Throws unless the value is exactly the one sealed with this key for this place. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, place: Place): Buffer {
  refuseWiped(key)
  if (sealed[0] !== VERSION || sealed.length < HEADER_BYTES) throw new Error('not a sealed value of this version')
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(additionalData(place))
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
  const content = decipher.update(sealed.subarray(HEADER_BYTES))
  decipher.final()
  return content
}

/** A JSON array leaves no doubt where one field ends and the next begins. */
const additionalData = ({ operationId, table, row, class: fieldClass, keyVersion }: Place): Buffer =>
  Buffer.from(JSON.stringify([operationId, table, row, fieldClass, keyVersion]))

/** A lock wipes keys in place, also under whoever was about to use one: zeros would seal to everybody. */
function refuseWiped(key: Uint8Array): void {
  if (key.every((byte) => byte === 0)) throw operationLocked()
}

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES
