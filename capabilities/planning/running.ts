import { runCohort } from '#platform/simulation/cohort.ts'
import { runExact } from '#platform/simulation/exact.ts'
import type { RunReplication } from '#platform/simulation/replications.ts'
import type { Scenario } from './scenario.ts'
import { worldsBy } from './worlds.ts'

export const ENGINES = ['cohort', 'exact'] as const
export type Engine = (typeof ENGINES)[number]

/** What a thread is given: worlds are made where they are run, so that only this and their runs travel. */
export type PlanningTask = { scenarios: Scenario[]; seed: number; engine: Engine }

export const runReplication = (task: PlanningTask): RunReplication =>
  worldsBy(task.engine === 'exact' ? runExact : runCohort, task)
