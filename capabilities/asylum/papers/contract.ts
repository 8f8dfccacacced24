import * as z from 'zod/mini'
import { paperKinds } from '#capabilities/proof/model.ts'
import { fact, Instant, Language, Uuid } from '#capabilities/registration/model.ts'
import { personal } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { plainText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { actRefused, noClaimsHere } from '../contract.ts'
import { personErased } from '../contract-people.ts'
import { Day } from '../rule.ts'

/** So many paragraphs of reasons fit a letter; more is a paper of its own. */
export const REASON_PARAGRAPHS = 30

export const PaperKind = z.enum(paperKinds)

/** Why a paper stopped to be valid. `erased`: the person's file went, and the paper with it. */
export const reissueReasons = ['lost', 'damaged', 'corrected', 'renewed', 'moved'] as const
export const withdrawalReasons = ['mistake', 'set-aside', 'claim-ended', 'cancelled'] as const
export const endReasons = [...reissueReasons, ...withdrawalReasons, 'expired', 'erased'] as const

export const noPapersHere = problem(
  'no-mandate-for-papers',
  409,
  'The root has not signed that this operation may issue papers. The keeper of the root does it with `posada trust grant`.',
)
/** Why not, as a word: `refusals` has them. */
export const refusals = [
  'not-in-procedure',
  'claim-closed',
  'not-decided',
  'not-signed-by-two',
  'no-name',
  'no-birth-day',
  'letters-not-printed',
  'not-valid-any-more',
] as const
export const paperRefused = problem<{ reason: (typeof refusals)[number] }>(
  'paper-refused',
  409,
  'This paper cannot be issued now.',
)
/** A colleague was faster, or it was issued before: show that one. A new one takes its place by reissue. */
export const paperStillValid = problem<{ paperId: string }>(
  'paper-still-valid',
  409,
  'This person has a valid paper of this kind. Issue it anew instead.',
)
export const paperConflict = problem(
  'paper-conflict',
  409,
  'A paper with this id was issued before with other content.',
)

const ClaimParams = z.strictObject({ id: Uuid })
const PaperParams = z.strictObject({ id: Uuid })
const Hour = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'an hour such as 09:30' }))
const Place = plainText(160)

/** Of an interpreter: the office has one for the person's language, or the person brings one; null: none is needed. */
export const Meeting = z.strictObject({
  ...{ day: Day, hour: Hour, place: Place },
  interpreter: z.nullable(z.enum(['office', 'bring'])),
})
/** Where and when to report is apart from the court and its hour. */
export const Hearing = z.strictObject({
  ...{ reportDay: Day, reportHour: Hour, reportPlace: Place },
  ...{ day: Day, hour: Hour, court: Place },
})
const Reasons = z.strictObject({
  language: Language,
  paragraphs: z.array(personal('needs', plainText(2_000))).check(z.minLength(1), z.maxLength(REASON_PARAGRAPHS)),
})
/** The day the letter is handed over starts the limit of an appeal; the last day is typed only where no rule gives it. */
export const Letter = z.strictObject({
  toldOn: Day,
  appealUntil: z.nullable(Day),
  /** By paragraphs, in one language of the paper or in both. Sealed with the paper, and printed in it alone. */
  reasons: z.optional(z.array(Reasons).check(z.maxLength(2))),
})

/** What an officer says of a paper; everything else is known from the claim and the person's file. */
export const PaperDetails = z.discriminatedUnion('kind', [
  /** The last day of validity is typed only where the procedure gives none. */
  z.strictObject({ kind: z.literal('constancia'), validUntil: z.nullable(Day) }),
  z.strictObject({ kind: z.literal('interview'), meeting: Meeting }),
  z.strictObject({ kind: z.literal('hearing'), hearing: Hearing }),
  z.strictObject({ kind: z.literal('decision'), letter: Letter }),
])
export type PaperDetails = z.infer<typeof PaperDetails>

/** A paper by its facts. What is printed on it opens with its PDF. */
const Paper = z.object({
  id: Uuid,
  individualId: Uuid,
  kind: PaperKind,
  languages: z.array(Language),
  number: z.string(),
  shortCode: z.string(),
  issuedOn: Day,
  issuedBy: z.string(),
  validUntil: Day,
  state: z.enum(['issued', 'withdrawn', 'replaced']),
  endedAt: z.nullable(Instant),
  reason: z.nullable(z.enum(endReasons)),
  replacedBy: z.nullable(Uuid),
  /** Its last day is over. */
  isPast: z.boolean(),
  /** The person's file was erased, and what was printed with it. */
  isErased: z.boolean(),
})

export const listPapers = endpoint({
  method: 'GET',
  path: '/asylum/claims/:id/papers',
  summary: 'The papers of a claim by their facts, newest first, and which kinds can be issued now.',
  params: ClaimParams,
  reply: fact(
    z.object({
      papers: z.array(Paper),
      /** The root has signed that this operation may; practice always may. */
      mayBeIssued: z.boolean(),
      kinds: z.array(z.object({ kind: PaperKind, why: z.nullable(z.enum(refusals)) })),
      /** Each constancia and letter is for one person of the claim. */
      people: z.array(z.object({ id: Uuid, part: z.enum(['principal', 'dependant']) })),
      language: Language,
      /** The language of the procedure: every paper is in it, and in the person's. */
      procedureLanguage: Language,
      today: Day,
      /** What is booked for the claim and still to come: a form begins with it. */
      meetings: z.array(
        z.object({
          ...{ kind: z.enum(['interview', 'hearing']), day: Day, hour: z.string(), place: z.string() },
          hasInterpreter: z.boolean(),
        }),
      ),
    }),
  ),
  problems: [noClaimsHere],
})

const Issued = fact(Paper)
const problems = [noClaimsHere, noPapersHere, paperRefused, paperStillValid, paperConflict, personErased, actRefused]

export const issuePaper = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/papers',
  summary:
    'Issue a paper to one person of a claim. Sent again with the same id, it is the same paper. Opens the name, which leaves its trace.',
  params: ClaimParams,
  body: z.strictObject({ id: Uuid, individualId: Uuid, language: Language, details: PaperDetails }),
  reply: Issued,
  problems,
})

export const reissuePaper = endpoint({
  method: 'POST',
  path: '/asylum/papers/:id/reissue',
  summary: 'Withdraw a paper and issue one in its place, in one act. Without details it says what the old one said.',
  params: PaperParams,
  body: z.strictObject({
    id: Uuid,
    reason: z.enum(reissueReasons),
    language: Language,
    details: z.nullable(PaperDetails),
  }),
  reply: Issued,
  problems,
})

export const withdrawPaper = endpoint({
  method: 'POST',
  path: '/asylum/papers/:id/withdraw',
  summary: 'The paper is no longer valid: verifiers learn it with their next list.',
  params: PaperParams,
  body: z.strictObject({ reason: z.enum(withdrawalReasons) }),
  reply: Issued,
  problems: [noClaimsHere, paperRefused],
})
