import type { AppointmentServices } from '#capabilities/appointments/server/work.ts'
import { claimIdsOfHousehold, claimsToSchedule } from '#capabilities/asylum/server/facts-for-others.ts'
import { tellHouseholdOf } from './claim-services.ts'
import type { World } from './world.ts'

/** What appointments are handed of claims and messages. */
export const appointmentServicesOf = (world: World): Omit<AppointmentServices, 'plans'> => ({
  ...world,
  keysOf: world.keyring.find,
  tellHousehold: tellHouseholdOf(world),
  claimsOfHousehold: claimIdsOfHousehold,
  waitingClaims: async (tx, ask) => claimsToSchedule({ tx, book: await world.books.open(tx, world.clock()) }, ask),
})
