import { toHex } from '#platform/base/ids.ts'
import { listLeafHashes } from './queries-log.ts'
import type { LedgerKeys } from './sealing.ts'
import type { Read } from './verifying.ts'

/**
 * The leaves as lines of text for `verify-standalone.mjs`: form, operation and public key, then one hash to a line. They
 * name nobody, so that anyone may keep them; whoever also keeps a head needs neither us nor our database.
 */
export async function* leavesFile(
  read: Read,
  { operationId, ledger }: Pick<LedgerKeys, 'ledger'> & { operationId: string },
): AsyncGenerator<string[]> {
  yield [`posada-leaves-1 ${operationId} ${toHex(ledger.publicKey)}`]
  for (let from = 0; ; ) {
    const page = await read(listLeafHashes, { operationId, from, limit: PAGE })
    if (page.length === 0) return
    yield page.map(({ leafHash }) => toHex(leafHash))
    from = page.at(-1)!.leafNumber + 1
  }
}

const PAGE = 10_000
