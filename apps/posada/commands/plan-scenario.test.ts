import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ScenarioFile } from '#capabilities/planning/scenario.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { planScenarioCommand } from './plan-scenario.ts'

const folder = mkdtempSync(join(tmpdir(), 'posada-plan-scenario-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** 500 come a month and 5 officers decide 100. */
const OFFICE = {
  ...{ name: 'An office', startsOn: '2021-10-01', years: 1 },
  tracks: [
    {
      key: 'all',
      arrivals: { perMonth: { low: 450, likely: 500, high: 550 } },
      ...{ waitingNow: 1_000, ages: [{ upToDays: 300, share: 1 }] },
    },
  ],
  officers: { now: 5, casesPerMonth: 20 },
  money: { currency: 'USD', officerPerYear: 100_000, supportPerYear: 60_000, paidBy: 'legislature' },
} satisfies ScenarioFile

function written(scenario: object | string): string {
  const file = join(folder, 'scenario.json')
  writeFileSync(file, typeof scenario === 'string' ? scenario : JSON.stringify(scenario))
  return file
}

async function run(...args: string[]) {
  const out: string[] = []
  const io = {
    ...{ out: (line: string) => out.push(line), err: () => {}, progress: () => {} },
    ...{ environment: realEnvironment(), signal: new AbortController().signal },
  }
  expect(await planScenarioCommand([...args, '--threads', '1'], io)).toBe(0)
  return out
}
const plan = (scenario: object | string, ...args: string[]) => run(written(scenario), '--replications', '20', ...args)
const FIVE = ['p5', 'p25', 'p50', 'p75', 'p95']

test('a scenario’s answer has the fields that other programs read, in their order, and the same hash each time', async () => {
  const answer = JSON.parse((await plan(OFFICE, '--json'))[0]!)
  expect(Object.keys(answer).slice(0, 6)).toEqual(['scenario', 'engine', 'replications', 'seed', 'hash', 'series'])
  expect(answer).toMatchObject({ scenario: 'An office', engine: 'cohort', replications: 20, seed: 7, leftOut: 0 })
  expect(answer.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(answer.series[0].day).toBe(0)
  for (const { day, backlog } of answer.series) {
    expect(Object.keys(backlog)).toEqual(FIVE)
    const values = Object.values(backlog)
    expect(values, `day ${day}`).toEqual(values.toSorted((a, b) => Number(a) - Number(b)))
  }
  expect(Object.keys(answer.waitDays.all[0])).toEqual(['fromDay', 'decided', 'median', 'ninthOfTen'])
  expect(Object.keys(answer.cost.perDecision)).toEqual(FIVE)
  expect(answer.drivers[0]).toEqual({
    ...{ field: 'tracks.0.arrivals.perMonth', raises: true },
    share: expect.any(Number),
  })
  expect(answer.seconds).toBeGreaterThan(0)
  const [again, other] = [await plan(OFFICE, '--json'), await plan(OFFICE, '--json', '--seed', '8')]
  expect(JSON.parse(again[0]!).hash).toBe(answer.hash)
  expect(JSON.parse(other[0]!).hash).not.toBe(answer.hash)
})

test('a queue that never clears is an answer: it grows by about 400 a month', async () => {
  const lines = await plan(OFFICE)
  const grows = /^The queue does not clear: it grows by about (\d+) a month\.$/.exec(lines[1]!)
  expect(Math.abs(Number(grows?.[1]) - 400)).toBeLessThan(40)
  const cleared = await plan({ ...OFFICE, officers: { now: 50, casesPerMonth: 20 } })
  expect(cleared[1]).toMatch(/^The queue is down to a month's arrivals on 20/)
})

test('two scenarios share their chance, and their difference is told', async () => {
  const more = join(folder, 'more.json')
  writeFileSync(more, JSON.stringify({ ...OFFICE, name: 'More', officers: { now: 10, casesPerMonth: 20 } }))
  const lines = await run(more, written(OFFICE), '--replications', '20')
  const told = /^With More about ([\d,]+) fewer wait at the end than with An office; in 9 of 10 worlds/.exec(
    lines.at(-1)!,
  )
  expect(Math.abs(Number(told?.[1]?.replace(',', '')) - 1_200)).toBeLessThan(120)
  const { comparedWith, difference } = JSON.parse((await run(more, written(OFFICE), '--json'))[0]!)
  expect(comparedWith.scenario).toBe('An office')
  expect(difference.at(-1).fewer.p95).toBeLessThan(0)
})

test('a starting point is printed as a file that can be planned again, with a change in it', async () => {
  const printed = (await run('tapachula-2021', '--preset', 'remain-in-mexico', '--print')).join('\n')
  expect(JSON.parse(printed).name).toBe('Tapachula, September 2021: remain-in-mexico')
  expect(JSON.parse((await run(written(printed), '--print')).join('\n'))).toEqual(JSON.parse(printed))
  const { properties } = JSON.parse((await run('--schema')).join('\n'))
  expect(Object.keys(properties)).toContain('tracks')
})

test('worlds that the time does not allow are left out, and it says how many', async () => {
  const long = { ...OFFICE, years: 15 }
  const answer = JSON.parse((await run(written(long), '--replications', '5000', '--seconds', '2', '--json'))[0]!)
  expect(answer.leftOut).toBeGreaterThan(0)
  expect(answer.replications + answer.leftOut).toBe(5_000)
  await expect(run('us-immigration-courts-2021', '--engine', 'exact', '--seconds', '1')).rejects.toThrow(
    'Not even 20 worlds were run in 1 seconds. Give more with --seconds, plan fewer years, or use --engine cohort.',
  )
})

test('what cannot be planned is refused with the field, what it was and what is possible', async () => {
  const [track] = OFFICE.tracks
  const withTrack = (changes: object) => ({ ...OFFICE, tracks: [{ ...track, ...changes }] })
  const hires = [
    { count: 10, firstMonth: 6, overMonths: 12, trainingMonths: 3, learningMonths: 1, paceWhileLearning: 0.5 },
  ]
  const refused: [scenario: object | string, sentence: string][] = [
    [
      withTrack({ arrivals: { perMonth: -5 } }),
      'tracks.0.arrivals.perMonth is -5: give a number from 0 to 1000000 cases a month, or {"low", "likely", "high", "source"} within it.',
    ],
    [
      { ...OFFICE, officers: { now: 0, casesPerMonth: 20 } },
      'officers.now is 0: nobody could decide a case. Give at least one officer, now or hired.',
    ],
    [
      { ...OFFICE, officers: { ...OFFICE.officers, hires } },
      'officers.hires.0: the last of them would be trained in month 21, and the plan ends in month 12. Begin earlier, or plan for more years.',
    ],
    [
      withTrack({ ages: [{ upToDays: 300, share: 0.7 }] }),
      'tracks.0.ages: the shares add up to 70 %. Make them add up to 100 % (1 in the file).',
    ],
    ['{"name": NaN}', 'is not JSON: '],
    [
      JSON.stringify(OFFICE).replace('"casesPerMonth":20', '"casesPerMonth":1e999'),
      'officers.casesPerMonth is Infinity: give a number from 0.05 to 1000 cases a month',
    ],
    [withTrack({ waitingNow: 1e9 }), 'tracks.0.waitingNow is 1000000000: give a number from 0 to 10000000 cases'],
    [
      { ...withTrack({ arrivals: { perMonth: 1e6 } }), years: 15 },
      'tracks: 180,001,000 cases in all. At most 20,000,000 can be planned at once: plan fewer years, or one track at a time.',
    ],
    [{ ...OFFICE, offices: 3 }, 'offices is not a field of a scenario. "posada plan --schema" lists them all.'],
    [
      withTrack({ waitingNow: { low: 800, likely: 1_000, high: 1_500 } }),
      'tracks.0.waitingNow is {"low":800,"likely":1000,"high":1500}: a count stands for one day. Say which, with "asOf".',
    ],
    [{ ...OFFICE, offices: 3, startsOn: 'soon' }, ' 1 more to correct: '],
  ]
  for (const [scenario, sentence] of refused) await expect(plan(scenario)).rejects.toThrow(sentence)
  await expect(run('somewhere')).rejects.toThrow(/^somewhere is not a file, nor one of tapachula-2021, /)
  await expect(run('--json')).rejects.toThrow(/^Name a file, or one of tapachula-2021/)
  await expect(run('tapachula-2021', '--preset', 'more')).rejects.toThrow(/^--preset is more: give one of plan-2021/)
  await expect(run('tapachula-2021', written(OFFICE), '--preset', 'remain-in-mexico')).rejects.toThrow(
    /name one scenario/,
  )
  await expect(run('tapachula-2021', '--engine', 'fast')).rejects.toThrow('--engine is fast: give cohort or exact.')
  await expect(run('tapachula-2021', '--replications', '3')).rejects.toThrow(/whole number from 20 to 5000/)
})
