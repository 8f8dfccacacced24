import * as z from 'zod/mini'
import { classed } from '#platform/base/field-class.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import { OperationId as Uuid } from '../model.ts'
import { stepUpNeeded } from '../step-up.ts'
import { AgreementAct, AgreementFacts, AlarmNote, agreementStates, alarmKinds } from './model.ts'

/** What was asked needs a colleague's yes, for exactly this; one yes is for one time. */
export const secondPersonNeeded = problem(
  'second-person-needed',
  403,
  'A second person has to agree to this first. Ask for it on the page Oversight.',
)
export const agreementOver = problem(
  'agreement-over',
  409,
  'This was answered, taken back or has run out. Look at the list again.',
)
export const ownAgreement = problem('own-agreement', 409, 'A colleague answers what you asked.')
export const tooManyCanaries = problem(
  'too-many-canaries',
  409,
  'There are enough of these records. More of them would be noticed.',
)

const fact = <S extends z.ZodMiniType>(schema: S) => classed('fact', schema)
const ById = z.strictObject({ id: Uuid })
const Done = fact(z.object({ done: z.literal(true) }))

const Agreement = z.object({
  id: z.string(),
  act: AgreementAct,
  facts: AgreementFacts,
  /** The colleague it is about, where it is about one: nobody agrees to what they cannot see. */
  about: z.nullable(z.string()),
  state: z.enum(agreementStates),
  askedBy: z.string(),
  askedAt: z.string(),
  expiresAt: z.string(),
  answeredBy: z.nullable(z.string()),
  answeredAt: z.nullable(z.string()),
  usedAt: z.nullable(z.string()),
  /** Asked by whoever is looking. */
  isMine: z.boolean(),
  /** It waits, and whoever is looking may answer it. */
  mayAnswer: z.boolean(),
})

export const askAgreement = endpoint({
  method: 'POST',
  path: '/oversight/agreements',
  summary: 'Ask a colleague to agree to something nobody does alone. Waits for a day.',
  body: z.strictObject({ act: AgreementAct, facts: AgreementFacts }),
  reply: fact(z.object({ id: z.string(), expiresAt: z.string() })),
})

export const listAgreements = endpoint({
  method: 'GET',
  path: '/oversight/agreements',
  summary: 'What was asked by you, or may be answered by you: the newest 50.',
  reply: fact(z.object({ agreements: z.array(Agreement) })),
})

export const agree = endpoint({
  method: 'POST',
  path: '/oversight/agreements/:id/agree',
  summary: 'Agree as the second person, having just shown who one is. Never to what one asked oneself.',
  params: ById,
  reply: Done,
  problems: [agreementOver, ownAgreement, stepUpNeeded],
})

export const refuseAgreement = endpoint({
  method: 'POST',
  path: '/oversight/agreements/:id/refuse',
  summary: 'Say no as the second person.',
  params: ById,
  reply: Done,
  problems: [agreementOver, ownAgreement],
})

export const withdrawAgreement = endpoint({
  method: 'POST',
  path: '/oversight/agreements/:id/withdraw',
  summary: 'Take back what one asked, answered or not, as long as it was not used.',
  params: ById,
  reply: Done,
  problems: [agreementOver],
})

const Alarm = z.object({
  id: z.string(),
  kind: z.enum(alarmKinds),
  at: z.string(),
  /** Whose account it is about; null where it is about nobody of the staff. */
  by: z.nullable(z.string()),
  facts: AgreementFacts,
  acknowledgedAt: z.nullable(z.string()),
  acknowledgedBy: z.nullable(z.string()),
  note: z.nullable(AlarmNote),
})

export const listAlarms = endpoint({
  method: 'GET',
  path: '/oversight/alarms',
  summary: 'Alarms: those nobody has looked at first, 50 at most, and how many of those there are.',
  reply: fact(z.object({ open: z.int(), alarms: z.array(Alarm) })),
})

export const acknowledgeAlarm = endpoint({
  method: 'POST',
  path: '/oversight/alarms/:id/acknowledge',
  summary: 'Say how looking into an alarm ended. Never by the one it is about.',
  params: ById,
  body: z.strictObject({ note: AlarmNote }),
  reply: Done,
})

export const nameNotRight = problem('name-not-right', 422, 'Type the name of the operation exactly as it stands here.')
export const notInThatState = problem('not-in-that-state', 409, 'The operation is already closed, or it is open.')

export const readClosing = endpoint({
  method: 'GET',
  path: '/oversight/closing',
  summary: 'Whether the operation is closed, and until when it can be opened again.',
  reply: fact(z.object({ name: z.string(), closedAt: z.nullable(z.string()), reopenUntil: z.nullable(z.string()) })),
})

export const closeOperation = endpoint({
  method: 'POST',
  path: '/oversight/close',
  summary:
    'Close the operation, once a second person agreed: nobody registers any more, staff are signed out, and after 30 days the keys of all people are destroyed.',
  body: z.strictObject({ agreementId: z.nullable(Uuid), name: z.string().check(z.maxLength(200)) }),
  reply: fact(z.object({ closedAt: z.string() })),
  problems: [secondPersonNeeded, nameNotRight, notInThatState, stepUpNeeded],
})

export const reopenOperation = endpoint({
  method: 'POST',
  path: '/oversight/reopen',
  summary: 'Open a closed operation again within 30 days, once a second person agreed.',
  body: z.strictObject({ agreementId: z.nullable(Uuid) }),
  reply: fact(z.object({ open: z.literal(true) })),
  problems: [secondPersonNeeded, notInThatState, stepUpNeeded],
})
