import { deflateSync } from 'node:zlib'
import { type CborMap, type CborValue, encodeCbor } from '#platform/cose/cbor.ts'
import type { Signer } from '#platform/cose/ed25519.ts'
import { HEADER, signSign1 } from '#platform/cose/sign1.ts'
import { CLAIM, STATUS_LIST_TYPE, subjectOf } from '../status-list.ts'

/** Signs the list with the issuing key. `issuedAt` in milliseconds; `ttlSeconds` says how soon to ask again. */
export async function encodeStatusList(
  list: { bits: Uint8Array; issuedAt: number; ttlSeconds: number },
  signer: Signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(deflateSync(list.bits, { level: 9 })) // phones on 2G fetch this
  const statusList: CborMap = new Map<string, CborValue>([
    ['bits', 1],
    ['lst', packed],
  ])
  const payload: CborMap = new Map<number, CborValue>([
    [CLAIM.sub, subjectOf(signer.kid)],
    [CLAIM.iat, Math.floor(list.issuedAt / 1000)],
    [CLAIM.ttl, list.ttlSeconds],
    [CLAIM.statusList, statusList],
  ])
  return signSign1(encodeCbor(payload), signer, new Map([[HEADER.typ, STATUS_LIST_TYPE]]))
}
