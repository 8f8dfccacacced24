import { expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import type { Place } from './aead.ts'
import { createKey, wrapKey } from './keys.ts'
import { createVault } from './vault.ts'

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

function statusOf(work: () => unknown): number | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error.status
    throw error
  }
  return undefined
}
