import { compile } from '#capabilities/planning/compile.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { engineAgreement } from '#platform/simulation/engines-agree.ts'
import { runExact } from '#platform/simulation/exact.ts'
import { periodsOf } from '#platform/simulation/flow.ts'
import { atMost, type BenchRow, shown } from './benchmark.ts'
import { OFFICE } from './planner-pipeline.ts'

/** The cohort engine against the exact one on the planner's own pipeline of 55,000 with more officers, world by world; the worst day, period and track. */
export function agreementRows(progress: (text: string) => void = () => {}): BenchRow[] {
  const worlds = Array.from({ length: WORLDS }, (_, replication) => compile(OFFICE[1]!, SEED, replication))
  const [exact, cohort] = [runExact, runCohort].map((engine) =>
    worlds.map(({ flow }, replication) => {
      progress(`cohort against exact: ${replication + 1} of ${WORLDS}`)
      return engine(flow, { seed: SEED, replication })
    }),
  )
  const { flow, pending } = worlds[0]!
  const around = { nodes: pending, groups: flow.measure.groups, periods: periodsOf(flow) }
  const { backlog, medianWait, ninetiethWait, deviationRatio } = engineAgreement(exact!, cohort!, around)
  return [
    atMost('cohort against exact, backlog', backlog.share * 100, '%', 0.5),
    atMost('cohort against exact, median wait', medianWait.share * 100, '%', 1),
    atMost('cohort against exact, 90th percentile of waits', ninetiethWait.share * 100, '%', 2),
    shown('cohort against exact, deviation between worlds', deviationRatio, '×'),
  ]
}

const WORLDS = 24
const SEED = 7
