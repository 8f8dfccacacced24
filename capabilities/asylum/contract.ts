import * as z from 'zod/mini'
import { fact, Instant, Language, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { Delivery, GivenAct, HearingNotice } from './claim.ts'
import { Day, Id, Words } from './rule.ts'

export const noClaimsHere = problem('no-claims-here', 404, 'A journey hears no claims, and reads none.')
export const noProcedure = problem(
  'no-procedure',
  409,
  'No procedure is chosen yet. An administrator chooses one first.',
)
/** The law, or the state of the claim, says no: `reason` is one of acting.ts, `help` what has to come first. */
export const actRefused = problem<{ reason: string; help: string[] }>(
  'act-refused',
  409,
  'This cannot be recorded on this claim now.',
)
export const claimConflict = problem(
  'claim-conflict',
  409,
  'A claim with this id was lodged before with other content.',
)
/** Nobody signs twice. */
export const noProposal = problem('no-proposal', 409, 'Nothing waits for a second person here any more.')
const Stage = z.enum(['intended', 'lodged', 'admitted', 'decided', 'notified', 'appealed', 'closed'])
const Binds = z.enum(['authority', 'person'])
const ClaimParams = z.strictObject({ id: Uuid })

/** One line of the queue: facts only. Names are opened on the household's page, which leaves its trace. */
export const ClaimRow = z.object({
  id: Uuid,
  householdId: Uuid,
  caseNumber: z.string(),
  people: z.int(),
  language: Language,
  stage: Stage,
  /** The last step, in the words of the procedure. */
  lastStep: Words,
  lastStepOn: Day,
  beganOn: Day,
  /** Days since it began. */
  ageDays: z.int(),
  closedOn: z.nullable(Day),
  closingReason: z.nullable(z.string()),
  childAlone: z.boolean(),
  /** The earliest limit that runs, and whom it binds. */
  dueOn: z.nullable(Day),
  dueLimit: z.nullable(Words),
  dueBinds: z.nullable(Binds),
  assignedTo: z.nullable(z.object({ accountId: Uuid, displayName: z.string() })),
  waitsForSecond: z.boolean(),
  /** The person asked for a step on their own page. */
  isAsked: z.boolean(),
})
export type ClaimRow = z.infer<typeof ClaimRow>

export const PAGE_SIZE = 50
export const DUE_SOON_DAYS = 7

const named = z.object({ id: Id, name: Words })

export const ClaimFilters = z.strictObject({
  stage: z.optional(Stage),
  /** The step that was recorded last. */
  step: z.optional(Id),
  /** `late`: a limit has passed. `soon`: one ends within a week. `second`: an act waits for a second person. */
  attention: z.optional(z.enum(['late', 'soon', 'no-date', 'second', 'asked', 'child-alone'])),
  language: z.optional(Language),
  assigned: z.optional(z.enum(['me', 'nobody'])),
  closed: z.optional(z.literal('yes')),
  after: z.optional(z.string().check(z.maxLength(60))),
  /** The language of the page: words come in it and in English. Without it they come in all languages. */
  words: z.optional(z.enum(['en', 'es', 'fr', 'ht', 'pt', 'ar'])),
})
export type ClaimFilters = z.infer<typeof ClaimFilters>

export const listClaims = endpoint({
  method: 'GET',
  path: '/asylum/claims',
  summary: 'Claims by what is due first, 50 a page, by facts. Names are not in it.',
  query: ClaimFilters,
  reply: fact(
    z.object({
      claims: z.array(ClaimRow),
      next: z.nullable(z.string()),
      today: Day,
      /** By what the list can be filtered: the steps of the procedure that was chosen. */
      steps: z.array(named),
      /** With the first page alone: of 1,600,000 claims they take longer than the page. */
      counts: z.nullable(z.object({ open: z.int(), mine: z.int(), late: z.int(), soon: z.int(), second: z.int() })),
    }),
  ),
  problems: [noClaimsHere],
})

const Limit = z.object({
  id: Id,
  name: Words,
  step: Words,
  binds: Binds,
  sense: z.enum(['latest', 'earliest']),
  dueOn: z.nullable(Day),
  /** Why there is no date; a missing fact gives none, never a guess. */
  notComputable: z.nullable(z.string()),
  /** Counsel has not confirmed how long it lasts. */
  isUnconfirmed: z.boolean(),
  /** From which step or date it runs, and from which day. */
  from: Words,
  basis: z.string(),
  /** How the day came about: the first day that counted, days nobody works, times that stood still. */
  counted: z.nullable(
    z.object({ from: Day, daysOff: z.int(), stoodStill: z.array(z.object({ from: Day, until: Day })) }),
  ),
  /** The day before the calendar changed, where it moved. */
  movedFrom: z.nullable(Day),
})

const HistoryLine = z.object({
  number: z.int(),
  on: Day,
  recordedAt: Instant,
  what: Words,
  kind: z.enum(['step', 'date', 'fact', 'pause', 'resume', 'extend']),
  actor: Words,
  by: z.nullable(z.string()),
  second: z.nullable(z.string()),
  /** The law it rests on, and how sure we are of the article. */
  basis: z.nullable(z.string()),
  isUnconfirmed: z.boolean(),
  outcome: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  /** Of a date: the day, where it is known; of a fact: whether it holds. */
  day: z.nullable(Day),
  holds: z.nullable(z.boolean()),
  /** What a step kept with it: where and when a hearing is, how a paper was delivered, why somebody did not come. */
  hearing: z.nullable(HearingNotice),
  delivery: z.nullable(Delivery),
  absence: z.nullable(z.string()),
})

export const Meeting = z.object({
  appointmentId: Uuid,
  at: Instant,
  kind: z.enum([
    ...['booked', 'moved', 'cancelled', 'came', 'held', 'did-not-come'],
    ...['confirmed', 'move-asked', 'move-taken-back'],
  ] as const),
  by: z.nullable(z.string()),
  purpose: z.enum(['interview', 'hearing', 'document']),
  day: Day,
  from: z.string(),
})
export type Meeting = z.infer<typeof Meeting>

export const PossibleStep = z.object({
  id: Id,
  name: Words,
  basis: z.string(),
  actors: z.array(named),
  outcomes: z.array(z.string()),
  reasons: z.array(z.string()),
  secondPerson: z.boolean(),
  personally: z.boolean(),
  records: z.nullable(z.enum(['delivery', 'hearing_notice', 'absence'])),
  /** What protects the person and has to be done first. */
  waitsFor: z.array(named),
})
export type PossibleStep = z.infer<typeof PossibleStep>

export const readClaim = endpoint({
  method: 'GET',
  path: '/asylum/claims/:id',
  summary:
    'One claim by its facts: where it stands, what may be done, every limit, everything that happened. Leaves a trace.',
  params: ClaimParams,
  reply: fact(
    z.object({
      claim: ClaimRow,
      procedure: z.object({ id: Id, version: z.string(), name: Words, authority: z.string() }),
      /** Given back with an act: whoever comes second is told. */
      events: z.int(),
      today: Day,
      /** To whom the claim can be given. */
      officers: z.array(z.object({ accountId: Uuid, displayName: z.string() })),
      people: z.array(
        z.object({
          id: Uuid,
          part: z.enum(['principal', 'dependant']),
          sex: z.string(),
          ageBand: z.string(),
          nationality: z.string(),
          state: z.string(),
          /** An open claim of their own besides. */
          ownClaimId: z.nullable(Uuid),
        }),
      ),
      decision: z.nullable(z.object({ outcome: z.string(), on: Day })),
      appeal: z.nullable(z.object({ step: Words, on: Day })),
      limits: z.array(Limit),
      possible: z.array(PossibleStep),
      dates: z.array(z.object({ ...named.shape, day: z.nullable(Day), isKnown: z.boolean() })),
      facts: z.array(z.object({ ...named.shape, holds: z.boolean() })),
      pauses: z.array(z.object({ ...named.shape, from: z.nullable(Day) })),
      history: z.array(HistoryLine),
      /** What happened to its appointments, with the day and hour as they were then; `by` null: the family with its code. */
      meetings: z.array(Meeting),
      /** What the person asked for on their own page. */
      wishes: z.array(z.object({ step: Words, askedAt: Instant })),
      /** Who acts for the person. Names are opened on demand, which leaves its trace. */
      mandates: z.array(
        z.object({
          id: Uuid,
          kind: z.enum(['representative', 'lawyer', 'guardian']),
          from: Day,
          until: z.nullable(Day),
        }),
      ),
      /** How the person asked to be heard; `special`: has needs, never which. */
      interview: z.object({ heardBy: z.enum(['anyone', 'woman', 'man']), special: z.boolean() }),
      proposal: z.nullable(
        z.object({ step: Words, outcome: z.nullable(z.string()), by: z.string(), isOwn: z.boolean(), at: Instant }),
      ),
    }),
  ),
  problems: [noClaimsHere],
})

const Taken = fact(
  z.object({
    id: Uuid,
    events: z.int(),
    stage: Stage,
    /** The act waits for a second person and has changed nothing yet. */
    waitsForSecond: z.boolean(),
  }),
)

export const lodgeClaim = endpoint({
  method: 'POST',
  path: '/asylum/claims',
  summary:
    'A claim for somebody registered here, with those who share it. Sent again with the same id, it is the same claim.',
  body: z.strictObject({
    id: Uuid,
    householdId: Uuid,
    principalId: Uuid,
    dependantIds: z.array(Uuid).check(z.maxLength(29)),
    /** The language of the interview. */
    language: Language,
    /** For a child: is a parent or caregiver here? In doubt about the age: a child. */
    isUnder18: z.enum(['yes', 'no', 'in-doubt']),
    isWithParentOrCaregiver: z.boolean(),
    needsInterpreter: z.boolean(),
    /** The day the limit to claim runs from; null: not known, and nobody guesses. */
    date: z.optional(z.strictObject({ date: Id, day: z.nullable(Day) })),
    /** The step that opens it, who takes it, on which day. */
    step: Id,
    actor: Id,
    on: Day,
    /** Of a step that begins with a paper: how it reached the person. */
    delivery: z.optional(Delivery),
  }),
  reply: Taken,
  problems: [noClaimsHere, noProcedure, actRefused, claimConflict],
})

export const recordOnClaim = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/acts',
  summary:
    'Record what happened. `seen` is how many events the page showed: whoever comes second is told, nothing is overwritten.',
  params: ClaimParams,
  body: z.strictObject({ seen: z.int().check(z.gte(0), z.lte(10_000)), act: GivenAct }),
  reply: Taken,
  problems: [noClaimsHere, actRefused],
})

export const confirmAct = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/proposal/confirm',
  summary: 'A second person signs what waits. Never the one who proposed it.',
  params: ClaimParams,
  body: z.strictObject({ seen: z.int().check(z.gte(0), z.lte(10_000)) }),
  reply: Taken,
  problems: [noClaimsHere, actRefused, noProposal],
})

export const dropProposal = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/proposal/drop',
  summary: 'What waits for a second person is taken back, or not signed.',
  params: ClaimParams,
  body: z.strictObject({}),
  reply: Taken,
  problems: [noClaimsHere, noProposal],
})

export const assignClaim = endpoint({
  method: 'POST',
  path: '/asylum/claims/:id/assign',
  summary: 'Give a claim to an officer, or to nobody.',
  params: ClaimParams,
  body: z.strictObject({ accountId: z.nullable(Uuid) }),
  reply: Taken,
  problems: [noClaimsHere],
})

export const listClaimsOfHousehold = endpoint({
  method: 'GET',
  path: '/asylum/households/:id/claims',
  summary: 'The claims of one household, and what a new one needs to be told.',
  params: ClaimParams,
  reply: fact(
    z.object({
      claims: z.array(ClaimRow),
      today: Day,
      procedure: z.nullable(
        z.object({
          name: Words,
          starts: z.array(z.object({ ...named.shape, actors: z.array(named), records: PossibleStep.shape.records })),
          dates: z.array(named),
        }),
      ),
    }),
  ),
  problems: [noClaimsHere],
})
