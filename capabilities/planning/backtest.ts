import { addMonths, dayNumberOf } from '#platform/base/plain-date.ts'
import type { Flow } from '#platform/simulation/flow.ts'
import { exp, log } from '#platform/simulation/functions.ts'
import { tQuantile } from '#platform/simulation/statistics.ts'
import { decisionsOf } from './decisions-of-past.ts'
import type { Quantity } from './quantity.ts'
import { Scenario, type ScenarioFile } from './scenario.ts'

/** What was published of one quarter, in cases; `waiting` at its end. `officers` is their mean number in the quarter, null where nobody printed it. */
export type Quarter = {
  /** First day. */
  from: string
  applied: number
  decided: number
  withdrawn: number
  waiting: number | null
  officers: number | null
}

/**
 * A plan as it could have been made on the day after the last quarter: every input from the quarters given, none from later ones.
 * Withdrawals and the correction are as uncertain as the next year is after the years seen, by Student's t. Arrivals are left to the forecast;
 * a quarter is spread evenly over its months. Decisions begin as in the last year; how they move from there is for `decisionsOf`.
 * @throws RangeError unless two whole years with staffing and stock are given, and the last quarter has both
 */
export function planFrom(past: readonly Quarter[], years: number): Scenario {
  const last = past.at(-1)
  if (!last || last.waiting === null || last.officers === null)
    throw new RangeError('the last quarter has no stock or no officers')
  const seen = yearsBack(past)
  if (seen.length < 2) throw new RangeError('two years with officers and stock are needed')
  return Scenario.parse({
    name: 'back-test',
    startsOn: addMonths(last.from, 3),
    years,
    tracks: [
      {
        key: 'all',
        arrivals: {
          perMonth: last.applied / 3,
          history: past.flatMap(({ from, applied }) =>
            [0, 1, 2].map((month) => ({ month: addMonths(from, month).slice(0, 7), value: applied / 3 })),
          ),
        },
        waitingNow: last.waiting,
        ages: AGES,
        withdrawalPerYear: nextOf(
          seen.map((year) => year.withdrawalPerYear),
          'ratios',
          WITHDRAWAL_MAX,
        ),
      },
    ],
    officers: {
      now: last.officers,
      // As things are; how decisions move from there is drawn by `courseOf`.
      casesPerMonth: decisionsOf(past).perMonth / last.officers,
    },
    correctionPerMonth: nextOf(
      seen.map((year) => year.correctionPerMonth),
      'amounts',
    ),
  } satisfies ScenarioFile)
}

/**
 * The range in which the next of some yearly values lies 9 times in 10, if years are alike and independent: mean ± t(n − 1) · s · √(1 + 1/n), of
 * logarithms for what can only be above 0 (Hahn and Meeker, *Statistical Intervals*, on one future observation).
 */
export function nextOf(values: readonly number[], of: 'ratios' | 'amounts', max = Number.POSITIVE_INFINITY): Quantity {
  const [to, back] = of === 'ratios' ? [log, exp] : [(value: number) => value, (value: number) => value]
  const scaled = values.map(to)
  const n = scaled.length
  const mean = scaled.reduce((sum, value) => sum + value, 0) / n
  const variance = scaled.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (n - 1)
  const half = tQuantile(0.95, n - 1) * Math.sqrt(variance * (1 + 1 / n))
  const [low, likely, high] = [mean - half, mean, mean + half].map((value) => Math.min(max, back(value)))
  return { low: low!, likely: likely!, high: high! }
}

/** The same world with another pace by day, as a multiple of its own: the work done is what changes, since the station's servers are many. */
export function withPace(flow: Flow, factors: ArrayLike<number>): Flow {
  return {
    ...flow,
    nodes: flow.nodes.map((node) =>
      node.form !== 'station' || typeof node.pace === 'number'
        ? node
        : { ...node, pace: node.pace.map((pace, day) => pace * factors[day]!) },
    ),
  }
}

/** Day of a plan that began on `startsOn`. */
export const dayOf = (startsOn: string, on: string): number => dayNumberOf(on) - dayNumberOf(startsOn)

/** Whole years that end with the last quarter, newest first, as far as staffing and stock go back. */
function yearsBack(past: readonly Quarter[]) {
  const years: { withdrawalPerYear: number; correctionPerMonth: number }[] = []
  for (let end = past.length; end >= 5; end -= 4) {
    const quarters = past.slice(end - 4, end)
    const [before, after] = [past[end - 5]!.waiting, quarters.at(-1)!.waiting]
    const stocks = [before, ...quarters.map(({ waiting }) => waiting)]
    if (before === null || after === null || !areAll(stocks) || quarters.some(({ officers }) => officers === null))
      break
    const sum = (field: 'applied' | 'decided' | 'withdrawn') => total(quarters.map((quarter) => quarter[field]))
    years.push({
      // Those who wait leave at a rate; a share of a year is what is left of it.
      withdrawalPerYear: 1 - exp(-sum('withdrawn') / (total(stocks) / stocks.length)),
      correctionPerMonth: (after - before - sum('applied') + sum('decided') + sum('withdrawn')) / 12,
    })
  }
  return years
}

const areAll = (values: (number | null)[]): values is number[] => values.every((value) => value !== null)
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** What the field allows of a share a year. */
const WITHDRAWAL_MAX = 0.9
/** Who is decided first changes no stock: any ages do. */
const AGES = [
  { upToDays: 182, share: 0.5 },
  { upToDays: 730, share: 0.5 },
]
