import type { Actor } from '#capabilities/access/model.ts'
import type { Rules } from '#capabilities/asylum/rules.ts'
import type { Clock, Random } from '#platform/base/environment.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'

/** What an operation decides by: what it chose, and what earlier claims began under. */
export type OwnRules = {
  chosen: Rules
  /** Those that claims may have begun under, the chosen ones among them. */
  all: readonly Rules[]
  /** Where the authority sits. */
  today: PlainDate
}

export type PlanningServices = {
  clock: Clock
  random: Random
  /** Undefined: no procedure is chosen. */
  rulesOf(tx: Tx, now: number): Promise<OwnRules | undefined>
}

/** One act of a planner: who, when, inside which transaction. */
export type Work = PlanningServices & { tx: Tx; actor: Actor; now: number }
