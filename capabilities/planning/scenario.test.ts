import { expect, test } from 'vitest'
import { runCohort } from '#platform/simulation/cohort.ts'
import { compile } from './compile.ts'
import { differenceOf, outcomeOf } from './outcome.ts'
import { PRESETS } from './presets.ts'
import { valueIn } from './ranges.ts'
import { readScenario, sentenceOf } from './reading.ts'
import { runReplication } from './running.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_MONTH, staffByDay } from './staffing.ts'
import { STARTING_POINTS } from './starting-points.ts'

function read(given: unknown): Scenario {
  const answer = readScenario(given)
  if ('faults' in answer) throw new Error(answer.faults.map(sentenceOf).join('\n'))
  return answer.scenario
}
/** What somebody may write into a file: anything. */
// biome-ignore lint/suspicious/noExplicitAny: the tests break files in ways their type does not allow
type File = any
const tapachula = (): File => structuredClone(STARTING_POINTS['tapachula-2021'])
const told = (change: (file: File) => void) => {
  const file = tapachula()
  change(file)
  const answer = readScenario(file)
  return 'faults' in answer ? answer.faults.map(sentenceOf) : []
}

test('every starting point, with every preset, is a scenario', () => {
  for (const start of Object.values(STARTING_POINTS))
    for (const preset of Object.values(PRESETS)) expect(readScenario(preset(read(start)))).toHaveProperty('scenario')
})

test('what is impossible is told by field, with what it was and what is possible', () => {
  expect(told((f) => (f.tracks[0].arrivals.perMonth = -5))).toEqual([
    'tracks.0.arrivals.perMonth is -5: give a number from 0 to 1000000 cases a month, or {"low", "likely", "high", "source"} within it.',
  ])
  expect(told((f) => (f.officers = { now: 0, casesPerMonth: 5 }))).toEqual([
    'officers.now is 0: nobody could decide a case. Give at least one officer, now or hired.',
  ])
  expect(
    told(
      (f) =>
        (f.officers.hires = [
          { count: 10, firstMonth: 50, overMonths: 12, trainingMonths: 4, learningMonths: 1, paceWhileLearning: 0.5 },
        ]),
    ),
  ).toEqual([
    'officers.hires.0: the last of them would be trained in month 66, and the plan ends in month 60. Begin earlier, or plan for more years.',
  ])
  expect(told((f) => (f.tracks[0].ages[0].share = 0.1))[0]).toBe(
    'tracks.0.ages: the shares add up to 80 %. Make them add up to 100 % (1 in the file).',
  )
  expect(told((f) => (f.officers.casesPerMonth = Number.NaN))[0]).toMatch(
    /^officers.casesPerMonth is NaN: give a number from/,
  )
  expect(told((f) => (f.tracks[0].waitingNow = 9_999_999))).toEqual([])
  expect(told((f) => (f.tracks[0].waitingNow = 1e9))[0]).toMatch(/from 0 to 10000000 cases/)
  expect(
    told((f) => Object.assign(f, { years: 15, tracks: [{ ...f.tracks[0], arrivals: { perMonth: 900_000 } }] }))[0],
  ).toMatch(/At most 20,000,000 can be planned/)
  expect(told((f) => (f.officers.casesPerMonth = { low: 5, likely: 3, high: 6 }))[0]).toMatch(
    /low must not be above likely/,
  )
  expect(told((f) => (f.startsOn = '2021-02-30'))[0]).toMatch(/there is no such day/)
  expect(told((f) => (f.offices = 3))[0]).toMatch(/^offices is not a field/)
})

test('77,000 applications of eight months are not a queue: a flow is refused where a stock is asked, and the other way round', () => {
  expect(told((f) => (f.tracks[0].waitingNow = { likely: 77559, from: '2021-01-01', to: '2021-08-31' }))[0]).toMatch(
    /that is a flow between two days/,
  )
  expect(told((f) => (f.tracks[0].arrivals.perMonth = { likely: 9000, asOf: '2021-08-31' }))[0]).toMatch(
    /that is a count on one day/,
  )
})

test('low and high hold nine of ten worlds, on either side of the likely value', () => {
  const quantity = { low: 10, likely: 20, high: 60 }
  expect(
    [valueIn(quantity, -1.6448536), valueIn(quantity, 0), valueIn(quantity, 1.6448536)].map(
      (x) => Math.round(x * 1e4) / 1e4,
    ),
  ).toEqual([10, 20, 60])
})

test('whoever is hired is paid at once, works after training, and is as fast as the others after learning', () => {
  const intake = { count: 100, firstDay: 30, overDays: 60, trainingDays: 90, learningDays: 180, paceWhileLearning: 0.5 }
  const { paid, working, work } = staffByDay(
    { now: 50, intakes: [intake], leavingPerYear: 0.1, areReplaced: true },
    400,
  )
  expect([paid[29], paid[60], paid[90], working[119], working[180]]).toEqual([50, 100, 150, 50, 150])
  expect(work[150]!).toBeLessThan(working[150]!)
  expect(work[361]!).toBeCloseTo(150, 6)
  const fewer = staffByDay({ now: 50, intakes: [], leavingPerYear: 0.1, areReplaced: false }, 400)
  expect(fewer.paid[365]!).toBeCloseTo(45, 1)
})

test('without chance in its inputs a queue grows by what comes less what is decided, and withdrawals', () => {
  const scenario = read({
    name: 'plain',
    startsOn: '2021-01-04',
    years: 2,
    tracks: [
      {
        key: 'all',
        arrivals: { perMonth: 1000, monthToMonth: 0 },
        waitingNow: 20_000,
        ages: [{ upToDays: 400, share: 1 }],
      },
    ],
    officers: { now: 20, casesPerMonth: 40 },
    noShow: { share: 0.25, backAfterDays: 30 },
  })
  const runs = Array.from({ length: 20 }, (_, i) =>
    runCohort(compile(scenario, 3, i).flow, { seed: 3, replication: i }),
  )
  const { series, growsPerMonth, decidedPerMonth } = outcomeOf(scenario, 3, runs)
  // 1,000 come, 20 × 40 are heard, three of four of them came.
  expect(Math.abs(growsPerMonth.p50 - 400)).toBeLessThan(20)
  expect(Math.abs(decidedPerMonth.p50 - 600)).toBeLessThan(12)
  expect(Math.abs(series.at(-1)!.backlog.p50 - (20_000 + 24 * 400))).toBeLessThan(400)
  expect(DAYS_A_MONTH * 24).toBe(730.5)
})

test('more officers: fewer wait, and the difference is known better than either', () => {
  const base = read({ ...tapachula(), years: 1 })
  const more: Scenario = {
    ...base,
    officers: { ...base.officers, now: { low: 140, likely: 160, high: 180, asOf: '2021-09-01' } },
  }
  const run = runReplication({ scenarios: [base, more], seed: 5, engine: 'cohort' })
  const runs = [0, 1].map((scenario) => Array.from({ length: 20 }, (_, i) => run(scenario, i)))
  const { fewer } = differenceOf(base, more, 5, [runs[0]!, runs[1]!]).at(-1)!
  const own = outcomeOf(base, 5, runs[0]!).series.at(-1)!.backlog
  expect(fewer.p5).toBeGreaterThan(0)
  expect(fewer.p95 - fewer.p5).toBeLessThan((own.p95 - own.p5) / 2)
})

test('fees are paid by other applications, never by those who seek asylum; what drives the result is named', () => {
  const base = read({ ...STARTING_POINTS['us-asylum-offices-2021'], years: 3 })
  const plan = PRESETS['plan-2021-fees'](base)
  const run = runReplication({ scenarios: [plan], seed: 5, engine: 'cohort' })
  const outcome = outcomeOf(
    plan,
    5,
    Array.from({ length: 40 }, (_, i) => run(0, i)),
  )
  expect(outcome.cost).toMatchObject({ paidBy: 'fees', currency: 'USD' })
  expect(outcome.cost!.feePerApplication!.p50).toBeGreaterThan(1)
  expect(outcome.drivers.length).toBeGreaterThan(0)
  expect(outcome.drivers.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9)
  expect(Object.keys(outcome.waitDays)).toEqual(['affirmative', 'all'])
})

test('Remain in Mexico: hearings months apart, beside the wait what is known of those who miss them and of those with a lawyer', () => {
  const base = read({ ...STARTING_POINTS['us-immigration-courts-2021'], years: 2 })
  const policy = PRESETS['remain-in-mexico'](base)
  const run = runReplication({ scenarios: [policy], seed: 5, engine: 'cohort' })
  const outcome = outcomeOf(
    policy,
    5,
    Array.from({ length: 20 }, (_, i) => run(0, i)),
  )
  const waits = outcome.waitDays['remain-in-mexico']!.at(-1)!.median
  expect(waits.p50).toBeGreaterThan(60)
  expect(outcome.hearings['remain-in-mexico']!.represented.p50).toBeLessThan(0.25)
})
