import { log } from '#platform/simulation/functions.ts'
import { createGateDays, type GateDay, type Now } from './day.ts'
import { DENSITY, type Gate, RISK } from './model.ts'

/** How a plan did on many simulated days. */
export type Assessment = {
  days: number
  /** Shares of the days on which the area was over the planned density at any moment, and on which anybody waited longer than the limit. */
  daysOverDensity: number
  daysOverWait: number
  /** The wider readings: share of the minutes, and of the families. */
  minutesOverDensity: number
  familiesOverWait: number
  peoplePerDay: number
  familiesPerDay: number
  /** People at once: in the middle day, and on 999 of 1,000 days no more. */
  peopleMaxMedian: number
  peopleMaxRare: number
  waitMinutesMaxMedian: number
}

/** Families simulated between two yields: a few milliseconds. */
const FAMILIES_AT_ONCE = 10_000

/** A plan on `days` days of the chance of `seed`; yields often, so that a page stays alive and can stop it. */
export function* assess(
  gate: Gate,
  bookings: readonly number[],
  { days, seed, now, firstDay = 0 }: { days: number; seed: number; now?: Now; firstDay?: number },
): Generator<undefined, Assessment> {
  const simulate = createGateDays(gate, seed, now)
  const peopleMax = new Float64Array(days)
  const waitMax = new Float64Array(days)
  const sums = { families: 0, people: 0, familiesOverWait: 0, minutesOverDensity: 0, minutes: 0 }
  let daysOverDensity = 0
  let daysOverWait = 0
  let since = 0
  for (let day = 0; day < days; day++) {
    const seen = simulate(bookings, firstDay + day)
    peopleMax[day] = seen.peopleMax
    waitMax[day] = seen.waitMinutesMax
    if (isOverDensity(gate, seen)) daysOverDensity++
    if (seen.familiesOverWait > 0) daysOverWait++
    sums.families += seen.families
    sums.people += seen.people
    sums.familiesOverWait += seen.familiesOverWait
    sums.minutesOverDensity += seen.minutesOverDensity
    sums.minutes += Math.max(seen.lastCalledAt, gate.slots * gate.slotMinutes)
    since += seen.families + 50
    if (since > FAMILIES_AT_ONCE) {
      since = 0
      yield
    }
  }
  peopleMax.sort()
  waitMax.sort()
  return {
    days,
    daysOverDensity: daysOverDensity / days,
    daysOverWait: daysOverWait / days,
    minutesOverDensity: sums.minutesOverDensity / sums.minutes,
    familiesOverWait: sums.families === 0 ? 0 : sums.familiesOverWait / sums.families,
    peoplePerDay: sums.people / days,
    familiesPerDay: sums.families / days,
    peopleMaxMedian: peopleMax[Math.floor(days / 2)] ?? 0,
    peopleMaxRare: rareQuantile(peopleMax, RISK.density),
    waitMinutesMaxMedian: waitMax[Math.floor(days / 2)] ?? 0,
  }
}

/**
 * How sure a plan must be on the days of the search, so that it also holds on others; on how many days it is tried; and of what the share of
 * long waits is taken: days on which anybody waits too long, or, less strictly, families that do.
 */
export type Strictness = {
  days: number
  seed: number
  risk: { density: number; wait: number }
  waitOf?: 'days' | 'families'
}

/** Whether a plan holds both limits on the days of the search; stops as soon as it cannot any more. */
export function* holds(
  gate: Gate,
  simulate: (bookings: readonly number[], day: number) => GateDay,
  bookings: readonly number[],
  { days, risk, waitOf = 'days' }: Strictness,
): Generator<undefined, boolean> {
  const peopleMax = new Float64Array(days)
  const overWaitMost = Math.floor(risk.wait * days)
  // Rare days are few among those tried: a plan with more of them than this is out, and the others are judged by their tail.
  const overDensityMost = Math.max(1, Math.ceil(2 * risk.density * days))
  let overWait = 0
  let families = 0
  let familiesOverWait = 0
  let overDensity = 0
  let since = 0
  for (let day = 0; day < days; day++) {
    const seen = simulate(bookings, day)
    peopleMax[day] = seen.peopleMax
    families += seen.families
    familiesOverWait += seen.familiesOverWait
    if (seen.familiesOverWait > 0 && ++overWait > overWaitMost && waitOf === 'days') return false
    if (isOverDensity(gate, seen) && ++overDensity > overDensityMost) return false
    since += seen.families + 50
    if (since > FAMILIES_AT_ONCE) {
      since = 0
      yield
    }
  }
  if (familiesOverWait > risk.wait * families && waitOf === 'families') return false
  peopleMax.sort()
  return rareQuantile(peopleMax, risk.density) <= DENSITY.planned * gate.areaM2
}

const isOverDensity = ({ areaM2 }: Gate, { peopleMax }: GateDay) => peopleMax > DENSITY.planned * areaM2

/**
 * What is exceeded with this small chance, from sorted values: the largest twentieth is taken as exponential beyond its beginning (peaks over
 * threshold). Sums of many families fall off faster, so this errs on the side of fewer bookings.
 */
export function rareQuantile(sorted: Float64Array, chance: number): number {
  const beyond = Math.floor(sorted.length / 20)
  if (beyond < 10) return sorted[sorted.length - 1] ?? 0
  const threshold = sorted[sorted.length - beyond - 1]!
  let excess = 0
  for (let i = sorted.length - beyond; i < sorted.length; i++) excess += sorted[i]! - threshold
  return threshold + (excess / beyond) * log(beyond / sorted.length / chance)
}
