import { combine, split } from 'shamir-secret-sharing'
import type { Random } from '#platform/base/environment.ts'
import { openBytes, type Place } from './aead.ts'
import { createIntakeKeyPair, intakeKeyPair, movedOut, unwrapKey, wipe, wrapKey } from './keys.ts'
import { openEnvelope } from './open-envelope.ts'
import { keyFromPassphrase } from './passphrase.ts'
import { sealEnvelope } from './seal.ts'

export const CUSTODIANS = 3
export const CUSTODIANS_NEEDED = 2

/** A custodian's key pair: the private half opens with their words alone, the public half seals shares to them. */
export type CustodianKeys = { ordinal: number; salt: Uint8Array; publicKey: Uint8Array; wrappedPrivate: Uint8Array }
export type SealedShare = { ordinal: number; wrappedShare: Uint8Array }
/** As stored. Without a key pair, as the version before made it: the share lies directly under the words. */
export type Custodian = SealedShare & {
  salt: Uint8Array
  publicKey: Uint8Array | null
  wrappedPrivate: Uint8Array | null
}

/** A share in memory. `upgrade` is what to store for a custodian who had no key pair yet. */
export type OpenedShare = { ordinal: number; share: Uint8Array; upgrade?: CustodianKeys & SealedShare }

type Which = { operationId: string; keyVersion: number }

/** A new custodian, or new words for one: the pair that came before opens nothing more. */
export async function createCustodian(
  operationId: string,
  ordinal: number,
  words: string,
  random: Random,
): Promise<CustodianKeys> {
  const salt = random.bytes(SALT_BYTES)
  const key = await keyFromPassphrase(words, salt)
  const { publicKey, privateKey } = createIntakeKeyPair(random)
  const wrappedPrivate = wrapKey(key, privateKey, privatePlace(operationId, ordinal), random)
  wipe(key)
  wipe(privateKey)
  return { ordinal, salt, publicKey, wrappedPrivate }
}

/**
 * Splits an operation key anew so that any two of the custodians can bring it back (Shamir's scheme) and one alone, with
 * the whole database in hand, learns nothing. Nobody's words are needed.
 */
export async function sealShares(
  { operationId, keyVersion }: Which,
  operationKey: Uint8Array,
  custodians: { ordinal: number; publicKey: Uint8Array }[],
): Promise<SealedShare[]> {
  if (custodians.length !== CUSTODIANS) throw new RangeError(`there are ${CUSTODIANS} custodians`)
  const shares = await split(operationKey, CUSTODIANS, CUSTODIANS_NEEDED)
  return Promise.all(
    custodians.map(async ({ ordinal, publicKey }, index) => {
      const share = shares[index]!
      const wrappedShare = await sealEnvelope(publicKey, share, SHARE_INFO, shareAad(operationId, ordinal, keyVersion))
      wipe(share)
      return { ordinal, wrappedShare }
    }),
  )
}

/** Three custodians for a new operation, in the order of their words. */
export async function splitAmongCustodians(
  operationId: string,
  operationKey: Uint8Array,
  words: string[],
  random: Random,
): Promise<(CustodianKeys & SealedShare)[]> {
  const keys = await Promise.all(words.map((each, index) => createCustodian(operationId, index + 1, each, random)))
  const shares = await sealShares({ operationId, keyVersion: 1 }, operationKey, keys)
  return keys.map((each, index) => ({ ...each, ...shares[index]! }))
}

/** A custodian's share; undefined when the words are not right, or the share is of another key than the one in use. */
export async function openShare(
  { operationId, keyVersion }: Which,
  custodian: Custodian,
  words: string,
  random: Random,
): Promise<OpenedShare | undefined> {
  const { ordinal, salt, publicKey, wrappedPrivate, wrappedShare } = custodian
  const key = await keyFromPassphrase(words, salt)
  try {
    if (!publicKey || !wrappedPrivate) {
      const opened = openBytes(key, wrappedShare, sharePlace(operationId, ordinal))
      const share = movedOut(opened)
      const pair = createIntakeKeyPair(random)
      const upgrade = {
        ...{ ordinal, salt, publicKey: pair.publicKey },
        wrappedPrivate: wrapKey(key, pair.privateKey, privatePlace(operationId, ordinal), random),
        wrappedShare: await sealEnvelope(pair.publicKey, share, SHARE_INFO, shareAad(operationId, ordinal, keyVersion)),
      }
      wipe(pair.privateKey)
      return { ordinal, share, upgrade }
    }
    const privateKey = unwrapKey(key, wrappedPrivate, privatePlace(operationId, ordinal))
    try {
      const opened = openEnvelope(
        intakeKeyPair(privateKey),
        wrappedShare,
        SHARE_INFO,
        shareAad(operationId, ordinal, keyVersion),
      )
      const share = movedOut(opened)
      return { ordinal, share }
    } finally {
      wipe(privateKey)
    }
  } catch {
    return undefined
  } finally {
    wipe(key)
  }
}

/** The operation key from two shares, which are wiped. Whether it is the right one shows when it opens something. */
export async function joinShares(shares: Uint8Array[]): Promise<Uint8Array | undefined> {
  try {
    return shares.length === CUSTODIANS_NEEDED ? movedOut(await combine(shares)) : undefined
  } catch {
    return undefined // twice the same share
  } finally {
    shares.forEach(wipe)
  }
}

const sharePlace = (operationId: string, ordinal: number): Place => ({
  operationId,
  table: 'custodian',
  row: String(ordinal),
  class: 'share',
  keyVersion: 1,
})
const privatePlace = (operationId: string, ordinal: number): Place => ({
  ...sharePlace(operationId, ordinal),
  class: 'private-key',
})

// A share of a key before the one in use does not open: it names its version.
const shareAad = (operationId: string, ordinal: number, keyVersion: number) =>
  Buffer.from(JSON.stringify([operationId, 'custodian', ordinal, keyVersion]))
const SHARE_INFO = Buffer.from('posada custodian share')

const SALT_BYTES = 16
