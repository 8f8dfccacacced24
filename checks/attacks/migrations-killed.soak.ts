import { expect, test } from 'vitest'
import { killMigrations } from './migrations-killed.ts'

test('data of every version before, killed at each statement of the way: nothing lost, resumable', async () => {
  const { wrong, ...counts } = await killMigrations({ step: 1, seed: 0 })
  console.log(counts)
  expect(wrong).toEqual([])
})
