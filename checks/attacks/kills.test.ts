import { expect, test } from 'vitest'
import { killDuringWrites } from './kills.ts'
import { tellFigures } from './measure.ts'

test('killed in the middle of the work, server and database lose and double nothing they acknowledged', {
  timeout: 300_000,
}, async () => {
  const { wrong, readyAfter, acknowledged } = await killDuringWrites({ kills: 25, seed: 20211024 })
  tellFigures('kills', {
    kills: readyAfter.length,
    readyMsMax: Math.max(...readyAfter.map(({ ms }) => ms)),
    ...acknowledged,
  })
  expect(wrong).toEqual([])
  expect(readyAfter.filter(({ ms }) => ms > 10_000)).toEqual([])
  expect(acknowledged.phone).toBeGreaterThan(20)
  expect(acknowledged.desk).toBeGreaterThan(5)
  expect(acknowledged.erased).toBeGreaterThan(0)
})
