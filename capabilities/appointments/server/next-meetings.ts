import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import { timeOf } from '../calendar.ts'
import { listNextOfClaim } from './queries-next.ts'

/**
 * When and where the people of a claim are expected, the earliest first: what a notice says. Handed to others by apps/server;
 * facts, no name of who waits.
 */
export const nextMeetingsOf = async (tx: Tx, claimId: string, today: PlainDate) =>
  (await tx.run(listNextOfClaim, { operationId: tx.operationId, claimId, today })).map(
    ({ purpose, day, slot, siteName, placeName, hasInterpreter, ...office }) => ({
      ...{ purpose, day, hour: timeOf(office, slot), hasInterpreter },
      place: [siteName, ...(placeName ? [placeName] : [])].join(', '),
    }),
  )
