import { reachesSite } from '#capabilities/access/policy.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { notFound } from '#platform/base/problem.ts'
import type { QueryOf, ReplyIn } from '#platform/http/endpoint.ts'
import type { Standing } from '../board.ts'
import { earliestDay, localDay, localTime, momentsOf, timeOf } from '../calendar.ts'
import type { findFreeTimes, listOfHousehold, readAppointment, readDay } from '../contract.ts'
import { getAppointment, readAsked } from './booking.ts'
import {
  type AppointmentRecord,
  findHousehold,
  listEvents,
  listOfDays,
  listOfGroup,
  namesOfResources,
} from './queries.ts'
import { findOffice } from './queries-office.ts'
import { findWait, listWaitsOf } from './queries-waiting.ts'
import { toReply } from './rows.ts'
import { assertReaches, getOffice, type Place, readPlace, trace, type Work } from './work.ts'

const FREE_SHOWN = 50

/** One day at one place. */
export async function ofDay(work: Work, { siteId, day }: QueryOf<typeof readDay>): Promise<ReplyIn<typeof readDay>> {
  const office = await getOffice(work, siteId)
  const place = await readPlace(work, office, day, day)
  const { operationId } = work.actor
  const records = await work.tx.run(listOfDays, { operationId, siteId, from: day, to: day, onlyOpen: false })
  const slots = Array.from({ length: office.slotsPerDay }, (_, slot) => slot)
  return {
    ...{ day, today: place.today, times: slots.map((slot) => timeOf(office, slot)) },
    resources: place.resources.map((resource) => {
      const present = slots.map((slot) => place.board.present(resource, day, slot))
      const taken = slots.map((slot, i) => present[i]! - place.board.free(resource, day, slot))
      return { id: resource.id, kind: resource.kind, name: resource.name, present, taken }
    }),
    appointments: records.map((record) => toReply(record, office)),
    broken: brokenOf(place, records).map(({ id, why }) => ({ appointmentId: id, why })),
  }
}

/** Open appointments that cannot be held as they stand. */
export const brokenOf = ({ board }: Pick<Place, 'board'>, records: readonly AppointmentRecord[]) =>
  board.broken(records.filter(({ state }) => state === 'booked' || state === 'confirmed') satisfies Standing[])

/** When a household could be heard. */
export async function freeTimes(
  work: Work,
  query: QueryOf<typeof findFreeTimes>,
): Promise<ReplyIn<typeof findFreeTimes>> {
  const { siteId, householdId, purpose } = query
  const office = await getOffice(work, siteId)
  const need = await readAsked(work, {
    ...{ id: '', siteId, householdId, purpose, claimIds: [], language: query.language, heardBy: query.heardBy },
    ...{ special: query.special === 'yes', slots: Number(query.slots) },
  })
  const today = localDay(work.now, office.timeZone)
  const [wait] = await work.tx.run(findWait, { operationId: work.actor.operationId, groupId: householdId, purpose })
  const earliest = earliestDay(office, wait ?? { noticeDays: office.noticeDays, since: today }, today)
  const from = query.from === undefined || query.from < today ? (query.from ? today : earliest) : query.from
  const days = Math.max(1, Number(query.days))
  const { board, resources } = await readPlace(work, office, from, addDays(from, days - 1))
  const names = new Map(resources.map(({ id, name }) => [id, name]))
  const isOver = ({ day, slot }: { day: string; slot: number }) =>
    momentsOf(office, day, slot, need.slots).to <= work.now
  return {
    ...{ today, earliest },
    times: board
      .freeTimes(need, from, days, FREE_SHOWN * 2)
      .filter((time) => !isOver(time))
      .slice(0, FREE_SHOWN)
      .map(({ day, slot, officerId, interpreter, place }) => {
        const { from, to } = momentsOf(office, day, slot, need.slots)
        return {
          ...{ day, slot, from: localTime(from, office.timeZone), until: localTime(to, office.timeZone) },
          officer: { id: officerId, name: names.get(officerId)! },
          ...{ hasInterpreter: interpreter, place: place || null },
        }
      }),
  }
}

/** One appointment, with all that happened to it. */
export async function readOne(work: Work, id: string): Promise<ReplyIn<typeof readAppointment>> {
  const { tx, actor } = work
  const { operationId } = actor
  const record = await getAppointment(work, id)
  assertReaches(work, record.siteId)
  const [office] = await tx.run(findOffice, { operationId, siteId: record.siteId })
  const events = await tx.run(listEvents, { operationId, id })
  const names = new Map(
    (
      await tx.run(namesOfResources, { operationId, ids: [...new Set(events.map(({ facts }) => facts.officerId))] })
    ).map((each) => [each.id, each.name]),
  )
  await tx.runAll([trace(work, 'read-appointment', record.groupId)])
  return {
    appointment: toReply(record, office!),
    history: events.map(({ number, at, kind, by, facts }) => ({
      ...{ number, at: at.toISOString(), kind, by, day: facts.day, from: timeOf(office!, facts.slot) },
      ...{ officer: names.get(facts.officerId) ?? '', because: facts.because ?? null },
      ...{ agreed: facts.agreed ?? false, waitsOn: facts.waitsOn ?? false },
    })),
  }
}

/** What one household has, had and waits for, at the places the actor works at. */
export async function ofHousehold(work: Work, id: string): Promise<ReplyIn<typeof listOfHousehold>> {
  const { tx, actor } = work
  const { operationId } = actor
  const [household] = await tx.run(findHousehold, { operationId, id })
  if (!household || !reachesSite(actor, household.siteId)) throw notFound()
  const reached = <T extends { siteId: string }>(rows: readonly T[]) =>
    rows.filter(({ siteId }) => reachesSite(actor, siteId))
  const records = reached(await tx.run(listOfGroup, { operationId, groupId: id }))
  const zones = new Map<string, { timeZone: string }>()
  for (const { siteId } of records)
    if (!zones.has(siteId)) zones.set(siteId, (await tx.run(findOffice, { operationId, siteId }))[0]!)
  const waits = reached(await tx.run(listWaitsOf, { operationId, groupId: id }))
  return {
    appointments: records.map((record) => toReply(record, zones.get(record.siteId)!)),
    waits: waits.map(({ id, siteId, purpose, since, passedOver }) => ({ id, siteId, purpose, since, passedOver })),
  }
}
