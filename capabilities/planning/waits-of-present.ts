import { dayOfNumber } from '#platform/base/plain-date.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import type { Caseload } from './caseload-past.ts'
import { compile } from './compile.ts'
import { Z95 } from './ranges.ts'
import { Scenario } from './scenario.ts'

/** Between which days, counted from the day of the caseload, 8 of 10 of those filed on a day are decided by the model alone. */
export type ModelWindow = { filedOn: number; from: number; to: number }

/**
 * The office as it goes on: what it decided by month is its capacity, with the spread between months; those who have waited longest are
 * heard first. Undefined where the past says nothing of a capacity.
 */
export function scenarioOf({ day, open, openCount, months }: Caseload): Scenario | undefined {
  const recent = months.slice(0, CAPACITY_MONTHS)
  // A month without a decision is an office that is not working yet, or not at all: no capacity to go by.
  if (recent.length < CAPACITY_MONTHS || openCount === 0 || recent.some(({ decided }) => decided === 0))
    return undefined
  const mean = recent.reduce((sum, { decided }) => sum + decided, 0) / recent.length
  if (mean < DECIDED_A_MONTH_MIN) return undefined
  const variance =
    recent.reduce((sum, { decided }) => sum + (decided - mean) * (decided - mean), 0) / (recent.length - 1)
  const officers = Math.max(1, Math.round(mean / CASES_AN_OFFICER))
  const each = mean / officers
  const off = (Z95 * Math.sqrt(variance)) / officers
  const perMonth = (of: 'filed' | 'closed') => months.reduce((sum, month) => sum + month[of], 0) / months.length
  return Scenario.parse({
    name: 'as it is',
    startsOn: dayOfNumber(day),
    years: Math.min(YEARS_MAX, (1.7 * (openCount / mean) + 4) / 12),
    tracks: [
      {
        key: 'all',
        arrivals: { perMonth: perMonth('filed') },
        waitingNow: openCount,
        ages: agesOf(day, open, openCount),
        withdrawalPerYear: Math.min(0.9, (perMonth('closed') * 12) / openCount),
      },
    ],
    officers: {
      now: officers,
      casesPerMonth: {
        low: Math.max(0.05, each * 0.2, each - off),
        likely: each,
        high: Math.min(1_000, each + off),
      },
    },
  })
}

/** By day of filing, the oldest first, from `worlds` worlds of the cohort engine; empty where there is no capacity to go by. */
export function windowsOfPresent(caseload: Caseload, worlds: number, seed = 1): ModelWindow[] {
  const scenario = scenarioOf(caseload)
  if (!scenario) return []
  const born = [...new Set(compile(scenario, seed, 0).flow.waiting.bornOn)].sort((a, b) => a - b)
  const step = Math.max(1, (born.length - 1) / (WATCHED_MAX - 1))
  const watched = Array.from(
    { length: Math.min(born.length, WATCHED_MAX) },
    (_, i) => born[Math.min(born.length - 1, Math.round(i * step))]!,
  )
  const days = watched.map(() => new Float64Array(worlds))
  for (let world = 0; world < worlds; world++) {
    const { flow } = compile(scenario, seed, world)
    const watch = watched.map((bornOn) => ({ kind: 0, bornOn }))
    const run = runCohort({ ...flow, measure: { ...flow.measure, watch } }, { seed, replication: world })
    // Not within the run: later than anything that is said.
    days.forEach((of, i) => {
      const day = run.watched[i]!
      of[world] = Number.isNaN(day) ? Number.POSITIVE_INFINITY : day
    })
  }
  return days.map((of, i) => {
    of.sort()
    return {
      filedOn: caseload.day + watched[i]!,
      from: of[Math.floor(0.1 * (worlds - 1))]!,
      to: of[Math.ceil(0.9 * (worlds - 1))]!,
    }
  })
}

/** The window of a day between two that were watched. */
export function windowOn(windows: readonly ModelWindow[], filedOn: number): ModelWindow | undefined {
  const after = windows.findIndex((window) => window.filedOn >= filedOn)
  const next = windows[after === -1 ? windows.length - 1 : after]
  const before = windows[Math.max(0, (after === -1 ? windows.length : after) - 1)]
  if (!next || !before) return undefined
  if (next.filedOn <= before.filedOn || filedOn <= before.filedOn) return { ...before, filedOn }
  const share = Math.min(1, (filedOn - before.filedOn) / (next.filedOn - before.filedOn))
  const between = (a: number, b: number) => (a === b ? a : a + (b - a) * share)
  return { filedOn, from: between(before.from, next.from), to: between(before.to, next.to) }
}

/** Bands of ages with about as many cases each. */
function agesOf(day: number, open: Caseload['open'], all: number): { upToDays: number; share: number }[] {
  const bands: { upToDays: number; share: number }[] = []
  let cases = 0
  for (const [i, { filedOn, count }] of open.toReversed().entries()) {
    cases += count
    if (cases < all / BANDS && i < open.length - 1) continue
    bands.push({ upToDays: Math.min(7_300, day - filedOn + 1), share: cases / all })
    cases = 0
  }
  return bands
}

const CAPACITY_MONTHS = 6
/** Below, months say little about each other. */
const DECIDED_A_MONTH_MIN = 10
const CASES_AN_OFFICER = 10
const YEARS_MAX = 5
const BANDS = 50
const WATCHED_MAX = 30
