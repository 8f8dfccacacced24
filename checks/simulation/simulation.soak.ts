import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '#checks/harness/database.ts'
import { simulateAll } from './run.ts'

const CASES = Number(process.env.POSADA_SOAK_CASES || 20_000)
const SEED = Number(process.env.POSADA_SOAK_SEED || 1_000_000)
/** A database that holds thousands of operations is no longer the one that was meant. */
const SEEDS_A_DATABASE = 1_000

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
})
afterAll(() => fresh.drop())

test(
  '20,000 lives of an operation, each under a seed of its own: every promise is kept',
  async () => {
    const broken: string[] = []
    for (let from = 0; from < CASES; from += SEEDS_A_DATABASE) {
      const seeds = Array.from({ length: Math.min(SEEDS_A_DATABASE, CASES - from) }, (_, n) => SEED + from + n)
      broken.push(...(await simulateAll(fresh, seeds)))
      await fresh.drop()
      fresh = await freshDatabase()
      console.log(`${from + seeds.length} seeds, ${broken.length} broke a promise`)
    }
    expect(broken).toEqual([])
  },
  3 * 3_600_000,
)
