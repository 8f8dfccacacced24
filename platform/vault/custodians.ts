import { combine, split } from 'shamir-secret-sharing'
import type { Random } from '#platform/base/environment.ts'
import { openBytes, sealBytes } from './aead.ts'
import { wipe } from './keys.ts'
import { keyFromPassphrase } from './passphrase.ts'

export const CUSTODIANS = 3
export const CUSTODIANS_NEEDED = 2

/** One custodian's share of the operation key, sealed under a key from that custodian's passphrase. */
export type CustodianShare = { ordinal: number; salt: Uint8Array; wrappedShare: Uint8Array }

/**
 * Splits the operation key so that any two of three custodians can bring it back (Shamir's scheme) and one alone, with
 * the whole database in hand, learns nothing.
 */
export async function splitAmongCustodians(
  operationId: string,
  operationKey: Uint8Array,
  passphrases: string[],
  random: Random,
): Promise<CustodianShare[]> {
  if (passphrases.length !== CUSTODIANS) throw new RangeError(`there are ${CUSTODIANS} custodians`)
  const shares = await split(operationKey, CUSTODIANS, CUSTODIANS_NEEDED)
  return Promise.all(
    shares.map(async (share, index) => {
      const ordinal = index + 1
      const salt = random.bytes(SALT_BYTES)
      const key = await keyFromPassphrase(passphrases[index]!, salt)
      const wrappedShare = sealBytes(key, share, placeOf(operationId, ordinal), random)
      wipe(key)
      wipe(share)
      return { ordinal, salt, wrappedShare }
    }),
  )
}

/**
 * The operation key from two custodians' passphrases; undefined when one of them is not right. Which one is not said.
 * Both are always tried, so that the time does not tell either.
 */
export async function joinCustodians(
  operationId: string,
  given: { share: CustodianShare; passphrase: string }[],
): Promise<Uint8Array | undefined> {
  const different = new Set(given.map(({ share }) => share.ordinal))
  if (different.size !== CUSTODIANS_NEEDED || given.length !== CUSTODIANS_NEEDED) return undefined
  const shares = await Promise.all(given.map(({ share, passphrase }) => openShare(operationId, share, passphrase)))
  const opened = shares.filter((share) => share !== undefined)
  try {
    return opened.length === CUSTODIANS_NEEDED ? Uint8Array.from(await combine(opened)) : undefined
  } finally {
    opened.forEach(wipe)
  }
}

async function openShare(operationId: string, share: CustodianShare, passphrase: string) {
  const key = await keyFromPassphrase(passphrase, share.salt)
  try {
    return Uint8Array.from(openBytes(key, share.wrappedShare, placeOf(operationId, share.ordinal)))
  } catch {
    return undefined
  } finally {
    wipe(key)
  }
}

const placeOf = (operationId: string, ordinal: number) => ({
  operationId,
  table: 'custodian',
  row: String(ordinal),
  class: 'share',
  keyVersion: 1,
})

const SALT_BYTES = 16
