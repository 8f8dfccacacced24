import type { Procedure, Step } from './procedure.ts'
import { Duration, type Limit, type SettingValue } from './rule.ts'

export type Answers = Readonly<Record<string, SettingValue>>

/** A limit whose duration is settled. */
export type RuledLimit = { limit: Limit; step: Step; lasts: Duration; isUnconfirmed: boolean }

/** A procedure with an operation's answers to what the law leaves open. */
export type Rules = {
  procedure: Procedure
  steps: ReadonlyMap<string, Step>
  /** Which steps lead to each step. */
  before: ReadonlyMap<string, readonly string[]>
  limits: readonly RuledLimit[]
  isOn(setting: string | undefined): boolean
}

/** An answer to a setting that is none: which, and what would be right. */
export type WrongAnswer = { setting: string; message: string }

/** What is wrong with an operation's answers to a procedure or a calendar; said when they are given, not when a deadline is missed. */
export function checkAnswers({ settings }: Pick<Procedure, 'settings'>, answers: Answers): WrongAnswer[] {
  return Object.entries(answers).flatMap(([name, value]) => {
    const setting = settings.find(({ id }) => id === name)
    if (!setting) return [{ setting: name, message: `There is no setting "${name}".` }]
    if (typeof setting.value !== typeof value)
      return [{ setting: name, message: `Give ${KINDS[typeof setting.value]}.` }]
    if (typeof setting.value !== 'object') return []
    const parsed = Duration.safeParse(value)
    const isHours = (unit: string) => unit === 'hour'
    if (!parsed.success) return [{ setting: name, message: `Give ${KINDS.object}.` }]
    // Hours run on and days do not: the rule around it was written for one of the two.
    if (isHours(parsed.data.unit) !== isHours(setting.value.unit))
      return [
        { setting: name, message: `Give it in ${isHours(setting.value.unit) ? 'hours' : 'days'}, as the rule counts.` },
      ]
    return []
  })
}

const KINDS: Record<string, string> = { boolean: 'yes or no', string: 'words', object: 'a duration, such as 15 wd' }

/** Puts answers in; an unanswered setting keeps the value of its file, and what hangs on it is marked as unconfirmed. */
export function settle(procedure: Procedure, answers: Answers = {}): Rules {
  const wrong = checkAnswers(procedure, answers)
  if (wrong.length > 0) throw new Error(`${wrong[0]!.setting}: ${wrong[0]!.message}`)
  const values = new Map(procedure.settings.map(({ id, value }) => [id, answers[id] ?? value]))
  const isOn = (setting: string | undefined) => setting === undefined || values.get(setting) === true
  const inForce = procedure.steps.filter((step) => isOn(step.if))
  const before = new Map<string, string[]>()
  for (const step of inForce)
    for (const next of [...(step.next ?? []), ...(step.answeredBy ?? [])])
      before.set(next, [...(before.get(next) ?? []), step.id])
  return {
    procedure,
    steps: new Map(inForce.map((step) => [step.id, step])),
    before,
    isOn,
    limits: inForce.flatMap((step) =>
      (step.limits ?? [])
        .filter((limit) => isOn(limit.if))
        .map((limit) => ({
          ...{ limit, step },
          lasts: 'setting' in limit.lasts ? (values.get(limit.lasts.setting) as Duration) : limit.lasts,
          isUnconfirmed: 'setting' in limit.lasts && answers[limit.lasts.setting] === undefined,
        })),
    ),
  }
}

/** Whether a rule holds for a claim that began on this day; a claim keeps the rules it began under. */
export const holdsOn = (
  { validFrom, validTo }: { validFrom?: string | undefined; validTo?: string | undefined },
  beganOn: string,
) => (validFrom === undefined || beganOn >= validFrom) && (validTo === undefined || beganOn <= validTo)
