import { expect, test } from 'vitest'
import { CORE as COHORT } from '#platform/simulation/cohort/core.generated.ts'
import { CORE as EXACT } from '#platform/simulation/exact/core.generated.ts'
import { compileCore } from '../scripts/compile-core.ts'

test('the cores of the engines are what their source compiles to: otherwise, node scripts/compile-core.ts', async () => {
  expect((await compileCore('exact')) === EXACT).toBe(true)
  expect((await compileCore('cohort')) === COHORT).toBe(true)
  // They weigh little on a page that runs them.
  expect(EXACT.length + COHORT.length).toBeLessThan(50_000)
}, 60_000)
