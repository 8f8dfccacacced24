import type { ClaimPaperFacts } from './model.ts'

/** One paragraph of a paper: a message and what stands in it. Days are written out in each language. */
export type Sentence = { key: string; params?: Record<string, string>; dates?: Record<string, string> }
export type Part = { heading: string; sentences: Sentence[] }

/** What a paper says in sentences, in its order. The same in every language, so they stand side by side. */
export function partsOf(facts: ClaimPaperFacts, expiresOn: string): Part[] {
  const own = besides[facts.procedure] ?? {}
  const { authority } = facts
  if (facts.kind === 'constancia') {
    return [
      {
        heading: 'papers_says',
        sentences: [
          say('papers_constancia_asked', { authority }),
          say('papers_constancia_no_return'),
          say('papers_constancia_consulate'),
          ...(own.says ?? []).map((key) => say(key)),
        ],
      },
      {
        heading: 'papers_do',
        sentences: [
          ...(own.constancia ?? []).map((key) => say(key)),
          { key: 'papers_constancia_valid', dates: { date: expiresOn } },
        ],
      },
    ]
  }
  if (facts.kind === 'interview') {
    const { interpreter } = facts
    return [
      {
        heading: 'papers_do',
        sentences: [
          say('papers_interview_heard'),
          say('papers_interview_ask'),
          ...(interpreter === 'bring' ? [say('papers_interview_bring_interpreter')] : []),
          ...(typeof interpreter === 'object' ? [say('papers_interview_interpreter', interpreter)] : []),
          say('papers_bring'),
          say('papers_cannot_come'),
          ...(own.interview ?? []).map((key) => say(key)),
        ],
      },
    ]
  }
  if (facts.kind === 'hearing') {
    return [
      {
        heading: 'papers_do',
        sentences: [
          say('papers_hearing_report'),
          say('papers_hearing_version', { number: String(facts.version) }),
          say('papers_cannot_come'),
          ...(own.hearing ?? []).map((key) => say(key)),
          say('papers_bring'),
        ],
      },
    ]
  }
  const granted = facts.outcome === 'recognised' || facts.outcome === 'complementary'
  return [
    { heading: 'papers_decided', sentences: [say(`papers_outcome_${facts.outcome}`)] },
    {
      heading: 'papers_means',
      sentences: [
        ...(granted ? (own.granted ?? []) : []).map((key) => say(key)),
        ...(facts.outcome === 'complementary' ? (own.complementary ?? []) : []).map((key) => say(key)),
        ...(own.decision ?? []).map((key) => say(key)),
        say('papers_means_told'),
      ],
    },
    // Before the reasons, which may be long: nobody should look for the day on a second page.
    {
      heading: 'papers_disagree',
      sentences: [
        {
          key: own.appeal ?? 'papers_appeal',
          ...{ params: { authority }, dates: { date: facts.appealUntil } },
        },
        ...(own.appealed ?? []).map((key) => say(key)),
      ],
    },
  ]
}

/** Beside the code: until when it holds, and how anyone finds out whether the paper is genuine. */
export const notesOf = (
  { checkAt }: ClaimPaperFacts,
  signed: { registeredOn: string; expiresOn: string },
): Sentence[] => [
  { key: 'papers_issued', dates: { date: signed.registeredOn } },
  { key: 'papers_valid', dates: { date: signed.expiresOn } },
  checkAt ? say('papers_check_at', { address: checkAt }) : say('papers_check_how'),
  say('papers_check_code'),
]

const say = (key: string, params: Record<string, string> = {}): Sentence => ({ key, params })

type Besides = {
  says?: string[]
  constancia?: string[]
  interview?: string[]
  hearing?: string[]
  granted?: string[]
  complementary?: string[]
  decision?: string[]
  appeal?: string
  appealed?: string[]
}

/**
 * What the law of a shipped procedure says besides. A procedure that an operation adds needs no line here: its papers say what
 * holds everywhere. Nothing of certainty C stands in a sentence.
 */
const besides: Record<string, Besides> = {
  mx_comar: {
    says: ['papers_constancia_card'],
    constancia: ['papers_constancia_weekly', 'papers_constancia_state'],
    granted: ['papers_means_residence'],
    complementary: ['papers_means_no_family'],
    decision: ['papers_means_you'],
    appeal: 'papers_appeal_review',
  },
  us_affirmative: { interview: ['papers_interview_missed'] },
  us_remain_in_mexico: {
    hearing: ['papers_hearing_absent', 'papers_hearing_reopen', 'papers_hearing_fear'],
    appeal: 'papers_appeal_board',
    appealed: ['papers_appeal_address'],
  },
}
