import { type CborMap, type CborValue, decodeCbor, encodeCbor, isCanonical } from './cbor.ts'
import { SIGNATURE_BYTES, type Signer, verifyEd25519 } from './ed25519.ts'

/** COSE header labels (RFC 9052, section 3.1; RFC 9596 for `typ`) and the one algorithm we speak. */
export const HEADER = { alg: 1, kid: 4, typ: 16 } as const
export const EDDSA = -8

/** A COSE_Sign1 message (RFC 9052, section 4.2) taken apart; nothing about it has been believed yet. */
export type Sign1 = {
  protectedBytes: Uint8Array
  protectedHeader: CborMap
  unprotectedHeader: CborMap
  payload: Uint8Array
  signature: Uint8Array
}

/** Takes a tagged message apart, or says `undefined` if it is not exactly one well-formed COSE_Sign1. */
export function readSign1(bytes: Uint8Array): Sign1 | undefined {
  if (bytes[0] !== TAG_SIGN1) return undefined
  const message = decodeCbor(bytes.subarray(1))
  if (!Array.isArray(message) || message.length !== 4) return undefined
  const [protectedBytes, unprotectedHeader, payload, signature] = message as [
    CborValue,
    CborValue,
    CborValue,
    CborValue,
  ]
  if (!(protectedBytes instanceof Uint8Array) || !(unprotectedHeader instanceof Map)) return undefined
  if (!(payload instanceof Uint8Array) || !(signature instanceof Uint8Array)) return undefined
  // An empty protected header is written as no bytes at all; `a0` would be a second way to say the same.
  const protectedHeader = protectedBytes.length === 0 ? new Map() : decodeCbor(protectedBytes)
  if (!(protectedHeader instanceof Map) || (protectedHeader.size === 0 && protectedBytes.length > 0)) return undefined
  return { protectedBytes, protectedHeader, unprotectedHeader, payload, signature }
}

/**
 * As `readSign1`, for messages of our own making: both headers canonical, nothing unprotected, a 64-byte EdDSA signature.
 * With these rules no two different byte strings carry the same message.
 */
export function readStrictSign1(bytes: Uint8Array): Sign1 | undefined {
  const message = readSign1(bytes)
  if (!message || message.unprotectedHeader.size > 0 || message.signature.length !== SIGNATURE_BYTES) return undefined
  if (message.protectedHeader.get(HEADER.alg) !== EDDSA) return undefined
  return isCanonical(message.protectedHeader, message.protectedBytes) ? message : undefined
}

/** Whether this key signed this message with EdDSA, named as the algorithm inside the protected header. */
export async function isSignedBy(message: Sign1, publicKey: Uint8Array, external = NO_BYTES): Promise<boolean> {
  if (message.protectedHeader.get(HEADER.alg) !== EDDSA) return false
  return verifyEd25519(publicKey, bytesToSign(message.protectedBytes, message.payload, external), message.signature)
}

/** Signs a payload; the header names the algorithm and the key, and `header` may add to it. */
export async function signSign1(payload: Uint8Array, signer: Signer, header: CborMap = new Map()) {
  const protectedBytes = protectedBytesOf(signer.kid, header)
  return assemble(protectedBytes, payload, await signer.sign(bytesToSign(protectedBytes, payload)))
}

/** As `signSign1`, with a key that answers at once. */
export function signSign1Sync(
  payload: Uint8Array,
  signer: { kid: Uint8Array; signSync(bytes: Uint8Array): Uint8Array },
  header: CborMap = new Map(),
) {
  const protectedBytes = protectedBytesOf(signer.kid, header)
  return assemble(protectedBytes, payload, signer.signSync(bytesToSign(protectedBytes, payload)))
}

/** The Sig_structure of RFC 9052, section 4.4. */
export const bytesToSign = (protectedBytes: Uint8Array, payload: Uint8Array, external = NO_BYTES) =>
  encodeCbor(['Signature1', protectedBytes, external, payload])

const protectedBytesOf = (kid: Uint8Array, header: CborMap) =>
  encodeCbor(new Map([[HEADER.alg, EDDSA], [HEADER.kid, kid], ...header] as [number, CborValue][]))

function assemble(protectedBytes: Uint8Array, payload: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = encodeCbor([protectedBytes, new Map(), payload, signature])
  const message = new Uint8Array(body.length + 1)
  message[0] = TAG_SIGN1
  message.set(body, 1)
  return message
}

const TAG_SIGN1 = 0xd2 // CBOR tag 18 in its one-byte form
const NO_BYTES = new Uint8Array(0)
