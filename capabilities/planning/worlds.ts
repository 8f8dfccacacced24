import type { Flow, FlowRun, RunKey } from '#platform/simulation/flow.ts'
import type { RunReplication } from '#platform/simulation/replications.ts'
import { compile } from './compile.ts'
import type { PlanningTask } from './running.ts'

/** A task's worlds, each run by one engine. */
export const worldsBy =
  (run: (flow: Flow, key: RunKey) => FlowRun, { scenarios, seed }: PlanningTask): RunReplication =>
  (scenario, replication) =>
    run(compile(scenarios[scenario]!, seed, replication).flow, { seed, replication })
