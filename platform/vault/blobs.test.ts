import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { openBytes, type Place, sealBytes } from './aead.ts'
import { createPersonKey, openBlob, openPersonKey, sealBlob, withPersonKey } from './blobs.ts'
import { createIntakeKeyPair, createKey, intakeKeyPair, unwrapKey, wipe, wrapKey } from './keys.ts'

const { random } = realEnvironment()
const operationKey = createKey(random)
const keyPlace = { operationId: 'operation-1', table: 'person_key', row: 'person-1', keyVersion: 1 }
const place: Place = {
  operationId: 'operation-1',
  table: 'person_blob',
  row: 'person-1',
  class: 'identity',
  keyVersion: 1,
}

test('what is held about a person comes back as it was', () => {
  const { personKey, wrapped } = createPersonKey(operationKey, keyPlace, random)
  const content = { names: ['Widline', 'ويدلين'], bornOn: null }
  const sealed = sealBlob(personKey, place, content, random)
  expect(openBlob(openPersonKey(operationKey, wrapped, keyPlace), place, sealed)).toEqual(content)
})

test('any JSON object survives', () => {
  const { personKey } = createPersonKey(operationKey, keyPlace, random)
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (content) => {
      const expected: unknown = JSON.parse(JSON.stringify(content))
      expect(openBlob(personKey, place, sealBlob(personKey, place, content, random))).toEqual(expected)
    }),
  )
})

test('a blob moved to another operation, table, person, class or key version does not open', () => {
  const { personKey } = createPersonKey(operationKey, keyPlace, random)
  const sealed = sealBlob(personKey, place, { names: ['Ana'] }, random)
  const elsewhere: Place[] = [
    { ...place, operationId: 'operation-2' },
    { ...place, table: 'other' },
    { ...place, row: 'person-2' },
    { ...place, class: 'contact' },
    { ...place, keyVersion: 2 },
  ]
  for (const other of elsewhere) expect(() => openBlob(personKey, other, sealed)).toThrow()
  expect(() => openPersonKey(operationKey, sealed, keyPlace)).toThrow()
})

test('a blob with any bit flipped, cut short or made longer does not open', () => {
  const { personKey } = createPersonKey(operationKey, keyPlace, random)
  const sealed = sealBlob(personKey, place, { names: ['Ana'] }, random)
  for (let at = 0; at < sealed.length; at++) {
    const altered = Buffer.from(sealed)
    altered[at]! ^= 1 << (at % 8)
    expect(() => openBlob(personKey, place, altered), `byte ${at}`).toThrow()
    expect(() => openBlob(personKey, place, sealed.subarray(0, at)), `cut at ${at}`).toThrow()
  }
  expect(() => openBlob(personKey, place, Buffer.concat([sealed, Buffer.from([0])]))).toThrow()
})

test('the key of one person does not open another person, nor does another operation key', () => {
  const ana = createPersonKey(operationKey, keyPlace, random)
  const luis = createPersonKey(operationKey, { ...keyPlace, row: 'person-2' }, random)
  const sealed = sealBlob(ana.personKey, place, { names: ['Ana'] }, random)
  expect(() => openBlob(luis.personKey, place, sealed)).toThrow()
  expect(() => openPersonKey(operationKey, ana.wrapped, { ...keyPlace, row: 'person-2' })).toThrow()
  expect(() => openPersonKey(createKey(random), ana.wrapped, keyPlace)).toThrow()
})

test('a short and a long name take the same room', () => {
  const { personKey } = createPersonKey(operationKey, keyPlace, random)
  const size = (name: string) => sealBlob(personKey, place, { names: [name] }, random).length
  expect(size('Li')).toBe(size('Marie-Ange Célestin'))
})

test('a lent person key is zeros afterwards, also when the work failed', () => {
  const { wrapped } = createPersonKey(operationKey, keyPlace, random)
  const lent: Uint8Array[] = []
  withPersonKey(operationKey, wrapped, keyPlace, (key) => lent.push(key))
  expect(() =>
    withPersonKey(operationKey, wrapped, keyPlace, (key) => {
      lent.push(key)
      throw new Error('refused')
    }),
  ).toThrow('refused')
  for (const key of lent) expect(key).toEqual(new Uint8Array(32))
})

test('an intake key pair is made again from its private key, and a wiped key is zeros', () => {
  const pair = createIntakeKeyPair(random)
  expect(Buffer.from(intakeKeyPair(pair.privateKey).publicKey)).toEqual(Buffer.from(pair.publicKey))
  expect(pair.publicKey).toHaveLength(65)
  wipe(pair.privateKey)
  expect(pair.privateKey).toEqual(new Uint8Array(32))
})

test('a key that a lock has wiped seals and opens nothing more: zeros would seal to everybody', () => {
  const wiped = createKey(random)
  wipe(wiped)
  expect(() => createPersonKey(wiped, keyPlace, random)).toThrow('operation-locked')
  expect(() => sealBlob(wiped, place, { names: ['Ana'] }, random)).toThrow('operation-locked')
})

test('what is too short to be sealed, of another version, or a key of another length is refused by name', () => {
  const key = createKey(random)
  const place = { operationId: 'o', table: 't', row: 'r', class: 'c', keyVersion: 1 }
  const sealed = sealBytes(key, new Uint8Array(0), place, random)
  expect(sealed).toHaveLength(29)
  expect(openBytes(key, sealed, place)).toHaveLength(0)
  const told = 'not a sealed value of this version'
  expect(() => openBytes(key, sealed.subarray(0, 28), place)).toThrow(told)
  expect(() => openBytes(key, sealed.subarray(0, 1), place)).toThrow(told)
  expect(() =>
    openBytes(
      key,
      Uint8Array.from(sealed, (byte, at) => (at === 0 ? 2 : byte)),
      place,
    ),
  ).toThrow(told)
  expect(() => openBytes(new Uint8Array(32), sealed, place)).toThrow('operation-locked')
  expect(() => wrapKey(key, new Uint8Array(31), place, random)).toThrow('a key has 32 bytes')
  const short = sealBytes(key, new Uint8Array(31).fill(1), place, random)
  expect(() => unwrapKey(key, short, place)).toThrow('a wrapped key has 32 bytes')
})
