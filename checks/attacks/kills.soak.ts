import { expect, test } from 'vitest'
import { killDuringWrites } from './kills.ts'

const KILLS = Number(process.env.POSADA_SOAK_CASES || 500)

test('killed 500 times without warning: nothing acknowledged is lost, doubled or half', {
  timeout: 3 * 3_600_000,
}, async () => {
  const { wrong, readyAfter, acknowledged } = await killDuringWrites({ kills: KILLS, seed: 1 })
  console.log({ kills: KILLS, acknowledged, slowestMs: Math.max(...readyAfter.map(({ ms }) => ms)) })
  expect(wrong).toEqual([])
  expect(readyAfter.filter(({ ms }) => ms > 10_000)).toEqual([])
})
