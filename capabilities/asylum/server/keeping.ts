import type { Claim, ClaimEvent } from '../claim.ts'
import { standingOf } from '../claim.ts'
import { type Deadline, deadlinesOf } from '../deadlines.ts'
import type { Rules } from '../rules.ts'
import type { Kept, KeptLimit } from './queries.ts'
import type { Book } from './rule-book.ts'

/** How a row of the calendar names an office of this operation: a place where it receives people. */
export const officeOf = (siteId: string | null): string | undefined =>
  siteId === null ? undefined : `site_${siteId.replaceAll('-', '')}`

/** What is kept beside the events of a claim: where it stands, and every limit that runs. */
export function workOut(
  book: Book,
  rules: Rules,
  claim: Pick<Claim, 'events' | 'office'>,
): { kept: Kept; limits: KeptLimit[]; deadlines: Deadline[] } {
  const standing = standingOf(rules, claim.events)
  const deadlines = deadlinesOf(rules, claim, book.daysOf(rules))
  const last = claim.events.findLast((event): event is Extract<ClaimEvent, { kind: 'step' }> => event.kind === 'step')
  if (!last || standing.beganOn === undefined) throw new Error('a claim begins with a step')
  const first = deadlines
    .filter(({ sense, dueOn }) => sense === 'latest' && dueOn !== undefined)
    .sort((a, b) => (a.dueOn! < b.dueOn! ? -1 : a.dueOn! > b.dueOn! ? 1 : a.limit < b.limit ? -1 : 1))[0]
  const { closed } = standing
  return {
    deadlines,
    limits: deadlines.map(({ limit, step, binds, sense, dueOn = null }) => ({
      limitId: limit,
      step,
      binds,
      sense,
      dueOn,
    })),
    kept: {
      ...{ stage: standing.stage, lastStep: last.step, lastStepOn: last.on, beganOn: standing.beganOn },
      ...{ closedOn: closed?.on ?? null, closingReason: closed?.reason ?? null },
      ...{ dueOn: first?.dueOn ?? null, dueLimit: first?.limit ?? null, dueBinds: first?.binds ?? null },
      countedUnder: book.setting?.version ?? 0,
    },
  }
}
