import type { Actor } from '#capabilities/access/model.ts'
import {
  mayEditRegistration,
  mayManageRetention,
  mayOpenHousehold,
  mayReadRetention,
} from '#capabilities/access/policy.ts'
import { newId } from '#platform/base/ids.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve, serveAnyone } from '#platform/http/serve.ts'
import type { Press } from '#platform/paper/writing.ts'
import { listIndividuals } from '../../desk/server/queries-household.ts'
import { type DeskServices, getGroup, noteReading, startWork, trace, type Work } from '../../desk/server/work.ts'
import { recordOwnAct } from '../../server/queries-own.ts'
import * as contract from '../contract.ts'
import * as desk from '../contract-desk.ts'
import { pack } from './archiving.ts'
import { collect } from './collecting.ts'
import { acceptAsked, answer, listWaiting, open } from './corrections.ts'
import * as own from './own-rights.ts'
import { countSealedOf } from './queries-archive.ts'
import { hold, lift, retentionPage, setPeriod } from './retention-page.ts'

type Services = DeskServices & own.OwnServices & { press: Press }

/** What people decide about what is held, and what the desk and the data protection officer do for it. */
export function rightsRoutes(services: Services): (Route<Actor> | Route<never>)[] {
  const work = <E extends Endpoint>(input: StaffInput<E, Actor>): Work => startWork(services, input)
  return [
    serveAnyone(contract.readRights, ({ body }) => own.rights(services, body.accessCode)),
    serveAnyone(contract.decideConsent, ({ body }) => own.consent(services, body)),
    serveAnyone(contract.askCorrection, ({ body }) => own.correction(services, body)),
    serveAnyone(contract.deletePerson, ({ body }) => own.erasePersonHere(services, body)),
    serveAnyone(contract.takeArchive, ({ body }) => takeOwn(services, body)),

    serve(desk.readRetention, mayReadRetention, (input) => retentionPage(input)),
    serve(desk.changePeriod, mayManageRetention, (input) => setPeriod(input, input.params.class, input.body)),
    serve(desk.placeHold, mayManageRetention, (input) => hold(input, input.body)),
    serve(desk.liftHold, mayManageRetention, (input) => lift(input, input.params.id)),

    serve(desk.listCorrections, mayEditRegistration, (input) => listWaiting(work(input))),
    serve(desk.openCorrection, mayEditRegistration, (input) => open(work(input), input.params.id)),
    serve(desk.acceptCorrection, mayEditRegistration, (input) => acceptAsked(work(input), input.params.id, input.body)),
    serve(desk.answerCorrection, mayEditRegistration, (input) => answer(work(input), input.params.id, input.body)),
    serve(desk.takeArchiveAtDesk, mayOpenHousehold, (input) =>
      takeAtDesk(work(input), services.press, input.params.id, input.body),
    ),
  ]
}

/** Reading one's own file is an act too, as on the page. */
async function takeOwn(
  { db, clock, random, own, vault, press }: Services,
  { accessCode, language }: { accessCode: string; language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar' },
) {
  const { keys, own: found } = await own.find(accessCode)
  const { operationId } = keys
  vault.require(operationId)
  const collected = () =>
    db.transaction(operationId, async (tx) => {
      const act = { operationId, groupId: found.id, act: 'take-archive', at: new Date(clock()) }
      await tx.run(recordOwnAct, { ...act, auditId: newId(random), salt: random.bytes(16) })
      return collect(
        { run: (query, params) => tx.run(query, params), vault, keys, now: clock(), opened: !found.isSealed },
        found.id,
      )
    })
  return pack(collected, language, press)
}

async function takeAtDesk(
  work: Work,
  press: Press,
  groupId: string,
  { purpose, language }: { purpose: string; language: 'en' | 'es' | 'fr' | 'ht' | 'pt' | 'ar' },
) {
  const { operationId } = work.actor
  await getGroup(work, groupId)
  work.vault.require(operationId)
  const keys = await work.keysOf(operationId)
  if (!keys) throw new Error('this operation has no keys')
  const people = await work.tx.run(listIndividuals, { operationId, id: groupId })
  await noteReading(work, { act: 'open', groupIds: [groupId], people: people.length })
  await trace(work, { act: 'take-archive', purpose, groupId })
  const [sealed] = await work.tx.run(countSealedOf, { operationId, groupId })
  const { tx, vault, now } = work
  const opened = (sealed?.sealed ?? 0) === 0
  const run: typeof tx.run = (query, params) => tx.run(query, params)
  return pack(() => collect({ run, vault, keys, now, opened }, groupId), language, press)
}
