import { rulesInUse } from '#capabilities/asylum/server/facts-for-others.ts'
import type { PlanningServices } from '#capabilities/planning/server/work.ts'
import type { World } from './world.ts'

/** What planning is handed of a world: by which rules claims are decided. */
export const planningServicesOf = (world: World): PlanningServices => ({
  ...world,
  rulesOf: async (tx, now) => rulesInUse({ tx, book: await world.books.open(tx, now) }),
})
