import { type Act, type Claim, type ClaimEvent, counts, type Standing, standingOf } from './claim.ts'
import type { ClosingReason, Safeguard, Step } from './procedure.ts'
import type { Basis, Limit } from './rule.ts'
import { holdsOn, type Rules } from './rules.ts'

/** Why an act was not taken; `help` names what would have to be done, recorded or answered first. */
export type Refusal = { refused: Reason; help: readonly string[] }

export type Reason =
  | 'changed-meanwhile'
  | 'in-the-future'
  | 'before-the-claim'
  | 'before-its-step'
  | 'not-in-this-procedure'
  | 'wrong-actor'
  | 'may-not-record'
  | 'second-person-missing'
  | 'same-person-twice'
  | 'not-the-person'
  | 'no-claim-yet'
  | 'claim-closed'
  | 'appeal-pending'
  | 'already-decided'
  | 'already-done'
  | 'not-yet'
  | 'safeguard'
  | 'outcome-missing'
  | 'other-outcome'
  | 'reason-missing'
  | 'delivery-missing'
  | 'proof-missing'
  | 'hearing-missing'
  | 'absence-missing'
  | 'no-such-ground'
  | 'too-long'
  | 'extended-before'
  | 'not-told'
  | 'stands-still-already'
  | 'does-not-stand-still'
  | 'open-claim'
  | 'mandate-missing'

/** What whoever acts had before their eyes, and today's date. */
export type Seen = { events: number; today: string }

/**
 * Takes an act into the history of a claim, with its legal basis, or says why not. Every act is a person's: the system
 * has no actor and no role, so nothing it finds out can change a claim.
 */
export function take(rules: Rules, claim: Claim, act: Act, seen: Seen): { event: ClaimEvent } | Refusal {
  // Two at once: whoever comes second looks again, and nothing of the first is overwritten.
  if (seen.events !== claim.events.length) return refuse('changed-meanwhile', `${claim.events.length - seen.events}`)
  const standing = standingOf(rules, claim.events)
  const refusal = checkDay(act, standing, seen) ?? checkKind(rules, claim, act, standing)
  return refusal ?? { event: { ...act, basis: basisOf(rules, act) } }
}

/** Whether a person may open another claim: one at a time, in whichever household they come. */
export function mayOpenClaim(ofThePerson: readonly { id: string; standing: Standing }[]): Refusal | undefined {
  const open = ofThePerson.find(({ standing }) => !standing.closed)
  return open && refuse('open-claim', open.id)
}

/** What is recorded with the claim of a child, so that safeguards hold from the first minute. Doubt about the age: a child. */
export function factsOfPerson(person: { isUnder18: boolean | 'in-doubt'; isWithParentOrCaregiver: boolean }): string[] {
  if (person.isUnder18 === false) return []
  return person.isWithParentOrCaregiver ? ['under_18'] : ['under_18', 'unaccompanied']
}

/** The steps that could be taken now, for pages to offer; who takes one is asked again when it is taken. */
export function possibleSteps(rules: Rules, standing: Standing): { step: string; waitsFor: readonly string[] }[] {
  return [...rules.steps.values()]
    .filter((step) => checkStanding(rules, step, standing) === undefined)
    .map((step) => ({ step: step.id, waitsFor: checkSafeguards(rules, step, standing)?.help ?? [] }))
}

function checkDay({ on }: Act, { beganOn }: Standing, { today }: Seen): Refusal | undefined {
  if (on > today) return refuse('in-the-future', today)
  if (beganOn !== undefined && on < beganOn) return refuse('before-the-claim', beganOn)
  return undefined
}

function checkKind(rules: Rules, claim: Claim, act: Act, standing: Standing): Refusal | undefined {
  const { procedure } = rules
  const actor = procedure.actors.find(({ id }) => id === act.actor)
  if (!actor) return refuse('wrong-actor', ...procedure.actors.map(({ id }) => id))
  if (!actor.recordedBy.includes(act.recordedBy.role)) return refuse('may-not-record', ...actor.recordedBy)
  switch (act.kind) {
    case 'step':
      return checkStep(rules, claim, act, standing)
    case 'date':
      return known(procedure.dates, act.date)
    case 'fact':
      return known(procedure.facts, act.fact)
    case 'pause':
    case 'resume': {
      const isOpen = standing.pauses.some(({ pause, until }) => pause === act.pause && until === undefined)
      if (act.kind === 'pause' && isOpen) return refuse('stands-still-already', act.pause)
      if (act.kind === 'resume' && !isOpen) return refuse('does-not-stand-still', act.pause)
      return known(procedure.pauses, act.pause)
    }
    case 'extend':
      return checkExtension(rules, act, standing)
  }
}

type StepAct = Extract<Act, { kind: 'step' }>

function checkStep(rules: Rules, claim: Claim, act: StepAct, standing: Standing): Refusal | undefined {
  const step = rules.steps.get(act.step)
  if (!step || !holdsOn(step, standing.beganOn ?? act.on)) return refuse('not-in-this-procedure', act.step)
  if (!step.actors.includes(act.actor)) return refuse('wrong-actor', ...step.actors)
  if (step.personally && act.personId !== claim.personId) return refuse('not-the-person', claim.personId)
  return (
    checkStanding(rules, step, standing) ??
    checkOrder(rules, act, standing) ??
    // An attempt that failed is kept as it was; what a step needs is asked of the one that succeeds.
    checkRecords(step, act) ??
    (counts(act)
      ? (checkSafeguards(rules, step, standing) ?? checkSecond(rules, step, act) ?? checkOutcome(step, act))
      : undefined)
  )
}

/** Whether the claim stands where this step may be taken. */
function checkStanding(rules: Rules, step: Step, standing: Standing): Refusal | undefined {
  const { done, closed, decision, appeal, beganOn } = standing
  if (beganOn !== undefined && !holdsOn(step, beganOn)) return refuse('not-in-this-procedure', step.id)
  const leads = rules.before.get(step.id) ?? []
  if (closed && !leads.includes(closed.step)) return refuse('claim-closed', closed.reason, closed.on)
  if (appeal && decides(step) && !rules.steps.get(appeal.step)!.answeredBy!.includes(step.id))
    return refuse('appeal-pending', appeal.on, ...rules.steps.get(appeal.step)!.answeredBy!)
  if (step.outcomes && decision) return refuse('already-decided', decision.outcome, decision.on)
  const last = done.get(step.id)
  const opensNow = step.opens === 'start' ? done.size === 0 : step.opens === 'while_open' && done.size > 0
  const led = leads.some((id) => {
    const before = done.get(id)
    return before !== undefined && (last === undefined || step.repeats || before.index > last.index)
  })
  if (!opensNow && !led) {
    if (last) return refuse('already-done', last.on)
    return done.size === 0 ? refuse('no-claim-yet', ...starts(rules)) : refuse('not-yet', ...leads)
  }
  if (opensNow && !led && last && !step.repeats) return refuse('already-done', last.on)
  const missing = (step.needs ?? []).filter((id) => !done.has(id))
  if (missing.length > 0) return refuse('not-yet', ...missing)
  if (step.needsOutcome && !(decision && step.needsOutcome.includes(decision.outcome)))
    return refuse('other-outcome', ...step.needsOutcome)
  return undefined
}

/** Nothing happens before what leads to it: dates would be counted from a day that cannot be. */
function checkOrder({ before }: Rules, { step, on }: StepAct, { done }: Standing): Refusal | undefined {
  const days = (before.get(step) ?? []).flatMap((id) => done.get(id)?.on ?? []).sort()
  return days.length > 0 && on < days[0]! ? refuse('before-its-step', days[0]!) : undefined
}

/** Decisions and what makes them final; a person who withdraws or dies does not wait for an appeal. */
function decides(step: Step): boolean {
  return (
    step.outcomes !== undefined ||
    step.needsOutcome !== undefined ||
    (step.ends ?? []).some((reason) => OF_AN_AUTHORITY.has(reason))
  )
}
const OF_AN_AUTHORITY: ReadonlySet<ClosingReason> = new Set([
  ...([
    'recognised',
    'complementary',
    'refused',
    'not_admitted',
    'abandoned_attendance',
    'abandoned_left_state',
  ] as const),
])

function checkSafeguards(rules: Rules, step: Step, standing: Standing): Refusal | undefined {
  const open = rules.procedure.safeguards.filter(
    (safeguard) => safeguard.before.includes(step.id) && isMissing(rules, safeguard, standing),
  )
  if (open.length === 0) return undefined
  const needed = open.flatMap(({ needs }) => needs)
  return refuse('safeguard', ...new Set(needed))
}

function isMissing(
  rules: Rules,
  { when, needs, before, each, if: setting }: Safeguard,
  { done, facts }: Standing,
): boolean {
  if (!rules.isOn(setting) || when.some((fact) => !facts.has(fact))) return false
  const last = each ? Math.max(-1, ...before.map((id) => done.get(id)?.index ?? -1)) : -1
  return needs.some((id) => (done.get(id)?.index ?? -1) <= last)
}

function checkSecond({ procedure }: Rules, step: Step, { second, recordedBy }: StepAct): Refusal | undefined {
  if (!step.secondPerson) return undefined
  const roles = procedure.actors.filter(({ id }) => step.actors.includes(id)).flatMap((actor) => actor.recordedBy)
  if (!second) return refuse('second-person-missing', ...new Set(roles))
  if (second.accountId === recordedBy.accountId) return refuse('same-person-twice')
  return roles.includes(second.role) ? undefined : refuse('may-not-record', ...new Set(roles))
}

function checkOutcome(step: Step, { outcome, reason }: StepAct): Refusal | undefined {
  if (step.outcomes && !(outcome && step.outcomes.includes(outcome))) return refuse('outcome-missing', ...step.outcomes)
  // One reason needs no choice; of several the person who closes says which.
  if (step.ends && (reason ? !step.ends.includes(reason) : step.ends.length > 1))
    return refuse('reason-missing', ...step.ends)
  return undefined
}

function checkRecords(step: Step, { delivery, hearing, absence }: StepAct): Refusal | undefined {
  if (step.records === 'delivery' && !delivery) return refuse('delivery-missing')
  if (step.records === 'hearing_notice' && !hearing) return refuse('hearing-missing')
  if (step.records === 'absence' && !absence) return refuse('absence-missing')
  if (delivery?.result === 'delivered' && !(delivery.proof && delivery.receivedBy)) return refuse('proof-missing')
  return undefined
}

function checkExtension(rules: Rules, act: Extract<Act, { kind: 'extend' }>, standing: Standing): Refusal | undefined {
  const ruled = rules.limits.find(({ limit }) => limit.id === act.limit)
  const extension = ruled?.limit.extension
  if (!ruled || !extension) return refuse('no-such-ground')
  if (!ruled.step.actors.includes(act.actor)) return refuse('wrong-actor', ...ruled.step.actors)
  if (standing.closed) return refuse('claim-closed', standing.closed.reason, standing.closed.on)
  const grounds = groundsOf(rules, extension)
  if (!grounds.some(({ id }) => id === act.ground)) return refuse('no-such-ground', ...grounds.map(({ id }) => id))
  const unit = extension.unit ?? ruled.lasts.unit
  if (act.lasts.unit !== unit || act.lasts.amount > extension.max) return refuse('too-long', `${extension.max} ${unit}`)
  if ((standing.extensions.get(act.limit)?.length ?? 0) >= extension.times)
    return refuse('extended-before', `${extension.times}`)
  return extension.mustTell && !act.told ? refuse('not-told') : undefined
}

const groundsOf = (rules: Rules, { grounds }: NonNullable<Limit['extension']>) =>
  grounds.filter((ground) => rules.isOn(ground.if))

/** Every change names its law; dates and facts are records, and change nothing by themselves. */
function basisOf(rules: Rules, act: Act): Basis | null {
  switch (act.kind) {
    case 'step':
      return rules.steps.get(act.step)!.basis
    case 'extend': {
      const { extension } = rules.limits.find(({ limit }) => limit.id === act.limit)!.limit
      return groundsOf(rules, extension!).find(({ id }) => id === act.ground)!.basis
    }
    case 'pause':
    case 'resume':
      return rules.procedure.pauses.find(({ id }) => id === act.pause)!.basis
    default:
      return null
  }
}

const starts = (rules: Rules) => [...rules.steps.values()].filter(({ opens }) => opens === 'start').map(({ id }) => id)

const known = (list: readonly { id: string }[], name: string): Refusal | undefined =>
  list.some(({ id }) => id === name) ? undefined : refuse('not-in-this-procedure', ...list.map(({ id }) => id))

const refuse = (refused: Reason, ...help: string[]): Refusal => ({ refused, help })
