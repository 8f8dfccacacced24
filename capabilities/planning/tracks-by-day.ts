import type { Arrival, Waiting } from '#platform/simulation/flow.ts'
import { exp, log } from '#platform/simulation/functions.ts'
import { type Forecast, forecastMonths, HORIZON_MAX } from './forecasting/forecast.ts'
import { arrivalsPath } from './forecasting/paths.ts'
import type { Kinds } from './kinds.ts'
import type { World } from './sampling.ts'
import type { Scenario, Track } from './scenario.ts'
import { DAYS_A_MONTH } from './staffing.ts'

type Nodes = { kinds: Kinds; interview: number }

/** Mean arrivals by day of each kind, and what published stocks and flows miss each other by. */
export function arrivalsOf(
  scenario: Scenario,
  world: World,
  { days, kinds, first, further, interview }: Nodes & { days: number; first: number; further: readonly number[] },
): Arrival[] {
  const months = Math.ceil(days / DAYS_A_MONTH)
  const correction = world.value('correctionPerMonth') / DAYS_A_MONTH
  const monthly = scenario.tracks.map((track, i) => monthsOf(track.arrivals, world, `tracks.${i}.arrivals`, months))
  const inAll = monthly.reduce((sum, values) => sum + values[0]!, 0) / DAYS_A_MONTH
  // More cases than come and go explain are new ones that nobody counted; fewer are taken off what comes.
  const less = correction < 0 && inAll > 0 ? Math.max(0, 1 + correction / inAll) : 1
  const arrivals = scenario.tracks.flatMap((_, track) => {
    const perDay = byDay(monthly[track]!, days, less)
    return splitByInterpreter(scenario, world, kinds, track).map(({ kind, share }) => ({
      kind,
      // Whoever has hearings months apart is given a day for the first one.
      node: scenario.tracks[track]!.hearings ? further[track]! : first,
      perDay: share === 1 ? perDay : perDay.map((mean) => mean * share),
    }))
  })
  return correction > 0
    ? [...arrivals, { kind: 0, node: interview, perDay: new Float64Array(days).fill(correction) }]
    : arrivals
}

function byDay(months: Float64Array, days: number, less: number): Float64Array {
  const perDay = new Float64Array(days)
  for (let day = 0; day < days; day++) perDay[day] = (months[Math.floor(day / DAYS_A_MONTH)]! / DAYS_A_MONTH) * less
  return perDay
}

/** A track's arrivals by month: a level, a trend, and months that keep near the one before. */
function monthsOf(arrivals: Track['arrivals'], world: World, path: string, months: number): Float64Array {
  if (arrivals.history) return forecastOf(arrivals.history, world, path, months)
  const spreadOfMonths = arrivals.monthToMonth
  const level = world.value(`${path}.perMonth`)
  const growth = log(1 + world.value(`${path}.growthPerYear`))
  const values = new Float64Array(months)
  let off = 0
  for (let month = 0; month < months; month++) {
    const innovation = spreadOfMonths * world.normal(`${path}.monthToMonth`, month + 1)
    off = month === 0 ? innovation : MONTHS_KEEP * off + Math.sqrt(1 - MONTHS_KEEP * MONTHS_KEEP) * innovation
    values[month] = level * exp((growth * month) / 12 + off - (spreadOfMonths * spreadOfMonths) / 2)
  }
  return values
}

/** One course of the months to come, from those gone by; after the last month a forecast speaks of, its level stays. */
function forecastOf(history: readonly { value: number }[], world: World, path: string, months: number): Float64Array {
  let forecast = forecasts.get(history)
  if (!forecast) {
    forecast = forecastMonths(
      history.map(({ value }) => value),
      Math.min(months, HORIZON_MAX),
    )
    forecasts.set(history, forecast)
  }
  const course = arrivalsPath(forecast, (index) => world.uniform(`${path}.history`, index))
  return Float64Array.from({ length: months }, (_, month) => course[Math.min(month, course.length - 1)]!)
}

const forecasts = new WeakMap<object, Forecast>()

/** Who waits at the start, by day of birth; whole cases, the rest of each carried on to the next day. */
export function waitingOf(
  scenario: Scenario,
  world: World,
  { kinds, registration, interview, decision }: Nodes & { registration: number; decision: number },
): Waiting {
  const toRegister = world.value('registration.waitingNow')
  const days = scenario.tracks.reduce((sum, { ages }) => sum + (ages.at(-1)?.upToDays ?? 0), 0)
  const most = (days + scenario.tracks.length + TO_REGISTER_DAYS) * kinds.each
  const kind = new Int32Array(most)
  const node = new Int32Array(most)
  const bornOn = new Int32Array(most)
  const count = new Float64Array(most)
  let rows = 0
  const carried = new Float64Array(kinds.count)
  const place = (split: readonly Part[], where: number, age: number, cases: number) => {
    for (const part of split) {
      const due = carried[part.kind]! + cases * part.share
      const whole = Math.floor(due)
      carried[part.kind] = due - whole
      if (whole === 0) continue
      kind[rows] = part.kind
      node[rows] = where
      bornOn[rows] = -age
      count[rows++] = whole
    }
  }
  for (const [track, { ages }] of scenario.tracks.entries()) {
    const split = splitByInterpreter(scenario, world, kinds, track)
    const all = world.value(`tracks.${track}.waitingNow`)
    let from = 0
    for (const { upToDays, share } of ages) {
      const each = (all * share) / (upToDays - from)
      for (let age = from; age < upToDays; age++) place(split, interview, age, each)
      from = upToDays
    }
    // Whoever was heard waits for the decision alone; since when is not measured any more, their number is.
    const interviewed = world.value(`tracks.${track}.interviewedNow`)
    if (interviewed > 0) place(split, decision, 0, interviewed)
  }
  const first = splitByInterpreter(scenario, world, kinds, 0)
  for (let age = 0; age < TO_REGISTER_DAYS && toRegister > 0; age++)
    place(first, registration, age, toRegister / TO_REGISTER_DAYS)
  return {
    kind: kind.slice(0, rows),
    node: node.slice(0, rows),
    bornOn: bornOn.slice(0, rows),
    count: count.slice(0, rows),
  }
}

type Part = { kind: number; share: number }

function splitByInterpreter(scenario: Scenario, world: World, kinds: Kinds, track: number): Part[] {
  if (kinds.each === 1) return [{ kind: track, share: 1 }]
  const needed = scenario.tracks[track] ? world.value(`tracks.${track}.interpreterShare`) : 0
  return [
    { kind: 2 * track, share: 1 - needed },
    { kind: 2 * track + 1, share: needed },
  ].filter(({ share }) => share > 0)
}

/** Assumption: of a month that is off its trend, so much is left in the next. */
const MONTHS_KEEP = 0.7
/** Assumption: a queue for registering is at most two months old. */
const TO_REGISTER_DAYS = 60
