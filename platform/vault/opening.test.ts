import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { createIntakeKeyPair, createKey } from './keys.ts'
import { createOpeningPool, type SealedEntry } from './opening.ts'
import { sealEnvelope } from './seal.ts'
import { createVault } from './vault.ts'

const { random, clock } = realEnvironment()
const intake = createIntakeKeyPair(random)
const operationKey = createKey(random)
const keys = { intakePrivateKey: intake.privateKey, operationKey, keyVersion: 1 }
const readModule = new URL('./samples/read-greeting.ts', import.meta.url)
const pool = createOpeningPool({ readModule })
afterAll(() => pool.end())

test('each entry of a batch answers for itself: opened, broken, not JSON or refused', async () => {
  const good = await entry('{"greeting":"bonjou"}', 'first')
  const broken = await entry('{"greeting":"bonjou"}', 'second')
  broken.envelope[100]! ^= 1
  const batch = [good, broken, await entry('not json', 'third'), await entry('{}', 'fourth')]

  const { entries } = await pool.open(keys, batch)

  expect(entries).toEqual([
    { ok: true, value: { greeting: 'bonjou', about: 'first', operationKeyBytes: 32 } },
    { ok: false, reason: 'not-opened' },
    { ok: false, reason: 'not-json' },
    { ok: false, reason: 'refused', detail: 'greeting missing' },
  ])
})

test('a pool counts what is under way, and none once it is done or failed', async () => {
  const one = await entry('{"greeting":"alo"}', 1)
  expect(pool.pending()).toBe(0)
  const working = [pool.open(keys, [one]), pool.open(keys, [one])]
  expect(pool.pending()).toBe(2)
  await Promise.all(working)
  expect(pool.pending()).toBe(0)
  const failing = createOpeningPool({ readModule: new URL('./samples/not-there.ts', import.meta.url) })
  await expect(failing.open(keys, [one])).rejects.toThrow()
  expect(failing.pending()).toBe(0)
  await failing.end()
})

test('the caller keeps its keys: only the copy in the worker is wiped', async () => {
  await pool.open(keys, [await entry('{"greeting":"hola"}', 1)])
  expect(operationKey.some((byte) => byte !== 0)).toBe(true)
})

test('opening an envelope costs less than a millisecond of CPU', async () => {
  const one = await entry(JSON.stringify({ greeting: 'x'.repeat(1500) }), 1)
  const batch = Array.from({ length: 200 }, () => one)
  await pool.open(keys, batch)
  const { cpuMs } = await pool.open(keys, batch)
  expect(cpuMs / batch.length).toBeLessThan(1)
})

test('locking the operation ends the pool within two seconds, in the middle of its work', async () => {
  const vault = createVault({ clock })
  vault.unlock('operation-1', Uint8Array.from(operationKey))
  const attached = vault.attach('operation-1', 'opening', () => createOpeningPool({ readModule }))
  const one = await entry('{"greeting":"alo"}', 1)
  const working = attached.open(
    keys,
    Array.from({ length: 5000 }, () => one),
  )
  const refused = expect(working).rejects.toThrow()
  const started = performance.now()
  await vault.lock('operation-1')
  await refused
  expect(performance.now() - started).toBeLessThan(2000)
})

async function entry(content: string, about: unknown): Promise<SealedEntry> {
  const info = new TextEncoder().encode('greeting')
  const aad = new TextEncoder().encode(String(about))
  return {
    envelope: await sealEnvelope(intake.publicKey, new TextEncoder().encode(content), info, aad),
    info,
    aad,
    about,
  }
}
