import type { Actor } from '#capabilities/access/model.ts'
import {
  mayEditRegistration,
  mayExportNames,
  mayExportPseudonymous,
  mayImport,
  mayOpenHousehold,
  mayOversee,
  mayReadQuarantine,
  mayReadRegistrations,
  mayWithdrawCard,
} from '#capabilities/access/policy.ts'
import { assertSteppedUp } from '#capabilities/access/step-up.ts'
import { parseShortCode } from '#capabilities/proof/short-code.ts'
import { isUuid } from '#platform/base/ids.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { notAllowed } from '#platform/base/problem.ts'
import type { Endpoint } from '#platform/http/endpoint.ts'
import { type Route, type StaffInput, serve, serveAnyone } from '#platform/http/serve.ts'
import * as contract from '../contract.ts'
import * as changes from '../contract-changes.ts'
import * as files from '../contract-files.ts'
import { plantCanaries } from '../contract-oversight.ts'
import { moveQuarantined, readQuarantine } from '../contract-quarantine.ts'
import { type ListFilters, PAGE_SIZE } from '../model.ts'
import { plant } from './canaries.ts'
import { accept, reissue, reprint, withdrawOnly } from './cards.ts'
import { decide, list as listConflicts, open as openConflict } from './conflicts.ts'
import { correct } from './correcting.ts'
import { exportForConsole, exportPiece, exportPieceWithNames } from './export.ts'
import { join, register, split } from './households.ts'
import { createImports } from './import.ts'
import { arrive, changeSpeaker, die, undoDie } from './people.ts'
import { move, readNumbers } from './quarantine.ts'
import { countHouseholds, listHouseholdRows, listSites, type Place, textLookup } from './queries-list.ts'
import { openNames, openVersions, readFacts } from './reading.ts'
import { search } from './search.ts'
import { type DeskServices, startWork, type Work } from './work.ts'

/** Everything a registration desk can ask the server. */
export function deskRoutes(services: DeskServices): (Route<Actor> | Route<never>)[] {
  const imports = createImports()
  const work = <E extends Endpoint>(input: StaffInput<E, Actor>): Work => startWork(services, input)
  /** What concerns many people at once. */
  const bulk = <E extends Endpoint>(input: StaffInput<E, Actor>): Work => {
    assertSteppedUp(input.actor, input.clock())
    return work(input)
  }

  return [
    serve(contract.readCounts, mayReadRegistrations, async ({ tx, actor, clock }) => {
      const { operationId } = actor
      const [counts] = await tx.run(countHouseholds, { operationId, siteIds: sitesOf(actor) })
      const sites = await tx.run(listSites, { operationId })
      return { ...counts!, locked: !services.vault.isUnlocked(operationId), today: plainDateOf(clock()), sites }
    }),
    serve(contract.listHouseholds, mayReadRegistrations, async ({ tx, actor, query }) => listPage(tx, actor, query)),
    serve(contract.readHousehold, mayReadRegistrations, (input) => readFacts(work(input), input.params.id)),
    serve(contract.openHousehold, mayOpenHousehold, (input) =>
      openNames(work(input), input.params.id, input.body.purpose),
    ),
    serve(contract.readVersions, mayOpenHousehold, (input) =>
      openVersions(work(input), input.params.id, input.body.purpose),
    ),
    serve(
      contract.searchPeople,
      mayOpenHousehold,
      (input) => search(work(input), input.body),
      // The first search after an unlock waits until all names were read: not while it holds a connection.
      ({ operationId }) => services.names.build(operationId),
    ),

    serve(changes.registerAtDesk, mayEditRegistration, (input) => register(work(input), input.body)),
    serve(changes.acceptWaiting, mayEditRegistration, (input) => accept(work(input), input.params.id)),
    serve(changes.reprintCard, mayEditRegistration, (input) => reprint(work(input), input.params.id)),
    serve(changes.withdrawCard, mayWithdrawCard, (input) =>
      withdrawOnly(work(input), input.params.id, input.body.reason),
    ),
    serve(changes.reissueCard, mayWithdrawCard, (input) => reissue(work(input), input.params.id, input.body)),
    serve(changes.splitHousehold, mayEditRegistration, (input) => split(work(input), input.params.id, input.body)),
    serve(changes.joinHouseholds, mayEditRegistration, (input) => join(work(input), input.params.id, input.body)),
    serve(changes.addPerson, mayEditRegistration, (input) => arrive(work(input), input.params.id, input.body)),
    serve(changes.recordDeath, mayEditRegistration, (input) => die(work(input), input.params.id, input.body)),
    serve(changes.undoDeath, mayEditRegistration, (input) => undoDie(work(input), input.params.id)),
    serve(changes.changeFocalPoint, mayEditRegistration, (input) =>
      changeSpeaker(work(input), input.params.id, input.body),
    ),
    serve(changes.correctIndividual, mayEditRegistration, (input) => correct(work(input), input.params.id, input.body)),

    serve(files.checkImport, mayImport, (input) => imports.check(work(input), input.body.csv)),
    serve(files.runImport, mayImport, (input) => imports.run(bulk(input), input.body)),
    serve(files.readImportProgress, mayImport, async ({ actor }) => imports.progress(actor.operationId)),
    serve(files.exportRegistrations, mayExportPseudonymous, (input) => exportPiece(bulk(input), input.body.after)),
    serve(files.exportWithNames, mayExportNames, (input) => exportPieceWithNames(bulk(input), input.body)),
    serveAnyone(files.exportFromConsole, async ({ body, ...means }) => {
      if (!services.isConsoleKey(body.consoleKey)) throw notAllowed()
      return exportForConsole(services, means, body)
    }),
    serve(plantCanaries, mayOversee, (input) => plant(work(input), input.body)),
    serve(readQuarantine, mayReadQuarantine, (input) => readNumbers(work(input), services.refusals)),
    serve(moveQuarantined, mayEditRegistration, (input) => move(work(input), input.body)),
    serve(files.listConflicts, mayReadRegistrations, (input) => listConflicts(work(input))),
    serve(files.openConflict, mayOpenHousehold, (input) => openConflict(work(input), input.params.entryId, input.body)),
    serve(files.decideConflict, mayEditRegistration, (input) =>
      decide(work(input), input.params.entryId, input.body.contentHash),
    ),
  ]
}

async function listPage(tx: Work['tx'], actor: Actor, { after, text, ...filters }: ListFilters) {
  const place = readPlace(after)
  const rows = await tx.run(listHouseholdRows, {
    operationId: actor.operationId,
    siteIds: sitesOf(actor),
    filters,
    ...(text ? { text: textLookup(text, parseShortCode(text)) } : {}),
    ...(place ? { after: place } : {}),
    limit: PAGE_SIZE + 1,
  })
  const households = rows.slice(0, PAGE_SIZE)
  const last = households.at(-1)
  return { households, next: rows.length > PAGE_SIZE && last ? writePlace(last) : null }
}

const sitesOf = ({ siteIds }: Actor) => (siteIds === 'all' ? null : siteIds)

const writePlace = ({ registeredAt, id }: Place) => `${registeredAt.getTime()}.${id}`

/** A place that was not written by us is no place: the list then begins at its start. */
function readPlace(text: string | undefined): Place | undefined {
  const [, ms, id] = /^(\d{1,13})\.([0-9a-f-]{36})$/.exec(text ?? '') ?? []
  return ms && id && isUuid(id) ? { registeredAt: new Date(Number(ms)), id } : undefined
}
