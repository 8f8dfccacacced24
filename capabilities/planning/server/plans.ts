import { isDeepStrictEqual } from 'node:util'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { actStatement } from '#platform/ledger/audit.ts'
import {
  type bringPlanBack,
  type deletePlan,
  type listPlans,
  PLANS_MAX,
  planChanged,
  planIdTaken,
  type readPlan,
  type savePlan,
  tooManyPlans,
} from '../contract.ts'
import { readScenario, sentenceOf } from '../reading.ts'
import type { Scenario } from '../scenario.ts'
import {
  dropOldestDeleted,
  findPlan,
  insertPlan,
  listSaved,
  lockPlaces,
  markDeleted,
  type PlanRow,
  unmarkDeleted,
  updatePlan,
} from './queries-plans.ts'
import type { Work } from './work.ts'

export async function list(work: Work): Promise<ReplyIn<typeof listPlans>> {
  const rows = await work.tx.run(listSaved, { operationId: work.actor.operationId })
  return { plans: rows.map((row) => lineOf(work, row)) }
}

export async function readOne(work: Work, id: string): Promise<ReplyIn<typeof readPlan>> {
  const row = await getPlan(work, id)
  return { plan: lineOf(work, row), scenario: row.scenario as Scenario }
}

/** Two who save at once: the second is told, and nothing is overwritten. */
export async function save(work: Work, body: BodyOf<typeof savePlan>): Promise<ReplyIn<typeof savePlan>> {
  const { tx, actor, now } = work
  const { operationId, accountId } = actor
  const { id, name, version: seen, scenario } = body
  const read = readScenario(scenario)
  if ('faults' in read)
    throw badInput({
      errors: read.faults.map((fault) => ({
        ...{ field: `scenario.${fault.path}`, code: fault.code, message: sentenceOf(fault) },
      })),
    })
  const row = { operationId, id, name, scenario, at: new Date(now), by: accountId }
  if (seen === 0) await tx.run(lockPlaces, { operationId })
  const [written] = seen === 0 ? await tx.run(insertPlan, row) : await tx.run(updatePlan, { ...row, seen })
  const [there] = await tx.run(findPlan, { operationId, id })
  if (written) await trace(work, 'save-plan', id)
  else if (!there && seen === 0) throw tooManyPlans({ max: PLANS_MAX })
  else if (!there || there.deletedAt) throw notFound()
  else if (!isSame(there, row, seen)) throw seen === 0 ? planIdTaken() : planChanged({ version: there.version })
  return { plan: lineOf(work, there!) }
}

/** Sent again, because the answer was lost on the way. */
const isSame = (there: PlanRow & { scenario: unknown }, sent: Sent, seen: number) =>
  there.version === seen + 1 &&
  there.savedBy === sent.by &&
  there.name === sent.name &&
  isDeepStrictEqual(there.scenario, JSON.parse(JSON.stringify(sent.scenario)))

type Sent = { by: string; name: string; scenario: Scenario }

export async function remove(
  work: Work,
  id: string,
  { version }: BodyOf<typeof deletePlan>,
): Promise<ReplyIn<typeof deletePlan>> {
  const { operationId } = work.actor
  const [gone] = await work.tx.run(markDeleted, { operationId, id, seen: version, at: new Date(work.now) })
  if (!gone) {
    const [there] = await work.tx.run(findPlan, { operationId, id })
    if (!there) throw notFound()
    if (!there.deletedAt) throw planChanged({ version: there.version })
    return { id }
  }
  await work.tx.run(dropOldestDeleted, { operationId })
  await trace(work, 'delete-plan', id)
  return { id }
}

export async function bringBack(work: Work, id: string): Promise<ReplyIn<typeof bringPlanBack>> {
  const { operationId } = work.actor
  await work.tx.run(lockPlaces, { operationId })
  const [back] = await work.tx.run(unmarkDeleted, { operationId, id })
  if (back) await trace(work, 'bring-plan-back', id)
  const [there] = await work.tx.run(findPlan, { operationId, id })
  if (!there) throw notFound()
  if (there.deletedAt) throw tooManyPlans({ max: PLANS_MAX })
  return { plan: lineOf(work, there) }
}

async function getPlan({ tx, actor }: Work, id: string) {
  const [row] = await tx.run(findPlan, { operationId: actor.operationId, id })
  if (!row || row.deletedAt) throw notFound()
  return row
}

const lineOf = ({ actor }: Work, { id, name, version, savedAt, savedBy, savedByName }: PlanRow) => ({
  ...{ id, name, version, savedAt: savedAt.toISOString(), savedBy: savedByName, isOwn: savedBy === actor.accountId },
})

const trace = ({ tx, now, random, actor }: Work, act: string, id: string) =>
  tx.runAll([
    actStatement({ clock: () => now, random }, actor.operationId, {
      ...{ actor, act, subjectKind: 'plan', subjectId: id, purpose: 'plan' },
    }),
  ])
