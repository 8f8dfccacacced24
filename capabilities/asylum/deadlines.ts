import { addDays, dayNumberOf, type PlainDate } from '#platform/base/plain-date.ts'
import type { Calendar, CalendarRow } from './calendar.ts'
import { type Claim, type Standing, standingOf } from './claim.ts'
import { countLimit, type NotComputable, type Start, type Working } from './counting.ts'
import { type Days, type Stop, workOutDays } from './days.ts'
import type { SettingValue } from './rule.ts'
import { holdsOn, type RuledLimit, type Rules } from './rules.ts'

/** One limit of one claim: by when, and how that came about; or why there is no date. */
export type Deadline = {
  limit: string
  step: string
  binds: 'authority' | 'person'
  sense: 'latest' | 'earliest'
  /** Its duration waits for counsel: pages say so. */
  isUnconfirmed: boolean
  /** Where it started: a step or a date. */
  from: string
  dueOn?: PlainDate
  dueAtMs?: number
  working?: Working
  notComputable?: NotComputable['notComputable'] | 'date-unknown'
}

/** The calendar of an operation, worked out once for each agency and office that is asked for. */
export function daysOf(calendar: Calendar, own: OwnCalendar = {}): (agency?: string, office?: string) => Days {
  const known = new Map<string, Days>()
  return (agency, office) => {
    const key = `${agency ?? ''} ${office ?? ''}`
    const days = known.get(key) ?? workOutDays(calendar, { ...own, agency, office })
    known.set(key, days)
    return days
  }
}
export type OwnCalendar = {
  rows?: readonly CalendarRow[]
  settings?: Readonly<Record<string, SettingValue>>
  revision?: number
}

/** Every limit of a claim that has started and is not met yet. */
export function deadlinesOf(
  rules: Rules,
  claim: Pick<Claim, 'events' | 'office'>,
  days: ReturnType<typeof daysOf>,
  standing: Standing = standingOf(rules, claim.events),
): Deadline[] {
  const { beganOn, closed } = standing
  if (beganOn === undefined) return []
  const led = closed && rules.steps.get(closed.step)!.next
  return rules.limits.flatMap((ruled): Deadline[] => {
    const { limit, step } = ruled
    // Of a closed claim only what its last step leads to can still run: a review, a motion.
    if (closed && !led?.includes(step.id)) return []
    if (!holdsOn(step, beganOn) || !holdsOn(limit, beganOn)) return []
    if (limit.when?.some((fact) => !standing.facts.has(fact))) return []
    if (limit.unless?.some((fact) => standing.facts.has(fact))) return []
    const start = startOf(ruled, standing)
    if (!start) return []
    const about = {
      ...{ limit: limit.id, step: step.id, binds: limit.binds, sense: limit.sense ?? ('latest' as const) },
      ...{ isUnconfirmed: ruled.isUnconfirmed, from: start.from },
    }
    if (start.on === null) return [{ ...about, notComputable: 'date-unknown' as const }]
    const { on, atMs } = start
    return [{ ...about, ...countLimit(countOf(ruled, standing), { on, atMs }, days(limit.agency, claim.office)) }]
  })
}

type Started = { from: string; on: PlainDate | null; atMs?: Start['atMs'] }

function startOf({ limit, step }: RuledLimit, { done, dates }: Standing): Started | undefined {
  const from = limit.from.find((name) => done.has(name) || dates.has(name))
  if (from === undefined) return undefined
  const begun = done.get(from)
  const met = done.get(step.id)
  if (!begun) return met ? undefined : { from, on: dates.get(from) ?? null }
  // What was done before the limit started does not meet it: a decision before the claim was sent back.
  return met && met.index > begun.index ? undefined : { from, on: begun.on, atMs: begun.atMs }
}

function countOf({ limit, lasts }: RuledLimit, { pauses, extensions }: Standing) {
  return {
    ...{ lasts, count: limit.count, roll: limit.roll },
    isSuspended: limit.pausable.includes('suspension'),
    pauses: pauses
      .filter(({ pause }) => limit.pausable.includes(pause))
      .map(({ pause, from, until }): Stop => {
        return { from: dayNumberOf(from), until: until === undefined ? Infinity : dayNumberOf(until), why: pause }
      }),
    extensions: extensions.get(limit.id) ?? [],
  }
}

/** A date that is another one than before, after a calendar or a suspension changed. */
export type Moved = { claim: string; limit: string; before: PlainDate | null; after: PlainDate | null }

/** Counts every open limit anew and tells what moved against what was known. Nothing else happens to a claim. */
export function recount(
  rules: Rules,
  claims: Iterable<Pick<Claim, 'id' | 'events' | 'office'>>,
  days: ReturnType<typeof daysOf>,
  known: (claim: string, limit: string) => PlainDate | null | undefined,
): { counted: number; moved: Moved[] } {
  const moved: Moved[] = []
  let counted = 0
  for (const claim of claims) {
    for (const { limit, dueOn = null } of deadlinesOf(rules, claim, days)) {
      counted++
      const before = known(claim.id, limit)
      if (before !== undefined && before !== dueOn) moved.push({ claim: claim.id, limit, before, after: dueOn })
    }
  }
  return { counted, moved }
}

/** What somebody should look at. It is shown to a person; nothing follows from it. */
export type Proposal =
  | { kind: 'flag' | 'ask_person'; limit: string; step: string; dueOn: PlainDate }
  | { kind: 'soon'; limit: string; step: string; dueOn: PlainDate }
  | { kind: 'no-date'; limit: string; step: string; why: string }

/** What limits say today: who is late, what is due soon, which dates are missing. */
export function proposalsOf(rules: Rules, deadlines: readonly Deadline[], today: PlainDate): Proposal[] {
  return deadlines.flatMap(({ limit, step, sense, dueOn, notComputable }): Proposal[] => {
    if (dueOn === undefined) return [{ kind: 'no-date', limit, step, why: notComputable! }]
    if (sense === 'earliest') return []
    const { onExpiry } = rules.limits.find(({ limit: { id } }) => id === limit)!.limit
    if (dueOn < today) return [{ kind: onExpiry, limit, step, dueOn }]
    return dueOn <= addDays(today, SOON_DAYS) ? [{ kind: 'soon', limit, step, dueOn }] : []
  })
}

const SOON_DAYS = 7
