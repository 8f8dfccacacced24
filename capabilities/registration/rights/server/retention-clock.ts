import type { Overseer } from '#capabilities/access/oversight/overseer.ts'
import { listRuns, noteClock } from './queries-retention.ts'
import { DAY_MS, keepPeriods, type RetentionServices } from './retention-job.ts'

/** Longer without a run is a server that stood still, or a clock that was set wrong; nobody can tell which from inside. */
const LEAP_MS = 3 * DAY_MS
/** So long somebody has to look, before what cannot be undone is done. */
const WAIT_MS = DAY_MS

/**
 * The hourly duty. Erasing cannot be undone, so a clock that leapt ahead is not believed at once: an alarm is raised, and nothing ends
 * for a day. A clock that went back only makes less due.
 */
export async function keepPeriodsByTheClock(
  services: RetentionServices & { oversight: Pick<Overseer, 'raiseAlarm'> },
  operationId: string,
): Promise<void> {
  if (await mustWait(services, operationId)) return
  await keepPeriods(services, operationId)
}

async function mustWait(
  { db, clock, oversight }: Parameters<typeof keepPeriodsByTheClock>[0],
  operationId: string,
): Promise<boolean> {
  const now = clock()
  const runs = await db.scoped(operationId, listRuns, { operationId })
  const lastRan = Math.max(...runs.map(({ ranAt }) => ranAt?.getTime() ?? Number.NEGATIVE_INFINITY))
  const until = Math.max(...runs.map(({ waitsUntil }) => waitsUntil?.getTime() ?? Number.NEGATIVE_INFINITY))
  const hasLeapt = Number.isFinite(lastRan) && now - lastRan > LEAP_MS
  const isWaiting = now < until && until - now <= WAIT_MS
  if (!hasLeapt && !isWaiting) return false
  const waitsUntil = hasLeapt ? now + WAIT_MS : until
  await db.scoped(operationId, noteClock, { operationId, at: new Date(now), waitsUntil: new Date(waitsUntil) })
  if (hasLeapt) await oversight.raiseAlarm(operationId, { kind: 'clock-leapt', accountId: null, facts: {} })
  return true
}
