import { isPlainDate, type PlainDate, plainDateOf } from '#platform/base/plain-date.ts'
import { type CborMap, type CborValue, decodeCbor, encodeCbor, isCanonical, sameBytes } from '#platform/cose/cbor.ts'
import { keyIdOf, PUBLIC_KEY_BYTES, type Signer } from '#platform/cose/ed25519.ts'
import { HEADER, isSignedBy, readStrictSign1, signSign1 } from '#platform/cose/sign1.ts'
import type { Issuer } from './issuer.ts'
import { practiceIssuers, practiceRootKey } from './practice.ts'

/** The issuing keys an offline root vouches for. A later list has a higher version and replaces the former wholly. */
export type TrustList = {
  version: number
  /** In seconds. */
  issuedAt: number
  issuedOn: PlainDate
  rootKey: Uint8Array
  issuers: Issuer[]
}

/** Signs the list; done rarely, with a root key that is kept away from the network. */
export async function encodeTrustList(
  list: { version: number; issuedAt: number; issuers: readonly Omit<Issuer, 'kid'>[] },
  root: Signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const issuers = list.issuers.map((issuer) => [
    issuer.publicKey,
    issuer.name,
    [...issuer.mandate],
    issuer.practice,
    issuer.validFrom,
    issuer.validTo,
  ])
  const payload = new Map<number, CborValue>([
    [CLAIM.iat, Math.floor(list.issuedAt / 1000)],
    [CLAIM.list, [list.version, root.publicKey, issuers]],
  ])
  return signSign1(encodeCbor(payload), root, new Map([[HEADER.typ, TRUST_LIST_TYPE]]) as CborMap)
}

/**
 * The list, if the root signed it. A verifier pins the root of the first list it takes and passes it as `pinnedRoot` from
 * then on; a list by another root is `undefined`. The practice root is public: it can vouch for practice only.
 */
export async function readTrustList(bytes: Uint8Array, pinnedRoot?: Uint8Array): Promise<TrustList | undefined> {
  const message = bytes.length <= LIST_BYTES_MAX ? readStrictSign1(bytes) : undefined
  if (message?.protectedHeader.get(HEADER.typ) !== TRUST_LIST_TYPE) return undefined
  const payload = decodeCbor(message.payload)
  if (!(payload instanceof Map) || !isCanonical(payload, message.payload)) return undefined
  const [iat, list] = [payload.get(CLAIM.iat), payload.get(CLAIM.list)]
  if (typeof iat !== 'number' || iat > 2 ** 32 || !Array.isArray(list) || list.length !== 3) return undefined
  const [version, rootKey, rows] = list as [CborValue, CborValue, CborValue]
  if (typeof version !== 'number' || !(rootKey instanceof Uint8Array) || !Array.isArray(rows)) return undefined
  if (rows.length > ISSUERS_MAX || (pinnedRoot && !sameBytes(pinnedRoot, rootKey))) return undefined
  if (!(await isSignedBy(message, rootKey))) return undefined
  const issuers = await Promise.all(rows.map((row) => issuerIn(row, sameBytes(rootKey, practiceRootKey))))
  if (!issuers.every((issuer) => issuer !== undefined)) return undefined
  return { version, issuedAt: iat, issuedOn: plainDateOf(iat * 1000), rootKey, issuers }
}

/** Whether the list comes from the practice world, whose root is public. */
export const isPracticeList = (list: TrustList): boolean => sameBytes(list.rootKey, practiceRootKey)

/**
 * The one to keep of a stored and a fetched list: an older version never comes back. Practice protects nothing: its list is
 * always replaced, as its world may start again.
 */
export function newerTrustList(stored: TrustList | undefined, fetched: TrustList | undefined): TrustList | undefined {
  if (!stored || !fetched) return fetched ?? stored
  if (isPracticeList(stored)) return fetched
  return fetched.version > stored.version && sameBytes(fetched.rootKey, stored.rootKey) ? fetched : stored
}

/** Everyone a verifier believes: the practice issuers, which all know, and those of the list. */
export const keyringOf = (list: TrustList | undefined): Issuer[] => [...practiceIssuers, ...(list?.issuers ?? [])]

const CLAIM = { iat: 6, list: -65540 } as const
const TRUST_LIST_TYPE = 'application/posada-trust-list+cwt'
const LIST_BYTES_MAX = 1 << 20
const ISSUERS_MAX = 1_000

async function issuerIn(row: CborValue, practiceRoot: boolean): Promise<Issuer | undefined> {
  if (!Array.isArray(row) || row.length !== 6) return undefined
  const [publicKey, name, mandate, practice, validFrom, validTo] = row
  if (!(publicKey instanceof Uint8Array) || publicKey.length !== PUBLIC_KEY_BYTES) return undefined
  if (typeof name !== 'string' || !Array.isArray(mandate) || !mandate.every((word) => typeof word === 'string')) return
  if (typeof validFrom !== 'string' || !isPlainDate(validFrom)) return undefined
  if (typeof validTo !== 'string' || !isPlainDate(validTo) || typeof practice !== 'boolean') return undefined
  // No list can make a public practice key stand for a real operation.
  const known = practiceRoot || practiceIssuers.some((issuer) => sameBytes(issuer.publicKey, publicKey))
  return { kid: await keyIdOf(publicKey), publicKey, name, mandate, practice: practice || known, validFrom, validTo }
}
