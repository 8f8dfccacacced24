import type { PlainDate } from '#platform/base/plain-date.ts'
import { isSignedBy, type Sign1 } from '#platform/cose/sign1.ts'

/** Someone whose cards can be believed: an operation's issuing key and the public name it goes by. */
export type Issuer = {
  kid: Uint8Array
  publicKey: Uint8Array
  /** The public issuer name; a journey's is not the journey's own. */
  name: string
  /** What it may issue, in the words of the operation's mandate. */
  mandate: readonly string[]
  practice: boolean
  /** Days of registration this key may stand for. */
  validFrom: PlainDate
  validTo: PlainDate
}

/** Who of these signed the message. Two keys may share a `kid` by chance, so each candidate is tried. */
export async function findSigner(message: Sign1, candidates: readonly Issuer[]): Promise<Issuer | undefined> {
  for (const issuer of candidates) {
    if (await isSignedBy(message, issuer.publicKey)) return issuer
  }
  return undefined
}

/** The word in an issuer's mandate, as the root signs it, for papers of a procedure. */
export const PAPERS_MANDATE = 'constancia'

export const mayIssuePapers = ({ practice, mandate }: Pick<Issuer, 'practice' | 'mandate'>): boolean =>
  practice || mandate.includes(PAPERS_MANDATE)
