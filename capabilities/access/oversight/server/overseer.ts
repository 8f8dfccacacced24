import type { Clock, Random } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Overseer } from '../overseer.ts'
import { raiseAlarm } from './alarms.ts'
import { deleteOldReadings } from './queries-watch.ts'
import { continueAgreement, useAgreement } from './second-person.ts'
import { markCanary, noteReading } from './watch.ts'

/** Oversight as other capabilities are handed it. */
export function createOverseer(means: { db: Database; clock: Clock; random: Random }): Overseer {
  const raise: Overseer['raiseAlarm'] = (operationId, alarm) => raiseAlarm(means, operationId, alarm)
  return {
    useAgreement,
    continueAgreement,
    noteReading: (work, read) => noteReading(work, read, raise),
    raiseAlarm: raise,
    markCanary,
  }
}

/** An hourly duty: what was counted is forgotten once no sum can need it. */
export async function forgetReadings({ db, clock }: { db: Database; clock: Clock }, operationId: string) {
  await db.scoped(operationId, deleteOldReadings, { operationId, before: new Date(clock() - FORGET_AFTER_MS) })
}

const FORGET_AFTER_MS = 3_600_000
