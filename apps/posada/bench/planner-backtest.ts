import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { dayOf, planFrom, type Quarter, withPace } from '#capabilities/planning/backtest.ts'
import { compile } from '#capabilities/planning/compile.ts'
import { courseOf, decisionsOf } from '#capabilities/planning/decisions-of-past.ts'
import { Z95 } from '#capabilities/planning/ranges.ts'
import {
  AHEAD,
  errorOf,
  isInBand,
  middleError,
  type PastYearEnd,
  thoseAhead,
} from '#capabilities/planning/was-it-right.ts'
import { budgets } from '#checks/budgets.ts'
import { addMonths } from '#platform/base/plain-date.ts'
import { bandsOf, presentIn } from '#platform/simulation/bands.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { atLeast, type BenchRow, median, shown } from './benchmark.ts'
import { findPublishedFigures } from './monthly-series.ts'

/** Officers as they came to be, or as many as at the start: what a plan is given, and what it would have had to guess. */
export type Officers = 'real' | 'kept'

/**
 * Plans from the ends of 2014 to 2018, from what the United Kingdom had published for the quarters until then, against the cases
 * that awaited a first decision at each year's end until 2021. Judged with the officers there really were.
 */
export function backtestRows(progress: (text: string) => void = () => {}, folder = findPublishedFigures()): BenchRow[] {
  const quarters = folder === undefined ? undefined : readQuarters(folder)
  if (!quarters) return [shown('back-test: no reference data', 0, '1')]
  const { withinShare, inBand } = budgets.plannerBacktest
  return (['real', 'kept'] as const).flatMap((officers) => {
    const ends = yearEnds(quarters, officers, REPLICATIONS, progress)
    const id = (what: string) =>
      `back-test, officers ${officers === 'real' ? 'as they were' : 'as at the start'}: ${what}`
    const judged = (what: string, value: number, limit: number) =>
      officers === 'real' ? atLeast(id(what), value, 'share', limit) : shown(id(what), value, 'share')
    const areSaid = AHEAD.map((ahead) => thoseAhead(ends, ahead)).filter(
      (some) => middleError(some) <= Math.max(withinShare, median(some.map(halfOf))),
    )
    const walked = ends.map((end) => walkedTo(end, quarters))
    return [
      shown(id('year ends'), ends.length, 'year ends'),
      judged(
        `years ahead of which the middle error is within ${withinShare * 100} %, or half the band as wide`,
        areSaid.length / AHEAD.length,
        1,
      ),
      judged('in the 90 % band', ends.filter(isInBand).length / ends.length, inBand),
      shown(
        id(`each year end within ${withinShare * 100} % or in the band`),
        ends.filter((end) => isInBand(end) || errorOf(end) <= withinShare).length / ends.length,
        'share',
      ),
      shown(id('interval score, of the stock'), mean(ends.map(intervalScore)), '1'),
      shown(id('interval score if the stock only wanders'), mean(walked.map(intervalScore)), '1'),
      shown(id('in the band if the stock only wanders'), walked.filter(isInBand).length / ends.length, 'share'),
      ...AHEAD.flatMap((ahead) => {
        const some = thoseAhead(ends, ahead)
        const name = ahead === AHEAD.length ? `${ahead} years ahead and more` : `${ahead} years ahead`
        return [
          shown(id(`${name}, error, middle`), middleError(some) * 100, '% of the stock'),
          shown(id(`${name}, half the band, middle`), median(some.map(halfOf)) * 100, '% of the stock'),
          shown(id(`${name}, in the 90 % band`), some.filter(isInBand).length / some.length, 'share'),
        ]
      }),
    ]
  })
}

export const ORIGINS = [2014, 2015, 2016, 2017, 2018]

/** What plans made at the end of each origin said of the year ends after it, in order. */
export function yearEnds(
  quarters: readonly Quarter[],
  officers: Officers,
  replications: number,
  progress: (text: string) => void = () => {},
  origins: readonly number[] = ORIGINS,
): PastYearEnd[] {
  return origins.flatMap((origin) => {
    progress(`back-test: from ${origin}, officers ${officers}`)
    const past = quarters.filter(({ from }) => from <= `${origin}-12-31`)
    const plan = planFrom(past, LAST_YEAR - origin + SPARE_YEARS)
    const decisions = decisionsOf(past)
    const now = past.at(-1)!.officers!
    const officersOn = officers === 'real' ? officersByDay(quarters, plan.startsOn) : () => now
    const runs = Array.from({ length: replications }, (_, replication) => {
      const { flow, pending, world } = compile(plan, origin, replication)
      const course = courseOf(decisions, { officersOn, days: flow.days, normal: world.normal })
      const run = runCohort(withPace(flow, course), { seed: origin, replication })
      return { sampledOn: run.sampledOn, waiting: presentIn(run, pending) }
    })
    const bands = bandsOf(runs.map(({ waiting }) => waiting))
    return Array.from({ length: LAST_YEAR - origin }, (_, i) => {
      const year = origin + i + 1
      const endOfYear = dayOf(plan.startsOn, `${year + 1}-01-01`)
      const at = runs[0]!.sampledOn.findIndex((day) => day >= endOfYear)
      const real = quarters.find(({ from }) => from === `${year}-10-01`)!.waiting!
      return { origin, year, real, p5: bands.p5[at]!, p50: bands.p50[at]!, p95: bands.p95[at]! }
    })
  })
}

/** Main applicants who await a first decision, and what came and went, by quarter of 2010 to 2021; undefined where the files are not. */
export function readQuarters(folder: string): Quarter[] | undefined {
  const path = (name: string) => join(folder, 'uk-home-office-asylum', name)
  if (!existsSync(path('costs_and_productivity_2010_2020.csv'))) return undefined
  const rows = (name: string) => parse(readFileSync(path(name), 'utf8'), { columns: true }) as Record<string, string>[]
  const summed = (name: string, day: string, value: string, keep: (row: Record<string, string>) => boolean) => {
    const sums = new Map<string, number>()
    for (const row of rows(name))
      if (row.applicant_type === 'Main applicant' && keep(row))
        sums.set(row[day]!, (sums.get(row[day]!) ?? 0) + Number(row[value]))
    return sums
  }
  const applied = summed('applications_quarterly_2010_2021.csv', 'quarter_end', 'applications', () => true)
  const [decided, withdrawn] = [false, true].map((are) =>
    summed(
      'decisions_quarterly_2010_2021.csv',
      'quarter_end',
      'decisions',
      (row) => (row.outcome_group === 'Withdrawn') === are,
    ),
  )
  const waiting = summed(
    'awaiting_decision_quarterly_2010_2021.csv',
    'date',
    'applications',
    ({ stage }) => stage === 'Pending initial decision',
  )
  const byYear = new Map(
    rows('costs_and_productivity_2010_2020.csv').map((row) => [
      row.financial_year!.slice(0, 4),
      row.caseworking_staff ? Number(row.caseworking_staff) : null,
    ]),
  )
  const byMonth = new Map(
    rows('productivity_monthly_2020_2021.csv').map((row) => [row.month!, Number(row.caseworking_staff)]),
  )
  return [...applied.keys()].toSorted().map((end) => {
    const from = `${addMonths(`${end.slice(0, 7)}-01`, -2).slice(0, 7)}-01`
    // The financial year begins in April; after the last one printed, months were.
    const financialYear = addMonths(from, -3).slice(0, 4)
    const months = [0, 1, 2].map((month) => byMonth.get(addMonths(from, month).slice(0, 7)) ?? Number.NaN)
    const ofMonths = months.reduce((sum, each) => sum + each, 0) / 3
    return {
      from,
      applied: applied.get(end)!,
      decided: decided!.get(end)!,
      withdrawn: withdrawn!.get(end)!,
      waiting: waiting.get(end) ?? null,
      officers: byYear.has(financialYear) ? byYear.get(financialYear)! : Number.isNaN(ofMonths) ? null : ofMonths,
    }
  })
}

/** The real officers on each day of a plan; after the last quarter they stay. */
function officersByDay(quarters: readonly Quarter[], startsOn: string): (day: number) => number {
  const known = quarters
    .filter(({ from }) => from >= startsOn)
    .map(({ from, officers }) => ({ from: dayOf(startsOn, from), officers: officers! }))
  return (day) => known.findLast(({ from }) => from <= day)!.officers
}

const halfOf = ({ real, p5, p95 }: PastYearEnd) => (p95 - p5) / 2 / real

/**
 * What a 90 % band costs: its width, and twenty times as far as the truth lies beyond it, of what came (Gneiting and Raftery, "Strictly proper
 * scoring rules", JASA 2007, eq. 43). Neither a band too narrow nor one too wide is cheap.
 */
export const intervalScore = ({ real, p5, p95 }: PastYearEnd): number =>
  (p95 - p5 + (2 / 0.1) * Math.max(0, p5 - real, real - p95)) / real

/** The same year end by a plan that knows nothing but the stock: its logarithm walks at random, as far in a year as it did until then. */
function walkedTo({ origin, year, real }: PastYearEnd, quarters: readonly Quarter[]): PastYearEnd {
  const past = quarters.filter(({ from, waiting }) => waiting !== null && from <= `${origin}-12-31`)
  const changes = past.slice(4).map(({ waiting }, i) => Math.log(waiting! / past[i]!.waiting!))
  const far = Math.sqrt(mean(changes.map((change) => change * change)) * (year - origin))
  const [p5, p50, p95] = [-Z95, 0, Z95].map((z) => past.at(-1)!.waiting! * Math.exp(z * far))
  return { origin, year, real, p5: p5!, p50: p50!, p95: p95! }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const LAST_YEAR = 2021
/** A plan ends a little after the last year end, so that every one is sampled. */
const SPARE_YEARS = 0.05
const REPLICATIONS = 200
