import { expect, test } from 'vitest'
import { killMigrations } from './migrations-killed.ts'

test('data of every version before is moved on; killed at a statement, the next start finishes and no row is lost', async () => {
  const { versions, kills, tables, wrong } = await killMigrations({ step: 40, seed: 20211024 })
  expect(wrong).toEqual([])
  expect(versions).toBeGreaterThanOrEqual(7)
  expect(tables).toBeGreaterThan(20)
  expect(kills).toBeGreaterThan(10)
})
