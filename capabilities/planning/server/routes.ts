import type { Actor } from '#capabilities/access/model.ts'
import { mayPlan } from '#capabilities/access/policy.ts'
import type { Clock } from '#platform/base/environment.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import { read } from './caseload.ts'
import { bringBack, list, readOne, remove, save } from './plans.ts'
import { forgetDeleted } from './queries-plans.ts'
import type { PlanningServices, Work } from './work.ts'

/** The caseload of an operation as counts, and the plans it keeps. */
export function planningRoutes(services: PlanningServices): Route<Actor>[] {
  const work = <E extends Endpoint>({ actor, tx }: StaffInput<E, Actor>): Work => ({
    ...{ ...services, actor, tx, now: services.clock() },
  })
  return [
    serve(contract.readCaseload, mayPlan, (input) => read(work(input))),
    serve(contract.listPlans, mayPlan, (input) => list(work(input))),
    serve(contract.readPlan, mayPlan, (input) => readOne(work(input), input.params.id)),
    serve(contract.savePlan, mayPlan, (input) => save(work(input), input.body)),
    serve(contract.deletePlan, mayPlan, (input) => remove(work(input), input.params.id, input.body)),
    serve(contract.bringPlanBack, mayPlan, (input) => bringBack(work(input), input.params.id)),
  ]
}

const DELETED_DAYS = 30

/** The hourly duty: what was deleted for long goes. */
export async function forgetDeletedPlans(
  { db, clock }: { db: Database; clock: Clock },
  operationId: string,
): Promise<void> {
  await db.scoped(operationId, forgetDeleted, { operationId, before: new Date(clock() - DELETED_DAYS * 86_400_000) })
}
