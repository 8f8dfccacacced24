import { presentIn } from '#platform/simulation/bands.ts'
import { runCohort } from '#platform/simulation/cohort.ts'
import { engineAgreement, varianceRatio } from '#platform/simulation/engines-agree.ts'
import { runExact } from '#platform/simulation/exact.ts'
import { type Flow, periodsOf } from '#platform/simulation/flow.ts'
import { PENDING, pipeline } from '#platform/simulation/samples/pipeline.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'

/** Two scenarios as the planner has them: `flowOf(scenario, replication)`, and the nodes whose units are the backlog. */
export type PlannedFlows = {
  name: string
  flowOf(scenario: 0 | 1, replication: number): Flow
  backlog: readonly number[]
}

/** An invented pipeline with so many waiting, five years long, and the same with a quarter more servers after half a year. */
export const inventedFlows = (waiting: number): PlannedFlows => ({
  name: `${waiting / 1000}k`,
  flowOf: (scenario) => pipeline({ size: waiting / 1000, days: 1826, servers: [1, 1.25], seed: SEED }, scenario),
  backlog: PENDING,
})

/** The cohort engine against the exact one, replication by replication. */
export function agreementRows(
  { name, flowOf, backlog }: PlannedFlows,
  replications: number,
  progress: (text: string) => void = () => {},
): BenchRow[] {
  const runs = [runExact, runCohort].map((engine) =>
    Array.from({ length: replications }, (_, replication) => {
      progress(`cohort against exact: ${replication + 1} of ${replications}`)
      return engine(flowOf(0, replication), { seed: SEED, replication })
    }),
  )
  const flow = flowOf(0, 0)
  const found = engineAgreement(runs[0]!, runs[1]!, {
    nodes: backlog,
    ...{ groups: flow.measure.groups, periods: periodsOf(flow) },
  })
  return [
    atMost(`cohort.${name}.backlog`, found.backlog.share * 100, '% from exact', 0.5),
    shown(`cohort.${name}.backlogError`, found.backlog.standardError * 100, '% standard error'),
    atMost(`cohort.${name}.medianWait`, found.medianWait.share * 100, '% from exact', 1),
    shown(`cohort.${name}.medianWaitError`, found.medianWait.standardError * 100, '% standard error'),
    atMost(`cohort.${name}.ninetiethWait`, found.ninetiethWait.share * 100, '% from exact', 2),
    shown(`cohort.${name}.ninetiethWaitError`, found.ninetiethWait.standardError * 100, '% standard error'),
    shown(`cohort.${name}.deviation`, found.deviationRatio, '× that of exact'),
  ]
}

/** What two scenarios cost in one thread, shared by two cores; and what they gain by sharing their chance. */
export function speedRows(
  { name, flowOf, backlog }: PlannedFlows,
  { replications, secondsMax }: { replications: number; secondsMax: number },
  progress: (text: string) => void = () => {},
): BenchRow[] {
  const started = process.cpuUsage()
  const last = ([0, 1] as const).map((scenario) =>
    Array.from({ length: replications }, (_, replication) => {
      if (replication % 20 === 0) progress(`cohort ${name}: ${replication} of ${replications}`)
      return presentIn(runCohort(flowOf(scenario, replication), { seed: SEED, replication }), backlog).at(-1)!
    }),
  )
  const { user, system } = process.cpuUsage(started)
  return [
    atMost(`cohort.${name}.seconds`, (user + system) / 1e6 / CORES, 's on 2 cores', secondsMax),
    atLeast(`cohort.${name}.commonChance`, varianceRatio(last[0]!, last[1]!), '× less variance of the difference', 5),
  ]
}

const SEED = 2021
const CORES = 2
