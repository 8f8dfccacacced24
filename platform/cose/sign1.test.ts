import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex } from '#platform/base/ids.ts'
import { decodeCbor, encodeCbor } from './cbor.ts'
import { signerFromSeed, verifyEd25519, verifyWithoutWebCrypto } from './ed25519.ts'
import { nodeSignerFromSeed, verifyEd25519Sync } from './ed25519-node.ts'
import { bytesToSign, isSignedBy, readSign1, readStrictSign1, signSign1, signSign1Sync } from './sign1.ts'
import { readVector } from './vectors.ts'

type Vector = {
  input: { sign0: { key: { x_hex?: string }; external?: string } }
  intermediates: { ToBeSign_hex: string }
  output: { cbor: string }
}

const vector = (name: string): Vector | undefined => {
  const text = readVector(`cose-wg-examples/${name}.json`)
  return text ? JSON.parse(text) : undefined
}

test('the EdDSA example of the COSE working group verifies, and one changed byte does not', async () => {
  const example = vector('eddsa-examples-eddsa-sig-01')
  if (!example) return
  const message = readSign1(fromHex(example.output.cbor))!
  const key = fromHex(example.input.sign0.key.x_hex!)
  expect(bytesToSign(message.protectedBytes, message.payload)).toEqual(fromHex(example.intermediates.ToBeSign_hex))
  expect(await isSignedBy(message, key)).toBe(true)
  expect(await isSignedBy({ ...message, payload: message.payload.map((byte, at) => byte ^ (at ? 0 : 1)) }, key)).toBe(
    false,
  )
  expect(await isSignedBy(message, key, new Uint8Array([1]))).toBe(false)
  expect(readStrictSign1(fromHex(example.output.cbor))).toBeUndefined() // it names its key outside the signature
})

test('what COSE signs is the structure of RFC 9052, with and without external data', () => {
  for (const name of ['sign1-tests-sign-pass-01', 'sign1-tests-sign-pass-02']) {
    const example = vector(name)
    if (!example) continue
    // The working group writes the empty protected header of pass-01 as `a0`; we know only its shorter form.
    const message = readSign1(fromHex(example.output.cbor.replace('8441A0', '8440')))!
    const external = fromHex(example.input.sign0.external ?? '')
    expect(bytesToSign(message.protectedBytes, message.payload, external)).toEqual(
      fromHex(example.intermediates.ToBeSign_hex),
    )
  }
})

test('a wrong tag, another algorithm and another curve are refused', async () => {
  const wrongTag = vector('sign1-tests-sign-fail-01')
  if (wrongTag) expect(readSign1(fromHex(wrongTag.output.cbor))).toBeUndefined()
  for (const name of ['sign1-tests-sign-fail-02', 'sign1-tests-sign-fail-03', 'eddsa-examples-eddsa-sig-02']) {
    const example = vector(name)
    if (!example) continue
    const message = readSign1(fromHex(example.output.cbor))!
    expect(await isSignedBy(message, new Uint8Array(32))).toBe(false)
  }
})

test('indefinite lengths, long forms, double keys, trailing bytes and tags are no CBOR of ours', () => {
  for (const hex of [
    '9f01ff',
    '1801',
    'a201010102',
    '0101',
    'c100',
    '5f4101ff',
    'f7',
    'fb7ff8000000000000',
    '81'.repeat(50_000),
  ])
    expect(decodeCbor(fromHex(hex)), hex.slice(0, 20)).toBeUndefined()
  expect(decodeCbor(fromHex('a10102'))).toEqual(new Map([[1, 2]]))
})

test('a signature of RFC 8032 is the same from all three implementations, and none takes a second form of it', async () => {
  // RFC 8032, section 7.1, test 2.
  const seed = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
  const expected =
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
  const message = fromHex('72')
  const onServer = nodeSignerFromSeed(seed)
  const onPhone = await signerFromSeed(seed)
  const signature = onServer.signSync(message)
  expect(signature).toEqual(fromHex(expected))
  expect(await onPhone.sign(message)).toEqual(signature)
  expect(onPhone.kid).toEqual(onServer.kid)

  const secondForm = Uint8Array.from(signature)
  secondForm.set(plusGroupOrder(signature.subarray(32)), 32)
  for (const [candidate, valid] of [
    [signature, true],
    [secondForm, false],
  ] as const) {
    expect(await verifyEd25519(onServer.publicKey, message, candidate)).toBe(valid)
    expect(await verifyWithoutWebCrypto(onServer.publicKey, message, candidate)).toBe(valid)
    expect(verifyEd25519Sync(onServer.publicKey, message, candidate)).toBe(valid)
  }
})

test('whatever is signed reads back and verifies under its key alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      async (payload, seed) => {
        const signer = nodeSignerFromSeed(seed)
        const bytes = await signSign1(payload, signer)
        expect(signSign1Sync(payload, signer)).toEqual(bytes)
        const message = readStrictSign1(bytes)!
        expect(Uint8Array.from(message.payload)).toEqual(payload)
        expect(await isSignedBy(message, signer.publicKey)).toBe(true)
        expect(await isSignedBy(message, nodeSignerFromSeed(seed.map((byte) => byte ^ 1)).publicKey)).toBe(false)
      },
    ),
    { numRuns: 30 },
  )
})

test('an unprotected header has no place in our messages', async () => {
  const signer = nodeSignerFromSeed(new Uint8Array(32))
  const [head, payload] = [encodeCbor(new Map([[1, -8]])), new Uint8Array([1])]
  const signature = signer.signSync(bytesToSign(head, payload))
  const message = (unprotected: Map<number, number>) =>
    Uint8Array.from([0xd2, ...encodeCbor([head, unprotected, payload, signature])])
  expect(readStrictSign1(message(new Map()))).toBeDefined()
  expect(readStrictSign1(message(new Map([[5, 1]])))).toBeUndefined()
})

/** The scalar plus the order of the group: the same point, another number. */
function plusGroupOrder(scalar: Uint8Array): Uint8Array {
  let number = ed25519.Point.Fn.ORDER + BigInt(`0x${Buffer.from(scalar).reverse().toString('hex')}`)
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n)
    number >>= 8n
    return byte
  })
}
