import { createPublicKey } from 'node:crypto'
import { Sign1 as ForeignSign1 } from '@auth0/cose'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toBase64url, toHex } from '#platform/base/ids.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { decodeBase45, encodeBase45 } from '#platform/cose/base45.ts'
import { type CborValue, decodeCbor, encodeCbor } from '#platform/cose/cbor.ts'
import { signerFromSeed } from '#platform/cose/ed25519.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import { signSign1Sync } from '#platform/cose/sign1.ts'
import { exampleClaims } from './example-cards.ts'
import type { Issuer } from './issuer.ts'
import { type CardClaims, cardTypes, encodeCard, encodeCardSync, PREFIX, printedHashOf, readCard } from './model.ts'
import { practiceSigner } from './practice-signer.ts'
import { shortCodeOf } from './short-code.ts'
import { isWithdrawn, packStatusBits } from './status-list.ts'
import { keyringOf } from './trust-list.ts'
import { verifyCard } from './verification.ts'

const signer = nodeSignerFromSeed(new Uint8Array(32).fill(7))
const issuer: Issuer = {
  kid: signer.kid,
  publicKey: signer.publicKey,
  name: 'Ventana Sur',
  mandate: ['card', 'constancia'],
  practice: false,
  validFrom: '2021-01-01',
  validTo: '2022-12-31',
}
const today = '2021-11-01'
const text = encodeCardSync(exampleClaims(), signer)

test('a card is 117 bytes and 180 characters, and says what was put on it', async () => {
  expect(decodeBase45(text.slice(PREFIX.length))).toHaveLength(117)
  expect(text).toHaveLength(180)
  expect(await encodeCard(exampleClaims(), signer)).toBe(text)
  expect(await verifyCard(text, [issuer], today)).toEqual({
    valid: true,
    reason: 'valid',
    kid: toHex(signer.kid),
    type: 'card',
    householdSize: 4,
    registeredOn: '2021-10-23',
    expiresOn: '2022-04-30',
    cti: exampleClaims().cti,
    shortCode: shortCodeOf(exampleClaims().cti),
    issuer: 'Ventana Sur',
    practice: false,
    statusStale: true,
  })
})

test('every bit of the message flipped, and every character of the text exchanged, is rejected', async () => {
  const bytes = decodeBase45(text.slice(PREFIX.length))!
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const altered = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    expect((await verifyCard(PREFIX + encodeBase45(altered), [issuer], today)).valid, `bit ${bit}`).toBe(false)
  }
  for (let at = 0; at < text.length; at++) {
    for (const character of ['0', 'A', ':', ' ', 'a', '\u0000', 'é'].filter((other) => other !== text[at])) {
      const altered = text.slice(0, at) + character + text.slice(at + 1)
      expect((await verifyCard(altered, [issuer], today)).valid, `${character} at ${at}`).toBe(false)
    }
  }
}, 30_000)

test('a text cut short, made longer or written in small letters is malformed', async () => {
  const shortened = Array.from({ length: text.length }, (_, length) => text.slice(0, length))
  for (const altered of [
    ...shortened,
    `${text}0`,
    `${text}000`,
    `RC1:${text}`,
    text.toLowerCase(),
    'x'.repeat(100_000),
  ]) {
    expect((await verifyCard(altered, [issuer], today)).reason).toBe('malformed')
  }
})

test('what an issuer signed outside the format is malformed all the same', async () => {
  const payload = decodeCbor(readCard(text)!.message.payload) as Map<number, CborValue>
  const signed = (entries: [number, CborValue][]) =>
    PREFIX + encodeBase45(signSign1Sync(encodeCbor(new Map([...payload, ...entries])), signer))
  expect(signed([])).toBe(text)
  for (const entry of [
    [1, 'iss'],
    [4, 1_651_363_201],
    [7, new Uint8Array(9)],
    [-65537, [1, 0, 1]],
    [-65537, [4, 4, 1]],
    [-65537, [1, 31, 1]],
    [-65537, [1, 4, 1, null]],
    [-65538, signer.publicKey],
  ] as [number, CborValue][]) {
    expect((await verifyCard(signed([entry]), [issuer], today)).reason, String(entry)).toBe('malformed')
  }
})

test('a card is valid through its last day, on the calendar of where it is shown', async () => {
  const reasonOn = async (day: string) => (await verifyCard(text, [issuer], day)).reason
  expect(await reasonOn('2022-04-30')).toBe('valid')
  expect(await reasonOn('2022-05-01')).toBe('expired')
  expect(await reasonOn('2021-10-22')).toBe('valid') // where it was made it may already be tomorrow
  expect(await reasonOn('2021-10-21')).toBe('not-yet-valid')
})

test('only an issuer we know, in the days its key may stand for, is believed', async () => {
  const other = nodeSignerFromSeed(new Uint8Array(32).fill(8))
  const reasonWith = async (ring: Issuer[]) => (await verifyCard(text, ring, today)).reason
  expect(await reasonWith([])).toBe('unknown-issuer')
  expect(await reasonWith([{ ...issuer, kid: other.kid, publicKey: other.publicKey }])).toBe('unknown-issuer')
  expect(await reasonWith([{ ...issuer, validTo: '2021-10-22' }])).toBe('unknown-issuer')
  const namesake = { ...issuer, publicKey: other.publicKey }
  expect(await reasonWith([namesake])).toBe('bad-signature')
  expect(await reasonWith([namesake, issuer])).toBe('valid')
})

test('a withdrawn card is refused; a list that is missing, old or too short is said and refuses nobody', async () => {
  const list = (size: number, withdrawn: number[], issuedOn: string) => ({
    kid: signer.kid,
    issuedAt: 0,
    issuedOn,
    bits: packStatusBits(size, withdrawn),
  })
  expect(isWithdrawn(list(16, [3], today), 3)).toBe(true)
  const check = (lists: ReturnType<typeof list>[]) => verifyCard(text, [issuer], today, lists)
  expect(await check([list(1 << 20, [700_000], today)])).toMatchObject({ valid: false, reason: 'withdrawn' })
  expect(await check([list(1 << 20, [699_999], today)])).toMatchObject({
    valid: true,
    statusCheckedOn: today,
    statusStale: false,
  })
  const old = addDays(today, -2)
  expect(await check([list(1 << 20, [], old)])).toMatchObject({ valid: true, statusCheckedOn: old, statusStale: true })
  expect(await check([list(8, [], today)])).toMatchObject({ valid: true, statusStale: true })
  expect(await check([])).not.toHaveProperty('statusCheckedOn')
})

test('a ticket verifies as not confirmed, under the key of its own phone', async () => {
  const phone = await signerFromSeed(new Uint8Array(32).fill(9))
  const ticket = await encodeCard(exampleClaims({ type: 'ticket', statusIndex: 0 }), phone)
  expect(await verifyCard(ticket, [], today)).toMatchObject({ valid: false, reason: 'not-confirmed', householdSize: 4 })
  expect((await verifyCard(ticket, [], today)).shortCode).toBe(shortCodeOf(exampleClaims().cti))
  const message = decodeBase45(ticket.slice(PREFIX.length))!
  for (let bit = 0; bit < message.length * 8; bit += 3) {
    const altered = message.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    const { reason } = await verifyCard(PREFIX + encodeBase45(altered), [], today)
    expect(['malformed', 'bad-signature', 'unknown-issuer'], `bit ${bit}`).toContain(reason)
  }
})

test('a constancia carries the hash of its printed fields, whatever the spaces', async () => {
  const printedHash = await printedHashOf([['Folio', 'TAP  0042/2021 ']])
  expect(printedHash).toEqual(await printedHashOf([['Folio', 'TAP 0042/2021']]))
  const constancia = encodeCardSync(exampleClaims({ type: 'constancia', printedHash }), signer)
  expect(await verifyCard(constancia, [issuer], today)).toMatchObject({ valid: true, type: 'constancia' })
  expect(() => encodeCardSync(exampleClaims({ type: 'constancia' }), signer)).toThrow('printedHash')
})

test('a constancia of an operation whose mandate the root has not signed is refused; practice may try it', async () => {
  const claims = exampleClaims({ type: 'constancia', printedHash: await printedHashOf([['Folio', 'TAP 0042/2021']]) })
  const check = await verifyCard(encodeCardSync(claims, signer), [{ ...issuer, mandate: ['card'] }], today)
  expect(check).toMatchObject({ valid: false, reason: 'outside-mandate', issuer: 'Ventana Sur' })
  expect((await verifyCard(text, [{ ...issuer, mandate: ['card'] }], today)).valid).toBe(true)
  const practice = encodeCardSync(claims, practiceSigner('practice-authority'))
  expect(await verifyCard(practice, keyringOf(undefined), today)).toMatchObject({ valid: true, practice: true })
})

test('a practice card is practice in every verifier', async () => {
  for (const name of ['practice-journey', 'practice-authority'] as const) {
    const card = encodeCardSync(exampleClaims(), practiceSigner(name))
    expect(await verifyCard(card, keyringOf(undefined), today)).toMatchObject({ valid: true, practice: true })
  }
})

test('another implementation of COSE finds the signature right', async () => {
  const foreign = ForeignSign1.decode(decodeBase45(text.slice(PREFIX.length))!)
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(signer.publicKey) },
    format: 'jwk',
  })
  await expect(foreign.verify(key)).resolves.toBeUndefined()
})

const anyClaims: fc.Arbitrary<CardClaims> = fc
  .record({
    type: fc.constantFrom(...cardTypes),
    householdSize: fc.integer({ min: 1, max: 30 }),
    statusIndex: fc.nat(2 ** 32 - 1),
    cti: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    registered: fc.integer({ min: 1, max: 40_000 }),
    days: fc.integer({ min: 0, max: 9_000 }),
    paper: fc.constantFrom(undefined, 'interview', 'hearing', 'decision'),
    hash: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  })
  .map(({ registered, days, hash, paper, ...claims }) => ({
    ...claims,
    statusIndex: claims.type === 'ticket' ? 0 : claims.statusIndex,
    registeredOn: addDays('1970-01-01', registered),
    expiresOn: addDays('1970-01-01', registered + days),
    ...(claims.type === 'constancia' && { printedHash: hash, ...(paper && { paper }) }),
    ...(claims.type === 'ticket' && { phoneKey: signer.publicKey }),
  }))

test('whatever can be put on a card is read back from it', () => {
  fc.assert(
    fc.property(anyClaims, (claims) => {
      expect(readCard(encodeCardSync(claims, signer))?.claims).toEqual(claims)
    }),
  )
})
