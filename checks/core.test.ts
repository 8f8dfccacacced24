import { expect, test } from 'vitest'
import { CORE } from '#platform/simulation/exact/core.generated.ts'
import { compileCore } from '../scripts/compile-core.ts'

test('the core of the exact engine is what its source compiles to: otherwise, node scripts/compile-core.ts', async () => {
  const compiled = await compileCore()
  expect(compiled === CORE).toBe(true)
  // It weighs on nobody: a page that runs it loads it in a thread.
  expect(CORE.length).toBeLessThan(40_000)
}, 60_000)
