import type { Actor } from '#capabilities/access/model.ts'
import { mayKeepGate } from '#capabilities/access/policy.ts'
import type { Clock } from '#platform/base/environment.ts'
import { addDays, plainDateOf } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import { list, set } from './gates.ts'
import { press, today, undo } from './pressing.ts'
import { forgetDays } from './queries.ts'
import type { GateServices, Work } from './work.ts'

/** Gates of an authority's places. */
export function gateRoutes(services: GateServices): Route<Actor>[] {
  const work = async <E extends Endpoint>({ actor, tx }: StaffInput<E, Actor>): Promise<Work> => {
    if ((await services.keysOf(actor.operationId))?.kind !== 'authority') throw contract.noGatesHere()
    return { ...services, actor, tx, now: services.clock() }
  }
  return [
    serve(contract.listGates, mayKeepGate, async (input) => list(await work(input))),
    serve(contract.setGate, mayKeepGate, async (input) => set(await work(input), input.body)),
    serve(contract.readGateToday, mayKeepGate, async (input) => today(await work(input), input.params.id)),
    serve(contract.pressAtGate, mayKeepGate, async (input) => press(await work(input), input.params.id, input.body)),
    serve(contract.undoPress, mayKeepGate, async (input) => undo(await work(input), input.params.id, input.body)),
  ]
}

const GATE_DAYS = 30
const AT_ONCE = 500

/** The hourly duty: counts of days that are long over go. */
export async function forgetGateDays(
  { db, clock }: { db: Database; clock: Clock },
  operationId: string,
): Promise<void> {
  const before = addDays(plainDateOf(clock()), -GATE_DAYS)
  while ((await db.scoped(operationId, forgetDays, { operationId, before, limit: AT_ONCE })).length === AT_ONCE);
}
