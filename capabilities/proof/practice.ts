import { fromHex } from '#platform/base/ids.ts'
import type { Issuer } from './issuer.ts'

/** The keys of practice, by use. Anyone can make them from their seed text: they are worth nothing, and all verifiers know it. */
export const practiceKeyNames = ['practice-root', 'practice-journey', 'practice-authority'] as const
export type PracticeKeyName = (typeof practiceKeyNames)[number]

/** SHA-256 of this text is the key's seed. */
export const practiceSeedText = (name: PracticeKeyName) => `Posada ${name}: public key of practice, worth nothing`

/** Signs the practice world's trust list; can vouch for nothing but practice. */
export const practiceRootKey = fromHex('314c7e95b930a19f096ac605b9875908435af10333e0a0bfafd3be8573e6f0e4')

/** Known to every verifier from the start, so that no practice card ever passes for a real one. */
export const practiceIssuers: readonly Issuer[] = [
  practiceIssuer('Practice journey', 'b80c3b23', '16e9f9680898b7b964044fd09d45d39f998568974011b25e71b0589c144dc36a'),
  practiceIssuer('Practice authority', 'eefe1a15', '835cf5181b2d730c4634d9b95477e6b5547948499b4a5fa30a386d25daadef8b'),
]

function practiceIssuer(name: string, kid: string, publicKey: string): Issuer {
  return {
    kid: fromHex(kid),
    publicKey: fromHex(publicKey),
    name,
    mandate: ['practice'],
    practice: true,
    validFrom: '1970-01-02',
    validTo: '2105-12-31',
  }
}
