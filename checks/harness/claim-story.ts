import { type Refusal, take } from '#capabilities/asylum/acting.ts'
import { type Act, type Claim, standingOf } from '#capabilities/asylum/claim.ts'
import {
  type Deadline,
  daysOf,
  deadlinesOf,
  metLimitsOf,
  type OwnCalendar,
  proposalsOf,
} from '#capabilities/asylum/deadlines.ts'
import { type Answers, type Rules, settle } from '#capabilities/asylum/rules.ts'
import { readProcedures, SHIPPED } from '#capabilities/asylum/server/procedure-files.ts'

export const shipped = readProcedures([SHIPPED])
export const PERSON = '00000000-0000-4000-8000-0000000000a1'
export const SOMEBODY_ELSE = '00000000-0000-4000-8000-0000000000a2'
export const officer = { accountId: '00000000-0000-4000-8000-0000000000b1', role: 'case-officer' as const }
export const colleague = { accountId: '00000000-0000-4000-8000-0000000000b2', role: 'case-officer' as const }

type More = Partial<Extract<Act, { kind: 'step' }>>

export const delivered: More = {
  delivery: {
    ...{ result: 'delivered', channel: 'in_person', language: 'ht', wasReadAloud: true },
    ...{ receivedBy: 'person', proof: 'signature' },
  },
}
export const tried: More = { delivery: { result: 'tried', channel: 'address', language: 'ht', wasReadAloud: false } }

/** A claim as a test tells it, day by day; an act that is refused when it should not be ends the test with its reason. */
export function tellClaim(
  procedureId: string,
  options: { answers?: Answers; calendar?: OwnCalendar; office?: string } = {},
) {
  const procedure = shipped.procedures.find((each) => each.procedure === procedureId)!
  const rules: Rules = settle(procedure, options.answers)
  const days = daysOf(shipped.calendars.get(procedure.calendar)!, options.calendar)
  const claim = {
    ...{
      id: 'claim',
      personId: PERSON,
      procedure: procedure.procedure,
      version: procedure.version,
      office: options.office,
    },
    events: [] as Claim['events'],
  } satisfies Claim
  let today = '2030-01-01'

  const attempt = (act: Act, seen = claim.events.length): Refusal | undefined => {
    const taken = take(rules, claim, act, { events: seen, today })
    if ('refused' in taken) return taken
    claim.events = [...claim.events, taken.event]
    return undefined
  }
  const stepOf = (on: string, actor: string, step: string, more: More): Act => {
    const { records, secondPerson } = rules.steps.get(step) ?? {}
    return {
      ...{ kind: 'step', step, on, actor, recordedBy: officer, personId: PERSON },
      ...(secondPerson && { second: colleague }),
      ...(records === 'delivery' && delivered),
      ...more,
    }
  }
  const story = {
    ...{ rules, claim, days },
    standing: () => standingOf(rules, claim.events),
    /** Does it, or fails the test. */
    does(on: string, actor: string, step: string, more: More = {}) {
      return story.records(stepOf(on, actor, step, more))
    },
    records(act: Act) {
      const refusal = attempt(act)
      if (refusal) throw new Error(`${act.kind} ${'step' in act ? act.step : ''}: ${JSON.stringify(refusal)}`)
      return story
    },
    fact: (fact: string, on: string, actor = 'person') =>
      story.records({ kind: 'fact', fact, holds: true, on, actor, recordedBy: officer }),
    date: (date: string, day: string | null, on: string) =>
      story.records({ kind: 'date', date, day, on, actor: 'person', recordedBy: officer }),
    /** What is said to somebody who tries; nothing when it was taken. */
    refuses(on: string, actor: string, step: string, more: More = {}, seen?: number) {
      return attempt(stepOf(on, actor, step, more), seen)
    },
    refusesAct: (act: Act, seen?: number) => attempt(act, seen),
    on(day: string) {
      today = day
      return story
    },
    deadlines: (): Deadline[] => deadlinesOf(rules, claim, days),
    met: (limit: string) => metLimitsOf(rules, claim, days).find((each) => each.limit === limit),
    due: (limit: string) => deadlinesOf(rules, claim, days).find((each) => each.limit === limit)?.dueOn,
    proposals: (day: string) => proposalsOf(rules, deadlinesOf(rules, claim, days), day),
  }
  return story
}
