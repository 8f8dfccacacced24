import { afterEach, expect, test, vi } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { createIntakeKeyPair } from './keys.ts'
import { openEnvelope } from './open-envelope.ts'
import { sealEnvelope } from './seal.ts'

const { random } = realEnvironment()
const seen = vi.hoisted(() => ({ derived: [] as Buffer[], opened: [] as Buffer[] }))

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  const createHmac = (...given: Parameters<typeof real.createHmac>) => {
    const hmac = real.createHmac(...given)
    const digest = hmac.digest.bind(hmac)
    return Object.assign(hmac, { digest: () => kept(seen.derived, digest()) })
  }
  const createDecipheriv = (algorithm: 'aes-256-gcm', key: Buffer, nonce: Buffer) => {
    const decipher = real.createDecipheriv(algorithm, key, nonce, { authTagLength: 16 })
    const update = decipher.update.bind(decipher)
    return Object.assign(decipher, { update: (body: Buffer) => kept(seen.opened, update(body)) })
  }
  return { ...real, createHmac, createDecipheriv }
})
const kept = (list: Buffer[], bytes: Buffer) => {
  list.push(bytes)
  return bytes
}

const keys = createIntakeKeyPair(random)
const info = Buffer.from('household')
const aad = Buffer.from('entry 1')
const seal = () => sealEnvelope(keys.publicKey, Buffer.from('Wideline'), info, aad)

afterEach(() => {
  seen.derived.length = 0
  seen.opened.length = 0
})

test('of the keys that open an envelope none is left in memory; two hashes and a nonce, which are no secret, are', async () => {
  expect(Buffer.from(openEnvelope(keys, await seal(), info, aad)).toString()).toBe('Wideline')
  expect(seen.derived).toHaveLength(7)
  expect(seen.derived.filter((bytes) => bytes.some((byte) => byte !== 0))).toHaveLength(3)
})

test('of an envelope that was altered no text is left either', async () => {
  const envelope = await seal()
  expect(() => openEnvelope(keys, envelope, info, Buffer.from('entry 2'))).toThrow()
  expect(seen.opened).toEqual([Buffer.alloc(256)])
  expect(seen.derived.filter((bytes) => bytes.some((byte) => byte !== 0))).toHaveLength(3)
})
