import type { Actor } from '#capabilities/access/model.ts'
import { mayIssuePapers, mayReadClaims } from '#capabilities/access/policy.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve } from '#platform/http/serve.ts'
import { noClaimsHere } from '../../contract.ts'
import { startWork } from '../../server/work.ts'
import * as contract from '../contract.ts'
import { issue, reissue, withdraw } from './issuing.ts'
import { list } from './reading.ts'
import type { PaperServices, PaperWork } from './work.ts'

type Given = Pick<StaffInput<Endpoint, Actor>, 'tx' | 'actor' | 'clock' | 'random'>

export const starting =
  (services: PaperServices) =>
  async (input: Given): Promise<PaperWork> => {
    if ((await services.keysOf(input.actor.operationId))?.kind !== 'authority') throw noClaimsHere()
    return { ...(await startWork(services, input)), ...services }
  }

export function paperRoutes(services: PaperServices): Route<Actor>[] {
  const work = starting(services)
  return [
    serve(contract.listPapers, mayReadClaims, async (input) => list(await work(input), input.params.id)),
    serve(contract.issuePaper, mayIssuePapers, async (input) => issue(await work(input), input.params.id, input.body)),
    serve(contract.reissuePaper, mayIssuePapers, async (input) =>
      reissue(await work(input), input.params.id, input.body),
    ),
    serve(contract.withdrawPaper, mayIssuePapers, async (input) =>
      withdraw(await work(input), input.params.id, input.body),
    ),
  ]
}
