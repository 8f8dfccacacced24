import { expect, test } from 'vitest'
import { measurePages } from '#apps/posada/bench/page-sizes.ts'
import { budgets } from './budgets.ts'

test('the first screen of self-registration, and all of it, stay as small as old phones need', ({ skip }) => {
  const sizes = measurePages()
  if (!sizes) return skip('the pages have not been built')
  expect.soft(sizes.firstScreenKib).toBeLessThanOrEqual(budgets.firstScreen.kibibytes)
  expect.soft(sizes.scriptKib).toBeLessThanOrEqual(budgets.firstScreen.scriptKibibytes)
  expect.soft(sizes.offlineKib).toBeLessThanOrEqual(budgets.firstScreen.offlineKibibytes)
})
