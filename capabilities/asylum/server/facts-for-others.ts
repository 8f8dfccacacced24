import { notFound } from '#platform/base/problem.ts'
import type { Tx } from '#platform/database/connect.ts'
import { possibleSteps } from '../acting.ts'
import { type Standing, standingOf } from '../claim.ts'
import type { Rules } from '../rules.ts'
import { officeOf, workOut } from './keeping.ts'
import { findClaim, listEvents, listPeopleOfClaim } from './queries.ts'
import { listClaimIds, listOpenAfter, type OpenForMeeting } from './queries-meetings.ts'
import { listKeptProcedures } from './queries-settings.ts'
import { basisText } from './reading.ts'
import type { Book } from './rule-book.ts'

/*
 * What other parts of the program are handed about claims (by apps/server): facts, no name. Whoever asks has looked before
 * whether they may.
 */

type Words = Rules['procedure']['name']

/** The claims of the people of a household, open or not. */
export const claimIdsOfHousehold = async (tx: Tx, householdId: string): Promise<string[]> =>
  (await tx.run(listClaimIds, { operationId: tx.operationId, groupId: householdId })).map(({ id }) => id)

/** A claim that waits for a meeting: an interview, a hearing. */
export type ClaimToSchedule = Omit<OpenForMeeting, 'procedure' | 'procedureVersion' | 'events'> & {
  meeting: 'interview' | 'hearing'
  needsInterpreter: boolean
  /** What protects the person and has to be done first; a meeting may be planned around it. */
  waitsFor: readonly string[]
  /** The limit by which the step is to be done, where there is one. */
  dueOn: string | null
}

/**
 * Open claims that need a meeting now, an interview or a hearing, in the order of their ids; `next` is where the following page begins. Which step a meeting is
 * for stands in the procedure. Read page by page: a page costs the histories of `limit` claims, whether they wait or not.
 */
export async function claimsToSchedule(
  { tx, book }: { tx: Tx; book: Book },
  { after = null, limit = 500 }: { after?: string | null; limit?: number },
): Promise<{ claims: ClaimToSchedule[]; next: string | null }> {
  const rows = await tx.run(listOpenAfter, { operationId: tx.operationId, after, limit })
  const claims: ClaimToSchedule[] = []
  for (const { procedure, procedureVersion, events, ...row } of rows) {
    const rules = await book.rulesOf(procedure, procedureVersion)
    const standing = standingOf(rules, events)
    const possible = possibleSteps(rules, standing).find(
      ({ step }) => rules.steps.get(step)?.meeting !== undefined && !isBehind(rules, standing, step),
    )
    if (!possible) continue
    const { step } = possible
    const due = workOut(book, rules, { events, office: officeOf(row.siteId) }).limits.find(
      (each) => each.step === step && each.sense === 'latest',
    )
    claims.push({
      ...{ ...row, meeting: rules.steps.get(step)!.meeting! },
      ...{ needsInterpreter: standing.facts.has('needs_interpreter'), waitsFor: possible.waitsFor },
      dueOn: due?.dueOn ?? null,
    })
  }
  return { claims, next: rows.length === limit ? rows.at(-1)!.id : null }
}

/** It was taken, and nothing since has led to it again: that it may be repeated does not mean that it waits. */
function isBehind(rules: Rules, { done }: Standing, step: string): boolean {
  const last = done.get(step)
  return (
    last !== undefined &&
    ![...done].some(([id, { index }]) => index > last.index && rules.steps.get(id)?.next?.includes(step))
  )
}

/** By which rules an operation decides now, and which earlier claims keep; undefined where none are chosen. */
export async function rulesInUse({ tx, book }: { tx: Tx; book: Book }) {
  const { setting } = book
  if (!setting) return undefined
  const chosen = await book.rulesOf(setting.procedure, setting.procedureVersion)
  const kept = await tx.run(listKeptProcedures, { operationId: tx.operationId })
  const all: Rules[] = []
  for (const { procedure, version } of kept) all.push(await book.rulesOf(procedure, version))
  return { chosen, all, today: book.todayOf(chosen.procedure) }
}

/** What a constancia, a notice or a letter of decision says of a claim. */
export type PaperFacts = {
  householdId: string
  individualId: string
  language: string
  procedure: { id: string; version: string; name: Words; authority: string }
  stage: string
  beganOn: string
  people: { id: string; part: 'principal' | 'dependant' }[]
  /** Signed by two: their accounts, and the law it rests on. */
  decision: { outcome: string; on: string; basis: string | null; signedBy: string[] } | null
  /** What the person has to keep: an appeal, a place to stay. */
  limits: { name: Words; dueOn: string; basis: string; isUnconfirmed: boolean }[]
}

export async function paperFacts({ tx, book }: { tx: Tx; book: Book }, id: string): Promise<PaperFacts> {
  const { operationId } = tx
  const [record] = await tx.run(findClaim, { operationId, id })
  if (!record) throw notFound()
  const rules = await book.rulesOf(record.procedure, record.procedureVersion)
  const events = (await tx.run(listEvents, { operationId, id })).map(({ event }) => event)
  const standing = standingOf(rules, events)
  const { procedure, version, name, authority } = rules.procedure
  const decided = standing.decision && events[standing.decision.index]
  return {
    ...{ householdId: record.groupId, individualId: record.individualId, language: record.language },
    ...{ procedure: { id: procedure, version, name, authority }, stage: standing.stage, beganOn: standing.beganOn! },
    people: (await tx.run(listPeopleOfClaim, { operationId, id })).map(({ id, isPrincipal }) => ({
      ...{ id, part: isPrincipal ? ('principal' as const) : ('dependant' as const) },
    })),
    decision:
      standing.decision && decided
        ? {
            ...{ outcome: standing.decision.outcome, on: standing.decision.on },
            basis: decided.basis ? basisText(rules, decided.basis) : null,
            signedBy: [decided.recordedBy.accountId, ...(decided.second ? [decided.second.accountId] : [])],
          }
        : null,
    limits: workOut(book, rules, { events, office: officeOf(record.siteId) }).deadlines.flatMap(
      ({ limit, binds, sense, dueOn, isUnconfirmed }) => {
        if (binds !== 'person' || sense !== 'latest' || dueOn === undefined) return []
        const ruled = rules.limits.find((each) => each.limit.id === limit)!.limit
        return [{ name: ruled.name, dueOn, basis: basisText(rules, ruled.basis), isUnconfirmed }]
      },
    ),
  }
}
