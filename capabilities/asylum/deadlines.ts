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
  /** The day the step was done, where it is; whether that was late is for a person to weigh. */
  metOn?: PlainDate
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
export function deadlinesOf(rules: Rules, claim: Counted, days: ReturnType<typeof daysOf>): Deadline[] {
  return count(rules, claim, days, ({ met }) => met === undefined)
}

/** The limits that were met, and whether late: of a claim lodged late, the person is asked why. */
export function metLimitsOf(
  rules: Rules,
  claim: Counted,
  days: ReturnType<typeof daysOf>,
): (Deadline & { isLate: boolean })[] {
  return count(rules, claim, days, ({ met }) => met !== undefined).map((deadline) => {
    const { sense, dueOn, metOn } = deadline
    return { ...deadline, isLate: sense === 'latest' && dueOn !== undefined && metOn! > dueOn }
  })
}

type Counted = Pick<Claim, 'events' | 'office'>

function count(
  rules: Rules,
  claim: Counted,
  days: ReturnType<typeof daysOf>,
  isAsked: (started: Started) => boolean,
): Deadline[] {
  const standing = standingOf(rules, claim.events)
  const { beganOn, closed } = standing
  if (beganOn === undefined) return []
  const led = closed && rules.steps.get(closed.step)!.next
  return rules.limits.flatMap((ruled): Deadline[] => {
    const { limit, step } = ruled
    if (!holdsOn(step, beganOn) || !holdsOn(limit, beganOn)) return []
    if (limit.when?.some((fact) => !standing.facts.has(fact))) return []
    if (limit.unless?.some((fact) => standing.facts.has(fact))) return []
    const start = startOf(ruled, standing)
    if (!start || !isAsked(start)) return []
    // Of a closed claim only what its last step leads to can still run: a review, a motion.
    if (closed && start.met === undefined && !led?.includes(step.id)) return []
    const about = {
      ...{ limit: limit.id, step: step.id, binds: limit.binds, sense: limit.sense ?? ('latest' as const) },
      ...{ isUnconfirmed: ruled.isUnconfirmed, from: start.from, ...(start.met !== undefined && { metOn: start.met }) },
    }
    if (start.on === null) return [{ ...about, notComputable: 'date-unknown' as const }]
    const { on, atMs } = start
    return [{ ...about, ...countLimit(countOf(ruled, standing), { on, atMs }, days(limit.agency, claim.office)) }]
  })
}

type Started = { from: string; on: PlainDate | null; atMs?: Start['atMs']; met?: PlainDate | undefined }

function startOf({ limit, step }: RuledLimit, { done, dates }: Standing): Started | undefined {
  const steps = limit.from.filter((name) => done.has(name))
  const last = steps.toSorted((a, b) => done.get(b)!.index - done.get(a)!.index)[0]
  const from = last ?? limit.from.find((name) => dates.has(name))
  if (from === undefined) return undefined
  const begun = done.get(from)
  const met = done.get(step.id)
  if (!begun) return { from, on: dates.get(from) ?? null, met: met?.on }
  // What was done before the limit started does not meet it: a decision before the claim was sent back.
  return { from, on: begun.on, atMs: begun.atMs, met: met && met.index > begun.index ? met.on : undefined }
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
  claims: Iterable<Counted & Pick<Claim, 'id'>>,
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
