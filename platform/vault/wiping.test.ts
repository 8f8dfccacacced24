import { expect, test, vi } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { createPersonKey, openBlob, openPersonKey, sealBlob } from './blobs.ts'
import { collectNow } from './collecting.ts'
import { parseKey } from './key-files.ts'
import { createKey, movedOut } from './keys.ts'
import { createMemoryIndex } from './memory-index-client.ts'

// What was in clear for a moment is overwritten: the text that is sealed, the text that was opened, a key that was unwrapped.

vi.unmock('./collecting.ts')

const clear = vi.hoisted(() => [] as Uint8Array[])
const shared = vi.hoisted(() => [] as Uint8Array[])
vi.mock('./aead.ts', async (original) => {
  const real = await original<typeof import('./aead.ts')>()
  const kept = <B extends Uint8Array>(bytes: B): B => {
    clear.push(bytes)
    return bytes
  }
  return {
    ...real,
    sealBytes: (...[key, content, place, random]: Parameters<typeof real.sealBytes>) =>
      real.sealBytes(key, kept(content), place, random),
    openBytes: (...given: Parameters<typeof real.openBytes>) => kept(real.openBytes(...given)),
  }
})
vi.mock('./keys.ts', async (original) => {
  const real = await original<typeof import('./keys.ts')>()
  const sharedCopy = (secret: Uint8Array) => {
    const copy = real.sharedCopy(secret)
    shared.push(copy)
    return copy
  }
  return { ...real, sharedCopy }
})

const { random } = realEnvironment()
const KEYS = 2_000
const keyPlace = { operationId: 'o', table: 'person_key', row: 'r', keyVersion: 1 }
const place = { ...keyPlace, table: 'person_blob', class: 'identity' }

test('of a text that is sealed or opened, and of a key that is unwrapped, no copy stays', () => {
  const operationKey = createKey(random)
  const { personKey, wrapped } = createPersonKey(operationKey, keyPlace, random)
  clear.length = 0
  const sealed = sealBlob(personKey, place, { name: 'Ana' }, random)
  expect(openBlob(personKey, place, sealed)).toEqual({ name: 'Ana' })
  expect(openPersonKey(operationKey, wrapped, keyPlace)).toEqual(personKey)
  expect(clear.map(({ length }) => length)).toEqual([64, 64, 32])
  for (const bytes of clear) expect(bytes.every((byte) => byte === 0)).toBe(true)
})

test('a key lies outside the heap that is collected, where moves would leave copies behind', async () => {
  const operationKey = createKey(random)
  const { wrapped } = createPersonKey(operationKey, keyPlace, random)
  const share = Uint8Array.from(operationKey)
  const make: Record<string, () => Uint8Array> = {
    drawn: () => createKey(random),
    unwrapped: () => openPersonKey(operationKey, wrapped, keyPlace),
    'moved out': () => movedOut(Uint8Array.from(share)),
    'from a file': () => parseKey(Buffer.from(operationKey).toString('base64url'), 'server.key'),
  }
  const held: Uint8Array[] = []
  for (const [name, one] of Object.entries(make)) {
    await collectNow()
    const before = process.memoryUsage().arrayBuffers
    for (let n = 0; n < KEYS; n++) held.push(one())
    await collectNow()
    // What lies inside the heap does not count here; something else may have ended meanwhile.
    expect(process.memoryUsage().arrayBuffers - before, name).toBeGreaterThan(KEYS * 30)
  }
  expect(held).toHaveLength(Object.keys(make).length * KEYS)
})

test('an index that ends leaves no copy of the key in its thread, and does not touch the one it was given', async () => {
  const operationKey = createKey(random)
  const given = Uint8Array.from(operationKey)
  const index = createMemoryIndex(operationKey, { readModule: new URL('./samples/read-names.ts', import.meta.url) })
  expect(await index.size()).toBe(0)
  expect(shared).toEqual([given])
  await index.end()
  expect(shared).toEqual([new Uint8Array(32)])
  expect(operationKey).toEqual(given)
})
