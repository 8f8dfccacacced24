import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex } from '#platform/base/ids.ts'
import { type CborMap, decodeCbor } from '#platform/cose/cbor.ts'
import { keyIdOf } from '#platform/cose/ed25519.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { readSign1 } from '#platform/cose/sign1.ts'
import { readVector } from '#platform/cose/vectors.ts'
import { inflate } from '#platform/cose/zlib.ts'
import type { Issuer } from './issuer.ts'
import { practiceIssuers, practiceRootKey } from './practice.ts'
import { practiceSigner } from './practice-signer.ts'
import { encodeStatusList } from './server/status-list-token.ts'
import { bitsIn, isWithdrawn, newerStatusList, packStatusBits, readStatusList } from './status-list.ts'
import { encodeTrustList, keyringOf, newerTrustList, readTrustList } from './trust-list.ts'

const signer = nodeSignerFromSeed(new Uint8Array(32).fill(7))
const root = nodeSignerFromSeed(new Uint8Array(32).fill(1))
const issuer: Issuer = {
  kid: signer.kid,
  publicKey: signer.publicKey,
  name: 'Ventana Sur',
  mandate: ['registration'],
  practice: false,
  validFrom: '2021-01-01',
  validTo: '2022-12-31',
}
const at = Date.UTC(2021, 9, 24, 12)

test('the example list of the IETF draft reads with the statuses printed there', async () => {
  const encoded = readVector('token-status-list/status_list_encoding_cbor.md')
  if (encoded) {
    const bits = await bitsIn(decodeCbor(fromHex(encoded.split('encoded:')[1]!.trim())))
    expect(bits).toEqual(new Uint8Array([0xb9, 0xa3]))
    expect([0, 1, 2, 3, 7, 8, 14, 15].map((index) => isWithdrawn({ bits: bits! }, index))).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      false,
      true,
    ])
    expect(isWithdrawn({ bits: bits! }, 16)).toBeUndefined()
  }
  const token = readVector('token-status-list/status_list_cwt.md')
  if (token) {
    const payload = decodeCbor(readSign1(fromHex(token.replace(/\s/g, '')))!.payload) as CborMap
    expect(await bitsIn(payload.get(65533))).toEqual(new Uint8Array([0xb9, 0xa3]))
  }
  const twoBits = readVector('token-status-list/status_list_encoding2_cbor.md')
  if (twoBits) expect(await bitsIn(decodeCbor(fromHex(twoBits.split('encoded:')[1]!.trim())))).toBeUndefined()
})

test('a million cards with one in a hundred withdrawn fit in 15 kB', async () => {
  let state = 1
  const chance = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const withdrawn = Array.from({ length: 10_000 }, () => Math.floor(chance() * 1_000_000))
  const bytes = await encodeStatusList(
    { bits: packStatusBits(1_000_000, withdrawn), issuedAt: at, ttlSeconds: 3600 },
    signer,
  )
  expect(bytes.length).toBeLessThan(15_000)
  const list = (await readStatusList(bytes, [issuer]))!
  expect(list.issuedOn).toBe('2021-10-24')
  for (const index of withdrawn) expect(isWithdrawn(list, index)).toBe(true)
})

test('a list is believed from its issuer alone, unaltered, and an older one never comes back', async () => {
  const encode = (issuedAt: number) =>
    encodeStatusList({ bits: packStatusBits(64, [5]), issuedAt, ttlSeconds: 3600 }, signer)
  const bytes = await encode(at)
  expect(await readStatusList(bytes, [])).toBeUndefined()
  expect(await readStatusList(bytes, [{ ...issuer, publicKey: root.publicKey }])).toBeUndefined()
  for (let byte = 0; byte < bytes.length; byte++) {
    expect(
      await readStatusList(
        bytes.map((value, place) => (place === byte ? value ^ 1 : value)),
        [issuer],
      ),
    ).toBeUndefined()
  }
  const [newer, older] = [
    await readStatusList(bytes, [issuer]),
    await readStatusList(await encode(at - 1000), [issuer]),
  ]
  expect(newerStatusList(newer, older)).toBe(newer)
  expect(newerStatusList(older, newer)).toBe(newer)
  expect(newerStatusList(newer, undefined)).toBe(newer)
})

test('a small message that would unpack to gigabytes is refused', async () => {
  const packed = deflateSync(new Uint8Array(4 << 20))
  expect(packed.length).toBeLessThan(10_000)
  expect(await inflate(packed, 2 << 20)).toBeUndefined()
  expect(await inflate(packed.subarray(0, 100), 8 << 20)).toBeUndefined()
})

test('the practice keys are those of their public seeds', async () => {
  expect(practiceSigner('practice-root').publicKey).toEqual(practiceRootKey)
  for (const [at, name] of (['practice-journey', 'practice-authority'] as const).entries()) {
    expect(practiceIssuers[at]!.publicKey).toEqual(practiceSigner(name).publicKey)
    expect(practiceIssuers[at]!.kid).toEqual(await keyIdOf(practiceIssuers[at]!.publicKey))
  }
})

test('a trust list is read under its root; another root and an older version are refused', async () => {
  const encode = (version: number, by = root) => encodeTrustList({ version, issuedAt: at, issuers: [issuer] }, by)
  const list = (await readTrustList(await encode(2)))!
  expect(list).toEqual({
    version: 2,
    issuedAt: at / 1000,
    issuedOn: '2021-10-24',
    rootKey: root.publicKey,
    issuers: [issuer],
  })
  expect(keyringOf(list)).toContainEqual(issuer)
  const older = await readTrustList(await encode(1), root.publicKey)
  expect(newerTrustList(list, older)).toBe(list)
  expect(newerTrustList(older, list)).toBe(list)
  expect(await readTrustList(await encode(3, signer), root.publicKey)).toBeUndefined()
  const bytes = await encode(2)
  for (let byte = 0; byte < bytes.length; byte++) {
    expect(await readTrustList(bytes.map((value, place) => (place === byte ? value ^ 1 : value)))).toBeUndefined()
  }
})

test('the practice root vouches for nothing but practice, and no root makes a practice key real', async () => {
  const byPractice = await readTrustList(
    await encodeTrustList({ version: 1, issuedAt: at, issuers: [issuer] }, practiceSigner('practice-root')),
  )
  expect(byPractice?.issuers[0]?.practice).toBe(true)
  const claimed = { ...practiceIssuers[0]!, practice: false, name: 'Ventana Sur' }
  const byRoot = await readTrustList(await encodeTrustList({ version: 1, issuedAt: at, issuers: [claimed] }, root))
  expect(byRoot?.issuers[0]?.practice).toBe(true)
})

test('exactly the withdrawn places are set', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(999)), (withdrawn) => {
      const bits = packStatusBits(1000, withdrawn)
      for (let index = 0; index < 1000; index++) expect(isWithdrawn({ bits }, index)).toBe(withdrawn.includes(index))
    }),
    { numRuns: 20 },
  )
  expect(() => packStatusBits(8, [8])).toThrow()
})
