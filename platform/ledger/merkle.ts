import { createHash } from 'node:crypto'

/** A SHA-256 hash: of a leaf, of an inner node, or the root of a tree. */
export type Hash = Uint8Array

/** MTH({d}) of RFC 6962: the prefix keeps a leaf from ever passing for a node. */
export const leafHash = (data: Uint8Array): Hash => createHash('sha256').update(LEAF).update(data).digest()

/** MTH of two subtrees. */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(NODE).update(left).update(right).digest()

/**
 * The right edge of a tree: one hash for each perfect subtree it consists of, largest first, so as many as `size` has
 * ones in binary. It is all that is needed to append, and to know the root.
 */
export type Edge = { readonly size: number; readonly hashes: readonly Hash[] }

export const EMPTY_EDGE: Edge = { size: 0, hashes: [] }

/** The edge after appending these leaves: one hash per leaf, and about one per pair. */
export function append(edge: Edge, leaves: readonly Hash[]): Edge {
  const hashes = [...edge.hashes]
  let size = edge.size
  for (const leaf of leaves) {
    let node = leaf
    // Equal subtrees join like the carry of an addition.
    for (let rest = size; rest % 2 === 1; rest = half(rest)) node = nodeHash(hashes.pop()!, node)
    hashes.push(node)
    size++
  }
  return { size, hashes }
}

/** The root of the tree with this right edge. */
export function rootOfEdge({ hashes }: Edge): Hash {
  if (hashes.length === 0) return createHash('sha256').digest()
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The edge as bytes, for keeping; `edgeFromBytes` undoes it. */
export const edgeToBytes = ({ hashes }: Edge): Uint8Array => Buffer.concat(hashes)

/** Undefined when these bytes cannot be the edge of a tree of this size. */
export function edgeFromBytes(size: number, bytes: Uint8Array): Edge | undefined {
  if (!Number.isSafeInteger(size) || size < 0 || bytes.length !== countOnes(size) * HASH_BYTES) return undefined
  const hashes = []
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(bytes.slice(at, at + HASH_BYTES))
  return { size, hashes }
}

/** The root over these leaf hashes. */
export const rootOf = (leaves: readonly Hash[]): Hash => rootOfEdge(append(EMPTY_EDGE, leaves))

/** PATH(m, D[n]) of RFC 6962: the hashes that lead from leaf `index` to the root of all `leaves`, nearest first. */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError('there is no such leaf')
  const proof: Hash[] = []
  let start = 0
  let end = leaves.length
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start)
    if (index < middle) {
      proof.push(rootOf(leaves.slice(middle, end)))
      end = middle
    } else {
      proof.push(rootOf(leaves.slice(start, middle)))
      start = middle
    }
  }
  return proof.reverse()
}

/** PROOF(m, D[n]) of RFC 6962: shows that the first `oldSize` leaves are still those an older root was made of. */
export function consistencyProof(leaves: readonly Hash[], oldSize: number): Hash[] {
  if (!(oldSize >= 1 && oldSize <= leaves.length)) throw new RangeError('there was no such tree')
  const proof: Hash[] = []
  let start = 0
  let end = leaves.length
  let isWholeOldTree = true // as long as the old tree is this very subtree's beginning, its root is known
  while (oldSize !== end) {
    const middle = start + largestPowerBelow(end - start)
    if (oldSize <= middle) {
      proof.push(rootOf(leaves.slice(middle, end)))
      end = middle
    } else {
      proof.push(rootOf(leaves.slice(start, middle)))
      start = middle
      isWholeOldTree = false
    }
  }
  if (!isWholeOldTree) proof.push(rootOf(leaves.slice(start, end)))
  return proof.reverse()
}

/** Whether `leaf` is number `index` of the tree with this size and root (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(
  { leaf, index, size, root }: { leaf: Hash; index: number; size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !proof.every(isHash)) return false
  let at = index
  let last = size - 1
  let node = leaf
  for (const hash of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      node = nodeHash(hash, node)
      // A last node without a neighbour moves up unchanged.
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      node = nodeHash(node, hash)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(node, root)
}

/** Whether the newer tree begins with all of the older one (RFC 9162, section 2.1.4.2). */
export function verifyConsistency(
  older: { size: number; root: Hash },
  newer: { size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (!isCount(older.size) || !isCount(newer.size) || older.size < 1 || older.size > newer.size) return false
  if (!proof.every(isHash)) return false
  if (older.size === newer.size) return proof.length === 0 && isSame(older.root, newer.root)
  let at = older.size - 1
  let last = newer.size - 1
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  // Where the older tree is one perfect subtree, its root itself is where both ways begin.
  const [first, ...rest] = at === 0 ? [older.root, ...proof] : proof
  if (!first) return false
  let old = first
  let now = first
  for (const hash of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      old = nodeHash(hash, old)
      now = nodeHash(hash, now)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      now = nodeHash(now, hash)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(old, older.root) && isSame(now, newer.root)
}

export const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
const HASH_BYTES = 32

const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** Bit operators would cut numbers to 32 bits. */
const half = (value: number): number => Math.floor(value / 2)

function countOnes(value: number): number {
  let ones = 0
  for (let rest = value; rest > 0; rest = half(rest)) ones += rest % 2
  return ones
}

/** The largest power of two smaller than `count`, which is at least 2: where RFC 6962 splits a tree. */
function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}
