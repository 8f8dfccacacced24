import { hash, hashRaw, verify } from '@node-rs/argon2'
import { fewAtOnce } from '#platform/base/few-at-once.ts'

/** Argon2id with 64 MiB and three passes (RFC 9106, the second recommended option, with one lane). */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 }

/** What is stored for a staff passphrase. */
export const hashPassphrase = (passphrase: string): Promise<string> => oneOfFew(() => hash(fold(passphrase), COST))

/** True if it is the passphrase. Without a stored hash it takes the same time and answers false. */
export function verifyPassphrase(stored: string | undefined, passphrase: string): Promise<boolean> {
  return oneOfFew(async () => {
    const matches = await verify(stored ?? NOBODYS_HASH, fold(passphrase))
    return matches && stored !== undefined
  })
}

/** A key that only the passphrase and this salt give: what wraps a custodian's share. */
export const keyFromPassphrase = (passphrase: string, salt: Uint8Array): Promise<Uint8Array> =>
  oneOfFew(async () => hashRaw(foldWords(passphrase), { ...COST, salt }))

/** The same text however a keyboard composes its accents. */
const fold = (passphrase: string): string => passphrase.normalize('NFKC')

/** Words read out or copied from paper: capitals and the number of spaces do not matter. */
const foldWords = (passphrase: string): string => fold(passphrase).toLowerCase().trim().split(/\s+/).join(' ')

/** At most four at once, so that a crowd at the door cannot take the memory of the house; the queue is bounded too. */
const oneOfFew = fewAtOnce({ atOnceMax: 4, waitingMax: 64 })

// Same cost as a real one; no passphrase is known that gives it.
const NOBODYS_HASH = '$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
