import { addDays } from '#platform/base/plain-date.ts'
import { bandsOf, enteredInto, presentIn, waitsOf } from '#platform/simulation/bands.ts'
import type { FlowRun } from '#platform/simulation/flow.ts'
import { percentileOf } from '#platform/simulation/statistics.ts'
import { compile, staffOf } from './compile.ts'
import { costOf, type PlanCost } from './cost.ts'
import { type Driver, driversOf } from './drivers.ts'
import { type Five, five, fiveAt } from './five.ts'
import { worldOf } from './sampling.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_MONTH } from './staffing.ts'

/** Waits of those decided in one year of the plan: the median and the 9th of 10, each with what the worlds say of it. */
export type YearOfWaits = { fromDay: number; decided: Five; median: Five; ninthOfTen: Five }

export type Outcome = {
  replications: number
  /** Day of the plan, and cases without a first decision. */
  series: { day: number; on: string; backlog: Five }[]
  /** By track, and of `all`. */
  waitDays: Record<string, YearOfWaits[]>
  decidedPerMonth: Five
  /** By how much the queue grows a month in the last year; below 0 it shrinks. */
  growsPerMonth: Five
  /** Half of the worlds have fewer waiting than a month's arrivals from this day on. */
  clearedOn: string | null
  appealsPending: Five
  cost: PlanCost | null
  drivers: Driver[]
  /** Tracks with several hearings: what is known of those beside their wait. */
  hearings: Record<string, { missed: Five; represented: Five }>
}

/** What the worlds of one scenario say together; `runs[replication]` in order. */
export function outcomeOf(scenario: Scenario, seed: number, runs: readonly FlowRun[]): Outcome {
  const { flow, pending, appeals } = compile(scenario, seed, 0)
  const worlds = runs.map((_, replication) => worldOf(scenario, { seed, replication }))
  const periods = Math.ceil(flow.days / flow.measure.periodDays)
  const backlog = runs.map((run) => presentIn(run, pending))
  const sampledOn = runs[0]!.sampledOn
  const bands = bandsOf(backlog)
  const last = sampledOn.length - 1
  const yearBefore = Math.max(0, last - Math.round(365 / flow.measure.sampleDays))
  const lastMonths = (sampledOn[last]! - sampledOn[yearBefore]!) / DAYS_A_MONTH
  const decidedIn = runs.map((run) => total(enteredInto(run, flow.measure.node, periods)))
  const arrivalsPerMonth = percentileOf(
    Float64Array.from(worlds, ({ value }) =>
      scenario.tracks.reduce((sum, _, i) => sum + value(`tracks.${i}.arrivals.perMonth`), 0),
    ).sort(),
    0.5,
  )
  const clearedAt = bands.p50.findIndex((waiting, i) => i > 0 && waiting < arrivalsPerMonth)
  const groups = [...scenario.tracks.map(({ key }) => key), 'all']
  return {
    replications: runs.length,
    series: Array.from(sampledOn, (day, i) => ({
      day,
      on: addDays(scenario.startsOn, day),
      backlog: fiveAt(bands, i),
    })),
    waitDays: Object.fromEntries(
      groups.map((key, group) => [key, yearsOfWaits(runs, group, periods, flow.measure.periodDays)]),
    ),
    decidedPerMonth: five(decidedIn.map((count) => count / (flow.days / DAYS_A_MONTH))),
    growsPerMonth: five(backlog.map((of) => (of[last]! - of[yearBefore]!) / lastMonths)),
    clearedOn: clearedAt < 0 ? null : addDays(scenario.startsOn, sampledOn[clearedAt]!),
    appealsPending: five(runs.map((run) => (appeals < 0 ? 0 : presentIn(run, [appeals])[last]!))),
    cost: scenario.money
      ? costOf(
          scenario.money,
          worlds.map((world, i) => ({ world, staff: staffOf(scenario, world, flow.days), decided: decidedIn[i]! })),
          flow.days,
        )
      : null,
    drivers: driversOf(
      scenario,
      worlds,
      backlog.map((of) => of[last]!),
    ),
    hearings: Object.fromEntries(
      scenario.tracks.flatMap(({ key, hearings }, i) => {
        if (!hearings) return []
        const of = (field: string) => five(worlds.map(({ value }) => value(`tracks.${i}.hearings.${field}`)))
        return [[key, { missed: of('missedShare'), represented: of('representedShare') }]]
      }),
    ),
  }
}

/** First − second in each world, at each sampled day: less uncertain than either, since both have one chance. */
export function differenceOf(
  first: Scenario,
  second: Scenario,
  seed: number,
  runs: readonly [readonly FlowRun[], readonly FlowRun[]],
) {
  const [pendingOne, pendingOther] = [compile(first, seed, 0).pending, compile(second, seed, 0).pending]
  const days = Math.min(runs[0][0]!.sampledOn.length, runs[1][0]!.sampledOn.length)
  const bands = bandsOf(
    runs[0].map((run, i) => {
      const one = presentIn(run, pendingOne)
      const other = presentIn(runs[1][i]!, pendingOther)
      return Float64Array.from({ length: days }, (_, at) => one[at]! - other[at]!)
    }),
  )
  return Array.from({ length: days }, (_, i) => ({ day: runs[0][0]!.sampledOn[i]!, fewer: fiveAt(bands, i) }))
}

function yearsOfWaits(runs: readonly FlowRun[], group: number, periods: number, periodDays: number): YearOfWaits[] {
  const of = (figure: 'count' | 'p50' | 'p90') => bandsOf(runs.map((run) => waitsOf(run, group, periods, figure)))
  const [decided, median, ninth] = [of('count'), of('p50'), of('p90')]
  return Array.from({ length: periods }, (_, year) => ({
    fromDay: Math.round(year * periodDays),
    decided: fiveAt(decided, year),
    median: fiveAt(median, year),
    ninthOfTen: fiveAt(ninth, year),
  }))
}

const total = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}
