import { type PaperKind, paperKinds } from '#capabilities/proof/model.ts'
import type { Locale } from '#platform/messages/messages.ts'
import { possibleSteps } from '../acting.ts'
import { type ClaimEvent, type Standing, standingOf } from '../claim.ts'
import { type daysOf, deadlinesOf } from '../deadlines.ts'
import type { Procedure, Step } from '../procedure.ts'
import type { Rules } from '../rules.ts'
import type { refusals } from './contract.ts'
import type { PaperLanguages } from './model.ts'

type PaperRefusal = (typeof refusals)[number]
type Days = ReturnType<typeof daysOf>
type History = { rules: Rules; events: readonly ClaimEvent[]; days: Days }

/** What a step has among its documents when the paper is made by taking it. */
const CONSTANCIA = 'constancia'

/** Which papers can be issued in a claim as it stands, or why not. */
export function issuableKinds({
  rules,
  events,
}: Omit<History, 'days'>): { kind: PaperKind; why: PaperRefusal | null }[] {
  const standing = standingOf(rules, events)
  return paperKinds.map((kind) => ({ kind, why: refusalOf(kind, rules, standing, events) }))
}

function refusalOf(
  kind: PaperKind,
  rules: Rules,
  standing: Standing,
  events: readonly ClaimEvent[],
): PaperRefusal | null {
  if (kind === 'decision') {
    const decided = standing.decision && events[standing.decision.index]
    if (!decided) return 'not-decided'
    return decided.second && decided.second.accountId !== decided.recordedBy.accountId ? null : 'not-signed-by-two'
  }
  if (kind === 'constancia') {
    const steps = stepsWith(rules)
    if (steps.length === 0) return 'not-in-procedure'
    if (standing.closed) return 'claim-closed'
    return steps.some(({ id }) => standing.done.has(id)) || constanciaStep(rules, events) ? null : 'not-in-procedure'
  }
  // The step that has the name of the meeting: a procedure without it knows no such notice.
  if (!rules.steps.has(kind)) return 'not-in-procedure'
  return standing.closed ? 'claim-closed' : null
}

/** The step that issuing a constancia takes, where the claim waits for it; a renewal takes the one that repeats. */
export function constanciaStep(rules: Rules, events: readonly ClaimEvent[], isRenewal = false): Step | undefined {
  const possible = new Set(possibleSteps(rules, standingOf(rules, events)).map(({ step }) => step))
  return stepsWith(rules).find((step) => possible.has(step.id) && (step.repeats ?? false) === isRenewal)
}

/** The last day of a constancia, where the procedure says how long it is valid. */
export function validUntilOf({ rules, events, days }: History): string | undefined {
  const steps = new Set(stepsWith(rules).map(({ id }) => id))
  const ruled = rules.limits.find(({ step, limit }) => steps.has(step.id) && limit.from.some((id) => steps.has(id)))
  return ruled && deadlinesOf(rules, { events }, days).find(({ limit }) => limit === ruled.limit.id)?.dueOn
}

/**
 * The last day to appeal, if the letter is handed over on `toldOn`: counted as if that had been recorded, because a letter has to
 * say a day and not how many. Where it was handed over before, the day that runs.
 */
export function appealUntilOf({ rules, events, days }: History, toldOn: string): string | undefined {
  const standing = standingOf(rules, events)
  const told = standing.stage === 'decided' ? [...events, ...toldEvent(rules, events, toldOn)] : events
  const appeals = new Set([...rules.steps.values()].flatMap(({ id, answeredBy }) => (answeredBy ? [id] : [])))
  return deadlinesOf(rules, { events: told }, days)
    .filter(({ step, binds, sense }) => appeals.has(step) && binds === 'person' && sense === 'latest')
    .flatMap(({ dueOn }) => dueOn ?? [])
    .sort()[0]
}

function toldEvent(rules: Rules, events: readonly ClaimEvent[], on: string): ClaimEvent[] {
  const possible = possibleSteps(rules, standingOf(rules, events)).map(({ step }) => rules.steps.get(step)!)
  const step = possible.find(({ stage, records }) => stage === 'notified' && records === 'delivery')
  if (!step) return []
  const { recordedBy } = events.at(-1)!
  const delivery = { result: 'delivered', channel: 'in_person', language: 'en', wasReadAloud: true } as const
  return [{ kind: 'step', step: step.id, on, actor: step.actors[0]!, recordedBy, delivery, basis: null }]
}

/** In which languages: the one the authority writes, and the person's. */
export const languagesOf = ({ language }: Pick<Procedure, 'language'>, person: Locale): PaperLanguages => ({
  procedure: language ?? 'en',
  person,
})

const stepsWith = ({ steps }: Rules): Step[] =>
  [...steps.values()].filter(({ documents }) => documents?.includes(CONSTANCIA))
