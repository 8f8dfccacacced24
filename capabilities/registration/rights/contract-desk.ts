import * as z from 'zod/mini'
import { problem } from '#platform/base/problem.ts'
import { soughtText } from '#platform/base/text.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { HouseholdParams, OpenedPerson } from '../desk/contract.ts'
import { changedMeanwhile } from '../desk/contract-changes.ts'
import { OpeningPurpose } from '../desk/model.ts'
import { fact, Instant, Language, Nationality, Sex, Uuid } from '../model.ts'
import { Archive } from './contract.ts'
import { AnswerReason, CorrectionChange } from './model.ts'
import { holdReasons, type RetentionClass, retentionClasses } from './retention.ts'

const Class = z.enum(retentionClasses as [RetentionClass, ...RetentionClass[]])
export const HoldReason = z.enum(holdReasons)

/** The bounds say what is possible. */
export const periodOutOfBounds = problem<{ least: number; most: number }>(
  'period-out-of-bounds',
  422,
  'This period is outside its bounds. Choose a number of days between them.',
)
/** Written down differently, erased, or of another place. */
export const noSuchCase = problem('no-such-case', 404, 'No household has this case number. Check it and try again.')
/** What was asked cannot be read or no longer fits; answer the person instead. */
export const correctionUnreadable = problem(
  'correction-unreadable',
  409,
  'What this person asked cannot be read. Answer them, so that they can ask again.',
)

export const readRetention = endpoint({
  method: 'GET',
  path: '/desk/retention',
  summary: 'How long each kind of data stays, what is due now, what the last run did, and which households are held.',
  reply: fact(
    z.object({
      nextRunAt: z.nullable(Instant),
      classes: z.array(
        z.object({
          class: Class,
          periodDays: z.int(),
          leastDays: z.int(),
          mostDays: z.int(),
          /** Null where another job does it. */
          due: z.nullable(z.int()),
          lastRunAt: z.nullable(Instant),
          lastDone: z.int(),
          lastWasComplete: z.boolean(),
        }),
      ),
      holds: z.array(z.object({ groupId: Uuid, caseNumber: z.string(), reason: HoldReason, placedAt: Instant })),
    }),
  ),
})

export const changePeriod = endpoint({
  method: 'POST',
  path: '/desk/retention/:class',
  summary: 'Change how long one kind of data stays, within its bounds.',
  params: z.strictObject({ class: Class }),
  body: z.strictObject({ periodDays: z.int() }),
  reply: fact(z.object({ periodDays: z.int() })),
  problems: [periodOutOfBounds],
})

export const placeHold = endpoint({
  method: 'POST',
  path: '/desk/holds',
  summary: 'The retention job leaves this household alone, for a reason from a list.',
  body: z.strictObject({ caseNumber: soughtText(40), reason: HoldReason }),
  reply: fact(z.object({ groupId: Uuid })),
  problems: [noSuchCase],
})

export const liftHold = endpoint({
  method: 'POST',
  path: '/desk/holds/:id/lift',
  summary: 'The retention job may end this household again.',
  params: HouseholdParams,
  body: z.strictObject({}),
  reply: fact(z.object({ lifted: z.boolean() })),
})

const Waiting = z.object({ id: Uuid, groupId: Uuid, caseNumber: z.string(), receivedAt: Instant })

export const listCorrections = endpoint({
  method: 'GET',
  path: '/desk/corrections',
  summary: 'Corrections that people asked for and that wait for an answer, oldest first. What they ask stays sealed.',
  reply: fact(z.object({ corrections: z.array(Waiting) })),
})

export const openCorrection = endpoint({
  method: 'POST',
  path: '/desk/corrections/:id/open',
  summary:
    'What a person asks to put right, beside what is held. 423 while locked. The people can see that it was opened.',
  params: HouseholdParams,
  body: z.strictObject({}),
  reply: z.object({
    person: z.nullable(OpenedPerson),
    sex: fact(Sex),
    nationality: fact(Nationality),
    /** Null when it cannot be read. */
    change: fact(z.nullable(CorrectionChange)),
  }),
})

export const acceptCorrection = endpoint({
  method: 'POST',
  path: '/desk/corrections/:id/accept',
  summary: 'Write down what the person asked, as a new version. What stood there before is kept.',
  params: HouseholdParams,
  body: z.strictObject({ version: z.int() }),
  reply: fact(z.object({ version: z.int() })),
  problems: [changedMeanwhile, correctionUnreadable],
})

export const answerCorrection = endpoint({
  method: 'POST',
  path: '/desk/corrections/:id/answer',
  summary: 'Leave it as it is, and tell the person why.',
  params: HouseholdParams,
  body: z.strictObject({ reason: AnswerReason }),
  reply: fact(z.object({ answered: z.boolean() })),
})

export const takeArchiveAtDesk = endpoint({
  method: 'POST',
  path: '/desk/households/:id/archive',
  summary: 'Everything that is held about a household, for people without a phone. 423 while locked; they can see it.',
  params: HouseholdParams,
  body: z.strictObject({ purpose: OpeningPurpose, language: Language }),
  reply: Archive,
})
