import type { Chance } from '#platform/base/chance.ts'
import { addDays } from '#platform/base/plain-date.ts'
import type { Claim, ClaimEvent } from './claim.ts'
import type { Rules } from './rules.ts'

/** The way most claims in Mexico go, with the days from one step to the next. */
const WAY = [
  ['tell_inm', 'comar', 0, 2],
  ['constancia', 'comar', 1, 6],
  ['admit', 'comar', 0, 3],
  ['tvrh', 'person', 2, 20],
  ['curp', 'comar', 5, 30],
  ['form', 'person', 3, 30],
  ['interview', 'comar', 5, 60],
  ['decide', 'comar', 5, 60],
  ['notify', 'comar', 1, 12],
] as const

/** Open claims of invented people before COMAR, each somewhere on its way: for measuring, and for practice. */
export function* inventClaims(rules: Rules, chance: Chance, count: number, today: string): Generator<Claim> {
  const { procedure, version } = rules.procedure
  for (let number = 0; number < count; number++) {
    const number12 = String(number).padStart(12, '0')
    const id = `00000000-0000-4000-8000-${number12}`
    yield { id, personId: id, procedure, version, office: 'tapachula', events: inventEvents(rules, chance, today) }
  }
}

type Known = {
  recordedBy?: typeof INVENTED
  /** When it began; otherwise some day of the last eight months. */
  began?: string
  /** How it is decided, and how many days the interview is waited for; otherwise recognised, and soon. */
  outcome?: () => 'recognised' | 'complementary' | 'refused'
  interviewAfter?: () => number
}

/** The history of one such claim, as far as it has come today. */
export function inventEvents(rules: Rules, chance: Chance, today: string, known: Known = {}): ClaimEvent[] {
  const { recordedBy = INVENTED } = known
  const began = known.began ?? addDays(today, -chance.between(1, 240))
  const entry = addDays(began, -chance.between(1, 60))
  const by = { actor: 'person', recordedBy, on: began }
  const events: ClaimEvent[] = [
    { kind: 'date', date: 'entry', day: entry, ...by, basis: null },
    step(rules, 'lodge', 'person', began, recordedBy, chance.between(0, 86_399_999)),
  ]
  if (chance.happens(0.4)) events.push({ kind: 'fact', fact: 'needs_interpreter', holds: true, ...by, basis: null })
  if (chance.happens(0.25)) events.push({ kind: 'fact', fact: 'under_18', holds: true, ...by, basis: null })
  let on = began
  let outcome: ReturnType<NonNullable<Known['outcome']>> = 'recognised'
  for (const [name, actor, from, to] of WAY) {
    const waits = name === 'interview' ? known.interviewAfter?.() : undefined
    on = addDays(on, waits ?? chance.between(from, to))
    if (on > today) return events
    if (name === 'decide') outcome = known.outcome?.() ?? 'recognised'
    events.push({ ...step(rules, name, actor, on, recordedBy), ...(name === 'decide' && { outcome }) })
  }
  if (!known.outcome) return events
  // Told of the decision, the claim ends, or the person asks for a review.
  on = addDays(on, chance.between(1, 10))
  if (on > today) return events
  if (outcome === 'refused') events.push(step(rules, 'review', 'person', on, recordedBy))
  else events.push(step(rules, outcome, 'comar', on, recordedBy))
  return events
}

const INVENTED = { accountId: '00000000-0000-4000-8000-000000000000', role: 'case-officer' as const }

function step(
  rules: Rules,
  name: string,
  actor: string,
  on: string,
  recordedBy: typeof INVENTED,
  msOfDay?: number,
): ClaimEvent {
  const { basis, outcomes, records } = rules.steps.get(name)!
  return {
    ...{ kind: 'step', step: name, actor, on, recordedBy, basis },
    ...(msOfDay !== undefined && { atMs: Date.parse(`${on}T00:00:00Z`) + msOfDay }),
    ...(outcomes && { outcome: 'recognised' as const }),
    ...(records === 'delivery' && {
      delivery: {
        ...{ result: 'delivered' as const, channel: 'in_person' as const, language: 'es', wasReadAloud: true },
        ...{ receivedBy: 'person' as const, proof: 'signature' as const },
      },
    }),
  }
}
