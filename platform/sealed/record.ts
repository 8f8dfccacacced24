import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { Random } from '#platform/base/environment.ts'
import { toHex } from '#platform/base/ids.ts'
import { ENCAPSULATED_KEY_BYTES, looksLikeEnvelope, pad, TAG_BYTES, unpad } from '#platform/vault/envelope.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'

/** Everything one version of a record belongs to. Changed in any way, it opens no more. */
export type Belonging = {
  operationId: string
  recordId: string
  kind: string
  subjectId: string | null
  authorId: string
  version: number
  /** The binding of the version before; null for the first. */
  previous: Uint8Array | null
}

/** One who may open: the id of their public key, and the key (P-256, uncompressed). */
export type Recipient = { keyId: string; publicKey: Uint8Array }
export type WrappedKey = { keyId: string; wrappedKey: Uint8Array<ArrayBuffer> }
export type SealedVersion = { content: Uint8Array<ArrayBuffer>; binding: Uint8Array<ArrayBuffer>; keys: WrappedKey[] }

export const TEXT_BYTES_MAX = 65_536
/** Version, nonce, tag, and a padded text: what the server takes at most. */
export const CONTENT_BYTES_MAX = 66_000
export const WRAPPED_KEY_BYTES = 338
export const BINDING_BYTES = 32

/**
 * Seals a text under a random key of its own, and that key to each recipient (HPKE). Runs in a browser and in Node; nothing
 * the server stores of it opens without a recipient's private key.
 */
export async function sealVersion(
  text: string,
  belonging: Belonging,
  recipients: readonly Recipient[],
  random: Random,
): Promise<SealedVersion> {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > TEXT_BYTES_MAX) throw new RangeError('the text is too long for one sealed record')
  const key = new Uint8Array(random.bytes(KEY_BYTES))
  const padded = pad(bytes)
  const nonce = new Uint8Array(random.bytes(NONCE_BYTES))
  const additionalData = toBytes(belonging)
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData }, aes, padded)
  const content = concat(Uint8Array.of(VERSION), nonce, new Uint8Array(sealed))
  const binding = await bindingOf(belonging, content)
  const keys = await Promise.all(recipients.map((recipient) => wrap(key, binding, recipient)))
  for (const secret of [bytes, padded, key]) secret.fill(0)
  return { content, binding, keys }
}

/** Opens one version with a private key that may be unable to leave its browser. Throws on anything altered or moved. */
export async function openVersion(
  own: { keyId: string; pair: CryptoKeyPair },
  belonging: Belonging,
  { content, wrappedKey }: { content: Uint8Array; wrappedKey: Uint8Array },
): Promise<string> {
  if (content[0] !== VERSION) throw new Error('not a sealed record of this version')
  const key = await unwrap(own, await bindingOf(belonging, content), wrappedKey)
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  key.fill(0)
  const iv = new Uint8Array(content.subarray(1, 1 + NONCE_BYTES))
  const additionalData = toBytes(belonging)
  const sealed = new Uint8Array(content.subarray(1 + NONCE_BYTES))
  const padded = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, aes, sealed))
  return new TextDecoder('utf-8', { fatal: true }).decode(unpad(padded))
}

/** The same key for another recipient. Neither content nor what it is about is needed: the binding stands for both. */
export async function rewrap(
  own: { keyId: string; pair: CryptoKeyPair },
  binding: Uint8Array,
  wrappedKey: Uint8Array,
  to: Recipient,
): Promise<WrappedKey> {
  const key = await unwrap(own, binding, wrappedKey)
  const wrapped = await wrap(key, binding, to)
  key.fill(0)
  return wrapped
}

/** Ties a content to everything it belongs to, and so to every version before it. The server computes it as well. */
export async function bindingOf(belonging: Belonging, content: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(content))
  const all = concat(toBytes(belonging), new Uint8Array(hash))
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}

/** A fresh key pair whose private half no script can read out. */
export const createOfficerKey = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])

export const publicKeyOf = async ({ publicKey }: Pick<CryptoKeyPair, 'publicKey'>) =>
  new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))

/** The key pair that follows from a secret (RFC 9180, DeriveKeyPair). */
export const keyPairFromSeed = (seed: Uint8Array): Promise<CryptoKeyPair> =>
  suite.kem.deriveKeyPair(new Uint8Array(seed).buffer)

async function wrap(key: Uint8Array, binding: Uint8Array, { keyId, publicKey }: Recipient): Promise<WrappedKey> {
  return { keyId, wrappedKey: await sealEnvelope(publicKey, key, KEY_INFO, wrapData(binding, keyId)) }
}

async function unwrap(
  { keyId, pair }: { keyId: string; pair: CryptoKeyPair },
  binding: Uint8Array,
  wrappedKey: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (wrappedKey.length !== WRAPPED_KEY_BYTES || !looksLikeEnvelope(wrappedKey)) throw new Error('not a wrapped key')
  const enc = new Uint8Array(wrappedKey.subarray(1, 1 + ENCAPSULATED_KEY_BYTES)).buffer
  const recipient = await suite.createRecipientContext({ recipientKey: pair, enc, info: KEY_INFO })
  const sealed = new Uint8Array(wrappedKey.subarray(1 + ENCAPSULATED_KEY_BYTES)).buffer
  const padded = new Uint8Array(await recipient.open(sealed, wrapData(binding, keyId)))
  const key = new Uint8Array(unpad(padded))
  padded.fill(0)
  if (key.length !== KEY_BYTES) throw new Error('a wrapped key has 32 bytes')
  return key
}

/** A JSON array leaves no doubt where one field ends and the next begins. */
const toBytes = ({ operationId, recordId, kind, subjectId, authorId, version, previous }: Belonging) =>
  new TextEncoder().encode(
    JSON.stringify([
      'sealed-record',
      ...[operationId, recordId, kind, subjectId, authorId, version],
      previous && toHex(previous),
    ]),
  )

const wrapData = (binding: Uint8Array, keyId: string) =>
  new TextEncoder().encode(JSON.stringify(['sealed-record key', toHex(binding), keyId]))

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** What the server can check of a content without any key. */
export const looksLikeContent = (content: Uint8Array): boolean =>
  content[0] === VERSION &&
  content.length <= CONTENT_BYTES_MAX &&
  content.length > 1 + NONCE_BYTES + TAG_BYTES &&
  (content.length - 1 - NONCE_BYTES - TAG_BYTES) % BUCKET_BYTES === 0

const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const BUCKET_BYTES = 256
const KEY_INFO = new TextEncoder().encode('posada sealed record 1')
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
