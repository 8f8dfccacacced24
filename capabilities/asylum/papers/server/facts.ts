import { addYears } from '#platform/base/plain-date.ts'
import { badInput } from '#platform/base/problem.ts'
import { type ClaimEvent, standingOf } from '../../claim.ts'
import type { Rules } from '../../rules.ts'
import type { PaperDetails } from '../contract.ts'
import { appealUntilOf, validUntilOf } from '../issuable.ts'
import { type ClaimPaperFacts, legalBasisOf } from '../model.ts'
import type { PaperWork } from './work.ts'

/** Each kind without what stands on every paper. */
type Own<F = ClaimPaperFacts> = F extends ClaimPaperFacts ? Omit<F, Everywhere> : never
type Everywhere = 'number' | 'paperNumber' | 'name' | 'issuer' | 'practice' | 'procedure' | 'authority' | 'checkAt'

type Given = {
  rules: Rules
  events: readonly ClaimEvent[]
  today: string
  details: PaperDetails
  /** A constancia in place of another: its last day stays, unless it is renewed. */
  keptUntil: string | undefined
  /** Which notice of a hearing it is. */
  version: number
  born: string | undefined
  /** The person's language, by its own name. */
  spoken: string
}

/** What a paper of its kind says, worked out of the claim and of what the officer gave, and its last day. */
export function factsOf(work: Pick<PaperWork, 'book'>, given: Given): { own: Own; validUntil: string } {
  const { rules, events, today, details } = given
  const history = { rules, events, days: work.book.daysOf(rules) }
  switch (details.kind) {
    case 'constancia': {
      const until = given.keptUntil ?? validUntilOf(history) ?? details.validUntil
      if (!until) throw wrong('details.validUntil', 'Give the last day on which it is valid.')
      if (until < today) throw wrong('details.validUntil', 'Its last day is over. Renew it instead.')
      return { own: { kind: 'constancia', born: given.born! }, validUntil: until }
    }
    case 'interview': {
      const { day, hour, place, interpreter } = details.meeting
      if (day < today) throw wrong('details.meeting.day', NOT_OVER)
      const heard =
        interpreter === null ? {} : { interpreter: interpreter === 'bring' ? 'bring' : { language: given.spoken } }
      return { own: { kind: 'interview', day, hour, place, ...heard } as Own, validUntil: day }
    }
    case 'hearing': {
      const { hearing } = details
      if (hearing.reportDay < today) throw wrong('details.hearing.reportDay', NOT_OVER)
      if (`${hearing.reportDay} ${hearing.reportHour}` > `${hearing.day} ${hearing.hour}`)
        throw wrong('details.hearing.reportDay', 'Reporting comes before the hearing.')
      return { own: { kind: 'hearing', ...hearing, version: given.version }, validUntil: hearing.day }
    }
    case 'decision': {
      const decision = standingOf(rules, events).decision!
      const { toldOn } = details.letter
      if (toldOn < decision.on) throw wrong('details.letter.toldOn', 'A decision is told once it was taken.')
      const appealUntil = appealUntilOf(history, toldOn) ?? details.letter.appealUntil
      if (!appealUntil) throw wrong('details.letter.appealUntil', 'Give the last day on which it can be contested.')
      const decided = events[decision.index] as Extract<ClaimEvent, { kind: 'step' }>
      const basis = legalBasisOf(rules.procedure, [decided.step])
      const reasons = Object.fromEntries(
        (details.letter.reasons ?? []).map(({ language, paragraphs }) => [language, paragraphs]),
      )
      const own = { kind: 'decision' as const, outcome: decision.outcome, appealUntil, reasons, basis }
      return { own, validUntil: addYears(today, LETTER_YEARS) }
    }
  }
}

export const wrong = (field: string, message: string) => badInput({ errors: [{ field, code: 'wrong', message }] })

const NOT_OVER = 'Choose a day that is not over.'
/** A letter stays true; its QR has to end some day. */
const LETTER_YEARS = 10
