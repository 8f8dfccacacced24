import type { Step } from '#capabilities/asylum/procedure.ts'
import type { RuledLimit, Rules } from '#capabilities/asylum/rules.ts'
import type { ProcedureOfPlan, StationName } from './scenario.ts'
import { DAYS_A_MONTH, DAYS_A_YEAR } from './staffing.ts'

/**
 * The steps of a procedure as the planner knows them, in the order of its file and in its own words. What takes staff time and is no station
 * (telling another authority, a paper, a note) is `none`: the page says that it is not planned.
 */
export const procedureOfPlan = (rules: Rules): ProcedureOfPlan => ({
  name: rules.procedure.name,
  steps: [...rules.steps.values()].map((step) => ({
    ...{ name: step.name, station: stationOf(rules, step) },
    ...limitOf(rules, step),
  })),
})

/** Where a step stands in a plan. Read off what the step is in law, never off its name. */
export function stationOf(rules: Rules, step: Step): StationName {
  if (step.side) return 'none'
  if (step.answeredBy || answersAppeal(rules, step)) return isOfFirstDecision(rules, step) ? 'appeal' : 'after'
  if (step.meeting === 'hearing') return 'hearings'
  // Beside hearings an interview is about something else than the claim.
  if (step.meeting === 'interview') return hasHearings(rules) ? 'none' : 'interview'
  if (step.outcomes) return 'decision'
  if (step.opens === 'start') return 'arrival'
  const isBefore = comesFrom(
    rules,
    step,
    ({ opens }) => opens !== undefined,
    (before) => isDecision(before) || before.needsOutcome !== undefined,
  )
  if (step.needsOutcome || !isBefore) return 'after'
  return step.ends || leadsToAnEnd(rules, step) ? 'leaving' : 'none'
}

const isDecision = ({ outcomes }: Step): boolean => outcomes !== undefined

/** Not of what is decided once a claim is closed, such as whether protection goes on. */
const isOfFirstDecision = (rules: Rules, step: Step): boolean =>
  comesFrom(
    rules,
    step,
    (before) => isDecision(before) || before.opens !== undefined,
    (before) => before.needsOutcome !== undefined,
  )

/** Whether the way back from a step meets one that is looked for, without passing one that ends the search. */
function comesFrom(
  { steps, before }: Rules,
  step: Step,
  isFound: (step: Step) => boolean,
  isEnd: (step: Step) => boolean,
) {
  const seen = new Set<string>()
  const waiting = [step]
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    if (isFound(at)) return true
    for (const id of before.get(at.id) ?? []) {
      const next = steps.get(id)
      if (!next || seen.has(id) || (isEnd(next) && !isFound(next))) continue
      seen.add(id)
      waiting.push(next)
    }
  }
  return false
}

/** A withdrawal leads to the step that closes, and to nothing else on the way of the claim. */
const leadsToAnEnd = ({ steps }: Rules, { opens, next }: Step): boolean =>
  opens === 'while_open' && (next ?? []).some((id) => steps.get(id)?.ends !== undefined)

/** A case is heard several times, months apart, instead of once. */
export const hasHearings = ({ steps }: Rules): boolean =>
  [...steps.values()].some(({ meeting }) => meeting === 'hearing')

export const hasAppeals = ({ steps }: Rules): boolean => [...steps.values()].some(({ answeredBy }) => answeredBy)

/** Of the first decision: days of the calendar in which the authority has to make it. */
export function decisionLimitDays(rules: Rules): number | undefined {
  const [first] = [...rules.steps.values()].filter((step) => stationOf(rules, step) === 'decision')
  return first && limitOf(rules, first).limitDays
}

/** The longest limit that binds somebody to have done the step by a day. */
function limitOf(rules: Rules, step: Step): { limitDays?: number } {
  const days = rules.limits
    .filter(({ limit, step: { id } }) => id === step.id && limit.sense !== 'earliest' && limit.validTo === undefined)
    .map(({ lasts }) => daysOf(lasts))
  return days.length > 0 ? { limitDays: Math.min(LIMIT_DAYS_MAX, Math.max(...days)) } : {}
}

/** Working days are five of seven; holidays of the calendar are not counted out, since nobody knows on which day a case begins. */
function daysOf({ amount, unit }: RuledLimit['lasts']): number {
  switch (unit) {
    case 'hour':
      return Math.max(1, Math.ceil(amount / 24))
    case 'wd':
      return Math.ceil((amount * 7) / 5)
    case 'cd':
      return amount
    case 'week':
      return amount * 7
    case 'month':
      return Math.round(amount * DAYS_A_MONTH)
    case 'year':
      return Math.round(amount * DAYS_A_YEAR)
  }
}

export const answersAppeal = ({ steps }: Rules, { id }: Step): boolean =>
  [...steps.values()].some(({ answeredBy }) => answeredBy?.includes(id))

const LIMIT_DAYS_MAX = 3650
