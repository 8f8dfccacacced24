import { nodeSignerFromSeed } from '#platform/cose/ed25519-node.ts'
import type { Issuer } from '../issuer.ts'
import { encodeTrustList, readTrustList } from '../trust-list.ts'

/**
 * The next version of a world's trust list, with one more issuer. The root's seed is needed for this moment only: it is
 * written down and kept away from the network, and the server never stores it.
 */
export async function addToTrustList(given: {
  current: Uint8Array | undefined
  rootSeed: Uint8Array
  issuer: Omit<Issuer, 'kid'>
  issuedAt: number
}): Promise<Uint8Array> {
  const root = nodeSignerFromSeed(given.rootSeed)
  const list = given.current && (await readTrustList(given.current, root.publicKey))
  if (given.current && !list) throw new Error('the trust list here was not signed by this root')
  const issuers = [...(list?.issuers ?? []), given.issuer]
  return encodeTrustList({ version: (list?.version ?? 0) + 1, issuedAt: given.issuedAt, issuers }, root)
}
