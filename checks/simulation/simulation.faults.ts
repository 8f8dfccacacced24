import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { permanentSeeds } from './permanent-seeds.ts'
import { simulate, simulateAll } from './run.ts'

const SEEDS = Array.from({ length: 300 }, (_, n) => n + 1)
const chosen = process.env.POSADA_SEED

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test('whatever a seed does to phones, network, clocks, server and database, every promise is kept', async () => {
  const seeds = chosen ? [Number(chosen)] : [...permanentSeeds, ...SEEDS]
  expect(await simulateAll(fresh, seeds)).toEqual([])
}, 240_000)

test('the same seed gives the same trace', async () => {
  for (const seed of [3, 14, 15, 92, 65]) {
    const [first, second] = [await simulate(fresh, seed), await simulate(fresh, seed)]
    expect(second.steps).toEqual(first.steps)
    expect(second.trace).toBe(first.trace)
  }
})
