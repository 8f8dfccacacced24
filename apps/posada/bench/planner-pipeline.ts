import { compile } from '#capabilities/planning/compile.ts'
import { outcomeOf } from '#capabilities/planning/outcome.ts'
import { PRESETS } from '#capabilities/planning/presets.ts'
import { readScenario } from '#capabilities/planning/reading.ts'
import { type Engine, type PlanningTask, runReplication } from '#capabilities/planning/running.ts'
import type { Scenario, ScenarioFile } from '#capabilities/planning/scenario.ts'
import { STARTING_POINTS } from '#capabilities/planning/starting-points.ts'
import { budgets } from '#checks/budgets.ts'
import { presentIn } from '#platform/simulation/bands.ts'
import type { FlowRun } from '#platform/simulation/flow.ts'
import { replicate } from '#platform/simulation/replications.ts'
import { threadsOfNode } from '#platform/simulation/threads-of-node.ts'
import { atLeast, atMost, type BenchRow } from './benchmark.ts'

/** The planner's own pipeline, from a scenario to its bands: how long it takes, and what common chance saves. */
export async function pipelineRows(progress: (text: string) => void): Promise<BenchRow[]> {
  const limits = budgets.planner
  // First, while nothing else has asked for memory yet.
  progress('1,600,000 cases, one exact world')
  const memoryBefore = process.memoryUsage().rss
  let memoryAdded = 0
  const one = await cpuSeconds(async () => {
    runReplication({ scenarios: COUNTRY, seed: 7, engine: 'exact' })(0, 0)
    memoryAdded = process.memoryUsage().rss - memoryBefore
  })
  progress('55,000 cases, 2 × 200 worlds, cohort')
  const cohort = await cpuSeconds(() => planned(OFFICE, 'cohort', WORLDS))
  progress('1,600,000 cases, 2 × 200 worlds, cohort')
  const large = await cpuSeconds(() => planned(COUNTRY, 'cohort', WORLDS))
  progress('the first band')
  const first = await cpuSeconds(
    async () => void OFFICE.map((scenario, i) => outcomeOf(scenario, 7, here(OFFICE, i, 20))),
  )
  progress('55,000 cases, 2 × 200 worlds, exact')
  const exact = await cpuSeconds(() => planned(OFFICE, 'exact', WORLDS))
  progress('1,600,000 cases that are all decided, one exact world')
  const decided = await cpuSeconds(
    async () => void runReplication({ scenarios: [ALL_DECIDED], seed: 7, engine: 'exact' })(0, 0),
  )
  progress('what common chance saves')
  return [
    atMost('55,000 cases, 2 × 200 worlds × 5 years, cohort, two cores', cohort / CORES, 's', limits.cohort55000Seconds),
    atMost(
      '1,600,000 cases, 2 × 200 worlds × 5 years, cohort, two cores',
      large / CORES,
      's',
      limits.cohort1600000Seconds,
    ),
    atMost('first band of two scenarios, one core', first, 's', limits.firstBandSeconds),
    atMost('55,000 cases, 2 × 200 worlds × 5 years, exact, two cores', exact / CORES, 's', limits.exact55000Seconds),
    atMost('1,600,000 cases, one exact world', one, 's', limits.exact1600000Seconds),
    atMost('1,600,000 cases that are all decided, one exact world', decided, 's', limits.exact1600000Seconds),
    atMost('1,600,000 cases, one exact world, memory it added', memoryAdded / 1e6, 'MB', limits.exact1600000Megabytes),
    atLeast(
      'variance of a difference: independent chance / common chance, all inputs known',
      commonChanceSaves(OFFICE.map(settled)),
      '×',
      limits.commonChance,
    ),
    atLeast(
      'variance of a difference: independent worlds / common worlds',
      commonChanceSaves(OFFICE),
      '×',
      limits.commonChance,
    ),
  ]
}

/** How much smaller the variance of a difference is with common chance: the same change, with one seed and with two. */
function commonChanceSaves([base, more]: readonly Scenario[]): number {
  const last = (scenario: Scenario, seed: number) =>
    Array.from({ length: PAIRS }, (_, replication) => {
      const run = runReplication({ scenarios: [scenario], seed, engine: 'cohort' })(0, replication)
      return presentIn(run, compile(scenario, seed, replication).pending).at(-1)!
    })
  const [one, common, other] = [last(base!, 7), last(more!, 7), last(more!, 8)]
  return varianceOf(one.map((value, i) => value - other[i]!)) / varianceOf(one.map((value, i) => value - common[i]!))
}

const WORLDS = 200
const CORES = 2
const PAIRS = 100

const read = (file: unknown): Scenario => {
  const answer = readScenario(file)
  if ('faults' in answer) throw new Error(answer.faults.map(({ path }) => path).join(', '))
  return answer.scenario
}

/** An office of 55,000, and the same with half as many officers again. */
export const OFFICE = withMore(read(STARTING_POINTS['tapachula-2021']))
/** A country's courts with 1,600,000, and the same with 200 more judges. */
const COUNTRY = (() => {
  const file: ScenarioFile = STARTING_POINTS['us-immigration-courts-2021']
  const [base] = withMore(read({ ...file, tracks: file.tracks.map((track) => ({ ...track, waitingNow: 1_600_000 })) }))
  return [base!, PRESETS['plan-2021-appropriation'](base!)]
})()

/** The same courts with judges enough that within five years nearly nobody waits: twice as many events. */
const ALL_DECIDED: Scenario = { ...COUNTRY[0]!, officers: { ...COUNTRY[0]!.officers, now: 5_000 } }

function withMore(base: Scenario): Scenario[] {
  const hire = {
    count: 30,
    firstMonth: 6,
    overMonths: 12,
    trainingMonths: 3,
    learningMonths: 6,
    paceWhileLearning: 0.5,
  }
  return [base, { ...base, officers: { ...base.officers, hires: [hire] } }]
}

/** The same with every range at its likely value: what is left is chance. */
function settled(scenario: Scenario): Scenario {
  const at = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(at)
    if ('likely' in value) return value.likely
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'monthToMonth' ? 0 : at(inner)]),
    )
  }
  return read(at(scenario))
}

async function planned(scenarios: Scenario[], engine: Engine, replications: number): Promise<void> {
  const { lanes, end } = threadsOfNode<PlanningTask>(
    new URL('../../../capabilities/planning/planning-worker.ts', import.meta.url),
    CORES,
  )
  try {
    const runs = await replicate({
      task: { scenarios, seed: 7, engine },
      lanes,
      replications,
      scenarios: scenarios.length,
    })
    scenarios.forEach((scenario, i) => void outcomeOf(scenario, 7, runs[i]!))
  } finally {
    end()
  }
}

const here = (scenarios: Scenario[], scenario: number, replications: number): FlowRun[] => {
  const run = runReplication({ scenarios, seed: 7, engine: 'cohort' })
  return Array.from({ length: replications }, (_, replication) => run(scenario, replication))
}

async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}
