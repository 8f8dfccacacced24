import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { createCustodian, joinShares, openShare, sealShares, splitAmongCustodians } from './custodians.ts'
import { openServerKey, readPracticeKeys, writePracticeKeys } from './key-files.ts'
import { createKey } from './keys.ts'
import { hashPassphrase, verifyPassphrase } from './passphrase.ts'
import { proposePassphrase, WORDS } from './words.ts'

const { random } = realEnvironment()
const operationId = '6f1f0a52-0000-4000-8000-000000000001'
const folder = mkdtempSync(join(tmpdir(), 'posada-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const words = ['lamp river olive', 'coast melon drum', 'paper swan ember']

test('any two of three custodians bring the operation key back, one alone or a wrong word does not', async () => {
  const operationKey = createKey(random)
  const custodians = await splitAmongCustodians(operationId, operationKey, words, random)
  const shareOf = async (ordinal: number, said = words[ordinal - 1]!, which = { operationId, keyVersion: 1 }) =>
    (await openShare(which, custodians[ordinal - 1]!, said, random))?.share
  const join = async (...ordinals: number[]) =>
    joinShares((await Promise.all(ordinals.map((n) => shareOf(n)))).map((share) => share!))

  for (const two of [
    [1, 2],
    [3, 1],
    [2, 3],
  ])
    expect(await join(...two)).toEqual(operationKey)
  expect(await shareOf(2, '  Coast MELON  drum ')).toBeDefined()

  expect(await join(1)).toBeUndefined()
  expect(await join(1, 1)).toBeUndefined()
  expect(await shareOf(2, 'coast melon')).toBeUndefined()
  const elsewhere = { operationId: '6f1f0a52-0000-4000-8000-000000000002', keyVersion: 1 }
  expect(await shareOf(1, words[0], elsewhere)).toBeUndefined()
  expect(await shareOf(1, words[0], { operationId, keyVersion: 2 })).toBeUndefined()
})

test('a new key is split among custodians who are away, and their words open it', async () => {
  const pairs = await Promise.all(words.map((each, index) => createCustodian(operationId, index + 1, each, random)))
  const next = createKey(random)
  const which = { operationId, keyVersion: 2 }
  const shares = await sealShares(which, next, pairs)
  const open = async (n: number) => (await openShare(which, { ...pairs[n]!, ...shares[n]! }, words[n]!, random))!.share
  expect(await joinShares([await open(0), await open(2)])).toEqual(next)
  // A share that was moved to a colleague opens for nobody.
  expect(await openShare(which, { ...pairs[0]!, ...shares[1]!, ordinal: 1 }, words[0]!, random)).toBeUndefined()
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
