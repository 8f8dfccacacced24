import type { FlowRun } from '#platform/simulation/flow.ts'
import type { Five } from './five.ts'
import { differenceOf, type Outcome, outcomeOf } from './outcome.ts'
import type { Engine } from './running.ts'
import type { Scenario } from './scenario.ts'

/** What a page asks its worker: two scenarios that share their chance. A later question takes the place of an earlier one. */
export type PlanAsked =
  | { id: number; base: Scenario; plan: Scenario; seed: number; replications: number; engine?: Engine }
  | { id: 'stop' }

export type PlanAnswer =
  | { id: number; kind: 'progress'; done: number; all: number }
  | { id: number; kind: 'seen'; seen: PlanSeen }
  /** After all runs, of each scenario: the same bits have the same hash. */
  | { id: number; kind: 'hashes'; base: string; plan: string }
  | { id: number; kind: 'failed'; message: string }
  /** This browser does not let a page compute as the engines do. */
  | { id: number; kind: 'refused' }

/** No change, the plan, and second − first in each world: more of the plan's worlds follow until `isWhole`. */
export type PlanSeen = {
  base: Outcome
  plan: Outcome
  /** Cases fewer with the plan, at each sampled day. */
  fewer: { day: number; fewer: Five }[]
  isWhole: boolean
}

/** `runs[0]` of the base, `runs[1]` of the plan, in order of their replications. */
export function seenOf(base: Scenario, plan: Scenario, seed: number, runs: FlowRun[][], isWhole: boolean): PlanSeen {
  const [ofBase, ofPlan] = [runs[0]!, runs[1]!]
  return {
    base: outcomeOf(base, seed, ofBase),
    plan: outcomeOf(plan, seed, ofPlan),
    fewer: differenceOf(base, plan, seed, [ofBase, ofPlan]),
    isWhole,
  }
}
