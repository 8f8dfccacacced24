import type { Database } from '#platform/database/connect.ts'
import { STOP_OPEN_MS } from '../model.ts'
import { listStops, lockStops } from './queries.ts'
import { coarsenStop, deleteConflicts, insertStopTotal, listStopsToClose } from './queries-counting.ts'
import { countOpenStops, openTotals } from './totals.ts'

/**
 * Closes every stop before its first count is 72 hours old: its sums are kept, and its check-ins lose household, phone,
 * place, number and time. A stop closes as a whole, because a household counted twice can be told apart only while
 * both counts still know it. Gives the number of check-ins it coarsened. Run it once an hour.
 */
export async function coarsenCheckIns(db: Database, operationId: string, now: number): Promise<number> {
  const before = new Date(now - STOP_OPEN_MS)
  return db.transaction(operationId, async (tx) => {
    // An earlier stop is summed while the next one still knows who was there.
    const due = new Set((await tx.run(listStopsToClose, { operationId, before })).map(({ stopId }) => stopId))
    if (due.size > 0) await tx.run(lockStops, { operationId, stopIds: [...due].sort() })
    const counts = due.size > 0 ? await countOpenStops(tx) : new Map()
    const stops = due.size > 0 ? (await tx.run(listStops, { operationId, limit: EVERY_STOP })).reverse() : []
    let coarsened = 0
    for (const [index, { id: stopId, isClosed }] of stops.entries()) {
      if (isClosed || !due.has(stopId)) continue
      const { notSeenNext, ...sums } = openTotals(stopId, stops[index + 1]?.id, counts)
      await tx.run(insertStopTotal, {
        operationId,
        stopId,
        closedAt: new Date(now),
        ...sums,
        notSeenNextHouseholds: notSeenNext?.households ?? null,
        notSeenNextPeople: notSeenNext?.people ?? null,
      })
      coarsened += (await tx.run(coarsenStop, { operationId, stopId })).length
    }
    await tx.run(deleteConflicts, { operationId, before })
    return coarsened
  })
}

/** More than a journey can have; no stop may be passed over here. */
const EVERY_STOP = 1_000_000
