import { afterAll, beforeAll, expect, test } from 'vitest'
import { type QuietWorld, quietWorld } from '#checks/harness/quiet.ts'
import { keepPeriodsByTheClock } from './retention-clock.ts'

const [HOUR, DAY, YEAR] = [3_600_000, 86_400_000, 365 * 86_400_000]
let q: QuietWorld
let now = 0
beforeAll(async () => {
  q = await quietWorld()
  now = q.world.clock()
})
afterAll(() => q.close())

const run = () => keepPeriodsByTheClock({ ...q.services, ...q.world, clock: () => now }, q.operationId)
const keysLeft = async (ids: string[]) =>
  (await q.ask('select 1 from person_key where individual_id = any ($1)', ids)).length
const alarms = async () => (await q.ask(`select 1 from alarm where kind = 'clock-leapt'`)).length

test('a clock set years ahead erases nobody before somebody could look; put right, all goes on as before', async () => {
  const { ids } = await q.household()
  await run()
  now += HOUR
  await run()
  expect(await alarms()).toBe(0)

  now += 10 * YEAR
  for (let hours = 0; hours < 23; hours++) {
    await run()
    now += HOUR
  }
  expect([await keysLeft(ids), await alarms()]).toEqual([2, 1])
  // Somebody looked, and the clock is right again: nothing waits, and nothing is due.
  now -= 10 * YEAR
  await run()
  expect([await keysLeft(ids), await alarms()]).toEqual([2, 1])

  // Nobody looks: what is due by that clock ends a day later, as the periods say.
  now += 10 * YEAR
  await run()
  now += DAY
  await run()
  // The alarm of before still waits for somebody.
  expect([await keysLeft(ids), await alarms()]).toEqual([0, 1])
})
