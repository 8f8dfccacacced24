import { type BacklogFigure, figuresOf } from './backlog-figures.ts'
import {
  flowOf,
  LAST_DAYS,
  type MeanPath,
  meanPath,
  type Paths,
  paceBefore,
  type RunPaths,
  waitFrom,
} from './backlog-paths.ts'
import { ERROR_MAX, SMALLEST_JUDGED } from './judging.ts'
import type { QueueRow } from './reading.ts'
import type { Simulated } from './simulating.ts'

/**
 * A backlog as events: arrivals by chance, one desk that serves as fast as the capacity of the day, each service of a length by chance.
 * The flow of means is what this comes to when it is counted in ever smaller parts (Kurtz, *Journal of Applied Probability* 7, 1970),
 * so where many paths are needed, one path of as many parts of a unit stands for several: it keeps away from 0 until the end. One path
 * says how many days and paths are needed, and is thrown away; paths are added until the errors, which know nothing of the figures,
 * are small enough.
 */
export async function simulateBacklog(
  { row, place }: { row: QueueRow; place: number },
  { eventsMax }: { eventsMax: number },
  run: RunPaths,
): Promise<Simulated[]> {
  const seed = SEED + place * 16
  const { pilot, isCutShort } = await pilotOf(row, seed, eventsMax, run)
  const wanted = replicationsFor(pilot, row)
  const room = UNITS_MAX / Math.max(1, ...pilot.present)
  const parts = Math.max(1, Math.floor(Math.min(room, wanted / PATHS_OF_PARTS)))
  const days = daysFor(pilot, row, parts)
  const perPath = Math.max(1, pilot.events * (days / pilot.days) * parts)
  const affordable = Math.max(REPLICATIONS_MIN, Math.floor(Math.min(eventsMax / perPath, CELLS_MAX / days)))
  const enough = Math.max(REPLICATIONS_MIN, Math.ceil(wanted / parts))
  // What cannot be told within the bounds is told roughly, not at their full cost.
  let count = enough <= affordable ? enough : Math.max(REPLICATIONS_MIN, Math.floor(affordable / SHORTENED))
  let paths = await pathsOf({ row, seed, days, parts }, 1, count + 1, run)
  for (;;) {
    const figures = figuresOf(meanPath(row, paths, days, parts), row)
    const worst = Math.max(...figures.map(shareOfError))
    const more = Math.ceil(count * (worst / ERROR_AIM) * (worst / ERROR_AIM))
    if (worst <= ERROR_ENOUGH || more > affordable)
      return figures.map(({ quantity, estimate, standardError, isOver }) => ({
        ...{ place, quantity, estimate },
        standardError: standardError === null ? null : Math.max(standardError, Math.abs(estimate ?? 0) * 1e-6),
        isTooLong: estimate === null ? isCutShort : shareOfError({ estimate, standardError, isOver }) > ERROR_MAX,
      }))
    paths = together([paths, await pathsOf({ row, seed, days, parts }, count + 1, more + 1, run)])
    count = more
  }
}

/** A path as long as all figures take. */
async function pilotOf(row: QueueRow, seed: number, eventsMax: number, run: RunPaths) {
  const pathOf = async (days: number) => meanPath(row, await pathsOf({ row, seed, days, parts: 1 }, 0, 1, run), days, 1)
  let pilot = await pathOf(DAYS_MIN)
  for (let days = daysWanted(pilot); days > pilot.days && pilot.days < DAYS_MAX; days = daysWanted(pilot)) {
    days = Math.min(DAYS_MAX, days)
    if (pilot.events * (days / pilot.days) > eventsMax / (REPLICATIONS_MIN + 1)) return { pilot, isCutShort: true }
    pilot = await pathOf(days)
  }
  return { pilot, isCutShort: false }
}

type Length = { row: QueueRow; seed: number; days: number; parts: number }

/** Paths `from` up to before `to`, each unit of the backlog counted as so many parts. */
async function pathsOf({ row, seed, days, parts }: Length, from: number, to: number, run: RunPaths): Promise<Paths> {
  const slices = Array.from({ length: Math.ceil((to - from) / SLICE) }, (_, i) => from + i * SLICE)
  const flow = flowOf(row, days, parts)
  return together(
    await Promise.all(slices.map((first) => run({ flow, seed, from: first, to: Math.min(first + SLICE, to) }))),
  )
}

const together = (parts: Paths[]): Paths => ({
  came: parts.flatMap(({ came }) => came),
  served: parts.flatMap(({ served }) => served),
  events: parts.reduce((sum, { events }) => sum + events, 0),
})

/** Of those that are judged; once it is over, what comes and goes from day to day is no backlog. */
const shareOfError = ({ estimate, standardError, isOver }: Omit<BacklogFigure, 'quantity'>): number =>
  estimate === null || isOver || Math.abs(estimate) < SMALLEST_JUDGED ? 0 : (standardError ?? 0) / Math.abs(estimate)

const SEED = 1826
const DAYS_MIN = 1_900
/** A backlog that is not over after so many days (55 years) has no day on which it is. */
const DAYS_MAX = 20_000
const REPLICATIONS_MIN = 2
/** Errors come from every day of every path, so they are well known. */
const ERROR_AIM = 0.0085
const ERROR_ENOUGH = 0.0095
const SHORTENED = 10
const SLICE = 2
/** Paths among which the parts are shared out, and the most parts present at once, 48 bytes each. */
const PATHS_OF_PARTS = 8
const UNITS_MAX = 1_500_000
/** Days × replications that are kept, 16 bytes each. */
const CELLS_MAX = 4_000_000

/** Days until all figures are told: those of the wait on day 365, and the end where it comes nearer. */
function daysWanted(path: MeanPath): number {
  const { present, days } = path
  const isOver = path.overOn.every((day) => day !== undefined)
  const waits = [0, 365].every((day) => waitFrom(path, day) !== undefined)
  if (isOver && waits) return days
  const lastYear = (present[days - 365]! - present[days]!) / 365
  const end = !isOver && lastYear > 0 ? days + (present[days]! / lastYear) * 1.1 + LAST_DAYS : days
  if (end > DAYS_MAX && waits) return days
  return Math.ceil(Math.max(waits ? days : days * 2, end > DAYS_MAX ? days : end))
}

/** Until every path is at its end, of which this one tells how it falls there; all days of the pilot where it has none. */
function daysFor(pilot: MeanPath, row: QueueRow, parts: number): number {
  const over = pilot.overOn[0]
  if (over === undefined) return pilot.days
  const day = Math.min(pilot.days, Math.ceil(over))
  let events = 0
  for (let i = 0; i < day; i++) events += 2 * pilot.served[i]!
  // The pilot itself may have been early.
  const late = Math.min(over * 0.2, ((6 + 6 / Math.sqrt(parts)) * Math.sqrt(events)) / paceBefore(pilot, row, over))
  return Math.min(DAYS_MAX, Math.max(DAYS_MIN, Math.ceil(over + late) + LAST_DAYS))
}

/** Paths needed, as far as one path tells: chance adds to the variance of a backlog one for each arrival and each service. */
function replicationsFor(pilot: MeanPath, row: QueueRow): number {
  const { present, days } = pilot
  const chanceUpTo = (day: number) => (row.number.lambda_per_day! + servedPerDay(pilot, day)) * day
  const over = pilot.overOn[0] ?? Number.POSITIVE_INFINITY
  const shares = [365, 730, 1826]
    .filter((day) => day < over - LAST_DAYS)
    .map((day) => chanceUpTo(day) / (present[day]! * present[day]!))
  if (over < days) {
    const perDay = paceBefore(pilot, row, over)
    shares.push(chanceUpTo(Math.floor(over)) / (perDay * perDay) / (over * over))
  }
  const ramp = Math.max(1, row.number.ramp_days!)
  const slope = row.number.added_mu_per_day! / ramp
  if (slope > 0 && ramp >= 3) {
    // Far from the middle of the ramp its line is known half as well.
    const variance =
      ((row.number.lambda_per_day! + servedPerDay(pilot, row.number.start_day! + ramp)) * 4) / ramp / (slope * slope)
    const day = row.number.start_day! + ramp / 2
    shares.push(variance / (day * day))
  }
  return Math.max(0, ...shares.filter(Number.isFinite)) / (ERROR_AIM * ERROR_AIM)
}

function servedPerDay({ served, days }: MeanPath, upTo: number): number {
  const end = Math.max(1, Math.min(days, Math.ceil(upTo)))
  let sum = 0
  for (let day = 0; day < end; day++) sum += served[day]!
  return sum / end
}
