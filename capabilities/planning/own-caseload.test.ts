import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presentIn } from '#platform/simulation/bands.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { runExact } from '#platform/simulation/exact.ts'
import { compile } from './compile.ts'
import {
  AGE_BANDS,
  type CaseloadCounts,
  type MonthOfTrack,
  scenarioOfCaseload,
  type TrackCounts,
} from './own-caseload.ts'
import { rangeOf } from './ranges.ts'
import { readScenario, sentenceOf } from './reading.ts'
import { runReplication } from './running.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_MONTH } from './staffing.ts'

const procedure = { name: { en: 'Procedure' }, steps: [] }
const quiet: MonthOfTrack = { arrived: 0, interviewed: 0, decided: 0, left: 0, lagged: 0, lagDays: 0, appealed: 0 }
const months = (count: number, month: Partial<MonthOfTrack>) => [
  ...Array.from({ length: count }, () => ({ ...quiet, ...month })),
  ...Array.from({ length: 24 - count }, () => quiet),
]
const track = (changes: Partial<TrackCounts> = {}): TrackCounts => ({
  ...{ key: 'one', name: { en: 'One' }, waiting: [300, 200], interviewed: 0, interpreted: 0, hasHearings: false },
  ...{ months: months(12, { arrived: 100, interviewed: 80, decided: 80, lagged: 80, lagDays: 1600 }), ...changes },
})
const counts = (changes: Partial<CaseloadCounts> = {}): CaseloadCounts => ({
  ...{ today: '2021-10-24', procedure, tracks: [track()], hasAppeals: true, appeals: { answered: 0, days: 0 } },
  ...{ meetings: { held: 0, missed: 0, minutes: null, officers: 0, interpreters: 0 }, officersByMonth: [4, 4, 4] },
  ...changes,
})
function read(of: CaseloadCounts): Scenario {
  const answer = readScenario(scenarioOfCaseload(of))
  if ('faults' in answer) throw new Error(answer.faults.map(sentenceOf).join('\n'))
  return answer.scenario
}

test('officers who recorded their work have the pace that they showed; whoever missed the appointment took an hour as well', () => {
  const met = { held: 90, missed: 10, minutes: null, officers: 9, interpreters: 0 }
  const { officers } = read(counts({ meetings: met }))
  expect(officers.now).toMatchObject({ likely: 4, source: expect.stringContaining('recorded an interview') })
  expect(rangeOf(officers.casesPerMonth).likely).toBeCloseTo(80 / 4 / 0.9, 9)
})

test('one account that records for everybody is no officer: calendars say how many there are, or it is assumed and said', () => {
  const busy = track({ months: months(12, { arrived: 900, interviewed: 800, decided: 800 }) })
  const met = { held: 0, missed: 0, minutes: null, officers: 16, interpreters: 0 }
  const one = { tracks: [busy], officersByMonth: [1, 1, 1] }
  expect(read(counts({ ...one, meetings: met })).officers.now).toMatchObject({ likely: 16, source: /calendar/ })
  const assumed = read(counts(one)).officers.now
  expect(assumed).toMatchObject({ low: 17, likely: 22, high: 29, source: expect.stringMatching(/^Assumption/) })
})

test('an office that has decided nothing yet is planned with assumptions, and every one of them says so', () => {
  const { officers, decision, noShow, appeals, tracks } = read(
    counts({ tracks: [track({ months: months(2, { arrived: 50 }) })], officersByMonth: [0, 0, 0] }),
  )
  const assumed = [
    officers.now,
    officers.casesPerMonth,
    decision.lagDays,
    noShow.share,
    appeals!.share,
    appeals!.months,
  ]
  for (const quantity of [...assumed, tracks[0]!.withdrawalPerYear])
    expect(quantity).toMatchObject({ source: expect.stringMatching(/^Assumption/) })
  expect(tracks[0]!.arrivals.history).toBeUndefined()
})

test('who leaves is a share of who waits: of 500 who stay the same, ten a month are 21 of 100 a year', () => {
  const leaving = track({ months: months(12, { arrived: 100, interviewed: 90, decided: 90, left: 10 }) })
  expect(rangeOf(read(counts({ tracks: [leaving] })).tracks[0]!.withdrawalPerYear).likely).toBeCloseTo(0.2134, 3)
})

test('whoever was interviewed waits for the decision alone: no officer is needed, in both engines', () => {
  const file = scenarioOfCaseload(counts())
  const still = { ...file.tracks[0]!, arrivals: { perMonth: 0 }, waitingNow: 0, withdrawalPerYear: 0 }
  const answer = readScenario({
    ...{ ...file, years: 1, tracks: [{ ...still, interviewedNow: 700 }], decision: { lagDays: 10 } },
    ...{ officers: { now: 1, casesPerMonth: 0.05 }, appeals: undefined },
  })
  if ('faults' in answer) throw new Error(answer.faults.map(sentenceOf).join('\n'))
  for (const run of [runCohort, runExact]) {
    const { flow, pending } = compile(answer.scenario, 5, 0)
    const waiting = presentIn(run(flow, { seed: 5, replication: 0 }), pending)
    expect([waiting[0], waiting.at(-1)]).toEqual([700, 0])
  }
})

test('whatever is counted makes a scenario that can be read, and one that runs', () => {
  const count = fc.oneof(fc.nat(5), fc.nat(100_000))
  const month = fc
    .record({
      arrived: count,
      interviewed: count,
      decided: count,
      left: count,
      appealed: count,
      lagged: count,
      lagDays: count,
    })
    // Of those decided, some were interviewed and some appealed.
    .map(({ appealed, lagged, ...rest }) => ({
      ...{ ...rest, appealed: Math.min(appealed, rest.decided), lagged: Math.min(lagged, rest.decided) },
    }))
  const anyTrack = fc.record({
    ...{ waiting: fc.array(count, { minLength: AGE_BANDS.length, maxLength: AGE_BANDS.length }), interviewed: count },
    ...{ months: fc.array(month, { minLength: 24, maxLength: 24 }), hasHearings: fc.boolean() },
    interpretedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  const anyCounts = fc.record({
    tracks: fc.array(anyTrack, { minLength: 1, maxLength: 4 }),
    ...{ hasAppeals: fc.boolean(), appeals: fc.record({ answered: count, days: count }) },
    meetings: fc.record({
      ...{ held: count, missed: count, officers: fc.nat(50), interpreters: fc.nat(50) },
      minutes: fc.option(fc.integer({ min: 5, max: 600 })),
    }),
    officersByMonth: fc.array(fc.nat(500), { minLength: 3, maxLength: 3 }),
  })
  fc.assert(
    fc.property(anyCounts, ({ tracks, ...rest }) => {
      const of = counts({
        ...rest,
        tracks: tracks.map(({ interpretedShare, ...given }, i) => {
          const open = given.waiting.reduce((sum, each) => sum + each, 0)
          return { ...given, key: `t${i}`, name: { en: 'T' }, interpreted: Math.floor(open * interpretedShare) }
        }),
      })
      const answer = readScenario({ ...scenarioOfCaseload(of), years: 0.25 })
      // So many cases no browser holds; anything else is our fault.
      if ('faults' in answer) expect(answer.faults.map(({ code }) => code)).toEqual(['too-many-cases'])
    }),
    { numRuns: 200 },
  )
  const task = { scenarios: [read(counts())], seed: 1, engine: 'cohort' as const }
  expect(runReplication(task)(0, 0).events).toBeGreaterThan(DAYS_A_MONTH)
})
