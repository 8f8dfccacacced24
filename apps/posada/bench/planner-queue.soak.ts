import { expect, test } from 'vitest'
import { queueRows } from './planner-queue.ts'

test('every queue with a known answer beside the project is simulated within its limits', async () => {
  const rows = await queueRows({ progress: () => {}, signal: new AbortController().signal, minutes: undefined })
  expect(rows.filter(({ pass }) => !pass)).toEqual([])
})
