import { dayNumberOf } from '#platform/base/plain-date.ts'
import type { Route, Spread } from '#platform/simulation/flow.ts'
import type { Scenario } from './scenario.ts'

/** Tracks, and whether an interpreter is needed, make the kinds: `kind = track * each + (needs one ? 1 : 0)`. */
export type Kinds = {
  count: number
  each: 1 | 2
  trackOf(kind: number): number
  needsInterpreter(kind: number): boolean
}

export const byKind = <T>(kinds: Kinds, make: (track: number, kind: number) => T): T[] =>
  Array.from({ length: kinds.count }, (_, kind) => make(kinds.trackOf(kind), kind))

/** Routes nobody takes are left out. */
export const shares = (routes: Route[]): Route[] => routes.filter(({ share }) => share > 1e-12)

export const spread = (mean: number, scv: number): Spread => ({ form: 'gamma', mean, scv })

/** 1 on working days of an office, 0 on the last two days of the week. */
export function workingDays({ startsOn }: Scenario, days: number): Float64Array {
  const first = dayNumberOf(startsOn)
  // 1 January 1970 was a Thursday.
  const open = new Float64Array(days)
  for (let day = 0; day < days; day++) open[day] = (first + day + 3) % 7 < 5 ? 1 : 0
  return open
}

export function kindsOf(scenario: Scenario): Kinds {
  const each = scenario.interpreters ? 2 : 1
  return {
    count: scenario.tracks.length * each,
    each,
    trackOf: (kind) => Math.floor(kind / each),
    needsInterpreter: (kind) => each === 2 && kind % 2 === 1,
  }
}
