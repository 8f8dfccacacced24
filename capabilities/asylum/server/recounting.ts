import type { Database } from '#platform/database/connect.ts'
import type { Statement } from '#platform/database/query.ts'
import { officeOf, workOut } from './keeping.ts'
import { replaceLimits, updateClaim } from './queries.ts'
import { listEventsOf, takeStale } from './queries-settings.ts'
import type { RuleBooks } from './rule-book.ts'

/** So many claims in one transaction: a server that stops in the middle goes on with the rest. */
const BATCH = 200

/**
 * Counts every open limit anew that was counted under earlier settings, and marks those that moved. Nothing else happens to a
 * claim. Gives how many claims it counted; goes on with the next ones until `isEnough`.
 */
export async function recountClaims(
  { db, books, now }: { db: Database; books: RuleBooks; now: number },
  operationId: string,
  isEnough: (counted: number) => boolean = () => false,
): Promise<number> {
  let counted = 0
  for (;;) {
    const done = await db.transaction(operationId, async (tx) => {
      const book = await books.open(tx, now)
      const { setting } = book
      if (!setting) return 0
      const stale = await tx.run(takeStale, { operationId, version: setting.version, limit: BATCH })
      if (stale.length === 0) return 0
      const histories = await tx.run(listEventsOf, { operationId, ids: stale.map(({ id }) => id) })
      const eventsOf = new Map(histories.map(({ claimId, events }) => [claimId, events]))
      const statements: Statement<unknown>[] = []
      for (const { id, procedure, procedureVersion, siteId, events } of stale) {
        const rules = await book.rulesOf(procedure, procedureVersion)
        const { kept, limits } = workOut(book, rules, { events: eventsOf.get(id)!, office: officeOf(siteId) })
        statements.push(
          updateClaim({ operationId, id, events, ...kept }),
          replaceLimits({ operationId, id, limits, movedAt: new Date(now) }),
        )
      }
      await tx.runAll(statements)
      return stale.length
    })
    counted += done
    if (done < BATCH || isEnough(counted)) return counted
  }
}
