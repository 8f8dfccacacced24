import { expect, test } from 'vitest'
import { uncertainFields } from '#capabilities/planning/sampling.ts'
import { Scenario } from '#capabilities/planning/scenario.ts'
import { coverageOfWorlds, inputsKnown } from './planner-worlds.ts'

test('invented worlds lie in the band more often than in one with inputs taken as known', () => {
  const { worlds, quantities } = coverageOfWorlds({ bandsEach: 1, replications: 20, worldsPerBand: 16 })
  expect(worlds).toBe(64)
  for (const { inBand, inKnownBand } of quantities) expect(inBand).toBeGreaterThan(inKnownBand)
})

test('a scenario with its inputs known has no range left, and is the same otherwise', () => {
  const scenario = Scenario.parse({
    name: 'one',
    startsOn: '2022-01-03',
    years: 1,
    tracks: [
      {
        key: 'all',
        arrivals: { perMonth: { low: 3, likely: 5, high: 9 } },
        waitingNow: { likely: 20, low: 10, asOf: '2022-01-01' },
        ages: [{ upToDays: 30, share: 1 }],
      },
    ],
    officers: { now: 2, casesPerMonth: { low: 1, likely: 2, high: 3 } },
  })
  expect(uncertainFields(scenario)).toHaveLength(3)
  const known = inputsKnown(scenario)
  expect(uncertainFields(known)).toEqual([])
  expect(known.tracks[0]).toEqual({
    ...scenario.tracks[0],
    arrivals: { ...scenario.tracks[0]!.arrivals, perMonth: 5 },
    waitingNow: 20,
  })
  expect(known.officers).toEqual({ ...scenario.officers, casesPerMonth: 2 })
})
