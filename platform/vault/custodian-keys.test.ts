import { createHash } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { sealBytes } from './aead.ts'
import { createCustodian, joinShares, openShare, sealShares, splitAmongCustodians } from './custodians.ts'
import { createKey, intakeKeyPair, unwrapKey } from './keys.ts'
import { openEnvelope } from './open-envelope.ts'

// The form in which shares lie in the database, and what is overwritten of the keys on the way. The words themselves are
// tried in custodians.test.ts: here they cost nothing.

const wiped = vi.hoisted(() => [] as string[])
vi.mock('./passphrase.ts', () => ({
  keyFromPassphrase: async (words: string, salt: Uint8Array) => keyOf(words, salt),
}))
vi.mock('./keys.ts', async (original) => {
  const real = await original<typeof import('./keys.ts')>()
  const wipe = (secret: Uint8Array) => {
    wiped.push(hex(secret))
    real.wipe(secret)
  }
  const movedOut = (secret: Uint8Array) => {
    wiped.push(hex(secret))
    return real.movedOut(secret)
  }
  return { ...real, wipe, movedOut }
})
beforeEach(() => void wiped.splice(0))

const { random } = realEnvironment()
const operationId = '6f1f0a52-0000-4000-8000-000000000001'
const which = { operationId, keyVersion: 1 }
const words = ['lamp river olive', 'coast melon drum', 'paper swan ember']
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const keyOf = (said: string, salt: Uint8Array) =>
  Uint8Array.from(createHash('sha256').update(said).update(salt).digest())
const placeOf = (ordinal: number, fieldClass: string) => ({
  ...{ operationId, table: 'custodian', row: String(ordinal), class: fieldClass, keyVersion: 1 },
})

test('the three of a new operation are counted from one, and what lies in the database opens by its place alone', async () => {
  const operationKey = createKey(random)
  const custodians = await splitAmongCustodians(operationId, operationKey, words, random)
  expect(custodians.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3])
  const shares = custodians.map(({ ordinal, salt, publicKey, wrappedPrivate, wrappedShare }, index) => {
    expect(salt).toHaveLength(16)
    const privateKey = unwrapKey(keyOf(words[index]!, salt), wrappedPrivate, placeOf(ordinal, 'private-key'))
    expect(Buffer.from(intakeKeyPair(privateKey).publicKey)).toEqual(Buffer.from(publicKey))
    const aad = Buffer.from(JSON.stringify([operationId, 'custodian', ordinal, 1]))
    const info = Buffer.from('posada custodian share')
    const share = openEnvelope({ privateKey, publicKey }, wrappedShare, info, aad)
    // Nothing that opens a share is left from making it.
    for (const secret of [keyOf(words[index]!, salt), privateKey, share]) expect(wiped).toContain(hex(secret))
    return Uint8Array.from(share)
  })
  expect(await joinShares([shares[0]!, shares[2]!])).toEqual(operationKey)
})

test('an operation has three custodians: for two or four no share is made', async () => {
  const pairs = await Promise.all([1, 2, 3, 4].map((ordinal) => createCustodian(operationId, ordinal, 'words', random)))
  for (const some of [pairs.slice(0, 2), pairs])
    await expect(sealShares(which, createKey(random), some)).rejects.toThrow('there are 3 custodians')
})

test('opening a share leaves neither the key of the words nor the private half, whether it opens or not', async () => {
  const custodians = await splitAmongCustodians(operationId, createKey(random), words, random)
  const first = custodians[0]!
  const key = keyOf(words[0]!, first.salt)
  const privateKey = unwrapKey(key, first.wrappedPrivate, placeOf(1, 'private-key'))
  wiped.length = 0
  const opened = await openShare(which, first, words[0]!, random)
  expect(wiped).toEqual([hex(opened!.share), hex(privateKey), hex(key)])
  expect(opened).toEqual({ ordinal: 1, share: opened!.share })
  wiped.length = 0
  expect(await openShare({ operationId, keyVersion: 2 }, first, words[0]!, random)).toBeUndefined()
  expect(wiped).toEqual([hex(privateKey), hex(key)])
  wiped.length = 0
  expect(await openShare(which, first, 'other words', random)).toBeUndefined()
  expect(wiped).toEqual([hex(keyOf('other words', first.salt))])
})

test('two shares are joined, and three, one or twice the same are not; whatever they were, they are zeros afterwards', async () => {
  const operationKey = createKey(random)
  const custodians = await splitAmongCustodians(operationId, operationKey, words, random)
  const opened = async (...ordinals: number[]) =>
    Promise.all(ordinals.map(async (n) => (await openShare(which, custodians[n - 1]!, words[n - 1]!, random))!.share))
  for (const [ordinals, joined] of [
    [[3, 2], operationKey],
    [[1, 2, 3], undefined],
    [[1, 1], undefined],
    [[2], undefined],
  ] as const) {
    const shares = await opened(...ordinals)
    expect(await joinShares(shares)).toEqual(joined)
    for (const share of shares) expect(share).toEqual(new Uint8Array(share.length))
  }
})

test('a share that lies directly under the words, as before there were key pairs, opens and is given one', async () => {
  const [salt, share] = [random.bytes(16), random.bytes(33)]
  const key = keyOf(words[1]!, salt)
  const wrappedShare = sealBytes(key, share, placeOf(2, 'share'), random)
  const before = { ordinal: 2, salt, publicKey: null, wrappedPrivate: null, wrappedShare }
  const opened = (await openShare(which, before, words[1]!, random))!
  expect([opened.ordinal, hex(opened.share)]).toEqual([2, hex(share)])
  const upgrade = opened.upgrade!
  expect([upgrade.ordinal, upgrade.salt]).toEqual([2, salt])
  const privateKey = unwrapKey(key, upgrade.wrappedPrivate, placeOf(2, 'private-key'))
  expect(wiped).toEqual([hex(share), hex(privateKey), hex(key)])
  // Stored, it opens as any other: by the same words, of the key in use.
  const again = await openShare(which, upgrade, words[1]!, random)
  expect(again).toEqual({ ordinal: 2, share: Uint8Array.from(share) })
  expect(await openShare(which, upgrade, words[0]!, random)).toBeUndefined()
  expect(await openShare({ ...which, keyVersion: 2 }, upgrade, words[1]!, random)).toBeUndefined()
  // Half a pair is none.
  const half = { ...before, publicKey: upgrade.publicKey }
  expect((await openShare(which, half, words[1]!, random))?.upgrade).toBeDefined()
})
