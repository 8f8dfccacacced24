import { createHash, randomBytes } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { pad } from '#platform/vault/envelope.ts'
import { sealEnvelope } from '#platform/vault/seal.ts'
import {
  type Belonging,
  bindingOf,
  CONTENT_BYTES_MAX,
  createOfficerKey,
  looksLikeContent,
  openVersion,
  publicKeyOf,
  rewrap,
  sealVersion,
} from './record.ts'

// The form in which records lie in the database, made by hand as docs and other programs know it; and what is left of keys.

const { random } = realEnvironment()
const place: Belonging = {
  ...{ operationId: 'operation-1', recordId: 'record-1', kind: 'household-note', subjectId: null },
  ...{ authorId: 'officer-1', version: 2, previous: new Uint8Array(32).fill(171) },
}
const belonging = Buffer.from(
  JSON.stringify([
    ...['sealed-record', 'operation-1', 'record-1', 'household-note', null, 'officer-1', 2],
    'ab'.repeat(32),
  ]),
)
afterEach(() => vi.restoreAllMocks())

const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
async function officer() {
  const pair = await createOfficerKey()
  return { keyId: 'key-1', pair, publicKey: await publicKeyOf(pair) }
}
type Officer = Awaited<ReturnType<typeof officer>>

/** What any program makes that follows the description alone. */
async function byHand(to: Officer, plain: Uint8Array, key = randomBytes(32), version = 1) {
  const iv = randomBytes(12)
  const aes = await crypto.subtle.importKey('raw', key.length === 32 ? key : randomBytes(32), 'AES-GCM', false, [
    'encrypt',
  ])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: belonging }, aes, pad(plain))
  const content = Buffer.concat([Buffer.of(version), iv, new Uint8Array(sealed)])
  const binding = hash(belonging, hash(content))
  const aad = Buffer.from(JSON.stringify(['sealed-record key', binding.toString('hex'), to.keyId]))
  return {
    content,
    binding,
    wrappedKey: await sealEnvelope(to.publicKey, key, Buffer.from('posada sealed record 1'), aad),
  }
}

test('what another program seals by the description opens, and is bound to the same', async () => {
  const own = await officer()
  const made = await byHand(own, Buffer.from('in her words'))
  expect(await openVersion(own, place, made)).toBe('in her words')
  expect(Buffer.from(await bindingOf(place, made.content))).toEqual(made.binding)
  expect(looksLikeContent(made.content)).toBe(true)
})

test('a record of another version, a text that is no text and a key of another length are refused by name', async () => {
  const own = await officer()
  const opening = async (made: Promise<{ content: Uint8Array; wrappedKey: Uint8Array }>) =>
    openVersion(own, place, await made)
  const plain = Buffer.from('words')
  const key = randomBytes(32)
  await expect(opening(byHand(own, plain, key, 2))).rejects.toThrow('not a sealed record of this version')
  await expect(opening(byHand(own, Uint8Array.of(0xc3, 0x28)))).rejects.toThrow(TypeError)
  await expect(opening(byHand(own, plain, randomBytes(31)))).rejects.toThrow('a wrapped key has 32 bytes')
  await expect(opening(byHand(own, plain, randomBytes(300)))).rejects.toThrow('not a wrapped key')
  const { content, wrappedKey } = await byHand(own, plain)
  const other = Uint8Array.from(wrappedKey, (byte, at) => (at === 0 ? 2 : byte))
  await expect(openVersion(own, place, { content, wrappedKey: other })).rejects.toThrow('not a wrapped key')
})

test('no key and no text is left behind: not while sealing, opening or handing over', async () => {
  const own = await officer()
  const [imported, encrypted, decrypted, encoded] = [
    vi.spyOn(crypto.subtle, 'importKey'),
    vi.spyOn(crypto.subtle, 'encrypt'),
    vi.spyOn(crypto.subtle, 'decrypt'),
    vi.spyOn(TextEncoder.prototype, 'encode'),
  ]
  const isZero = (bytes: unknown) => new Uint8Array(bytes as ArrayBuffer).every((byte) => byte === 0)
  /** The keys of records alone: none may be read out of what the engine holds, and the bytes are overwritten. */
  const recordKeys = () => imported.mock.calls.filter((call) => call[2] === 'AES-GCM')
  const sealed = await sealVersion('in her words', place, [own], random)
  expect(isZero(encoded.mock.results[0]!.value)).toBe(true)
  expect(isZero(encrypted.mock.calls[0]![2])).toBe(true)
  const stored = { content: sealed.content, wrappedKey: sealed.keys[0]!.wrappedKey }
  expect(await openVersion(own, place, stored)).toBe('in her words')
  expect(recordKeys().map((call) => [isZero(call[1]), call[3]])).toEqual([
    [true, false],
    [true, false],
  ])
  await rewrap(own, sealed.binding, stored.wrappedKey, own)
  // Once for the key and once for the text, then the key again.
  const [key, , again] = await Promise.all(decrypted.mock.results.map(({ value }) => value))
  expect([isZero(key), isZero(again)]).toEqual([true, true])
})

test('the server takes what has the form of a content, and nothing else', () => {
  const content = (padded: number, version = 1) => Uint8Array.of(version, ...new Uint8Array(12 + 16 + padded))
  const largest = Math.floor((CONTENT_BYTES_MAX - 29) / 256) * 256
  expect([256, 512, largest].map((padded) => looksLikeContent(content(padded)))).toEqual([true, true, true])
  for (const padded of [0, 1, 255, 257, largest + 256])
    expect([padded, looksLikeContent(content(padded))]).toEqual([padded, false])
  for (const other of [
    content(256, 0),
    content(256, 2),
    new Uint8Array(0),
    content(0).subarray(0, 13),
    content(0).subarray(0, 29 - 256),
  ])
    expect(looksLikeContent(other)).toBe(false)
})
