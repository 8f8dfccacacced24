import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Locale } from '#platform/messages/messages.ts'
import type { Outcome, Procedure } from '../procedure.ts'

/** What a paper of a claim says. Whoever issues it collects the facts; nothing here is looked up. */
export type ClaimPaperFacts = Everywhere & (Constancia | Interview | Hearing | Decision)

type Everywhere = {
  /** Number of the claim. */
  number: string
  /** Of the paper itself, in the series of its office: under every page. */
  paperNumber?: string
  /** Whose paper it is: one person's. Printed as it is hashed, so in letters the fonts have (`lettersNotPrinted`). */
  name: string
  /** Public name of the operation that issues it. */
  issuer: string
  /** Practice says so on every page. */
  practice: boolean
  /** The procedure's id: what its law says besides is in `sentences.ts`. */
  procedure: string
  /** Name of the authority, as in the procedure. */
  authority: string
  /** Where papers are checked, as people type it (`posada.example/verify`); no link is made of it. */
  checkAt?: string
}

type Constancia = {
  kind: 'constancia'
  born: PlainDate
  /** Names of those who share the claim. The code does not cover them, and the paper says so. */
  dependants?: readonly string[]
}

type Interview = {
  kind: 'interview'
  day: PlainDate
  /** `08:30` */
  hour: string
  place: string
  /** A language the authority brings an interpreter for, by its own name; `bring` where the person brings one. */
  interpreter?: { language: string } | 'bring'
}

type Hearing = {
  kind: 'hearing'
  reportDay: PlainDate
  reportHour: string
  reportPlace: string
  day: PlainDate
  hour: string
  court: string
  /** Which notice of this hearing it is, from 1. */
  version: number
}

type Decision = {
  kind: 'decision'
  outcome: Outcome
  appealUntil: PlainDate
  /**
   * Paragraphs an officer wrote, in the procedure's language and, where they were translated, in the person's. None: the letter
   * says that they come with it.
   */
  reasons: Partial<Record<Locale, readonly string[]>>
  basis: readonly LegalBasis[]
}

/** A law by its name, and what counsel has not confirmed is marked so. */
export type LegalBasis = { law: string; article?: string; unconfirmed?: boolean }

/** The procedure's language comes first on the paper; the person's may be the same one. */
export type PaperLanguages = { procedure: Locale; person: Locale }

/**
 * The laws behind these steps of a procedure, each once. An article that is still a setting is left out, and marked; so is
 * what stands in brackets behind a law's name, which is a note to whoever reads the file.
 */
export function legalBasisOf(procedure: Procedure, stepIds: readonly string[]): LegalBasis[] {
  const found = stepIds.flatMap((stepId): LegalBasis[] => {
    const basis = procedure.steps.find(({ id }) => id === stepId)?.basis
    if (!basis) return []
    const law = procedure.laws.find(({ id }) => id === basis.law)?.name ?? basis.law
    return [
      {
        law: law.replace(/ \([^()]*\)$/, ''),
        ...(typeof basis.article === 'string' && { article: basis.article }),
        ...(basis.certainty === 'C' && { unconfirmed: true }),
      },
    ]
  })
  return [...new Map(found.map((basis) => [JSON.stringify(basis), basis])).values()]
}
