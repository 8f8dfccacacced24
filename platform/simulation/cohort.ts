import { type CohortExports, keepForNext, takeCohortCore } from './cohort/core.ts'
import { layOut } from './cohort/laying-out.ts'
import { realsAt } from './cores.ts'
import type { Flow, FlowRun, RunKey } from './flow.ts'
import { emptyRun } from './measuring.ts'
import { chanceOf, purposes, uniform } from './random.ts'

export type CohortRunOptions = {
  /** Called once a month of the run; false ends it with an error. */
  goOn?: () => boolean
}

/**
 * One replication in steps of a day. All units of one kind born on one day are one number in each queue, so the cost is that of days and
 * stations, not of units: some microseconds a day, for a thousand waiting or a million. Means, waits and the spread between
 * replications are those of the exact engine (`engines-agree.ts`); single units, places and interruptions it does not know.
 */
export function runCohort(flow: Flow, key: RunKey, { goOn }: CohortRunOptions = {}): FlowRun {
  const core = takeCohortCore()
  const { exports } = core
  const { days, measure, nodes } = flow
  let oldest = 0
  for (const bornOn of flow.waiting.bornOn) if (bornOn < oldest) oldest = bornOn
  const run = emptyRun(flow)
  const { stations } = layOut(exports, flow, key, oldest)
  exports.begin()
  let sample = 0
  const count = () => {
    for (let node = 0; node < nodes.length; node++)
      run.present[node * run.sampledOn.length + sample] = exports.present(node)
    sample++
  }
  for (let day = 0; day < days; day++) {
    if (day % measure.sampleDays === 0) count()
    if (day % 30 === 0 && goOn && !goOn()) throw new Error('the run was ended before its last day')
    exports.live(day)
  }
  exports.end()
  while (sample < run.sampledOn.length) count()
  run.entered.set(realsAt(exports, exports.entered(), run.entered.length))
  run.waits.set(realsAt(exports, exports.waitFigures(), run.waits.length))
  if (measure.watch && measure.watch.length > 0) drawWatched(exports, flow, key, oldest, run.watched)
  run.events = days * stations
  keepForNext(core)
  return run
}

/** Of each watched cohort, one unit drawn by chance from those who entered or still wait: its day, or NaN. */
function drawWatched(core: CohortExports, flow: Flow, key: RunKey, oldest: number, watched: Float64Array): void {
  const { days, nodes, waiting } = flow
  const watch = flow.measure.watch!
  const present = new Float64Array(watch.length)
  for (let i = 0; i < waiting.count.length; i++) {
    const of = core.watchOf(waiting.kind[i]!, waiting.bornOn[i]! - oldest)
    if (of >= 0) present[of]! += waiting.count[i]!
  }
  const chance = chanceOf(key)
  for (const [i, { kind, bornOn }] of watch.entries()) {
    if (present[i] === 0) continue
    const byDay = realsAt(core, core.watchedByDay() + i * days * 8, days)
    let all = 0
    for (let node = 0; node < nodes.length; node++) all += core.waitingOf(node, kind, bornOn - oldest)
    for (const count of byDay) all += count
    let until = uniform(chance, i, purposes.watch, 0) * all
    for (let day = 0; day < days; day++) {
      until -= byDay[day]!
      if (until < 0) {
        watched[i] = day
        break
      }
    }
  }
}
