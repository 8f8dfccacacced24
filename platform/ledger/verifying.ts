import { toHex } from '#platform/base/ids.ts'
import type { Query } from '#platform/database/query.ts'
import { isErased, leafOfEntry, type SealedEntry, sealOfLeaf } from './entry.ts'
import { isSignedBy, parseHead, type SignedHead } from './head.ts'
import { append, EMPTY_EDGE, isSame, rootOfEdge } from './merkle.ts'
import { countEntries, listHeads, listLeaves } from './queries-log.ts'
import type { LedgerKeys } from './sealing.ts'

/** What is wrong, in the order in which one explains the next. */
export type Flaw =
  | 'entry-missing' // a leaf stands for an entry that is gone
  | 'entry-changed' // an entry is not the one that was sealed
  | 'leaf-moved' // a leaf is missing, was added, or stands elsewhere than where it was sealed
  | 'head-changed' // a stored head is not the one that was signed
  | 'head-missing' // leaves follow that no head vouches for
  | 'cut-off' // a head vouches for leaves that are gone
  | 'rewritten' // an exported head vouches for another history than the one stored here

export type Verdict = {
  valid: boolean
  size: number
  root: string
  /**
   * The first leaf that is not as it was sealed, or is gone. Where only a root can tell (a stored head was changed, an
   * exported one disagrees), the first that no agreeing head covers.
   */
  firstBadIndex: number | null
  flaw: Flaw | null
  /** Entries whose subject was erased: their leaves hold all the same. */
  erased: number
  /** Entries of the last seconds, not yet in the log. */
  unsealed: number
}

/** Runs a query in one operation: `db.scoped`, or `run` of a transaction. */
export type Read = <P, R>(query: Query<P, R>, params: P) => Promise<R[]>

type Options = {
  operationId: string
  /** Heads that left this machine earlier, each already known to be signed with the key of this operation. */
  exported?: readonly SignedHead[]
  onProgress?: (size: number) => void
}

/** Recomputes the whole log from the entries, and compares with every leaf, seal and head there is. */
export async function verifyLog(read: Read, { ledger, ledgerSealKey }: LedgerKeys, options: Options): Promise<Verdict> {
  const { operationId, exported = [], onProgress = () => {} } = options
  const leaves = leavesOf(read, operationId)
  let edge = EMPTY_EDGE
  let erased = 0
  let missing = 0
  let first: { index: number; flaw: Flaw } | undefined
  const blame = (index: number, flaw: Flaw) => {
    if (!first || index < first.index) first = { index, flaw }
  }

  /** Takes leaves up to this size; false when there are fewer. */
  async function takeUpTo(size: number): Promise<boolean> {
    while (edge.size < size) {
      const leaf = await leaves.next()
      if (!leaf) return false
      const index = edge.size
      const entry = isThere(leaf) ? leaf : undefined
      const recomputed = entry && leafOfEntry(entry)
      const seal = sealOfLeaf(ledgerSealKey, operationId, index, leaf.leafHash)
      if (leaf.leafNumber !== index || !isSame(seal, leaf.seal)) blame(index, 'leaf-moved')
      if (!entry) blame(index, 'entry-missing')
      else if (!recomputed || !isSame(recomputed, leaf.leafHash)) blame(index, 'entry-changed')
      if (!entry) missing++
      else if (isErased(entry)) erased++
      edge = append(edge, [recomputed ?? leaf.leafHash])
      if (edge.size % PAGE === 0) onProgress(edge.size)
    }
    return true
  }

  const toCheck = [...exported].sort((a, b) => a.size - b.size)
  let agreedExported = 0
  async function checkExportedUpTo(size: number) {
    for (let head = toCheck[0]; head && head.size <= size; head = toCheck[0]) {
      toCheck.shift()
      if (!(await takeUpTo(head.size))) return blame(edge.size, 'cut-off')
      if (isSame(head.root, rootOfEdge(edge))) agreedExported = head.size
      else if (!first) blame(agreedExported, 'rewritten')
    }
  }

  let agreed = 0
  let reached = 0
  for (;;) {
    const heads = await read(listHeads, { operationId, after: reached, limit: PAGE })
    for (const { size, line } of heads) {
      await checkExportedUpTo(size)
      const isWhole = await takeUpTo(size)
      reached = size
      const head = parseHead(line)
      const isOurs = head?.operationId === operationId && head.size === size && isSignedBy(ledger.publicKey, head)
      if (isOurs && !isWhole) blame(edge.size, 'cut-off')
      else if (isOurs && isSame(head.root, rootOfEdge(edge))) agreed = size
      else if (!first) blame(agreed, 'head-changed')
    }
    if (heads.length > 0) continue
    // Leaves and their head commit together: whoever sees the leaf first may look once more for the head.
    if (!(await leaves.hasMore())) break
    if ((await read(listHeads, { operationId, after: reached, limit: 1 })).length > 0) continue
    await takeUpTo(Number.POSITIVE_INFINITY)
    blame(edge.size, 'head-missing')
    break
  }
  await checkExportedUpTo(Number.POSITIVE_INFINITY)

  const [{ entries } = { entries: 0 }] = await read(countEntries, { operationId })
  return {
    valid: first === undefined,
    size: edge.size,
    root: toHex(rootOfEdge(edge)),
    firstBadIndex: first?.index ?? null,
    flaw: first?.flaw ?? null,
    erased,
    unsealed: Math.max(0, entries - (edge.size - missing)),
  }
}

/** Only the signature says that a head is one of this operation; then it may be held against its log. */
export function isHeadOf(operationId: string, { ledger }: LedgerKeys, head: SignedHead): boolean {
  return head.operationId === operationId && isSignedBy(ledger.publicKey, head)
}

type StoredLeaf = NonNullable<ReturnType<typeof listLeaves>['row']>

const isThere = (leaf: StoredLeaf): leaf is StoredLeaf & SealedEntry => leaf.id !== null

/** All leaves in the order of their numbers, a page at a time; asks again where the end was, for some may have come. */
function leavesOf(read: Read, operationId: string) {
  let page: StoredLeaf[] = []
  let at = 0
  let from = Number.MIN_SAFE_INTEGER

  async function hasMore(): Promise<boolean> {
    if (at < page.length) return true
    page = await read(listLeaves, { operationId, from, limit: PAGE })
    at = 0
    return page.length > 0
  }

  return {
    hasMore,
    async next(): Promise<StoredLeaf | undefined> {
      if (!(await hasMore())) return undefined
      const leaf = page[at++]!
      from = leaf.leafNumber + 1
      return leaf
    },
  }
}

const PAGE = 2_000
