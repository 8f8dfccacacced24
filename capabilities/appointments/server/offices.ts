import { reachesSite } from '#capabilities/access/policy.ts'
import { plainDateOf } from '#platform/base/plain-date.ts'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { localDay } from '../calendar.ts'
import {
  absenceConflict,
  type addAbsence,
  calendarChanged,
  calendarTwice,
  type listOffices,
  officeInUse,
  type readOffice,
  type setOffice,
  type setResource,
} from '../contract-calendars.ts'
import { listOfDays } from './queries.ts'
import {
  deleteAbsence,
  findAbsence,
  findResource,
  findTwin,
  insertAbsence,
  listOfficersWithout,
  listSites,
  lockOffice,
  type OfficeRow,
  upsertOffice,
  upsertResource,
} from './queries-office.ts'
import { countWaiting } from './queries-waiting.ts'
import { brokenOf } from './reading.ts'
import { assertReaches, getOffice, lastDay, readPlace, traceSite, type Work } from './work.ts'

type Changed = ReplyIn<typeof setResource>

export async function list(work: Work): Promise<ReplyIn<typeof listOffices>> {
  const { tx, actor, now } = work
  const sites = await tx.run(listSites, { operationId: actor.operationId })
  return {
    offices: sites
      .filter(({ siteId }) => reachesSite(actor, siteId))
      .map(({ siteId, name, ...office }) => ({
        ...{ siteId, name, today: office.timeZone ? localDay(now, office.timeZone) : plainDateOf(now) },
        settings: office.timeZone ? settingsOf(office as OfficeRow) : null,
      })),
  }
}

const settingsOf = ({ siteId: _, ...settings }: OfficeRow) => settings

/** How a place hears people. What a slot is does not change under open appointments: they would move unseen. */
export async function set(work: Work, body: BodyOf<typeof setOffice>): Promise<ReplyIn<typeof setOffice>> {
  const { siteId, version, ...settings } = body
  const { operationId } = work.actor
  assertReaches(work, siteId)
  if (settings.dayStarts + settings.slotMinutes * settings.slotsPerDay > 1440)
    throw badInput({
      errors: [{ field: 'slotsPerDay', code: 'past-midnight', message: 'A day ends at midnight: take fewer slots.' }],
    })
  const [office] = await work.tx.run(lockOffice, { operationId, siteId })
  if ((office?.version ?? 0) !== version) throw calendarChanged({ version: office?.version ?? 0 })
  const shifts = (['timeZone', 'dayStarts', 'slotMinutes', 'slotsPerDay'] as const).some(
    (key) => office && office[key] !== settings[key],
  )
  if (office && shifts) {
    const open = await openFrom(work, office)
    if (open.length > 0) throw officeInUse({ appointments: open.length })
  }
  const [written] = await work.tx.run(upsertOffice, { operationId, siteId, ...settings, seen: version })
  if (!written) throw notFound()
  await work.tx.runAll([traceSite(work, 'set-office', siteId)])
  return { siteId, version: written.version }
}

export async function read(work: Work, siteId: string): Promise<ReplyIn<typeof readOffice>> {
  const { tx, actor } = work
  const { operationId } = actor
  const office = await getOffice(work, siteId)
  const today = localDay(work.now, office.timeZone)
  const place = await readPlace(work, office, today, today)
  const [waiting] = await tx.run(countWaiting, { operationId, siteId, purpose: null })
  const site = (await tx.run(listSites, { operationId })).find((each) => each.siteId === siteId)
  return {
    ...{ siteId, name: site?.name ?? '', today, settings: settingsOf(office) },
    ...{ resources: place.resources, absences: place.absences },
    officers: await tx.run(listOfficersWithout, { operationId, siteId }),
    ...{ broken: await countBroken(work, office), waiting: waiting!.waiting },
  }
}

/** New, changed or closed. What was promised to it stays as it is: a person plans that anew. */
export async function setCalendar(work: Work, body: BodyOf<typeof setResource>): Promise<Changed> {
  const { closed, ...resource } = body
  const { tx, actor, now } = work
  const { operationId } = actor
  const office = await getOffice(work, body.siteId, lockOffice)
  const officers =
    body.kind === 'officer' ? await tx.run(listOfficersWithout, { operationId, siteId: body.siteId }) : []
  const [known] = await tx.run(findResource, { operationId, id: body.id })
  const isOne = body.kind === 'interpreter' || body.number === 1
  const isOfficer =
    body.kind === 'officer'
      ? known?.accountId === body.accountId || officers.some(({ accountId }) => accountId === body.accountId)
      : body.accountId === null
  const [twin] = closed
    ? []
    : await tx.run(findTwin, {
        ...{ operationId, siteId: body.siteId, id: body.id, accountId: body.accountId },
        language: body.kind === 'interpreter' ? (body.languages[0] ?? null) : null,
      })
  if (twin) throw calendarTwice({ resourceId: twin.id })
  const wrong = (field: string, code: string, message: string) => ({ field, code, message })
  const errors = [
    ...(isOfficer ? [] : [wrong('accountId', 'not-an-officer', 'Choose somebody who works at this place.')]),
    ...(isOne
      ? []
      : [wrong('number', 'one', 'Of an officer, a room or a window there is one: make one calendar each.')]),
    ...(body.kind === 'interpreter' && body.languages.length !== 1
      ? [wrong('languages', 'one-language', 'Choose the one language of this pool.')]
      : []),
    ...((body.kind === 'room' || body.kind === 'window') && body.label === null
      ? [wrong('label', 'missing', 'Write what stands on the door.')]
      : []),
    ...body.hours.flatMap(({ from, to }, i) =>
      from < to ? [] : [wrong(`hours.${i}.to`, 'before', 'The end comes after the beginning.')],
    ),
  ]
  if (errors.length > 0) throw badInput({ errors })
  const [written] = await tx.run(upsertResource, { operationId, ...resource, closedAt: closed ? new Date(now) : null })
  // An id of another place or kind is somebody else's.
  if (!written) throw notFound()
  await tx.runAll([traceSite(work, closed ? 'close-calendar' : 'set-calendar', body.siteId)])
  return { id: body.id, broken: await countBroken(work, office) }
}

/** Somebody is not there. Appointments stay until somebody plans them anew: how many that are is told at once. */
export async function away(work: Work, body: BodyOf<typeof addAbsence>): Promise<Changed> {
  const { tx, actor, now } = work
  const { operationId, accountId } = actor
  const [resource] = await tx.run(findResource, { operationId, id: body.resourceId })
  if (!resource) throw notFound()
  const office = await getOffice(work, resource.siteId, lockOffice)
  if (body.lastOn < body.firstOn || body.lastOn > lastDay(body.firstOn))
    throw badInput({
      errors: [{ field: 'lastOn', code: 'before', message: 'Choose a last day within a year after the first.' }],
    })
  const [made] = await tx.run(insertAbsence, { operationId, ...body, at: new Date(now), by: accountId })
  if (made) await tx.runAll([traceSite(work, 'note-absence', resource.siteId)])
  else {
    const [known] = await tx.run(findAbsence, { operationId, id: body.id })
    const isSame = (['resourceId', 'firstOn', 'lastOn', 'number'] as const).every((key) => known?.[key] === body[key])
    if (!isSame) throw absenceConflict()
  }
  return { id: body.id, broken: await countBroken(work, office) }
}

export async function back(work: Work, id: string): Promise<Changed> {
  const { operationId } = work.actor
  const [absence] = await work.tx.run(findAbsence, { operationId, id })
  if (!absence) return { id, broken: 0 }
  const office = await getOffice(work, absence.siteId, lockOffice)
  await work.tx.runAll([deleteAbsence({ operationId, id }), traceSite(work, 'end-absence', absence.siteId)])
  return { id, broken: await countBroken(work, office) }
}

async function openFrom(work: Work, { siteId, timeZone }: OfficeRow) {
  const today = localDay(work.now, timeZone)
  const days = { from: today, to: lastDay(today) }
  return work.tx.run(listOfDays, { operationId: work.actor.operationId, siteId, ...days, onlyOpen: true })
}

async function countBroken(work: Work, office: OfficeRow): Promise<number> {
  const today = localDay(work.now, office.timeZone)
  const place = await readPlace(work, office, today, lastDay(today))
  return brokenOf(place, await openFrom(work, office)).length
}
