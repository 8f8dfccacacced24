import { custodyRoutes } from '#capabilities/access/custody/server/routes.ts'
import { forgetReadings } from '#capabilities/access/oversight/server/overseer.ts'
import { oversightRoutes } from '#capabilities/access/oversight/server/routes.ts'
import { forgetEndedSessions } from '#capabilities/access/server/sessions.ts'
import { readClaimsEverywhere } from '#capabilities/appointments/server/claims-waiting.ts'
import { feedDocument } from '#capabilities/appointments/server/feed.ts'
import { forgetOldAppointments } from '#capabilities/appointments/server/forgetting.ts'
import { appointmentRoutes } from '#capabilities/appointments/server/routes.ts'
import { paperDocuments } from '#capabilities/asylum/papers/server/documents.ts'
import { paperRoutes } from '#capabilities/asylum/papers/server/routes.ts'
import { claimRoutes } from '#capabilities/asylum/server/routes.ts'
import { forgetGateDays, gateRoutes } from '#capabilities/gate/server/routes.ts'
import { healthRoutes } from '#capabilities/health/server/routes.ts'
import { coarsenCheckIns } from '#capabilities/journeys/server/coarsening.ts'
import { journeyRoutes } from '#capabilities/journeys/server/routes.ts'
import { messageRoutes } from '#capabilities/messages/server/routes.ts'
import { forgetMessages } from '#capabilities/messages/server/sending.ts'
import { forgetDeletedPlans, planningRoutes } from '#capabilities/planning/server/routes.ts'
import { listDocuments } from '#capabilities/proof/server/lists.ts'
import { deskRoutes } from '#capabilities/registration/desk/server/routes.ts'
import { keepPeriodsByTheClock } from '#capabilities/registration/rights/server/retention-clock.ts'
import { rightsRoutes } from '#capabilities/registration/rights/server/routes.ts'
import { invitationDocuments, invitationRoutes } from '#capabilities/registration/server/routes-invitation.ts'
import { publicRoutes } from '#capabilities/registration/server/routes-public.ts'
import { sealedRecordRoutes } from '#capabilities/sealed-records/server/routes.ts'
import { headDocument } from '#platform/ledger/head-document.ts'
import type { AppOptions } from './app.ts'
import { appointmentServicesOf } from './appointment-services.ts'
import { claimServicesOf, paperServicesOf, trustListFileOf } from './claim-services.ts'
import { deskServicesOf } from './desk-services.ts'
import { machineOf } from './machine.ts'
import { serverPages } from './pages/pages.ts'
import { planningServicesOf } from './planning-services.ts'
import type { World } from './world.ts'

/** Every endpoint but those of access, which come first. */
export const routesOf = (world: World, options: AppOptions) => {
  const { onReceived, secure } = options
  const keysOf = world.keyring.find
  return [
    ...publicRoutes({ ...world, onReceived }),
    ...invitationRoutes({ ...world, keysOf, secure }),
    ...deskRoutes(deskServicesOf(world)),
    ...rightsRoutes({ ...deskServicesOf(world), ...world, keysOf, statusIndices: world.intake.statusIndices }),
    ...journeyRoutes(keysOf),
    ...claimRoutes(claimServicesOf(world)),
    ...paperRoutes(paperServicesOf(world)),
    ...appointmentRoutes(appointmentServicesOf(world)),
    ...gateRoutes({ ...world, keysOf }),
    ...planningRoutes(planningServicesOf(world)),
    ...messageRoutes({
      ...world,
      async findOwn(accessCode) {
        const { keys, own } = await world.own.find(accessCode)
        return { operationId: keys.operationId, groupId: own.id }
      },
    }),
    ...sealedRecordRoutes({ keysOf, oversight: world.oversight }),
    ...healthRoutes({ ...world, machine: machineOf(options) }),
    ...custodyRoutes(world),
    ...oversightRoutes({ ...world, keysOf, onClosed: world.keyring.setClosed }),
  ]
}

/** Every page and file the server writes itself. */
export const documentsOf = (world: World, { secure }: AppOptions) => [
  ...invitationDocuments({ keysOf: world.keyring.find, secure }),
  feedDocument(world),
  ...listDocuments({
    db: world.db,
    keysOf: world.keyring.find,
    trustListFile: trustListFileOf(world),
  }),
  ...paperDocuments({ ...paperServicesOf(world), press: world.press }),
  // How much is done in a journey is nobody's business: its heads leave the machine by hand.
  headDocument({ db: world.db, isTold: async (id) => (await world.keyring.find(id))?.kind === 'authority' }),
  ...serverPages(world, secure),
]

/** What runs once an hour in each operation. */
export const hourlyDuties = (world: World): ((operationId: string) => Promise<void>)[] => {
  const { db, clock } = world
  const services = { ...world, keysOf: world.keyring.find, statusIndices: world.intake.statusIndices }
  return [
    async (operationId) => void (await coarsenCheckIns(db, operationId, clock())),
    (operationId) => forgetEndedSessions({ db, clock }, operationId),
    (operationId) => forgetReadings({ db, clock }, operationId),
    (operationId) => keepPeriodsByTheClock(services, operationId),
    (operationId) => forgetMessages({ db, clock }, operationId),
    (operationId) => forgetOldAppointments({ db, clock }, operationId),
    (operationId) => forgetGateDays({ db, clock }, operationId),
    (operationId) => forgetDeletedPlans({ db, clock }, operationId),
    (operationId) => readClaimsEverywhere(appointmentServicesOf(world), operationId),
  ]
}
