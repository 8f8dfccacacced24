import { compile } from '#capabilities/planning/compile.ts'
import { rangeOf } from '#capabilities/planning/ranges.ts'
import { type Engine, runReplication } from '#capabilities/planning/running.ts'
import { quantitiesOf } from '#capabilities/planning/sampling.ts'
import { Scenario, type ScenarioFile } from '#capabilities/planning/scenario.ts'
import { budgets } from '#checks/budgets.ts'
import { bandsOf, presentIn, waitsOf } from '#platform/simulation/bands.ts'
import { periodsOf } from '#platform/simulation/flow.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'

/** How many worlds are invented, and of how many replications each band is made. */
export type Effort = { bandsEach: number; replications: number; worldsPerBand: number }

/** 4 shapes × 5 bands × 50 worlds = 1,000. More bands of fewer worlds each: one band of 200 replications is itself 2 points off. */
export const THOUSAND_WORLDS: Effort = { bandsEach: 5, replications: 200, worldsPerBand: 50 }

/**
 * Invented worlds against the band that the planner gives for them: their inputs are drawn from the stated ranges, their chance is
 * another than the band's, and every second one is run case by case by the exact engine. In 9 of 10 the backlog of a year's end
 * and the median wait of a year should lie in the band. The same band with every input known is shown beside it, held to nothing.
 */
export function worldsRows(progress: (text: string) => void = () => {}, effort = THOUSAND_WORLDS): BenchRow[] {
  const { from, to } = budgets.plannerWorlds.coverage
  const before = process.cpuUsage()
  const covered = coverageOfWorlds(effort, progress)
  const { user, system } = process.cpuUsage(before)
  return [
    shown('worlds: number', covered.worlds, 'worlds'),
    ...covered.quantities.flatMap(({ name, inBand, inKnownBand, inBandExact }) => [
      atLeast(`worlds: ${name} in the 90 % band, at least`, inBand * 100, '%', from * 100),
      atMost(`worlds: ${name} in the 90 % band, at most`, inBand * 100, '%', to * 100),
      shown(`worlds: ${name} in the band, those of the exact engine`, inBandExact * 100, '%'),
      shown(`worlds: ${name} in a band with inputs taken as known`, inKnownBand * 100, '%'),
    ]),
    shown('worlds: processor', (user + system) / 1e6, 's'),
  ]
}

export type Covered = {
  worlds: number
  /** Shares of the worlds that have a value. */
  quantities: { name: string; inBand: number; inKnownBand: number; inBandExact: number }[]
}

export function coverageOfWorlds(effort: Effort, progress: (text: string) => void = () => {}): Covered {
  const counts = QUANTITIES.map(() => ({ all: 0, inBand: 0, inKnownBand: 0, exact: 0, inBandExact: 0 }))
  for (const [s, scenario] of shapes.entries())
    for (let band = 0; band < effort.bandsEach; band++) {
      progress(`worlds: ${scenario.name}, band ${band + 1} of ${effort.bandsEach}`)
      const seed = BAND_SEED + s * 100 + band
      const known = inputsKnown(scenario)
      const figures = (of: Scenario) =>
        bandsOf(
          Array.from({ length: effort.replications }, (_, replication) =>
            figuresOf(of, { seed, replication, engine: 'cohort' }),
          ),
        )
      const [open, fixed] = [figures(scenario), figures(known)]
      for (let world = 0; world < effort.worldsPerBand; world++) {
        const engine = world % 2 === 0 ? 'cohort' : 'exact'
        const truth = figuresOf(scenario, { seed: seed + WORLD_SEEDS, replication: world, engine })
        for (const [q, count] of counts.entries()) {
          const value = truth[q]!
          if (Number.isNaN(value)) continue
          const inBand = value >= open.p5[q]! && value <= open.p95[q]! ? 1 : 0
          count.all++
          count.inBand += inBand
          count.inKnownBand += value >= fixed.p5[q]! && value <= fixed.p95[q]! ? 1 : 0
          count.exact += engine === 'exact' ? 1 : 0
          count.inBandExact += engine === 'exact' ? inBand : 0
        }
      }
    }
  return {
    worlds: shapes.length * effort.bandsEach * effort.worldsPerBand,
    quantities: counts.map((count, q) => ({
      name: QUANTITIES[q]!,
      inBand: count.inBand / count.all,
      inKnownBand: count.inKnownBand / count.all,
      inBandExact: count.inBandExact / count.exact,
    })),
  }
}

const QUANTITIES = [
  'backlog after one year',
  'backlog after two years',
  'median wait of the first year',
  'median wait of the second year',
]

/** What is judged of one world, in the order of `QUANTITIES`. */
function figuresOf(scenario: Scenario, run: { seed: number; replication: number; engine: Engine }): number[] {
  const { seed, replication, engine } = run
  const { flow, pending } = compile(scenario, seed, replication)
  const done = runReplication({ scenarios: [scenario], seed, engine })(0, replication)
  const backlog = presentIn(done, pending)
  const median = waitsOf(done, flow.measure.groups, periodsOf(flow), 'p50')
  const yearEnd = done.sampledOn.findIndex((day) => day >= YEAR_DAYS)
  return [backlog[yearEnd]!, backlog.at(-1)!, median[0]!, median[1]!]
}

/** The same scenario with every range at its likely value, as a plan in a spreadsheet has it. */
export function inputsKnown(scenario: Scenario): Scenario {
  const ranges = new Set(quantitiesOf(scenario).values())
  const walk = (at: unknown): unknown => {
    if (ranges.has(at as never) && typeof at === 'object') return rangeOf(at as never).likely
    if (Array.isArray(at)) return at.map(walk)
    if (typeof at !== 'object' || at === null) return at
    return Object.fromEntries(Object.entries(at).map(([key, inner]) => [key, walk(inner)]))
  }
  return Scenario.parse(walk(scenario))
}

const YEAR_DAYS = 365
const BAND_SEED = 4_000
const WORLD_SEEDS = 5_000_000

const around = (likely: number, by: number) => ({ low: likely * (1 - by), likely, high: likely * (1 + by) })

function shape(name: string, given: Partial<ScenarioFile> & Pick<ScenarioFile, 'tracks' | 'officers'>): Scenario {
  return Scenario.parse({ name, startsOn: '2022-01-03', years: 2, ...given } satisfies ScenarioFile)
}

const ages = [
  { upToDays: 120, share: 0.5 },
  { upToDays: 400, share: 0.5 },
]

/** Invented offices that differ in where their queue goes and in what moves it. Small, so that the exact engine can run many. */
const shapes: readonly Scenario[] = [
  shape('growing', {
    tracks: [
      {
        key: 'all',
        arrivals: { perMonth: around(60, 0.2), growthPerYear: { low: -0.1, likely: 0.15, high: 0.5 } },
        waitingNow: 400,
        ages,
        withdrawalPerYear: { low: 0.02, likely: 0.06, high: 0.12 },
      },
    ],
    officers: { now: 8, casesPerMonth: around(5.5, 0.25) },
    noShow: { share: { low: 0.05, likely: 0.1, high: 0.2 }, backAfterDays: 40 },
    decision: { lagDays: around(30, 0.3) },
  }),
  shape('clearing', {
    tracks: [
      {
        key: 'all',
        arrivals: { perMonth: around(30, 0.25), monthToMonth: 0.2 },
        waitingNow: { ...around(900, 0.1), asOf: '2022-01-01' },
        ages,
        withdrawalPerYear: { low: 0.03, likely: 0.08, high: 0.15 },
      },
    ],
    officers: { now: 12, casesPerMonth: around(4, 0.2) },
  }),
  shape('hires', {
    tracks: [{ key: 'all', arrivals: { perMonth: around(50, 0.15) }, waitingNow: 700, ages }],
    officers: {
      now: 6,
      casesPerMonth: around(6, 0.2),
      leavingPerYear: { low: 0.05, likely: 0.12, high: 0.25 },
      areReplaced: false,
      hires: [
        {
          count: { low: 5, likely: 8, high: 10 },
          firstMonth: { low: 2, likely: 4, high: 9 },
          overMonths: { low: 2, likely: 4, high: 8 },
          trainingMonths: { low: 1, likely: 2, high: 4 },
          learningMonths: { low: 3, likely: 6, high: 12 },
          paceWhileLearning: { low: 0.3, likely: 0.5, high: 0.7 },
        },
      ],
    },
    decision: { lagDays: around(45, 0.4) },
  }),
  shape('newest first', {
    order: 'newest-first',
    tracks: [
      {
        key: 'short',
        rank: 1,
        arrivals: { perMonth: around(15, 0.3) },
        waitingNow: 60,
        ages,
        workFactor: { low: 0.4, likely: 0.6, high: 0.9 },
      },
      {
        key: 'other',
        rank: 2,
        arrivals: { perMonth: around(45, 0.2), growthPerYear: { low: -0.2, likely: 0, high: 0.3 } },
        waitingNow: 500,
        ages,
        withdrawalPerYear: { low: 0.02, likely: 0.05, high: 0.1 },
      },
    ],
    officers: { now: 9, casesPerMonth: around(5.5, 0.2) },
    noShow: { share: around(0.08, 0.5), backAfterDays: 30 },
  }),
]
