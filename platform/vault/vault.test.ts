import { expect, test, vi } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import type { Place } from './aead.ts'
import { createKey, wrapKey } from './keys.ts'
import { createVault } from './vault.ts'

// Whether names are gone is looked at here.
vi.unmock('./collecting.ts')

const { random } = realEnvironment()
const place: Place = { operationId: 'a', table: 'operation_secret', row: 'a', class: 'tag', keyVersion: 1 }

test('a locked operation answers 423, and an unlocked one lends its key', () => {
  const vault = createVault({ clock: () => 0 })
  expect(statusOf(() => vault.require('a'))).toBe(423)
  vault.unlock('a', createKey(random))
  expect(vault.require('a').operationKey).toHaveLength(32)
  expect(statusOf(() => vault.require('b'))).toBe(423)
})

test('after locking, the key and its secrets are zeros in memory', async () => {
  const vault = createVault({ clock: () => 0 })
  const key = createKey(random)
  const tagKey = createKey(random)
  vault.unlock('a', key, [{ name: 'tag', wrapped: wrapKey(key, tagKey, place, random), place }])
  const secret = vault.require('a').secret('tag')
  expect(secret).toEqual(tagKey)

  await vault.lock('a')
  expect(key).toEqual(new Uint8Array(32))
  expect(secret).toEqual(new Uint8Array(32))
  expect(statusOf(() => vault.require('a'))).toBe(423)
})

test('what is attached to an operation is made once and ended when it is locked', async () => {
  const vault = createVault({ clock: () => 0 })
  vault.unlock('a', createKey(random))
  let ended = 0
  const make = () => ({ end: async () => void ended++ })
  expect(vault.attach('a', 'index', make)).toBe(vault.attach('a', 'index', make))
  await vault.lockAll()
  expect(ended).toBe(1)
  expect(statusOf(() => vault.attach('a', 'index', make))).toBe(423)
})

test('what failed by itself is made anew when it is next asked for', () => {
  const vault = createVault({ clock: () => 0 })
  vault.unlock('a', createKey(random))
  let failed = false
  const first = vault.attach('a', 'index', () => ({ end: async () => {}, hasEnded: () => failed }))
  failed = true
  expect(vault.attach('a', 'index', () => ({ end: async () => {} }))).not.toBe(first)
})

test('another key does not renew an operation that is open', () => {
  const vault = createVault({ clock: () => 0 })
  vault.unlock('a', createKey(random))
  expect(() => vault.unlock('a', createKey(random))).toThrow('not the key')
  expect(vault.isUnlocked('a')).toBe(true)
})

test('a wrong operation key unlocks nothing and is wiped', () => {
  const vault = createVault({ clock: () => 0 })
  const wrapped = wrapKey(createKey(random), createKey(random), place, random)
  const wrong = createKey(random)
  expect(() => vault.unlock('a', wrong, [{ name: 'tag', wrapped, place }])).toThrow()
  expect(vault.isUnlocked('a')).toBe(false)
  expect(wrong).toEqual(new Uint8Array(32))
})

test('an operation key lapses unless its custodians renew it', () => {
  let now = 0
  const vault = createVault({ clock: () => now })
  const key = createKey(random)
  vault.unlock('a', key, [], { lapsesAfterMs: 1000 })
  now = 900
  vault.unlock('a', Uint8Array.from(key), [], { lapsesAfterMs: 1000 })
  now = 1800
  expect(vault.isUnlocked('a')).toBe(true)
  expect(vault.lapsesAt('a')).toBe(1900)
  now = 1900
  expect(vault.isUnlocked('a')).toBe(false)
  expect(key).toEqual(new Uint8Array(32))
})

test('after a rotation the key before is gone, and what held names with it is collected at once', async () => {
  const vault = createVault({ clock: () => 0 })
  const [before, next] = [createKey(random), createKey(random)]
  const expected = Uint8Array.from(next)
  vault.unlock('a', before)
  const names = new WeakRef(
    vault.attach('a', 'index', () => ({ end: async () => {}, names: Array(1_000).fill('Ana') })),
  )
  await vault.replaceKey('a', next, 2)
  expect(vault.require('a')).toMatchObject({ operationKey: expected, keyVersion: 2 })
  expect(next).toEqual(new Uint8Array(32))
  expect(names.deref() === undefined).toBe(true)
})

test('of a key that was drawn there is one copy', () => {
  const drawn = random.bytes(32)
  const expected = Uint8Array.from(drawn)
  expect(createKey({ bytes: () => drawn })).toEqual(expected)
  expect(drawn).toEqual(new Uint8Array(32))
})

test('a key that nobody gives a time to lapses after seven days', () => {
  let now = 5
  const vault = createVault({ clock: () => now })
  vault.unlock('a', createKey(random))
  expect([vault.lapsesAt('a'), vault.lapsesAt('b')]).toEqual([5 + 7 * 86_400_000, undefined])
  now = 4 + 7 * 86_400_000
  expect(vault.isUnlocked('a')).toBe(true)
  now++
  expect([vault.lapsesAt('a'), statusOf(() => vault.require('a'))]).toEqual([undefined, 423])
})

test('a key that renews an open operation is not kept a second time; one that is another is wiped', () => {
  const vault = createVault({ clock: () => 0 })
  const key = createKey(random)
  vault.unlock('a', key, [], { keyVersion: 3 })
  const [again, other] = [Uint8Array.from(key), createKey(random)]
  vault.unlock('a', again)
  expect(() => vault.unlock('a', other)).toThrow('not the key of this operation')
  expect([again, other]).toEqual([new Uint8Array(32), new Uint8Array(32)])
  expect(vault.require('a')).toMatchObject({ operationId: 'a', operationKey: key, keyVersion: 3 })
  expect(key).not.toEqual(new Uint8Array(32))
})

test('where one secret does not open, nothing is unlocked and the key is wiped; who asks for one that is not there is told its name', () => {
  const vault = createVault({ clock: () => 0 })
  const key = createKey(random)
  const wrapped = wrapKey(key, createKey(random), place, random)
  const tag = { name: 'tag', wrapped, place }
  expect(() => vault.unlock('a', key, [tag, { ...tag, place: { ...place, row: 'b' } }])).toThrow()
  expect([vault.isUnlocked('a'), key]).toEqual([false, new Uint8Array(32)])
  vault.unlock('a', createKey(random))
  expect(vault.require('a').keyVersion).toBe(1)
  expect(() => vault.require('a').secret('intake')).toThrow('no secret named intake was unlocked')
})

test('a lock ends all that is attached, though one of them fails, and wipes the share of a custodian who waits', async () => {
  const vault = createVault({ clock: () => 0 })
  vault.unlock('a', createKey(random))
  const ended: string[] = []
  vault.attach('a', 'failing', () => ({ end: async () => Promise.reject(new Error('failed')) }))
  vault.attach('a', 'index', () => ({ end: async () => void ended.push('index') }))
  const shares = [1, 2, 3].map((byte) => new Uint8Array(4).fill(byte))
  vault.waiting.add('a', 1, shares[0]!)
  vault.waiting.add('b', 1, shares[1]!)
  await vault.lock('b') // closed already: its waiting share goes all the same
  await vault.lock('a')
  expect(shares.map((share) => share[0])).toEqual([0, 0, 3])
  expect([ended, vault.isUnlocked('a')]).toEqual([['index'], false])
  vault.waiting.add('c', 1, shares[2]!)
  await vault.lockAll()
  expect(shares).toEqual([1, 2, 3].map(() => new Uint8Array(4)))
})

test('asking whether an operation is open lets a waiting share lapse', () => {
  let now = 0
  const vault = createVault({ clock: () => now })
  const share = new Uint8Array(4).fill(1)
  vault.waiting.add('a', 1, share)
  now = 15 * 60_000
  vault.isUnlocked('a')
  expect(share).toEqual(new Uint8Array(4))
})

test('a rotated key takes the place of the one before, also under whoever holds it, and what had a copy is ended', async () => {
  const vault = createVault({ clock: () => 0 })
  const key = createKey(random)
  vault.unlock('a', key)
  const held = vault.require('a').operationKey
  let ended = 0
  const make = () => ({ end: async () => void ended++ })
  const before = vault.attach('a', 'index', make)
  vault.attach('a', 'failing', () => ({ end: async () => Promise.reject(new Error('failed')) }))
  const share = new Uint8Array(4).fill(1)
  vault.waiting.add('a', 1, share) // of the key before: it opens nothing more
  const next = createKey(random)
  const expected = Uint8Array.from(next)
  await vault.replaceKey('a', next, 2)
  expect(held).toEqual(expected)
  expect([next, share, ended]).toEqual([new Uint8Array(32), new Uint8Array(4), 1])
  expect(vault.require('a').keyVersion).toBe(2)
  expect(vault.attach('a', 'index', make)).not.toBe(before)

  const closed = createKey(random)
  await vault.replaceKey('b', closed, 2)
  expect([closed, vault.isUnlocked('b')]).toEqual([new Uint8Array(32), false])
})

function statusOf(work: () => unknown): number | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error.status
    throw error
  }
  return undefined
}
