import { expect, test } from 'vitest'
import { judgeSeeds } from './outbox-run.ts'

test('20,000 seeds lose and double nothing', async () => {
  expect(await judgeSeeds(Array.from({ length: 20_000 }, (_, index) => index + 1))).toEqual([])
})
