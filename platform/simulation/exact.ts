import { checkFlow } from './bounds.ts'
import { realsAt } from './cores.ts'
import { keepForNext } from './exact/core.ts'
import { beginDay, hasDays, setDay } from './exact/days.ts'
import { start } from './exact/starting.ts'
import { countsOf, waitsOf } from './exact/telling.ts'
import { createWorld, SOURCE, type World } from './exact/world.ts'
import { type Flow, type FlowRun, periodsOf, type RunKey } from './flow.ts'
import { emptyRun, fillWaits } from './measuring.ts'
import type { StationCounts } from './station-counts.ts'

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
  const { exports } = world
  const run = emptyRun(flow)
  const samples = run.sampledOn.length
  let sample = 0
  begin(world, 0)
  play(world, options, () => {
    exports.settleDay(exports.now())
    for (const node of flow.nodes.keys()) run.present[node * samples + sample] = exports.presentAt(node)
    return run.sampledOn[++sample]
  })
  run.events = exports.events()
  run.entered.set(realsAt(exports, exports.entered(), run.entered.length))
  run.watched.set(realsAt(exports, exports.watchedOn(), run.watched.length))
  fillWaits(run, flow, waitsOf(exports, flow.measure.groups * periodsOf(flow)))
  keepForNext(world.core)
  return run
}

/** The same run, of which the stations are counted from `warmUpDays` on, and single waits by bins where `hasWaits`. */
export function countReplication(
  flow: Flow,
  key: RunKey,
  { warmUpDays, hasWaits, ...options }: ExactOptions & { warmUpDays: number; hasWaits: boolean },
): { counts: StationCounts[]; events: number } {
  if (!(warmUpDays < flow.days)) throw new Error(`warmUpDays is ${warmUpDays}; possible is less than ${flow.days} days`)
  const world = createWorld(flow, key, checkFlow(flow, options.memoryBytes ?? GRANTED, BYTES_PER_UNIT), true)
  const { exports } = world
  const nodes = Array.from(flow.nodes.keys())
  let isCounting = false
  begin(world, warmUpDays)
  play(world, options, () => {
    if (isCounting) {
      for (const node of nodes) exports.endCounting(node)
      return undefined
    }
    for (const node of nodes) exports.beginCounting(node, Number(hasWaits && flow.nodes[node]!.form === 'station'))
    isCounting = true
    return flow.days
  })
  const counts = nodes.map((node) => countsOf(exports, node, flow.kinds, flow.days - warmUpDays))
  const events = exports.events()
  keepForNext(world.core)
  return { counts, events }
}

function begin(world: World, firstNotice: number): void {
  const { exports, stations, flow } = world
  for (const { node, station } of stations) setDay(world, node, station, 0)
  start(world)
  exports.planArrivals()
  exports.setDue(SOURCE.NOTICE, firstNotice)
  if (hasDays(flow)) exports.setDue(SOURCE.TICK, 0)
}

/** Event after event. A notice says when the next one is due, or nothing when it is over. */
function play(world: World, { onProgress }: ExactOptions, notice: () => number | undefined): void {
  const { exports } = world
  let reported = 0
  let turns = 0
  for (;;) {
    const source = exports.play(REPORT_EVERY)
    if (source === SOURCE.TICK) beginDay(world, exports.now())
    if (source === SOURCE.NOTICE) {
      const next = notice()
      if (next === undefined) return
      exports.setDue(SOURCE.NOTICE, next)
    }
    // Also days on which nothing happens take time.
    const passed = exports.events() + ++turns
    if (onProgress && passed >= reported + REPORT_EVERY) {
      reported = passed
      if (!onProgress(exports.now())) throw new Error('the run was cancelled')
    }
  }
}

const REPORT_EVERY = 1 << 16
const GRANTED = 1e9
/** A record of `core/exact/units.ts`. */
const BYTES_PER_UNIT = 64
