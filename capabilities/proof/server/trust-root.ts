import { sameBytes } from '#platform/cose/cbor.ts'
import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import type { Issuer } from '../issuer.ts'
import { encodeTrustList, readTrustList } from '../trust-list.ts'

/** The root that was given is not the one of this list; said to whoever sits at the terminal. */
class RootProblem extends Error {}

type Given = { current: Uint8Array | undefined; rootSeed: Uint8Array; issuedAt: number }

/**
 * The next version of a world's trust list, with one more issuer. The root's seed is needed for this moment only: it is
 * written down and kept away from the network, and the server never stores it.
 */
export const addToTrustList = ({ issuer, ...given }: Given & { issuer: Omit<Issuer, 'kid'> }): Promise<Uint8Array> =>
  nextList(given, (issuers) => [...issuers, issuer])

/** The next version, in which everything this key stands for has another mandate. */
export const setMandate = ({ publicKey, mandate, ...given }: Given & Pick<Issuer, 'publicKey' | 'mandate'>) =>
  nextList(given, (issuers) => {
    if (!issuers.some((issuer) => sameBytes(issuer.publicKey, publicKey)))
      throw new RootProblem('The root has not vouched for this operation.')
    return issuers.map((issuer) => (sameBytes(issuer.publicKey, publicKey) ? { ...issuer, mandate } : issuer))
  })

async function nextList(
  { current, rootSeed, issuedAt }: Given,
  change: (issuers: Omit<Issuer, 'kid'>[]) => Omit<Issuer, 'kid'>[],
): Promise<Uint8Array> {
  const root = nodeSignerFromSeed(rootSeed)
  const list = current && (await readTrustList(current, root.publicKey))
  if (current && !list) throw new RootProblem('The trust list here was not signed by this root.')
  const issuers = change(list?.issuers ?? [])
  return encodeTrustList({ version: (list?.version ?? 0) + 1, issuedAt, issuers }, root)
}
