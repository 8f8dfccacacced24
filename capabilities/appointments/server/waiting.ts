import { notFound } from '#platform/base/problem.ts'
import type { BodyOf, QueryOf, ReplyIn } from '#platform/http/endpoint.ts'
import { earliestDay, localDay } from '../calendar.ts'
import { actConflict, alreadyBooked } from '../contract.ts'
import {
  type addToWaiting,
  type listProposals,
  type listWaiting,
  type removeFromWaiting,
  type WaitRow,
  waitsAlready,
} from '../contract-waiting.ts'
import { readAsked } from './booking.ts'
import { listOpenOf } from './queries.ts'
import { lockOffice, type OfficeRow } from './queries-office.ts'
import {
  countWaiting,
  deleteWait,
  findWait,
  findWaitById,
  listFairly,
  listTellable,
  upsertWaits,
  type WaitRecord,
} from './queries-waiting.ts'
import { assertReaches, getOffice, readPlace, trace, type Work } from './work.ts'

const PAGE = 50
/** So many are proposed for a time that became free. */
const PROPOSED = 3
/** Of those who may be told so late; more are not looked through. */
const LOOKED_AT = 500

/** Who waits, in the order in which they are heard. */
export async function listPage(
  work: Work,
  { siteId, after = '0', ...filter }: QueryOf<typeof listWaiting>,
): Promise<ReplyIn<typeof listWaiting>> {
  const { operationId } = work.actor
  const { purpose = null } = filter
  const office = await getOffice(work, siteId)
  const today = localDay(work.now, office.timeZone)
  const [counted] = await work.tx.run(countWaiting, { operationId, siteId, purpose })
  const { passedOverMax } = office
  const at = { operationId, siteId, passedOverMax, today, purpose, skip: Number(after), limit: PAGE }
  const rows = await work.tx.run(listFairly, at)
  const end = Number(after) + rows.length
  return {
    rows: rows.map((row) => toRow(row, office, today)),
    next: end < counted!.waiting && rows.length > 0 ? String(end) : null,
    ...{ total: counted!.waiting, today },
  }
}

export function toRow(record: WaitRecord, office: OfficeRow, today: string): WaitRow {
  const { groupId, ...row } = record
  return {
    ...{ ...row, householdId: groupId, isDue: record.passedOver >= office.passedOverMax },
    earliest: earliestDay(office, record, today),
  }
}

/** A household begins to wait; sent again it is changed to what is sent and keeps its place. */
export async function add(work: Work, body: BodyOf<typeof addToWaiting>): Promise<ReplyIn<typeof addToWaiting>> {
  const { tx, actor } = work
  const { operationId } = actor
  const office = await getOffice(work, body.siteId, lockOffice)
  const { priority, noticeDays, officerId, siteId, id } = body
  const asked = await readAsked(work, body)
  const [known] = await tx.run(findWaitById, { operationId, id })
  const isSame = known?.groupId === asked.groupId && known.purpose === asked.purpose && known.siteId === siteId
  if (known && !isSame) throw actConflict()
  const [other] = await tx.run(findWait, { operationId, groupId: asked.groupId, purpose: asked.purpose })
  if (other && other.id !== id) throw waitsAlready({ waitId: other.id })
  const open = await tx.run(listOpenOf, { operationId, groupIds: [asked.groupId] })
  const booked = open.find(({ purpose }) => purpose === asked.purpose)
  if (booked) throw alreadyBooked({ appointmentId: booked.id })
  const since = known?.since ?? localDay(work.now, office.timeZone)
  const row = { ...asked, id, siteId, priority, noticeDays, officerId, since, passedOver: 0, source: 'desk' as const }
  await tx.runAll([upsertWaits({ operationId, rows: [row] }), trace(work, 'wait-for-appointment', asked.groupId)])
  return { id, since }
}

export async function remove(work: Work, id: string): Promise<ReplyIn<typeof removeFromWaiting>> {
  const { operationId } = work.actor
  const [wait] = await work.tx.run(findWaitById, { operationId, id })
  if (!wait) return { id }
  assertReaches(work, wait.siteId)
  await work.tx.runAll([deleteWait({ operationId, id }), trace(work, 'leave-waiting-list', wait.groupId)])
  return { id }
}

/** Who could have a time that became free: only those who may be told so late, and whom that officer can hear then. */
export async function propose(
  work: Work,
  { siteId, day, slot, officerId }: QueryOf<typeof listProposals>,
): Promise<ReplyIn<typeof listProposals>> {
  const { operationId } = work.actor
  const office = await getOffice(work, siteId)
  const { board, today } = await readPlace(work, office, day, day)
  if (!board.byId.has(officerId)) throw notFound()
  const { passedOverMax, counselDays } = office
  const at = { operationId, siteId, passedOverMax, counselDays, today, day, limit: LOOKED_AT }
  const rows = day < today ? [] : await work.tx.run(listTellable, at)
  return {
    families: rows
      .filter((row) => typeof board.seatsFor(row, officerId, day, Number(slot)) !== 'string')
      .slice(0, PROPOSED)
      .map((row) => toRow(row, office, today)),
  }
}
