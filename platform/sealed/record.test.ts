import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import { WORDS } from '#platform/vault/words.ts'
import { fingerprintOf } from './fingerprint.ts'
import {
  type Belonging,
  createOfficerKey,
  keyPairFromSeed,
  looksLikeContent,
  openVersion,
  publicKeyOf,
  rewrap,
  type SealedVersion,
  sealVersion,
  TEXT_BYTES_MAX,
} from './record.ts'
import { seedOf, wordsOf } from './recovery-words.ts'

const { random } = realEnvironment()
const TEXT = 'What happened to her, in her words. ما حدث'
const place: Belonging = {
  operationId: newId(random),
  recordId: newId(random),
  kind: 'household-note',
  subjectId: newId(random),
  authorId: newId(random),
  version: 1,
  previous: null,
}

type Owner = { keyId: string; pair: CryptoKeyPair; publicKey: Uint8Array }
let officer: Owner
let colleague: Owner
let sealed: SealedVersion
beforeEach(async () => {
  officer = await owner(await createOfficerKey())
  colleague = await owner(await createOfficerKey())
  sealed = await sealVersion(TEXT, place, [officer], random)
})
const owner = async (pair: CryptoKeyPair): Promise<Owner> => ({
  keyId: newId(random),
  pair,
  publicKey: await publicKeyOf(pair),
})
const stored = () => ({ content: sealed.content, wrappedKey: sealed.keys[0]!.wrappedKey })

test('what was sealed to an officer opens in their browser, and in no colleague’s', async () => {
  expect(await openVersion(officer, place, stored())).toBe(TEXT)
  await expect(openVersion({ ...colleague, keyId: officer.keyId }, place, stored())).rejects.toThrow()
  await expect(openVersion({ ...officer, keyId: colleague.keyId }, place, stored())).rejects.toThrow()
})

test('the private half of an officer’s key cannot be read out', async () => {
  for (const format of ['pkcs8', 'jwk'] as const)
    await expect(crypto.subtle.exportKey(format, officer.pair.privateKey)).rejects.toThrow()
})

test('any bit turned, anywhere in what is stored, is refused', async () => {
  const { content, wrappedKey } = stored()
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(7), fc.boolean(), async (at, bit, inKey) => {
      const changed = { content: content.slice(), wrappedKey: wrappedKey.slice() }
      const bytes = inKey ? changed.wrappedKey : changed.content
      bytes[at % bytes.length]! ^= 1 << bit
      await expect(openVersion(officer, place, changed)).rejects.toThrow()
    }),
    { numRuns: 300 },
  )
})

test('cut short or made longer, it is refused', async () => {
  const { content, wrappedKey } = stored()
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.boolean(), async (length, inKey) => {
      const cut = inKey
        ? { content, wrappedKey: wrappedKey.slice(0, length % wrappedKey.length) }
        : { content: content.slice(0, length % content.length), wrappedKey }
      await expect(openVersion(officer, place, cut)).rejects.toThrow()
    }),
    { numRuns: 60 },
  )
  const longer = Uint8Array.from([...content, 0])
  await expect(openVersion(officer, place, { content: longer, wrappedKey })).rejects.toThrow()
})

describe('moved to another place, it is refused', () => {
  const other = newId(random)
  const moves: Partial<Belonging>[] = [
    { operationId: other },
    { recordId: other },
    { subjectId: other },
    { subjectId: null },
    { authorId: other },
    { kind: 'staff-complaint' },
    { version: 2 },
    { previous: new Uint8Array(32) },
  ]
  test.each(moves)('%o', async (moved) => {
    await expect(openVersion(officer, { ...place, ...moved }, stored())).rejects.toThrow()
  })

  test('and so are the key of one record with the content of another', async () => {
    const second = await sealVersion('other words', place, [officer], random)
    const mixed = { content: second.content, wrappedKey: stored().wrappedKey }
    await expect(openVersion(officer, place, mixed)).rejects.toThrow()
  })
})

test('an earlier version put in the place of a later one does not open there', async () => {
  const later: Belonging = { ...place, version: 2, previous: sealed.binding }
  const second = await sealVersion('Later words', later, [officer], random)
  const now = { content: second.content, wrappedKey: second.keys[0]!.wrappedKey }
  expect(await openVersion(officer, later, now)).toBe('Later words')
  await expect(openVersion(officer, later, stored())).rejects.toThrow()
  // Another first version before it shows as well.
  await expect(openVersion(officer, { ...later, previous: new Uint8Array(32) }, now)).rejects.toThrow()
})

test('handed over, it opens for the colleague; with an altered binding nothing is handed over', async () => {
  const { wrappedKey } = sealed.keys[0]!
  const given = await rewrap(officer, sealed.binding, wrappedKey, colleague)
  expect(await openVersion(colleague, place, { content: sealed.content, wrappedKey: given.wrappedKey })).toBe(TEXT)
  await expect(rewrap(officer, new Uint8Array(32), wrappedKey, colleague)).rejects.toThrow()
})

test('the words of a recovery custodian bring the key back; a slip of the pen is told', async () => {
  const seed = random.bytes(32)
  const words = await wordsOf(seed)
  expect(words).toHaveLength(33)
  const again = await seedOf(`  ${words.join('\n').toUpperCase()} `)
  expect(again).toEqual(Uint8Array.from(seed))
  const custodian = await owner(await keyPairFromSeed(seed))
  const version = await sealVersion(TEXT, place, [officer, custodian], random)
  const back = { ...custodian, pair: await keyPairFromSeed(again!) }
  const forCustodian = version.keys[1]!.wrappedKey
  expect(await openVersion(back, place, { content: version.content, wrappedKey: forCustodian })).toBe(TEXT)
  const slip = words.with(4, WORDS[(WORDS.indexOf(words[4]!) + 1) % 256]!)
  expect([await seedOf(slip.join(' ')), await seedOf(words.slice(1).join(' '))]).toContain(undefined)
  expect(await seedOf(words.with(3, 'nosuchword').join(' '))).toBeUndefined()
})

test('the words of a secret are one for each byte and one that tells a slip; a word too many, too few or unknown is told', async () => {
  // The last one is the first byte of SHA-256 of 32 zeros: 0x66.
  expect(await wordsOf(new Uint8Array(32))).toEqual([...Array(32).fill(WORDS[0]), WORDS[0x66]])
  await expect(wordsOf(new Uint8Array(31))).rejects.toThrow('a recovery secret has 32 bytes')
  const words = await wordsOf(Uint8Array.from({ length: 32 }, (_, at) => at))
  expect(await seedOf(words.join(', \n'))).toEqual(Uint8Array.from({ length: 32 }, (_, at) => at))
  expect(await seedOf(`1. ${words.join(' 2. ')}.`)).toBeDefined()
  for (const at of [0, 31, 32]) {
    const slip = WORDS[(WORDS.indexOf(words[at]!) + 1) % 256]!
    expect(await seedOf(words.with(at, slip).join(' '))).toBeUndefined()
    expect(await seedOf(words.with(at, 'nosuchword').join(' '))).toBeUndefined()
  }
  // The check of one word too many or too few must not be taken for the word that is missing.
  const check = async (bytes: number[]) =>
    WORDS[Buffer.from(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)))[0]!]!
  const numbers = words.map((word) => WORDS.indexOf(word))
  expect(await seedOf([...words, await check(numbers)].join(' '))).toBeUndefined()
  expect(await seedOf([...words.slice(0, 31), await check(numbers.slice(0, 31))].join(' '))).toBeUndefined()
  expect(await seedOf([...words, words[32]].join(' '))).toBeUndefined()
  expect(await seedOf('')).toBeUndefined()
})

test('a fingerprint is of one key of one person', async () => {
  const { operationId, authorId } = place
  const shown = await fingerprintOf(operationId, authorId, officer.publicKey)
  expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}( [0-9A-HJKMNP-TV-Z]{4}){3}$/)
  expect(await fingerprintOf(operationId, authorId, officer.publicKey)).toBe(shown)
  expect(await fingerprintOf(operationId, authorId, colleague.publicKey)).not.toBe(shown)
  expect(await fingerprintOf(operationId, newId(random), officer.publicKey)).not.toBe(shown)
  // People have compared it aloud: the same key never shows another one.
  expect(await fingerprintOf('operation', 'officer', new Uint8Array(65))).toBe('0BKH R5GN 50GC 0K4D')
})

test('sizes tell little, and are bounded', async () => {
  const short = await sealVersion('no', place, [], random)
  const longer = await sealVersion('a much longer text than the other one', place, [], random)
  expect(short.content.length).toBe(longer.content.length)
  expect(looksLikeContent(short.content)).toBe(true)
  const longest = await sealVersion('x'.repeat(TEXT_BYTES_MAX), place, [], random)
  expect(looksLikeContent(longest.content)).toBe(true)
  await expect(sealVersion('x'.repeat(TEXT_BYTES_MAX + 1), place, [], random)).rejects.toThrow(/too long/)
  expect(looksLikeContent(new TextEncoder().encode(TEXT))).toBe(false)
})
