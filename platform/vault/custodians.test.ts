import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { joinCustodians, splitAmongCustodians } from './custodians.ts'
import { openServerKey, readPracticeKeys, writePracticeKeys } from './key-files.ts'
import { createKey } from './keys.ts'
import { hashPassphrase, verifyPassphrase } from './passphrase.ts'
import { proposePassphrase, WORDS } from './words.ts'

const { random } = realEnvironment()
const operationId = '6f1f0a52-0000-4000-8000-000000000001'
const folder = mkdtempSync(join(tmpdir(), 'posada-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('any two of three custodians bring the operation key back, one alone or a wrong word does not', async () => {
  const operationKey = createKey(random)
  const words = ['lamp river olive', 'coast melon drum', 'paper swan ember']
  const shares = await splitAmongCustodians(operationId, operationKey, words, random)
  const give = (...ordinals: number[]) => ordinals.map((n) => ({ share: shares[n - 1]!, passphrase: words[n - 1]! }))

  for (const two of [give(1, 2), give(3, 1), give(2, 3)]) {
    expect(await joinCustodians(operationId, two)).toEqual(operationKey)
  }
  const [first, second] = give(1, 2)
  const spoken = { ...second!, passphrase: '  Coast MELON  drum ' }
  expect(await joinCustodians(operationId, [first!, spoken])).toEqual(operationKey)

  expect(await joinCustodians(operationId, give(1))).toBeUndefined()
  expect(await joinCustodians(operationId, give(1, 1))).toBeUndefined()
  expect(await joinCustodians(operationId, [first!, { ...second!, passphrase: 'coast melon' }])).toBeUndefined()
  expect(await joinCustodians('6f1f0a52-0000-4000-8000-000000000002', give(1, 2))).toBeUndefined()
})

test('a passphrase verifies however its accents are composed, and nobody has no passphrase', async () => {
  const stored = await hashPassphrase('mañana temprano en la posada')
  expect(stored).toContain('m=65536,t=3')
  expect(await verifyPassphrase(stored, 'man\u0303ana temprano en la posada')).toBe(true)
  expect(await verifyPassphrase(stored, 'manana temprano en la posada')).toBe(false)
  expect(await verifyPassphrase(undefined, 'mañana temprano en la posada')).toBe(false)
})

test('the words for passphrases are 256 different ones', () => {
  expect(new Set(WORDS).size).toBe(256)
  expect(WORDS).toHaveLength(256)
  expect(proposePassphrase(random).split(' ')).toHaveLength(8)
})

test('the server key is made once, for its owner alone, and refused when others can read it', () => {
  const key = openServerKey(folder, random)
  expect(openServerKey(folder, random)).toEqual(key)
  const path = join(folder, 'server.key')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  chmodSync(path, 0o644)
  expect(() => openServerKey(folder, random)).toThrow('can be read by others')
})

test('practice keys come back from their file, which is never replaced', () => {
  expect(readPracticeKeys(folder).size).toBe(0)
  const keys = new Map([[operationId, createKey(random)]])
  writePracticeKeys(folder, keys)
  expect(readPracticeKeys(folder)).toEqual(keys)
  expect(() => writePracticeKeys(folder, keys)).toThrow('already there')
})
