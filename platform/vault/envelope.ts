/**
 * What an envelope looks like on the wire; the phone that seals and the worker that opens share it.
 * Layout: version (1 byte) ‖ encapsulated key (65 bytes) ‖ ciphertext with its 16-byte tag.
 */
export const ENVELOPE_VERSION = 1
export const ENCAPSULATED_KEY_BYTES = 65
export const TAG_BYTES = 16

/** A household of thirty with long names in a four-byte script is far below this. */
export const PLAINTEXT_BYTES_MAX = 131_072

const BUCKET_BYTES = 256
const LENGTH_BYTES = 4

/** The largest envelope that can carry `PLAINTEXT_BYTES_MAX`: a bound for the edge. */
export const ENVELOPE_BYTES_MAX =
  1 + ENCAPSULATED_KEY_BYTES + TAG_BYTES + Math.ceil((LENGTH_BYTES + PLAINTEXT_BYTES_MAX) / BUCKET_BYTES) * BUCKET_BYTES

/** Length, content, zeros up to the next bucket: the size of an envelope then says little about what is in it. */
export function pad(content: Uint8Array): Uint8Array<ArrayBuffer> {
  if (content.length > PLAINTEXT_BYTES_MAX) throw new RangeError('content too large for one envelope')
  const padded = new Uint8Array(Math.ceil((LENGTH_BYTES + content.length) / BUCKET_BYTES) * BUCKET_BYTES)
  new DataView(padded.buffer).setUint32(0, content.length)
  padded.set(content, LENGTH_BYTES)
  return padded
}

/** The content of a padded text; throws when the length lies or the filling is not zero. */
export function unpad(padded: Uint8Array): Uint8Array {
  if (padded.length < LENGTH_BYTES || padded.length % BUCKET_BYTES !== 0) throw new Error('envelope padding is broken')
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  const end = LENGTH_BYTES + length
  if (end > padded.length || padded.length - end >= BUCKET_BYTES) throw new Error('envelope padding is broken')
  if (padded.subarray(end).some((byte) => byte !== 0)) throw new Error('envelope padding is broken')
  return padded.subarray(LENGTH_BYTES, end)
}

/** What the edge can check without any key: version and size. */
export function looksLikeEnvelope(bytes: Uint8Array): boolean {
  const ciphertextBytes = bytes.length - 1 - ENCAPSULATED_KEY_BYTES - TAG_BYTES
  return (
    bytes[0] === ENVELOPE_VERSION &&
    bytes[1] === UNCOMPRESSED_POINT &&
    ciphertextBytes >= BUCKET_BYTES &&
    ciphertextBytes % BUCKET_BYTES === 0 &&
    bytes.length <= ENVELOPE_BYTES_MAX
  )
}

const UNCOMPRESSED_POINT = 4
