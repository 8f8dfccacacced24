import { reachesSite } from '#capabilities/access/policy.ts'
import { badInput, notAllowed, notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { factsOfPerson, take } from '../acting.ts'
import type { Act, Claim, ClaimEvent, GivenAct } from '../claim.ts'
import { actRefused, claimConflict, type lodgeClaim, noProcedure, noProposal, type recordOnClaim } from '../contract.ts'
import type { Rules } from '../rules.ts'
import { officeOf, workOut } from './keeping.ts'
import {
  assign as assignTo,
  deleteProposal,
  findClaim,
  findProposal,
  insertClaim,
  insertDependants,
  insertEvents,
  insertProposal,
  listPeople,
  replaceLimits,
  updateClaim,
} from './queries.ts'
import { listMandates } from './queries-people.ts'
import { recordWish } from './queries-wishes.ts'
import { holdClaim, type OpenClaim, recorderOf, refusedBy, trace, type Work } from './work.ts'

type Taken = ReplyIn<typeof recordOnClaim>

/** What every procedure calls whom a claim is about, when they act themselves. */
const THE_PERSON = 'person'
const CHILD_BANDS: ReadonlySet<string> = new Set(['0-4', '5-11', '12-17', '0-17'])

/**
 * A claim for somebody registered here. What is recorded of a child comes first, so that safeguards hold from the first
 * minute; who the register has as a child is one, whatever was ticked.
 */
export async function lodge(work: Work, body: BodyOf<typeof lodgeClaim>): Promise<Taken> {
  const { tx, actor, book, now } = work
  const { operationId } = actor
  if (!book.setting) throw noProcedure()
  const people = await tx.run(listPeople, { operationId, id: body.householdId })
  const [known] = await tx.run(findClaim, { operationId, id: body.id })
  if (!people[0] || !reachesSite(actor, people[0].siteId)) throw notFound()
  if (known) {
    if (known.groupId !== body.householdId || known.individualId !== body.principalId) throw claimConflict()
    return { id: known.id, events: known.events, stage: known.stage as Taken['stage'], waitsForSecond: false }
  }
  const present = people.filter(({ state }) => state === 'present')
  const principal = present.find(({ id }) => id === body.principalId)
  const dependantIds = [...new Set(body.dependantIds)]
  const errors = [
    ...(people[0].groupStage === 'registered' && principal
      ? []
      : [{ field: 'principalId', code: 'not-present', message: 'Choose somebody who is present in this household.' }]),
    ...dependantIds.flatMap((id, index) =>
      id !== body.principalId && present.some((person) => person.id === id)
        ? []
        : [
            {
              field: `dependantIds.${index}`,
              code: 'not-present',
              message: 'Choose other people present in this household.',
            },
          ],
    ),
  ]
  if (errors.length > 0) throw badInput({ errors })
  if (principal!.openClaimId) throw actRefused({ reason: 'open-claim', help: [principal!.openClaimId] })

  const { procedure, procedureVersion } = book.setting
  const rules = await book.rulesOf(procedure, procedureVersion)
  const isUnder18 =
    CHILD_BANDS.has(principal!.ageBand) || (body.isUnder18 === 'in-doubt' ? 'in-doubt' : body.isUnder18 === 'yes')
  const facts = factsOfPerson({ isUnder18, isWithParentOrCaregiver: body.isWithParentOrCaregiver })
  const by = { on: body.on, actor: body.actor, ...(body.actor === THE_PERSON && { personId: body.principalId }) }
  const isKnown = (fact: string) => rules.procedure.facts.some(({ id }) => id === fact)
  const given: GivenAct[] = [
    ...(body.date ? [{ kind: 'date' as const, ...body.date, ...by }] : []),
    ...[...facts, ...(body.needsInterpreter ? ['needs_interpreter'] : [])]
      .filter(isKnown)
      .map((fact) => ({ kind: 'fact' as const, fact, holds: true, ...by })),
    {
      ...{ kind: 'step', step: body.step, ...by, ...(body.delivery && { delivery: body.delivery }) },
      ...(body.on === book.todayOf(rules.procedure) && { atMs: now }),
    },
  ]
  let claim: Claim = {
    ...{ id: body.id, personId: body.principalId, procedure, version: procedureVersion, events: [] },
    office: officeOf(people[0].siteId),
  }
  for (const act of given) claim = { ...claim, events: [...claim.events, takeOrRefuse(work, rules, claim, act)] }
  const { kept, limits } = workOut(book, rules, claim)
  const at = new Date(now)
  const [made] = await tx.run(insertClaim, {
    ...{
      operationId,
      id: body.id,
      individualId: body.principalId,
      procedure,
      procedureVersion,
    },
    ...{ siteId: people[0].siteId, language: body.language, childAlone: facts.includes('unaccompanied') },
    ...{ events: claim.events.length, at },
    ...kept,
  })
  // Another desk was faster by a moment.
  if (!made) throw actRefused({ reason: 'open-claim', help: [] })
  await tx.runAll([
    insertDependants({ operationId, id: body.id, individualIds: dependantIds, at }),
    insertEvents({ operationId, id: body.id, from: 1, events: claim.events, at }),
    replaceLimits({ operationId, id: body.id, limits, movedAt: null }),
  ])
  await trace(work, 'lodge-claim', body.householdId)
  return { id: body.id, events: claim.events.length, stage: kept.stage as Taken['stage'], waitsForSecond: false }
}

/** What happened, into the history. An act that needs a second person waits for one and changes nothing yet. */
export async function record(work: Work, id: string, { seen, act }: BodyOf<typeof recordOnClaim>): Promise<Taken> {
  const open = await holdClaim(work, id)
  const rules = await rulesOf(work, open)
  const { operationId } = work.actor
  if (act.kind === 'step' && rules.steps.get(act.step)?.secondPerson && act.delivery?.result !== 'tried') {
    // Everything else is checked now: whoever signs is not asked for what cannot be.
    const refusal = tryOut(work, rules, claimOf(open), act, seen)
    if (refusal.refused !== 'second-person-missing') throw refusedBy(refusal)
    const recorder = recorderOf(work, rules.procedure, act.actor)
    const [kept] = await work.tx.run(insertProposal, {
      ...{ operationId, id, act, seenEvents: open.events.length },
      ...{ proposedBy: recorder.accountId, proposedRole: recorder.role, at: new Date(work.now) },
    })
    if (!kept) throw actRefused({ reason: 'another-waits', help: [] })
    await trace(work, 'propose-on-claim', open.record.groupId)
    return { id, events: open.events.length, stage: open.record.stage as Taken['stage'], waitsForSecond: true }
  }
  const event = takeOrRefuse(work, rules, claimOf(open), act, seen)
  await checkMandate(work, rules, id, act)
  return add(work, rules, open, event)
}

/** Whoever acts for somebody is named first, and acts while their mandate holds. Lodging comes before any mandate can be kept. */
async function checkMandate({ tx, actor }: Work, { procedure }: Rules, claimId: string, act: GivenAct): Promise<void> {
  const kinds = procedure.actors.find(({ id }) => id === act.actor)?.mandate
  if (!kinds) return
  const mandates = await tx.run(listMandates, { operationId: actor.operationId, claimId })
  const holds = mandates.some(
    ({ kind, from, until }) => kinds.includes(kind) && from <= act.on && (until === null || act.on <= until),
  )
  if (!holds) throw actRefused({ reason: 'mandate-missing', help: kinds })
}

/** The second person signs what the first proposed: with both names, and only while nothing else happened meanwhile. */
export async function confirm(work: Work, id: string, seen: number): Promise<Taken> {
  const open = await holdClaim(work, id)
  const rules = await rulesOf(work, open)
  const { operationId } = work.actor
  const [proposal] = await work.tx.run(findProposal, { operationId, id })
  if (proposal?.act.kind !== 'step') throw noProposal()
  const { act } = proposal
  // Both see the same history: the one that was there when it was proposed.
  if (seen !== open.events.length || proposal.seenEvents !== open.events.length)
    throw actRefused({ reason: 'changed-meanwhile', help: [] })
  const recorder = recorderOf(work, rules.procedure, act.actor)
  const proposer = { accountId: proposal.proposedBy, role: proposal.proposedRole }
  const whole: Act = { ...act, recordedBy: proposer, second: recorder }
  const taken = take(rules, claimOf(open), whole, { events: seen, today: work.book.todayOf(rules.procedure) })
  if ('refused' in taken) throw refusedBy(taken)
  await work.tx.run(deleteProposal, { operationId, id })
  return add(work, rules, open, taken.event)
}

/** Taken back by whoever proposed it, or not signed by somebody who may sign. */
export async function drop(work: Work, id: string): Promise<Taken> {
  const open = await holdClaim(work, id)
  const [gone] = await work.tx.run(deleteProposal, { operationId: work.actor.operationId, id })
  if (!gone) throw noProposal()
  await trace(work, 'drop-proposal', open.record.groupId)
  return { id, events: open.events.length, stage: open.record.stage as Taken['stage'], waitsForSecond: false }
}

export async function assign(work: Work, id: string, accountId: string | null): Promise<Taken> {
  const open = await holdClaim(work, id)
  const [given] = await work.tx.run(assignTo, { operationId: work.actor.operationId, id, accountId })
  if (!given)
    throw badInput({
      errors: [
        { field: 'accountId', code: 'not-an-officer', message: 'Choose a case officer who works at this place.' },
      ],
    })
  await trace(work, 'assign-claim', open.record.groupId)
  return { id, events: open.events.length, stage: open.record.stage as Taken['stage'], waitsForSecond: false }
}

async function add(work: Work, rules: Rules, open: OpenClaim, event: ClaimEvent): Promise<Taken> {
  const { operationId } = work.actor
  const { id, groupId } = open.record
  const events = [...open.events, event]
  const { kept, limits } = workOut(work.book, rules, { events, office: officeOf(open.record.siteId) })
  await work.tx.runAll([
    insertEvents({ operationId, id, from: events.length, events: [event], at: new Date(work.now) }),
    updateClaim({ operationId, id, events: events.length, ...kept }),
    replaceLimits({ operationId, id, limits, movedAt: null }),
    ...(event.kind === 'step'
      ? [recordWish({ operationId, claimId: id, step: event.step, at: new Date(work.now) })]
      : []),
  ])
  await trace(work, 'record-on-claim', groupId)
  // Dates and facts are the office's own notes; a step is news, and a decision only once somebody has told it.
  if (event.kind === 'step' && kept.stage !== 'decided')
    await work.tellHousehold(work.tx, { groupId, cause: `${id}/${events.length}` })
  return { id, events: events.length, stage: kept.stage as Taken['stage'], waitsForSecond: false }
}

const rulesOf = (work: Work, { record }: OpenClaim): Promise<Rules> =>
  work.book.rulesOf(record.procedure, record.procedureVersion)

const claimOf = ({ record, events }: OpenClaim): Claim => ({
  ...{ id: record.id, personId: record.individualId, procedure: record.procedure, version: record.procedureVersion },
  events,
})

function takeOrRefuse(work: Work, rules: Rules, claim: Claim, given: GivenAct, seen = claim.events.length): ClaimEvent {
  const recordedBy = recorderOf(work, rules.procedure, given.actor)
  const taken = take(
    rules,
    claim,
    { ...given, recordedBy },
    { events: seen, today: work.book.todayOf(rules.procedure) },
  )
  if ('refused' in taken) {
    if (taken.refused === 'may-not-record') throw notAllowed()
    throw refusedBy(taken)
  }
  return taken.event
}

/** Why an act that needs a second person would be refused; `second-person-missing` means: for nothing else. */
function tryOut(work: Work, rules: Rules, claim: Claim, given: GivenAct, seen: number) {
  const recordedBy = recorderOf(work, rules.procedure, given.actor)
  const today = work.book.todayOf(rules.procedure)
  const alone = take(rules, claim, { ...given, recordedBy }, { events: seen, today })
  if (!('refused' in alone)) throw new Error('a step that needs two was taken by one')
  if (alone.refused === 'may-not-record') throw notAllowed()
  if (alone.refused !== 'second-person-missing') return alone
  // With somebody beside: what is looked at after the second person (the outcome, the reason).
  const second = { ...recordedBy, accountId: SOMEBODY }
  const both = take(rules, claim, { ...given, recordedBy, second } as Act, { events: seen, today })
  return 'refused' in both ? both : alone
}

const SOMEBODY = '00000000-0000-4000-8000-000000000000'
