import type { Actor } from '#capabilities/access/model.ts'
import { mayCheckIn, mayManageStops } from '#capabilities/access/policy.ts'

export { mayCheckIn, mayManageStops, mayReadJourneyTotals } from '#capabilities/access/policy.ts'

/** The open stops, by name: whoever counts there, and whoever enters them. */
export const mayReadStops = (actor: Actor): boolean => mayCheckIn(actor) || mayManageStops(actor)
