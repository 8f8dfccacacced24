import { toHex } from '#platform/base/ids.ts'
import { type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import { type CborValue, decodeCbor, sameBytes } from '#platform/cose/cbor.ts'
import { HEADER, readStrictSign1 } from '#platform/cose/sign1.ts'
import { inflate } from '#platform/cose/zlib.ts'
import { findSigner, type Issuer } from './issuer.ts'

/** An issuer's withdrawn cards: one bit per card (Token Status List, IETF OAuth, as a CWT). */
export type StatusList = {
  kid: Uint8Array
  /** When it was signed, in seconds; an older one never replaces a newer one. */
  issuedAt: number
  issuedOn: PlainDate
  bits: Uint8Array
}

/** CWT claims of a status list (RFC 8392 and the draft), its media type and the name a list has within this system. */
export const CLAIM = { sub: 2, iat: 6, ttl: 65534, statusList: 65533 } as const
export const STATUS_LIST_TYPE = 'application/statuslist+cwt'
export const subjectOf = (kid: Uint8Array) => `urn:posada:status-list:${toHex(kid)}`

/** Makes the bits of a list with room for `size` cards, those at `withdrawn` set. */
export function packStatusBits(size: number, withdrawn: Iterable<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(size / 8))
  for (const index of withdrawn) {
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new Error('a status index outside the list')
    bits[index >> 3]! |= 1 << (index & 7)
  }
  return bits
}

/** Whether the card at this index is withdrawn; `undefined` when the list has no such place. */
export function isWithdrawn(list: Pick<StatusList, 'bits'>, index: number): boolean | undefined {
  const byte = list.bits[Math.floor(index / 8)]
  return byte === undefined ? undefined : (byte & (1 << (index & 7))) !== 0
}

/** The list, if one of these issuers signed it for itself. */
export async function readStatusList(bytes: Uint8Array, issuers: readonly Issuer[]): Promise<StatusList | undefined> {
  const message = bytes.length <= MESSAGE_BYTES_MAX ? readStrictSign1(bytes) : undefined
  const kid = message?.protectedHeader.get(HEADER.kid)
  if (!message || !(kid instanceof Uint8Array) || message.protectedHeader.get(HEADER.typ) !== STATUS_LIST_TYPE) return
  const payload = decodeCbor(message.payload)
  if (!(payload instanceof Map) || payload.get(CLAIM.sub) !== subjectOf(kid)) return undefined
  const namesakes = issuers.filter((issuer) => sameBytes(issuer.kid, kid))
  if (!(await findSigner(message, namesakes))) return undefined
  const iat = payload.get(CLAIM.iat)
  const bits = await bitsIn(payload.get(CLAIM.statusList))
  if (typeof iat !== 'number' || iat > 2 ** 32 || !bits) return undefined
  return { kid, issuedAt: iat, issuedOn: plainDateOf(iat * 1000), bits }
}

/** The bits inside a status list claim (`{bits: 1, lst: zlib}`), bounded when unpacked. */
export async function bitsIn(claim: CborValue | undefined): Promise<Uint8Array | undefined> {
  if (!(claim instanceof Map) || claim.get('bits') !== 1) return undefined
  const packed = claim.get('lst')
  return packed instanceof Uint8Array ? inflate(packed, LIST_BYTES_MAX) : undefined
}

/** The one to keep of a stored and a fetched list of one issuer. */
export const newerStatusList = (stored: StatusList | undefined, fetched: StatusList | undefined) =>
  !stored || (fetched && fetched.issuedAt > stored.issuedAt && sameBytes(fetched.kid, stored.kid)) ? fetched : stored

const LIST_BYTES_MAX = 2 << 20 // sixteen million cards
const MESSAGE_BYTES_MAX = 3 << 20
