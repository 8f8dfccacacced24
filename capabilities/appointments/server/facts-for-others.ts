import type { Tx } from '#platform/database/connect.ts'
import { timeOf } from '../calendar.ts'
import { listOfClaim } from './queries.ts'

/* What other parts of the program are handed about appointments (by apps/server): facts, no name of who waits. */

/** What happened to the appointments of a claim, with the day and hour as they were then. */
export const meetingsOfClaim = async (tx: Tx, claimId: string) =>
  (await tx.run(listOfClaim, { operationId: tx.operationId, claimId })).map(
    ({ appointmentId, at, kind, by, purpose, facts, ...office }) => ({
      ...{ appointmentId, at: at.toISOString(), kind, by, purpose, day: facts.day, from: timeOf(office, facts.slot) },
    }),
  )
