import { drawExponential, exponentialDrawn } from './drawn-log.ts'
import { keepForNext } from './exact/again.ts'
import { checkFlow } from './exact/bounds.ts'
import { nextDue, takeNext } from './exact/calendar.ts'
import { beginCounting, endCounting } from './exact/counting.ts'
import { beginDay, hasDays, setDay, settleDay } from './exact/days.ts'
import { createDeferral } from './exact/deferring.ts'
import { comeDue, enter, finishFirst } from './exact/moving.ts'
import { start } from './exact/starting.ts'
import { countsOf } from './exact/tally.ts'
import { BYTES_PER_UNIT, createUnit, UNIT } from './exact/units.ts'
import { createWorld, entityOf, SOURCE, type Stream, type World } from './exact/world.ts'
import type { Flow, FlowRun, RunKey } from './flow.ts'
import { fillWaits } from './measuring.ts'
import type { StationCounts } from './station-counts.ts'

const { BIRTH } = UNIT
const { FIRST_STATION, NOTICE, TICK } = SOURCE

export type ExactOptions = {
  /** Called now and then with the day that is reached; `false` cancels, and the run throws. */
  onProgress?: (day: number) => boolean
  /** What units, servers and results may take together, in bytes; 1 GB. */
  memoryBytes?: number
}

/**
 * One replication, unit by unit and event by event. Time in days; the same key gives the same run, bit for bit. Throws a sentence that
 * names the field where a flow cannot be run or asks for more memory than granted.
 *
 * Those who are there at the start wait since the begin of the day `bornOn`. Served units of one moment go on after their server
 * has turned to the next. No service begins on a day without pace.
 */
export function runExact(flow: Flow, key: RunKey, options: ExactOptions = {}): FlowRun {
  const world = createWorld(flow, key, checkFlow(flow, options.memoryBytes ?? GRANTED, BYTES_PER_UNIT), false)
  begin(world)
  world.next[NOTICE] = 0
  play(world, options, () => takeSample(world))
  end(world)
  fillWaits(world.run, flow, world.waits)
  world.run.events = world.events
  return world.run
}

/** The same run, of which the stations are counted from `warmUpDays` on, and single waits by bins where `hasWaits`. */
export function countReplication(
  flow: Flow,
  key: RunKey,
  { warmUpDays, hasWaits, ...options }: ExactOptions & { warmUpDays: number; hasWaits: boolean },
): { counts: StationCounts[]; events: number } {
  const world = createWorld(flow, key, checkFlow(flow, options.memoryBytes ?? GRANTED, BYTES_PER_UNIT), true)
  begin(world)
  world.next[NOTICE] = warmUpDays
  let isCounting = false
  play(world, options, () => {
    if (isCounting) {
      endCounting(world)
      return false
    }
    beginCounting(world, hasWaits)
    isCounting = true
    world.next[NOTICE] = flow.days
    return true
  })
  end(world)
  return { counts: world.places.map(({ tally }) => countsOf(tally!)), events: world.events }
}

function begin(world: World): void {
  for (const place of world.stations) {
    place.deferral = createDeferral(world, place)
    setDay(world, place, 0)
  }
  start(world)
  for (let i = 0; i < world.streams.length; i++) planArrival(world, i)
  world.next[TICK] = hasDays(world.flow) ? 0 : Number.POSITIVE_INFINITY
}

function end({ units, calendar }: World): void {
  keepForNext('units', units.ints)
  keepForNext('calendar', calendar.ints)
}

/** Event after event, until a notice says that it is over. */
function play(world: World, { onProgress }: ExactOptions, notice: () => boolean): void {
  const { next, stations, calendar, calendarSource, firstStream, streams } = world
  const sources = next.length
  const taken = new Int32Array(2)
  for (let untilReport = REPORT_EVERY; ; untilReport--) {
    let source = 0
    let at = next[0]!
    for (let i = 1; i < sources; i++) {
      const other = next[i]!
      if (other < at) {
        at = other
        source = i
      }
    }
    if (at > world.now) world.now = at
    if (source >= firstStream) {
      arrive(world, streams[source - firstStream]!, streams[source - firstStream]!.count - 1)
      planArrival(world, source - firstStream)
    } else if (source < FIRST_STATION) {
      if (source === TICK) beginDay(world, at)
      else if (!notice()) return
    } else if (source < calendarSource) {
      world.events++
      finishFirst(world, stations[source - FIRST_STATION]!)
    } else {
      takeNext(calendar, taken)
      if (taken[0]! < 0) arrive(world, world.daily[~taken[0]!]!, taken[1]!)
      else comeDue(world, taken[0]!, taken[1]!)
    }
    next[calendarSource] = nextDue(calendar)
    if (untilReport === 0) {
      if (onProgress && !onProgress(world.now)) throw new Error('the run was cancelled')
      untilReport = REPORT_EVERY
    }
  }
}

function arrive(world: World, stream: Stream, count: number): void {
  const unit = createUnit(world.units, stream.kind, entityOf(world, stream.index, count))
  world.units.reals[(unit >> 1) + BIRTH] = world.now
  world.events++
  enter(world, unit, stream.node)
}

/** The next arrival of a constant rate: an exponential time later. */
function planArrival(world: World, i: number): void {
  const { chance, streams, next } = world
  const stream = streams[i]!
  drawExponential(chance.key0, chance.key1, stream.count++, (stream.index & 0xff) << 18)
  next[world.firstStream + i] = world.now + exponentialDrawn[0]! / (stream.perDay as number)
}

function takeSample(world: World): boolean {
  const { run, places, next } = world
  const samples = run.sampledOn.length
  settleDay(world, world.now)
  for (const place of places) run.present[place.index * samples + world.sample] = place.present
  world.sample++
  if (world.sample === samples) return false
  next[NOTICE] = run.sampledOn[world.sample]!
  return true
}

const REPORT_EVERY = 1 << 16
const GRANTED = 1e9
