import type { Tx } from '#platform/database/connect.ts'
import { STOPS_MAX } from '../contract.ts'
import { countStops, notSeenNext, type StopCount, sumStop } from '../counting.ts'
import type { ConditionKind, Stop, StopTotals } from '../model.ts'
import { registeredIn, toCountable } from './counted.ts'
import { listStops, type StopRow } from './queries.ts'
import {
  type ClosedTotals,
  countConflicts,
  listAges,
  listClosedTotals,
  listConditions,
  listOpenCheckIns,
} from './queries-counting.ts'

/** Every stop of the journey in the order it was reached: open ones counted now, closed ones as they were kept. */
export async function readStopTotals(tx: Tx): Promise<StopTotals[]> {
  const { operationId } = tx
  const stops = (await tx.run(listStops, { operationId, limit: STOPS_MAX })).reverse()
  const counts = await countOpenStops(tx)
  const closed = new Map((await tx.run(listClosedTotals, { operationId })).map((row) => [row.stopId, row]))
  const conditions = await tx.run(listConditions, { operationId })
  const conflicts = new Map((await tx.run(countConflicts, { operationId })).map((row) => [row.stopId, row.conflicts]))

  return stops.map((stop, index) => ({
    stop: toStop(stop),
    ...(closed.has(stop.id) ? keptTotals(closed.get(stop.id)!) : openTotals(stop.id, stops[index + 1]?.id, counts)),
    latePeople: stop.latePeople,
    conditions: conditions
      .filter(({ stopId }) => stopId === stop.id)
      .map(({ kind, reports, lastSeenAt }) => ({
        kind: kind as ConditionKind, // the table allows no other
        reports,
        lastSeenAt: lastSeenAt.toISOString(),
      })),
    conflicts: conflicts.get(stop.id) ?? 0,
  }))
}

/** All stops whose check-ins still know their household. */
export async function countOpenStops(tx: Tx): Promise<Map<string, StopCount>> {
  const { operationId } = tx
  const rows = await tx.run(listOpenCheckIns, { operationId })
  const ages = await tx.run(listAges, { operationId })
  return countStops(toCountable(rows), registeredIn(rows, ages))
}

/** The sums of an open stop, and who was not seen at the next one. */
export function openTotals(stopId: string, nextStopId: string | undefined, counts: ReadonlyMap<string, StopCount>) {
  const here = counts.get(stopId) ?? NOBODY
  const next = nextStopId === undefined ? undefined : (counts.get(nextStopId) ?? NOBODY)
  return { ...sumStop(here, counts.values()), notSeenNext: next ? notSeenNext(here, next) : null }
}

/** A stop as it leaves the server. */
export const toStop = ({ id, ordinal, name, reachedAt, isClosed }: StopRow): Stop => ({
  id,
  ordinal,
  name,
  reachedAt: reachedAt.toISOString(),
  closed: isClosed,
})

const NOBODY: StopCount = { households: new Map(), nameless: 0 }

function keptTotals({ stopId: _, notSeenNextHouseholds, notSeenNextPeople, ...sums }: ClosedTotals) {
  const notSeenNext =
    notSeenNextHouseholds === null || notSeenNextPeople === null
      ? null
      : { households: notSeenNextHouseholds, people: notSeenNextPeople }
  return { ...sums, notSeenNext }
}
