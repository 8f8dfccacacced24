import { openWorld } from '#apps/server/world.ts'
import { keepPeriods } from '#capabilities/registration/rights/server/retention-job.ts'
import { realEnvironment, shiftedClock } from '#platform/base/environment.ts'

// The retention job in a process of its own, to be started at the same time as another, or killed. Runs once each time it is
// told an operation, and answers with what it ended.

export type Started = { ownerUrl: string; secretsDir: string; clockStartsAt: number }

const { clockStartsAt, ...given } = JSON.parse(process.argv[2]!) as Started
const real = realEnvironment()
const environment = { ...real, clock: shiftedClock(real.clock, clockStartsAt) }
const world = await openWorld({ ...environment, ...given, isPractice: true, poolSize: 2, log: () => {} })
process.on('message', async (operationId: string) => {
  const services = { ...world, keysOf: world.keyring.find, statusIndices: world.intake.statusIndices }
  process.send!(await keepPeriods(services, operationId))
})
process.send!('open')
