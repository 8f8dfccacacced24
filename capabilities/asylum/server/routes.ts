import type { Actor } from '#capabilities/access/model.ts'
import {
  mayChooseProcedure,
  mayDecideClaims,
  mayLodgeClaims,
  mayOpenMandates,
  mayReadClaims,
} from '#capabilities/access/policy.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import * as people from '../contract-people.ts'
import * as settings from '../contract-settings.ts'
import { assign, confirm, drop, lodge, record } from './claims.ts'
import * as acting from './people.ts'
import { listPage, ofHousehold, readOne } from './reading.ts'
import { change, read, tellEffect } from './settings.ts'
import { type ClaimServices, startWork, type Work } from './work.ts'

/** Claims of an authority's operation. A journey hears none, and no route of it leads here. */
export function claimRoutes(services: ClaimServices): Route<Actor>[] {
  const work = async <E extends Endpoint>(input: StaffInput<E, Actor>): Promise<Work> => {
    if ((await services.keysOf(input.actor.operationId))?.kind !== 'authority') throw contract.noClaimsHere()
    return startWork(services, input)
  }
  return [
    serve(contract.listClaims, mayReadClaims, async (input) => listPage(await work(input), input.query)),
    serve(contract.readClaim, mayReadClaims, async (input) => readOne(await work(input), input.params.id)),
    serve(contract.listClaimsOfHousehold, mayReadClaims, async (input) =>
      ofHousehold(await work(input), input.params.id),
    ),
    serve(contract.lodgeClaim, mayLodgeClaims, async (input) => lodge(await work(input), input.body)),
    serve(contract.recordOnClaim, mayLodgeClaims, async (input) =>
      record(await work(input), input.params.id, input.body),
    ),
    serve(contract.confirmAct, mayDecideClaims, async (input) =>
      confirm(await work(input), input.params.id, input.body.seen),
    ),
    serve(contract.dropProposal, mayDecideClaims, async (input) => drop(await work(input), input.params.id)),
    serve(contract.assignClaim, mayDecideClaims, async (input) =>
      assign(await work(input), input.params.id, input.body.accountId),
    ),
    serve(people.addMandate, mayLodgeClaims, async (input) =>
      acting.add(await work(input), input.params.id, input.body),
    ),
    serve(people.endMandate, mayLodgeClaims, async (input) =>
      acting.end(await work(input), input.params.id, input.body),
    ),
    serve(people.openMandates, mayOpenMandates, async (input) => acting.open(await work(input), input.params.id)),
    serve(people.setInterview, mayLodgeClaims, async (input) =>
      acting.setInterview(await work(input), input.params.id, input.body),
    ),
    serve(settings.tellEffect, mayChooseProcedure, async (input) => tellEffect(await work(input), input.body)),
    serve(settings.readSettings, mayChooseProcedure, async (input) => read(await work(input))),
    serve(settings.changeSettings, mayChooseProcedure, async (input) => change(await work(input), input.body)),
  ]
}
