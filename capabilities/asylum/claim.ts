import * as z from 'zod/mini'
import { OperationId, Role } from '#capabilities/access/model.ts'
import { plainText } from '#platform/base/text.ts'
import { ClosingReason, Outcome, type Stage } from './procedure.ts'
import { type Basis, Day, Duration, Id } from './rule.ts'
import type { Rules } from './rules.ts'

const Uuid = OperationId
const Recorder = z.strictObject({ accountId: Uuid, role: Role })

/** How a paper reached somebody. A limit starts from proven delivery alone. */
export const Delivery = z.strictObject({
  result: z.enum(['tried', 'refused', 'delivered']),
  channel: z.enum(['in_person', 'address', 'post', 'electronic']),
  language: z.string().check(z.regex(/^[a-z]{2,3}$/, { error: 'a language, such as ht' })),
  wasReadAloud: z.boolean(),
  receivedBy: z.optional(z.enum(['person', 'representative', 'guardian'])),
  proof: z.optional(z.enum(['signature', 'fingerprint', 'two_witnesses', 'postal_receipt', 'electronic_receipt'])),
})

/** As it stands on the paper: a port of entry, a court. Never where somebody lives. */
const Place = plainText(80)
const Hour = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'an hour, such as 08:30' }))

/** Where and when to report is apart from the court and its hour: the two were often mixed up, and people came to neither. */
export const HearingNotice = z.strictObject({
  version: z.int().check(z.gte(1), z.lte(999)),
  court: Place,
  hearingOn: Day,
  hearingAt: Hour,
  reportPlace: Place,
  reportOn: Day,
  reportAt: Hour,
})

export type HearingNotice = z.infer<typeof HearingNotice>

/** The day it happened, where the authority sits; its instant, where hours count; who acted in law, as the procedure calls them. */
const given = {
  ...{ on: Day, atMs: z.optional(z.int()), actor: Id },
  /** Which registered person acted, where a person did. */
  personId: z.optional(Uuid),
}
/** Who of the staff wrote it down, and who signed with them. */
const recorded = { recordedBy: Recorder, second: z.optional(Recorder) }

const actWith = <B extends typeof given>(by: B) =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      ...{ kind: z.literal('step'), step: Id, ...by },
      ...{ outcome: z.optional(Outcome), reason: z.optional(ClosingReason), delivery: z.optional(Delivery) },
      hearing: z.optional(HearingNotice),
      absence: z.optional(z.enum(['ill', 'no_transport', 'danger', 'not_told', 'other', 'not_known_yet'])),
    }),
    /** `day` null: it is not known, and nobody guesses. */
    z.strictObject({ kind: z.literal('date'), date: Id, day: z.nullable(Day), ...by }),
    z.strictObject({ kind: z.literal('fact'), fact: Id, holds: z.boolean(), ...by }),
    z.strictObject({ kind: z.literal('pause'), pause: Id, ...by }),
    z.strictObject({ kind: z.literal('resume'), pause: Id, ...by }),
    z.strictObject({ kind: z.literal('extend'), limit: Id, ground: Id, lasts: Duration, told: z.boolean(), ...by }),
  ])

/** What somebody wants to record, as they give it: who they are is known from their session and never typed. */
export const GivenAct = actWith(given)
export type GivenAct = z.infer<typeof GivenAct>

/** The same with who recorded it. What the law says to it is added when it is taken, not by whoever asks. */
export const Act = actWith({ ...given, ...recorded })
export type Act = z.infer<typeof Act>

/** An act that was taken, with its basis. History is only ever added to. */
export type ClaimEvent = Act & { basis: Basis | null }

/** One person's claim: who it is about, under which rules, and all that happened. */
export type Claim = {
  id: string
  personId: string
  procedure: string
  version: string
  office?: string | undefined
  events: readonly ClaimEvent[]
}

type Done = { index: number; on: string; atMs?: number | undefined }

/** Where a claim stands; worked out of its history, so that the two never differ. */
export type Standing = {
  stage: Stage
  beganOn?: string
  /** The last time each step was done. */
  done: ReadonlyMap<string, Done>
  decision?: { outcome: Outcome; on: string; index: number }
  appeal?: { step: string; on: string }
  closed?: { step: string; reason: ClosingReason; on: string }
  dates: ReadonlyMap<string, string | null>
  facts: ReadonlySet<string>
  pauses: readonly { pause: string; from: string; until?: string }[]
  extensions: ReadonlyMap<string, readonly Duration[]>
}

export function standingOf(rules: Rules, events: readonly ClaimEvent[]): Standing {
  const done = new Map<string, Done>()
  const dates = new Map<string, string | null>()
  const facts = new Set<string>()
  const pauses: { pause: string; from: string; until?: string }[] = []
  const extensions = new Map<string, readonly Duration[]>()
  const standing: Standing = { stage: 'intended', done, dates, facts, pauses, extensions }
  for (const [index, event] of events.entries()) {
    standing.beganOn ??= event.on
    switch (event.kind) {
      case 'date':
        dates.set(event.date, event.day)
        break
      case 'fact':
        if (event.holds) facts.add(event.fact)
        else facts.delete(event.fact)
        break
      case 'pause':
        pauses.push({ pause: event.pause, from: event.on })
        break
      case 'resume': {
        const open = pauses.findLast(({ pause, until }) => pause === event.pause && until === undefined)
        if (open) open.until = event.on
        break
      }
      case 'extend':
        extensions.set(event.limit, [...(extensions.get(event.limit) ?? []), event.lasts])
        break
      case 'step':
        if (counts(event)) takeStep(rules, standing, done, event, index)
    }
  }
  return standing
}

/** Trying to deliver is kept, and nothing follows from it. */
export const counts = (event: { delivery?: z.infer<typeof Delivery> | undefined }): boolean =>
  event.delivery === undefined || event.delivery.result === 'delivered'

type StepEvent = Extract<ClaimEvent, { kind: 'step' }>

function takeStep(rules: Rules, standing: Standing, done: Map<string, Done>, event: StepEvent, index: number): void {
  const step = rules.steps.get(event.step)!
  done.set(step.id, { index, on: event.on, atMs: event.atMs })
  if (step.stage) standing.stage = step.stage
  if (standing.appeal && rules.steps.get(standing.appeal.step)!.answeredBy?.includes(step.id)) delete standing.appeal
  if (step.answeredBy) standing.appeal = { step: step.id, on: event.on }
  if (step.setsAside) delete standing.decision
  if (step.outcomes && event.outcome) standing.decision = { outcome: event.outcome, on: event.on, index }
  // What leads on from a closed claim opens it again (a review, a motion, a reopening); what runs beside it does not.
  if (!step.side) delete standing.closed
  if (step.ends) {
    standing.closed = { step: step.id, reason: event.reason ?? step.ends[0]!, on: event.on }
    delete standing.appeal
  }
}
