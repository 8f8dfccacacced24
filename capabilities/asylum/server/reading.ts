import type { Role } from '#capabilities/access/model.ts'
import { reachesSite } from '#capabilities/access/policy.ts'
import { isUuid } from '#platform/base/ids.ts'
import { dayNumberOf, type PlainDate } from '#platform/base/plain-date.ts'
import { notFound } from '#platform/base/problem.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import { possibleSteps } from '../acting.ts'
import { type ClaimEvent, standingOf } from '../claim.ts'
import {
  type ClaimFilters,
  type ClaimRow,
  type listClaims,
  type listClaimsOfHousehold,
  PAGE_SIZE,
  type readClaim,
} from '../contract.ts'
import type { Deadline } from '../deadlines.ts'
import type { Basis } from '../rule.ts'
import type { Rules } from '../rules.ts'
import { officeOf, workOut } from './keeping.ts'
import { peopleOf } from './people.ts'
import { findProposal, listMoved, listOfficers, listPeople, listPeopleOfClaim, namesOfAccounts } from './queries.ts'
import { countQueue, listQueue, listRows, type Place, type QueueRecord } from './queries-list.ts'
import { listWishes } from './queries-wishes.ts'
import { getClaim, trace, type Work } from './work.ts'

/** What is due first, a page of it. Words of fifty rows in six languages would be a third of it: a page asks for its own. */
export async function listPage(
  work: Work,
  { after, words, ...filters }: ClaimFilters,
): Promise<ReplyIn<typeof listClaims>> {
  const { tx, actor, book } = work
  const { operationId, accountId } = actor
  const today = await todayOf(work)
  const chosen = book.setting && (await book.rulesOf(book.setting.procedure, book.setting.procedureVersion))
  const siteIds = actor.siteIds === 'all' ? null : actor.siteIds
  const place = readPlace(after)
  const common = { operationId, siteIds, accountId, today }
  const [counts] = place ? [] : await tx.run(countQueue, common)
  const rows = await tx.run(listQueue, { ...common, filters, ...(place && { after: place }), limit: PAGE_SIZE + 1 })
  const page = rows.slice(0, PAGE_SIZE)
  const last = page.at(-1)
  return {
    claims: (await Promise.all(page.map((row) => toRow(work, row, today)))).map((row) => inOne(row, words)),
    next: rows.length > PAGE_SIZE && last ? `${last.dueOn ?? 'none'}.${last.id}` : null,
    today,
    steps: chosen?.procedure.steps.map(({ id, name }) => ({ id, name: only(name, words) })) ?? [],
    counts: counts ?? null,
  }
}

/** The claims of a household, and what lodging another one needs. */
export async function ofHousehold(work: Work, id: string): Promise<ReplyIn<typeof listClaimsOfHousehold>> {
  const { tx, actor, book } = work
  const { operationId } = actor
  const [person] = await tx.run(listPeople, { operationId, id })
  if (!person || !reachesSite(actor, person.siteId)) throw notFound()
  const today = await todayOf(work)
  const rows = await tx.run(listRows, { operationId, groupId: id })
  const rules = book.setting && (await book.rulesOf(book.setting.procedure, book.setting.procedureVersion))
  return {
    claims: await Promise.all(rows.map((row) => toRow(work, row, today))),
    today,
    procedure: rules
      ? {
          name: rules.procedure.name,
          dates: rules.procedure.dates,
          starts: [...rules.steps.values()]
            .filter(({ opens }) => opens === 'start')
            .map(({ id, name, actors, records = null }) => ({
              ...{ id, name, records },
              actors: actorsOf(rules, actors, actor.roles),
            }))
            .filter(({ actors }) => actors.length > 0),
        }
      : null,
  }
}

/** Everything an officer may see of one claim, in one reply. The names of its people are opened with the household. */
export async function readOne(work: Work, id: string): Promise<ReplyIn<typeof readClaim>> {
  const { tx, actor, book } = work
  const { operationId } = actor
  const { record, events, recordedAt } = await getClaim(work, id)
  const rules = await book.rulesOf(record.procedure, record.procedureVersion)
  const { procedure } = rules
  const today = book.todayOf(procedure)
  const [row] = await tx.run(listRows, { operationId, id })
  const people = await tx.run(listPeopleOfClaim, { operationId, id })
  const [proposal] = await tx.run(findProposal, { operationId, id })
  const moved = new Map((await tx.run(listMoved, { operationId, id })).map((each) => [each.limitId, each.movedFrom]))
  const standing = standingOf(rules, events)
  const { deadlines } = workOut(book, rules, { events, office: officeOf(record.siteId) })
  const ids = [...events.flatMap(({ recordedBy, second }) => [recordedBy.accountId, second?.accountId ?? []].flat())]
  const names = new Map(
    (
      await tx.run(namesOfAccounts, {
        operationId,
        ids: [...new Set([...ids, ...(proposal ? [proposal.proposedBy] : [])])],
      })
    ).map((account) => [account.id, account.displayName]),
  )
  await trace(work, 'read-claim', record.groupId)
  const stepName = (step: string) => procedure.steps.find((each) => each.id === step)!.name
  return {
    claim: await toRow(work, row!, today),
    procedure: {
      id: procedure.procedure,
      version: procedure.version,
      name: procedure.name,
      authority: procedure.authority,
    },
    events: events.length,
    today,
    officers: await tx.run(listOfficers, { operationId }),
    people: people.map(({ isPrincipal, ...person }) => ({ ...person, part: isPrincipal ? 'principal' : 'dependant' })),
    decision: standing.decision ? { outcome: standing.decision.outcome, on: standing.decision.on } : null,
    appeal: standing.appeal ? { step: stepName(standing.appeal.step), on: standing.appeal.on } : null,
    limits: deadlines.map((deadline) => toLimit(rules, deadline, moved.get(deadline.limit) ?? null)),
    possible: possibleSteps(rules, standing).flatMap(({ step, waitsFor }) => {
      const one = rules.steps.get(step)!
      // What somebody's roles may not record is not offered to them.
      const actors = actorsOf(rules, one.actors, actor.roles)
      return actors.length === 0
        ? []
        : [
            {
              ...{ id: step, name: one.name, basis: basisText(rules, one.basis), actors },
              ...{ outcomes: one.outcomes ?? [], reasons: one.ends && one.ends.length > 1 ? one.ends : [] },
              ...{ secondPerson: one.secondPerson === true, personally: one.personally === true },
              ...{ records: one.records ?? null, waitsFor: waitsFor.map((id) => ({ id, name: stepName(id) })) },
            },
          ]
    }),
    dates: procedure.dates.map(({ id, name }) => ({
      id,
      name,
      day: standing.dates.get(id) ?? null,
      isKnown: standing.dates.has(id),
    })),
    facts: procedure.facts.map(({ id, name }) => ({ id, name, holds: standing.facts.has(id) })),
    pauses: procedure.pauses.map(({ id, name }) => ({
      ...{ id, name },
      from: standing.pauses.find(({ pause, until }) => pause === id && until === undefined)?.from ?? null,
    })),
    meetings: await work.meetingsOf(tx, id),
    history: events.map((event, index) => toLine(rules, event, recordedAt[index]!, index + 1, names)),
    wishes: (await tx.run(listWishes, { operationId, claimId: id })).map(({ step, askedAt }) => ({
      ...{ step: stepName(step), askedAt: askedAt.toISOString() },
    })),
    ...(await peopleOf(work, id)),
    proposal:
      proposal && proposal.act.kind === 'step'
        ? {
            step: stepName(proposal.act.step),
            outcome: proposal.act.outcome ?? null,
            by: names.get(proposal.proposedBy) ?? '',
            isOwn: proposal.proposedBy === actor.accountId,
            at: proposal.proposedAt.toISOString(),
          }
        : null,
  }
}

async function toRow(work: Work, record: QueueRecord, today: PlainDate): Promise<ClaimRow> {
  const { procedure, procedureVersion, lastStep, dueLimit, assignedTo, assignedName, ...row } = record
  const rules = await work.book.rulesOf(procedure, procedureVersion)
  return {
    ...row,
    lastStep: rules.procedure.steps.find(({ id }) => id === lastStep)!.name,
    dueLimit: rules.limits.find(({ limit }) => limit.id === dueLimit)?.limit.name ?? null,
    ageDays: Math.max(0, dayNumberOf(row.closedOn ?? today) - dayNumberOf(row.beganOn)),
    assignedTo: assignedTo ? { accountId: assignedTo, displayName: assignedName ?? '' } : null,
  }
}

function inOne(row: ClaimRow, words: ClaimFilters['words']): ClaimRow {
  return { ...row, lastStep: only(row.lastStep, words), dueLimit: row.dueLimit && only(row.dueLimit, words) }
}

/** In the language that was asked for, and in English. */
function only(name: ClaimRow['lastStep'], words: ClaimFilters['words']): ClaimRow['lastStep'] {
  if (words === undefined) return name
  const { en, [words]: own } = name
  return { en, ...(own !== undefined && { [words]: own }) }
}

function toLimit(rules: Rules, deadline: Deadline, movedFrom: PlainDate | null) {
  const { limit, step } = rules.limits.find((ruled) => ruled.limit.id === deadline.limit)!
  return {
    ...{ id: limit.id, name: limit.name, step: step.name, binds: deadline.binds, sense: deadline.sense },
    ...{ dueOn: deadline.dueOn ?? null, notComputable: deadline.notComputable ?? null },
    ...{ isUnconfirmed: deadline.isUnconfirmed, from: nameOf(rules, deadline.from) },
    ...{ basis: basisText(rules, limit.basis), movedFrom },
    counted: deadline.working
      ? {
          ...{ from: deadline.working.firstCountedOn, daysOff: deadline.working.holidays.length },
          stoodStill: deadline.working.stoodStill.map(({ from, until }) => ({ from, until })),
        }
      : null,
  }
}

const nameOf = ({ procedure }: Rules, id: string) =>
  [...procedure.steps, ...procedure.dates].find((each) => each.id === id)!.name

function toLine(rules: Rules, event: ClaimEvent, recordedAt: Date, number: number, names: Map<string, string>) {
  const { procedure } = rules
  const what = {
    step: () => procedure.steps,
    date: () => procedure.dates,
    fact: () => procedure.facts,
    pause: () => procedure.pauses,
    resume: () => procedure.pauses,
    extend: () => rules.limits.map(({ limit }) => limit),
  }[event.kind]()
  const id = idOf(event)
  return {
    ...{ number, on: event.on, recordedAt: recordedAt.toISOString(), kind: event.kind },
    what: what.find((each) => each.id === id)!.name,
    actor: procedure.actors.find((actor) => actor.id === event.actor)!.name,
    by: names.get(event.recordedBy.accountId) ?? null,
    second: event.second ? (names.get(event.second.accountId) ?? null) : null,
    basis: event.basis ? basisText(rules, event.basis) : null,
    isUnconfirmed: event.basis?.certainty === 'C',
    outcome: event.kind === 'step' ? (event.outcome ?? null) : null,
    reason: event.kind === 'step' ? (event.reason ?? null) : null,
    day: event.kind === 'date' ? event.day : null,
    holds: event.kind === 'fact' ? event.holds : null,
    hearing: event.kind === 'step' ? (event.hearing ?? null) : null,
    delivery: event.kind === 'step' ? (event.delivery ?? null) : null,
    absence: event.kind === 'step' ? (event.absence ?? null) : null,
  }
}

/** The law as people cite it: its name without the year and reform, and its article where it is known. */
export function basisText({ procedure }: Pick<Rules, 'procedure'>, { law, article }: Basis): string {
  const name = procedure.laws.find(({ id }) => id === law)?.name.replace(/ \(.*\)$/, '') ?? law
  return typeof article === 'string' ? `${name}, art. ${article}` : name
}

const actorsOf = ({ procedure }: Rules, ids: readonly string[], roles: readonly Role[]) =>
  procedure.actors
    .filter(({ id, recordedBy }) => ids.includes(id) && recordedBy.some((role) => roles.includes(role)))
    .map(({ id, name }) => ({ id, name }))

/** Before a procedure is chosen there is nothing to count, and any clock will do. */
async function todayOf({ book, now }: Work): Promise<PlainDate> {
  const { setting } = book
  if (!setting) return new Date(now).toISOString().slice(0, 10)
  return book.todayOf((await book.rulesOf(setting.procedure, setting.procedureVersion)).procedure)
}

/** A place that was not written by us is no place: the list then begins at its start. */
function readPlace(text: string | undefined): Place | undefined {
  const [, day, id] = /^(none|\d{4}-\d{2}-\d{2})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return day && id && isUuid(id) ? { dueOn: day === 'none' ? null : day, id } : undefined
}

function idOf(event: ClaimEvent): string {
  switch (event.kind) {
    case 'step':
      return event.step
    case 'date':
      return event.date
    case 'fact':
      return event.fact
    case 'extend':
      return event.limit
    default:
      return event.pause
  }
}
