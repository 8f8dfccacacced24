import { expect, test } from 'vitest'
import { presentIn } from '#platform/simulation/bands.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { compile } from './compile.ts'
import { runReplication } from './running.ts'
import { Scenario, type ScenarioFile } from './scenario.ts'
import { wandering } from './wandering.ts'

const office = (paceDriftPerYear?: ScenarioFile['officers']['paceDriftPerYear']): Scenario =>
  Scenario.parse({
    ...{ name: 'drift', startsOn: '2021-01-04', years: 2 },
    tracks: [
      {
        ...{ key: 'all', waitingNow: 20_000, ages: [{ upToDays: 400, share: 1 }] },
        arrivals: { perMonth: 800, monthToMonth: 0 },
      },
    ],
    officers: { now: 20, casesPerMonth: 40, ...(paceDriftPerYear !== undefined && { paceDriftPerYear }) },
  })

const waitingAtEnd = (scenario: Scenario, replication: number): number => {
  const { flow, pending } = compile(scenario, 3, replication)
  return presentIn(runCohort(flow, { seed: 3, replication }), pending).at(-1)!
}

test('a pace takes a step each month, and stays between', () => {
  const course = wandering(0.3, 62, (month) => [1, -2, 0.5][month]!)
  const step = 0.3 / Math.sqrt(12)
  expect([course[0], course[30]]).toEqual([course[0], course[0]])
  expect(course[0]).toBeCloseTo(Math.exp(step), 12)
  expect(course[31]).toBeCloseTo(Math.exp(-step), 12)
  expect(course[61]).toBeCloseTo(Math.exp(-0.5 * step), 12)
  expect([...wandering(0, 40, () => 3)]).toEqual(Array.from({ length: 40 }, () => 1))
})

test('a plan whose pace does not drift is the plan without the field, to the bit', () => {
  expect(waitingAtEnd(office(0), 1)).toBe(waitingAtEnd(office(), 1))
})

test('a pace that drifts makes a plan less sure, and moves its middle little', () => {
  const ends = (scenario: Scenario) =>
    Array.from({ length: 60 }, (_, i) => waitingAtEnd(scenario, i)).sort((a, b) => a - b)
  const [sure, drifting] = [ends(office()), ends(office(0.2))]
  const width = (sorted: number[]) => sorted[53]! - sorted[6]!
  // The mean over two years of a walk whose deviation after one is 0.2: about 0.2 · √(2/3), of 19,200 decisions; 8 in 10 within ± 1.28 of it.
  expect(width(drifting)).toBeGreaterThan(5_000)
  expect(width(drifting)).toBeLessThan(12_000)
  expect(width(sure)).toBeLessThan(1_000)
  expect(Math.abs(drifting[30]! - sure[30]!)).toBeLessThan(1_500)
})

test('how far a pace drifts is a field with bounds, and may be a range', () => {
  expect(() => office(-0.1)).toThrow()
  expect(() => office(2.1)).toThrow()
  const range = office({ low: 0.1, likely: 0.2, high: 0.4, source: 'The last five years' })
  const [one, other] = [0, 1].map((i) => compile(range, 3, i).world.value('officers.paceDriftPerYear'))
  expect(one).not.toBe(other)
})

test('both engines work at the pace that drifted', () => {
  const [still, drifting] = [office(), office(0.5)]
  const ends = (['cohort', 'exact'] as const).map((engine) => {
    const run = runReplication({ scenarios: [still, drifting], seed: 3, engine })
    return [0, 1].map((scenario) => {
      const { pending } = compile([still, drifting][scenario]!, 3, 1)
      return presentIn(run(scenario, 1), pending).at(-1)!
    })
  })
  const [cohort, exact] = ends.map(([without, withDrift]) => withDrift! - without!)
  // What the drift of this world adds or takes is thousands of cases; the engines agree on it but for their chance.
  expect(Math.abs(cohort!)).toBeGreaterThan(2_000)
  expect(Math.abs(exact! - cohort!)).toBeLessThan(0.1 * Math.abs(cohort!))
})
