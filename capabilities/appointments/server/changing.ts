import { newId } from '#platform/base/ids.ts'
import { badInput, notFound } from '#platform/base/problem.ts'
import type { Statement } from '#platform/database/query.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { earliestDay, localDay, momentsOf } from '../calendar.ts'
import {
  actConflict,
  appointmentChanged,
  appointmentOver,
  type cancelAppointment,
  type moveAppointment,
  noticeTooShort,
  type recordComing,
  slotTaken,
} from '../contract.ts'
import { assertBookable, getAppointment, placedAt, refuseTwoAtOnce } from './booking.ts'
import {
  type AppointmentRecord,
  deleteHolds,
  type EventFacts,
  type EventKind,
  findAct,
  findAppointment,
  insertEvents,
  insertHolds,
  moveAppointments,
  type State,
  setState,
} from './queries.ts'
import { lockOfficeOf, type OfficeRow } from './queries-office.ts'
import { upsertWaits } from './queries-waiting.ts'
import { toReply } from './rows.ts'
import { assertReaches, readPlace, trace, type Work } from './work.ts'

type Acted = ReplyIn<typeof moveAppointment>
type OnOne = { actId: string; version: number }
/** An appointment that nobody else changes until this act is done; `again`: the act was recorded before. */
type Open = { record: AppointmentRecord; office: OfficeRow; again: boolean }

/** Another time. Its own seats count as free: it may stay with the same officer an hour later. */
export async function move(work: Work, id: string, body: BodyOf<typeof moveAppointment>): Promise<Acted> {
  const { day, slot, officerId, because } = body
  const { record, office, again } = await open(work, id, body, ['moved'], ['booked', 'confirmed'])
  if (again) return { appointment: toReply(record, office), freed: null }
  const { tx } = work
  const { operationId } = tx
  const place = await readPlace(work, office, day, day, new Set([id]))
  assertBookable(place, day)
  const since = { noticeDays: record.noticeDays, since: record.waitingSince }
  const earliest = earliestDay(office, since, place.today)
  // Who is expected that day anyway is told nothing too late by another hour or officer.
  if (day < earliest && day !== record.day && !body.agreed) throw noticeTooShort({ earliest })
  const seats = place.board.seatsFor(record, officerId, day, slot)
  if (typeof seats === 'string') throw slotTaken({ why: seats })
  const placed = placedAt(place, { day, slot }, seats, record.slots, null)
  if (placed.endsAt.getTime() <= work.now) throw slotTaken({ why: 'no-such-time' })
  await refuseTwoAtOnce(work, record, { from: placed.startsAt.getTime(), to: placed.endsAt.getTime() })
  const was = { day: record.day, slot: record.slot, officerId: record.officerId }
  await tx.runAll([
    deleteHolds({ operationId, ids: [id] }),
    insertHolds({ operationId, holds: seats.holds.map((hold) => ({ ...hold, appointmentId: id })) }),
    moveAppointments({ operationId, at: new Date(work.now), rows: [{ ...placed, id, version: record.version }] }),
    event(work, record, body.actId, 'moved', {
      ...{ day, slot, officerId, was, because },
      ...(day < earliest && body.agreed && { agreed: true }),
    }),
    trace(work, 'move-appointment', record.groupId),
  ])
  return answer(work, record, office)
}

/** Taken back: its time is free again, and the household waits on from where it stood unless it wants none. */
export async function cancel(work: Work, id: string, body: BodyOf<typeof cancelAppointment>): Promise<Acted> {
  const { because, waitsOn } = body
  const { record, office, again } = await open(work, id, body, ['cancelled'], ['booked', 'confirmed', 'came'])
  if (again) return { appointment: toReply(record, office), freed: null }
  return end(work, { record, office }, body.actId, 'cancelled', { because, waitsOn })
}

/** Here, heard, or not come. Not coming has no other consequence here: what the law makes of it is recorded on the claim. */
export async function come(work: Work, id: string, body: BodyOf<typeof recordComing>): Promise<Acted> {
  const { what, waitsOn } = body
  const from: State[] = what === 'held' ? ['booked', 'confirmed', 'came'] : ['booked', 'confirmed']
  const { record, office, again } = await open(work, id, body, [what], from)
  if (again) return { appointment: toReply(record, office), freed: null }
  const isTooEarly =
    what === 'did-not-come' ? record.startsAt.getTime() > work.now : record.day > localDay(work.now, office.timeZone)
  if (isTooEarly)
    throw badInput({
      errors: [{ field: 'what', code: 'too-early', message: 'Say so once the time of the appointment has come.' }],
    })
  if (what === 'did-not-come') return end(work, { record, office }, body.actId, what, { waitsOn })
  await work.tx.runAll([
    state(work, record, what),
    event(work, record, body.actId, what, {}),
    trace(work, 'record-coming', record.groupId),
  ])
  return { appointment: toReply(await getAppointment(work, id), office), freed: null }
}

async function open(
  work: Work,
  id: string,
  { actId, version }: OnOne,
  kinds: readonly EventKind[],
  states: readonly State[],
): Promise<Open> {
  const { tx } = work
  const { operationId } = tx
  const [office] = await tx.run(lockOfficeOf, { operationId, id })
  if (!office) throw notFound()
  assertReaches(work, office.siteId)
  const [record] = await tx.run(findAppointment, { operationId, id })
  const [act] = await tx.run(findAct, { operationId, actId })
  if (!record) throw notFound()
  if (act) {
    if (act.appointmentId !== id || !kinds.includes(act.kind)) throw actConflict()
    return { record, office, again: true }
  }
  if (record.version !== version) throw appointmentChanged({ version: record.version, state: record.state })
  if (!states.includes(record.state)) throw appointmentOver({ state: record.state })
  return { record, office, again: false }
}

async function end(
  work: Work,
  { record, office }: { record: AppointmentRecord; office: OfficeRow },
  actId: string,
  kind: 'cancelled' | 'did-not-come',
  facts: Partial<EventFacts> & { waitsOn: boolean },
): Promise<Acted> {
  const { tx } = work
  const { operationId } = tx
  const { siteId, groupId, purpose, claimIds, language, special, heardBy, priority, slots, noticeDays } = record
  const wait = {
    ...{ id: newId(work.random), siteId, groupId, purpose, claimIds, language, special, heardBy, priority, slots },
    ...{ noticeDays, officerId: null, since: record.waitingSince, passedOver: record.passedOver },
    source: claimIds.length > 0 ? ('claims' as const) : ('desk' as const),
  }
  await tx.runAll([
    deleteHolds({ operationId, ids: [record.id] }),
    state(work, record, kind),
    event(work, record, actId, kind, facts),
    ...(facts.waitsOn ? [upsertWaits({ operationId, rows: [wait] })] : []),
    trace(work, kind === 'cancelled' ? 'cancel-appointment' : 'record-coming', groupId),
  ])
  return answer(work, record, office)
}

/** What became of it, told to those who asked; and the time it left free, unless that is over. */
async function answer(work: Work, before: AppointmentRecord, office: OfficeRow): Promise<Acted> {
  const { id, siteId, groupId, day, slot, slots, officerId, version } = before
  await work.tellHousehold(work.tx, { groupId, cause: `${id}/${version + 1}` })
  const isFree = momentsOf(office, day, slot, slots).to > work.now
  return {
    appointment: toReply(await getAppointment(work, id), office),
    freed: isFree ? { siteId, day, slot, slots, officerId } : null,
  }
}

const state = ({ tx, now }: Work, { id, version }: AppointmentRecord, to: State): Statement<unknown> =>
  setState({ operationId: tx.operationId, id, state: to, moveAskedAt: null, at: new Date(now), version })

function event(
  { tx, actor, now }: Work,
  { id, version, day, slot, officerId }: AppointmentRecord,
  actId: string,
  kind: EventKind,
  facts: Partial<EventFacts>,
): Statement<unknown> {
  return insertEvents({
    ...{ operationId: tx.operationId, at: new Date(now), accountId: actor.accountId },
    events: [{ appointmentId: id, number: version + 1, actId, kind, facts: { day, slot, officerId, ...facts } }],
  })
}
