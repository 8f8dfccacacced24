import { runCohort } from '#platform/simulation/cohort.ts'
import { runExact } from '#platform/simulation/exact.ts'
import type { RunReplication } from '#platform/simulation/replications.ts'
import { compile } from './compile.ts'
import type { Scenario } from './scenario.ts'

export const ENGINES = ['cohort', 'exact'] as const
export type Engine = (typeof ENGINES)[number]

/** What a thread is given: worlds are made where they are run, so that only this and their runs travel. */
export type PlanningTask = { scenarios: Scenario[]; seed: number; engine: Engine }

export function runReplication({ scenarios, seed, engine }: PlanningTask): RunReplication {
  const run = engine === 'exact' ? runExact : runCohort
  return (scenario, replication) => run(compile(scenarios[scenario]!, seed, replication).flow, { seed, replication })
}
