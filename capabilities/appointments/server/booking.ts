import { reachesSite } from '#capabilities/access/policy.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { BodyOf } from '#platform/http/endpoint.ts'
import type { Seats } from '../board.ts'
import { earliestDay, localDay, momentsOf } from '../calendar.ts'
import {
  actConflict,
  alreadyBooked,
  type bookAppointment,
  householdBusy,
  noticeTooShort,
  slotTaken,
  type walkIn,
} from '../contract.ts'
import type { NoSeat, Reason } from '../model.ts'
import {
  type AppointmentRecord,
  type Asked,
  findAct,
  findAppointment,
  findHousehold,
  insertAppointments,
  insertEvents,
  insertHolds,
  listOpenOf,
  type Placed,
  type Waited,
} from './queries.ts'
import { lockOffice } from './queries-office.ts'
import { deleteWaitOf, findWait } from './queries-waiting.ts'
import { type AppointmentReply, toReply } from './rows.ts'
import { getOffice, lastDay, type Place, readPlace, trace, type Work } from './work.ts'

type Wanted = BodyOf<typeof walkIn>
type Time = { day: PlainDate; slot: number }

/** A household at a time that somebody chose. Two who want the same time come one after the other: the second is told. */
export async function book(work: Work, body: BodyOf<typeof bookAppointment>): Promise<AppointmentReply> {
  const { day, slot, officerId } = body
  const office = await getOffice(work, body.siteId, lockOffice)
  const known = await findAgain(work, body)
  if (known) return toReply(known, office)
  const place = await readPlace(work, office, day, day)
  assertBookable(place, day)
  const asked = await readAsked(work, body)
  const waited = await readWaited(work, place, asked)
  const earliest = earliestDay(office, { noticeDays: waited.noticeDays, since: waited.waitingSince }, place.today)
  if (day < earliest && !body.agreed) throw noticeTooShort({ earliest })
  const seats = place.board.seatsFor(asked, officerId, day, slot)
  if (typeof seats === 'string') throw slotTaken({ why: seats })
  return save(work, place, { id: body.id, asked, waited, seats, day, slot, state: 'booked', agreed: day < earliest })
}

/** Somebody is here without an appointment: the first time that is free today, from this moment on. */
export async function bookNow(work: Work, body: Wanted): Promise<AppointmentReply> {
  const office = await getOffice(work, body.siteId, lockOffice)
  const known = await findAgain(work, body)
  if (known) return toReply(known, office)
  const today = localDay(work.now, office.timeZone)
  const place = await readPlace(work, office, today, today)
  const asked = await readAsked(work, body)
  const waited = await readWaited(work, place, asked)
  let why: NoSeat = 'no-such-time'
  for (let slot = 0; slot + asked.slots <= office.slotsPerDay; slot++) {
    if (momentsOf(office, today, slot, 1).to <= work.now) continue
    for (const { id } of place.board.officers) {
      const seats = place.board.seatsFor(asked, id, today, slot)
      if (typeof seats === 'string') why = seats
      else
        return save(work, place, { id: body.id, asked, waited, seats, day: today, slot, state: 'came', agreed: true })
    }
  }
  throw slotTaken({ why })
}

export function assertBookable({ today }: Place, day: PlainDate): void {
  if (day >= today && day <= lastDay(today)) return
  throw badInput({
    errors: [{ field: 'day', code: 'not-bookable', message: 'Choose a day from today on, within a year.' }],
  })
}

/** The household is at one place at a time. */
export async function refuseTwoAtOnce(
  { tx }: Pick<Work, 'tx'>,
  { id, groupId }: { id: string; groupId: string },
  times: { from: number; to: number },
): Promise<void> {
  const open = await tx.run(listOpenOf, { operationId: tx.operationId, groupIds: [groupId] })
  const busy = open.find(
    (each) => each.id !== id && each.startsAt.getTime() < times.to && times.from < each.endsAt.getTime(),
  )
  if (busy) throw householdBusy({ appointmentId: busy.id })
}

/** The time and all it takes, as it is kept. */
export function placedAt(
  { office }: Pick<Place, 'office'>,
  { day, slot }: Time,
  { officer, interpreter, place }: Seats,
  slots: number,
  reason: Reason | null,
): Placed {
  const { from, to } = momentsOf(office, day, slot, slots)
  return {
    ...{ day, slot, startsAt: new Date(from), endsAt: new Date(to), officerId: officer.id },
    ...{ placeId: place?.id ?? null, interpreterId: interpreter?.id ?? null, reason },
  }
}

/** The same booking sent again gives the same appointment, whatever became of it since. */
async function findAgain({ tx }: Work, body: Wanted & Partial<Time & { officerId: string }>) {
  const { operationId } = tx
  const [act] = await tx.run(findAct, { operationId, actId: body.id })
  if (!act) return undefined
  const [known] = await tx.run(findAppointment, { operationId, id: body.id })
  const isSame =
    known?.siteId === body.siteId &&
    known.groupId === body.householdId &&
    known.purpose === body.purpose &&
    (['day', 'slot', 'officerId'] as const).every((key) => body[key] === undefined || body[key] === act.facts[key])
  if (!known || !isSame) throw actConflict()
  return known
}

/** For whom, and for which of their claims. */
export async function readAsked(work: Work, body: Wanted): Promise<Asked> {
  const { tx, actor } = work
  const { operationId } = tx
  const { householdId, purpose, language, special, heardBy, slots } = body
  const [household] = await tx.run(findHousehold, { operationId, id: householdId })
  if (!household || !reachesSite(actor, household.siteId)) throw notFound()
  const claimIds = [...new Set(body.claimIds)]
  const own = claimIds.length > 0 ? new Set(await work.claimsOfHousehold(tx, householdId)) : new Set()
  const errors = [
    ...(household.stage === 'registered'
      ? []
      : [{ field: 'householdId', code: 'not-registered', message: 'Choose a household that is registered here.' }]),
    ...claimIds.flatMap((id, i) =>
      own.has(id)
        ? []
        : [{ field: `claimIds.${i}`, code: 'not-theirs', message: 'Choose claims of people of this household.' }],
    ),
  ]
  if (errors.length > 0) throw badInput({ errors })
  return { groupId: householdId, purpose, claimIds, language, special, heardBy, slots }
}

/** Where it stood on the waiting list; whoever stood on none begins to wait now. */
async function readWaited({ tx }: Work, { office, today }: Place, { groupId, purpose }: Asked): Promise<Waited> {
  const [wait] = await tx.run(findWait, { operationId: tx.operationId, groupId, purpose })
  if (!wait) return { priority: 1, waitingSince: today, noticeDays: office.noticeDays, passedOver: 0 }
  const { priority, since, noticeDays, passedOver } = wait
  return { priority, waitingSince: since, noticeDays, passedOver }
}

type New = Time & {
  id: string
  asked: Asked
  waited: Waited
  seats: Seats
  state: 'booked' | 'came'
  agreed: boolean
}

async function save(work: Work, place: Place, made: New): Promise<AppointmentReply> {
  const { tx, actor } = work
  const { id, asked, waited, seats, day, slot, state, agreed } = made
  const { operationId } = tx
  const { groupId, purpose } = asked
  const open = await tx.run(listOpenOf, { operationId, groupIds: [groupId] })
  const same = open.find((each) => each.purpose === purpose)
  if (same) throw alreadyBooked({ appointmentId: same.id })
  const placed = placedAt(place, made, seats, asked.slots, null)
  if (placed.endsAt.getTime() <= work.now) throw slotTaken({ why: 'no-such-time' })
  await refuseTwoAtOnce(work, { id, groupId }, { from: placed.startsAt.getTime(), to: placed.endsAt.getTime() })
  const at = new Date(work.now)
  const facts = { day, slot, officerId: seats.officer.id, ...(agreed && { agreed }) }
  await tx.runAll([
    insertAppointments({
      ...{ operationId, at },
      rows: [{ ...asked, ...waited, ...placed, ...{ id, siteId: place.office.siteId, state } }],
    }),
    insertHolds({ operationId, holds: seats.holds.map((hold) => ({ ...hold, appointmentId: id })) }),
    insertEvents({
      ...{ operationId, at, accountId: actor.accountId },
      events: [{ appointmentId: id, number: 1, actId: id, kind: state, facts }],
    }),
    deleteWaitOf({ operationId, groupIds: [groupId], purpose }),
    trace(work, 'book-appointment', groupId),
  ])
  await work.tellHousehold(tx, { groupId, cause: `${id}/1` })
  return toReply(await getAppointment(work, id), place.office)
}

export async function getAppointment({ tx }: Pick<Work, 'tx'>, id: string): Promise<AppointmentRecord> {
  const [record] = await tx.run(findAppointment, { operationId: tx.operationId, id })
  if (!record) throw notFound()
  return record
}
