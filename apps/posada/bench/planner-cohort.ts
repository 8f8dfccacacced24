import { compile } from '#capabilities/planning/compile.ts'
import { PRESETS } from '#capabilities/planning/presets.ts'
import type { Scenario } from '#capabilities/planning/scenario.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { engineAgreement } from '#platform/simulation/engines-agree.ts'
import { runExact } from '#platform/simulation/exact.ts'
import { periodsOf } from '#platform/simulation/flow.ts'
import { atMost, type BenchRow, shown } from './benchmark.ts'
import { OFFICE } from './planner-pipeline.ts'

/**
 * The cohort engine against the exact one, world by world; the worst day, period and track. On the planner's own office of 55,000 with more
 * officers, and where a track that is heard first waits for weeks only: there a day more or less is a large share.
 */
export const agreementRows = (progress: (text: string) => void = () => {}): BenchRow[] => [
  ...rowsOf('one track', OFFICE[1]!, progress),
  ...rowsOf('two ranks', TWO_RANKS, progress),
]

function rowsOf(name: string, scenario: Scenario, progress: (text: string) => void): BenchRow[] {
  const worlds = Array.from({ length: WORLDS }, (_, replication) => compile(scenario, SEED, replication))
  const [exact, cohort] = [runExact, runCohort].map((engine) =>
    worlds.map(({ flow }, replication) => {
      progress(`cohort against exact, ${name}: ${replication + 1} of ${WORLDS}`)
      return engine(flow, { seed: SEED, replication })
    }),
  )
  const { flow, pending } = worlds[0]!
  const around = { nodes: pending, groups: flow.measure.groups, periods: periodsOf(flow) }
  const { backlog, medianWait, ninetiethWait, deviationRatio } = engineAgreement(exact!, cohort!, around)
  return [
    atMost(`cohort against exact, ${name}: backlog`, backlog.share * 100, '%', 0.5),
    atMost(`cohort against exact, ${name}: median wait`, medianWait.share * 100, '%', 1),
    atMost(`cohort against exact, ${name}: 90th percentile of waits`, ninetiethWait.share * 100, '%', 2),
    shown(`cohort against exact, ${name}: deviation between worlds`, deviationRatio, '×'),
  ]
}

/** The office again, with cases that are heard before all others and wait for an interpreter at most. */
const TWO_RANKS = PRESETS['plan-2021-border-appropriation'](OFFICE[1]!)
const WORLDS = 24
const SEED = 7
