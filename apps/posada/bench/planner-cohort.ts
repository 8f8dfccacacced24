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
 * officers; with cases from the border beside, more than the desks can register; and with those heard before all others.
 */
export const agreementRows = (progress: (text: string) => void = () => {}): BenchRow[] => [
  ...rowsOf('one track', OFFICE[1]!, progress),
  ...rowsOf('two tracks', TWO_TRACKS, progress),
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

const TWO_TRACKS = PRESETS['plan-2021-border-appropriation'](OFFICE[1]!)
const TWO_RANKS: Scenario = {
  ...TWO_TRACKS,
  tracks: TWO_TRACKS.tracks.map((track) => ({ ...track, rank: track.key === 'border' ? 1 : 2 })),
}
const WORLDS = 24
const SEED = 7
