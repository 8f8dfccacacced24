import type { Clock } from '#platform/base/environment.ts'
import { Problem } from '#platform/base/problem.ts'
import type { Route } from '#platform/http/serve.ts'
import { invitationUnknown } from '../contract.ts'

/** Why something that was sent as a registration had no effect. */
export const refusalReasons = ['noInvitation', 'malformed', 'sentAgain'] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What was refused at the door, as numbers since the server started: nothing of it is kept, not even from where it came. */
export type Refusals = {
  count(reason: RefusalReason): void
  countProblem(problem: Problem): void
  read(): Record<RefusalReason, number> & { since: number }
}

export function createRefusals({ clock }: { clock: Clock }): Refusals {
  const since = clock()
  const numbers = { noInvitation: 0, malformed: 0, sentAgain: 0 }
  const count = (reason: RefusalReason) => {
    numbers[reason]++
  }
  return {
    count,
    countProblem({ kind, status }) {
      // Two versions under one id are both kept for a person: nothing was refused.
      if (status !== 409) count(kind === UNKNOWN ? 'noInvitation' : 'malformed')
    },
    read: () => ({ ...numbers, since }),
  }
}

/** The same route; what it refuses is counted. */
export function countRefused(route: Route<never>, refusals: Refusals): Route<never> {
  return {
    ...route,
    async answer(request) {
      try {
        return await route.answer(request)
      } catch (error) {
        if (error instanceof Problem) refusals.countProblem(error)
        throw error
      }
    },
  }
}

const UNKNOWN = invitationUnknown().kind
