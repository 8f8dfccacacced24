import { decode, encode, rfc8949EncodeOptions } from 'cborg'

/** What our messages are made of. Maps have integer or text keys; integers stay below 2^53. */
export type CborValue = number | string | boolean | null | Uint8Array | CborValue[] | CborMap
export type CborMap = Map<number | string, CborValue>

/** Deterministic encoding (RFC 8949, section 4.2.1). */
export const encodeCbor = (value: CborValue): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(encode(value, rfc8949EncodeOptions))

/**
 * One item and nothing after it, or `undefined`. Lengths must be definite and shortest, map keys single, tags absent:
 * what remains open is the order of map keys, which `isCanonical` closes.
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  try {
    const value = decode(bytes, STRICT) as CborValue
    return isDeeperThan(value, CBOR_DEPTH_MAX) ? undefined : value
  } catch {
    return undefined // cborg throws on anything outside these rules, also on nesting too deep for the stack
  }
}

/** Ours are three deep; whoever reads what was decoded may go down into it without counting. */
export const CBOR_DEPTH_MAX = 16

function isDeeperThan(value: CborValue, limit: number): boolean {
  if (!Array.isArray(value) && !(value instanceof Map)) return false
  return limit === 0 || [...value.values()].some((inner) => isDeeperThan(inner, limit - 1))
}

/** Whether the bytes are the one and only encoding of the value decoded from them. */
export function isCanonical(value: CborValue, bytes: Uint8Array): boolean {
  return sameBytes(encodeCbor(value), bytes)
}

/** Compares public bytes; takes longer the more they agree, so never use it on secrets. */
export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, at) => byte === right[at])

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
  useMaps: true,
}
