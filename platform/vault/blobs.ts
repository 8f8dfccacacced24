import type { Random } from '#platform/base/environment.ts'
import { openBytes, type Place, sealBytes } from './aead.ts'
import { createKey, unwrapKey, wipe, wrapKey } from './keys.ts'

/** Where the key of one person lies: its table and row, and the version of the operation key that wraps it. */
export type PersonKeyPlace = { operationId: string; table: string; row: string; keyVersion: number }

/** A new person's data key, in memory and as it is stored. Destroying the stored one erases the person. */
export function createPersonKey(operationKey: Uint8Array, place: PersonKeyPlace, random: Random) {
  const personKey = createKey(random)
  return { personKey, wrapped: wrapKey(operationKey, personKey, keyPlace(place), random) }
}

/** The person's data key; the caller wipes it after use, or works inside `withPersonKey`. */
export const openPersonKey = (operationKey: Uint8Array, wrapped: Uint8Array, place: PersonKeyPlace): Uint8Array =>
  unwrapKey(operationKey, wrapped, keyPlace(place))

/** Lends a person's key to `work` and wipes it afterwards. */
export function withPersonKey<T>(
  operationKey: Uint8Array,
  wrapped: Uint8Array,
  place: PersonKeyPlace,
  work: (personKey: Uint8Array) => T,
): T {
  const personKey = openPersonKey(operationKey, wrapped, place)
  try {
    return work(personKey)
  } finally {
    wipe(personKey)
  }
}

/** One class of one person's data (identity, contact, needs) as it lies in the database. */
export function sealBlob(personKey: Uint8Array, place: Place, content: object, random: Random): Buffer<ArrayBuffer> {
  const text = JSON.stringify(content)
  // White space after JSON means nothing to a parser and hides the length of a name.
  const bytes = Buffer.from(text + ' '.repeat(fillingFor(Buffer.byteLength(text))))
  const sealed = sealBytes(personKey, bytes, place, random)
  bytes.fill(0)
  return sealed
}

/** What `sealBlob` sealed; throws if it was altered or stands in another place. The caller's schema says what it is. */
export function openBlob(personKey: Uint8Array, place: Place, sealed: Uint8Array): unknown {
  const bytes = openBytes(personKey, sealed, place)
  const content: unknown = JSON.parse(bytes.toString('utf8'))
  bytes.fill(0)
  return content
}

const keyPlace = (place: PersonKeyPlace): Place => ({ ...place, class: 'person-key' })

const fillingFor = (length: number): number => (STEP_BYTES - (length % STEP_BYTES)) % STEP_BYTES

const STEP_BYTES = 64
