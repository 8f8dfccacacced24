import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { PlainDate } from '#platform/base/plain-date.ts'
import { sameBytes } from '#platform/cose/cbor.ts'
import { mayIssuePapers } from '../issuer.ts'
import { readTrustList } from '../trust-list.ts'

/**
 * Whether the root has signed that this issuing key may stand for papers of a procedure on that day. Read each time: the list
 * is small, and what its keeper took back counts at once.
 */
export async function mayStandForPapers(trustListFile: string, publicKey: Uint8Array, on: PlainDate): Promise<boolean> {
  if (!existsSync(trustListFile)) return false
  const list = await readTrustList(new Uint8Array(await readFile(trustListFile)))
  return (
    list?.issuers.some(
      (issuer) =>
        sameBytes(issuer.publicKey, publicKey) &&
        !issuer.practice &&
        issuer.validFrom <= on &&
        on <= issuer.validTo &&
        mayIssuePapers(issuer),
    ) ?? false
  )
}
