import { type Purpose, purposes } from '../../model.ts'
import { type Draft, type DraftPerson, isAdult } from './draft.ts'

export type PersonQuestion = 'name' | 'sex' | 'birth' | 'relation' | 'nationality' | 'language' | 'needs'

type HouseholdStep =
  | { kind: 'speaker' }
  | { kind: 'people' }
  | { kind: 'alike' }
  | { kind: 'needing' }
  | { kind: 'phone' }
  | { kind: 'check' }

type PersonStep =
  | { kind: 'person'; question: PersonQuestion; personId: string }
  | { kind: 'hand'; personId: string }
  | { kind: 'consent'; purpose: Purpose; personId: string }

/** One page of the way. `door` is the arch it stands under, 1 to `doorCount`. */
export type Step = { id: string; door: number } & (HouseholdStep | PersonStep)

export const doorCount = 6

/** All pages of this household, in order; which there are depends on what was answered. */
export function stepsOf(draft: Draft, today: string): Step[] {
  const [speaker, ...others] = draft.people
  if (!speaker) return []
  const steps: Step[] = [plain('speaker', 1), plain('people', 2)]
  for (const question of ['name', 'sex', 'birth', 'nationality', 'language'] as const) {
    steps.push(about(speaker, question, 3))
  }
  if (others.length > 0) steps.push(plain('alike', 3))
  for (const person of others) {
    const questions: PersonQuestion[] = ['name', 'sex', 'birth', 'relation']
    if (draft.alike === false) questions.push('nationality', 'language')
    for (const question of questions) steps.push(about(person, question, 4))
  }
  steps.push(plain('needing', 5))
  for (const person of draft.people) {
    if (draft.needing?.includes(person.id)) steps.push(about(person, 'needs', 5))
  }
  steps.push(plain('phone', 5), ...consents(speaker))
  for (const person of others) {
    if (!isAdult(person, today)) continue
    steps.push({ id: `hand/${person.id}`, kind: 'hand', personId: person.id, door: 5 })
    if (person.asked === 'now') steps.push(...consents(person))
  }
  return [...steps, plain('check', 6)]
}

/** Where to go after an answer: on along the way, or back to the summary when one answer was changed. */
export function stepAfter(draft: Draft, id: string, today: string): Step {
  const steps = stepsOf(draft, today)
  const last = steps[steps.length - 1]!
  if (draft.changing) return steps.find((step) => !isAnswered(step, draft)) ?? last
  return steps[steps.findIndex((step) => step.id === id) + 1] ?? last
}

/** The page a draft stands at; the first unanswered one if that page is no more. */
export function stepAt(draft: Draft, id: string, today: string): Step {
  const steps = stepsOf(draft, today)
  return steps.find((step) => step.id === id) ?? steps.find((step) => !isAnswered(step, draft)) ?? steps[0]!
}

/** Has this page an answer, "I don't know" included? */
export function isAnswered(step: Step, draft: Draft): boolean {
  if (step.kind === 'speaker') return draft.speaker !== undefined
  if (step.kind === 'people') return draft.counted
  if (step.kind === 'alike') return draft.alike !== undefined
  if (step.kind === 'needing') return draft.needing !== undefined
  if (step.kind === 'phone') return draft.phoneNumber !== undefined
  if (step.kind === 'check') return false
  return isAnsweredFor(
    step,
    draft.people.find(({ id }) => id === step.personId),
  )
}

function isAnsweredFor(step: PersonStep, person: DraftPerson | undefined): boolean {
  if (step.kind === 'hand') return person?.asked !== undefined
  if (step.kind === 'consent') return person?.consent[step.purpose] !== null
  return person?.[step.question] !== undefined
}

const plain = (kind: HouseholdStep['kind'], door: number): Step => ({
  id: kind,
  kind,
  door,
})

const about = (person: DraftPerson, question: PersonQuestion, door: number): Step => ({
  id: `${question}/${person.id}`,
  kind: 'person',
  question,
  personId: person.id,
  door,
})

const consents = (person: DraftPerson): Step[] =>
  purposes.map((purpose) => ({
    id: `consent/${purpose}/${person.id}`,
    kind: 'consent',
    purpose,
    personId: person.id,
    door: 5,
  }))
