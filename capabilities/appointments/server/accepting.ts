import { newId } from '#platform/base/ids.ts'
import type { ReplyIn } from '#platform/http/endpoint.ts'
import type { Seats } from '../board.ts'
import { type acceptPlan, planNotReady, planOutdated } from '../contract-plans.ts'
import { placedAt } from './booking.ts'
import { getPlan, type Line, type Plan } from './plans.ts'
import {
  type AppointmentRecord,
  deleteHolds,
  insertAppointments,
  insertEvents,
  insertHolds,
  listOfDays,
  listOpenOf,
  moveAppointments,
  type NewAppointment,
  type NewEvent,
  type OpenOfHousehold,
  type Placed,
} from './queries.ts'
import { lockOffice, type OfficeRow } from './queries-office.ts'
import { deleteWaits, lockWaits, type NewWait, passOver, type WaitRecord } from './queries-waiting.ts'
import { getOffice, type Place, readPlace, trace, type Work } from './work.ts'

type Accepted = ReplyIn<typeof acceptPlan>
type Seated<S> = { subject: S; seats: Seats; placed: Placed; line: Line }

/** So many rows in one statement. */
const ROWS_AT_ONCE = 1_000
const TOLD_MAX = 100

/** Everything of a plan, or nothing: first the calendar is looked at once more, as it is now. */
export async function accept(work: Work, id: string): Promise<Accepted> {
  const plan = getPlan(work, id)
  if (plan.state === 'accepted') return { id, ...plan.accepted! }
  if (plan.state !== 'ready') throw planNotReady()
  plan.state = 'accepting'
  try {
    const office = await getOffice(work, plan.siteId, lockOffice)
    const accepted = plan.kind === 'repair' ? await moveAll(work, office, plan) : await bookAll(work, office, plan)
    work.tx.afterCommit(() => Object.assign(plan, { state: 'accepted', accepted }))
    return { id, ...accepted }
  } catch (error) {
    plan.state = 'ready'
    throw error
  }
}

async function bookAll(work: Work, office: OfficeRow, { lines }: Plan): Promise<Omit<Accepted, 'id'>> {
  const { tx, actor } = work
  const { operationId } = tx
  const wanted = lines.flatMap((line) =>
    'wait' in line.subject && line.now ? [{ line, wait: line.subject.wait }] : [],
  )
  const days = wanted.map(({ line }) => line.now!.day).sort()
  const waits = new Map(
    (await tx.run(lockWaits, { operationId, ids: wanted.map(({ wait }) => wait.id) })).map((wait) => [wait.id, wait]),
  )
  const open = await openOf(
    work,
    wanted.map(({ wait }) => wait.groupId),
  )
  const place = await readPlace(work, office, days[0] ?? NEVER, days.at(-1) ?? NEVER)
  const changed: string[] = []
  const seated: Seated<WaitRecord>[] = []
  for (const { line, wait } of wanted) {
    const seat = isUnchanged(wait, waits.get(wait.id)) && seatOf(work, place, line, wait)
    if (seat && !isElsewhere(open, wait, seat.placed)) seated.push({ ...seat, subject: wait, line })
    else changed.push(wait.caseNumber)
  }
  if (changed.length > 0) throw planOutdated({ caseNumbers: changed.slice(0, TOLD_MAX) })

  const at = new Date(work.now)
  const made = seated.map(({ subject, placed, seats }) => {
    const id = newId(work.random)
    const { groupId, purpose, claimIds, language, special, heardBy, priority, slots, since, noticeDays, passedOver } =
      subject
    const row: NewAppointment = {
      ...{ id, siteId: office.siteId, groupId, purpose, claimIds, language, special, heardBy, priority, slots },
      ...{ waitingSince: since, noticeDays, passedOver, state: 'booked', ...placed },
    }
    const facts = { day: placed.day, slot: placed.slot, officerId: placed.officerId }
    const event: NewEvent = { appointmentId: id, number: 1, actId: id, kind: 'booked', facts }
    return { row, event, holds: seats.holds.map((hold) => ({ ...hold, appointmentId: id })) }
  })
  for (const some of chunks(made))
    await tx.runAll([
      insertAppointments({ operationId, at, rows: some.map(({ row }) => row) }),
      insertHolds({ operationId, holds: some.flatMap(({ holds }) => holds) }),
      insertEvents({ operationId, at, accountId: actor.accountId, events: some.map(({ event }) => event) }),
      ...some.map(({ row }) => trace(work, 'book-appointment', row.groupId)),
    ])
  const passed = passedOverBy(lines)
  await tx.runAll([
    deleteWaits({ operationId, ids: seated.map(({ subject }) => subject.id) }),
    passOver({ operationId, ids: passed }),
  ])
  for (const { row } of made) await work.tellHousehold(tx, { groupId: row.groupId, cause: `${row.id}/1` })
  return { booked: made.length, moved: 0, passedOver: passed.length }
}

async function moveAll(work: Work, office: OfficeRow, { lines }: Plan): Promise<Omit<Accepted, 'id'>> {
  const { tx, actor } = work
  const { operationId } = tx
  const wanted = lines.flatMap((line) =>
    'appointment' in line.subject && line.now ? [{ line, appointment: line.subject.appointment }] : [],
  )
  const days = wanted.flatMap(({ line, appointment }) => [line.now!.day, appointment.day]).sort()
  const [from, to] = [days[0] ?? NEVER, days.at(-1) ?? NEVER]
  const at = { operationId, siteId: office.siteId, from, to, onlyOpen: true }
  const now = new Map((await tx.run(listOfDays, at)).map((record) => [record.id, record]))
  const open = await openOf(
    work,
    wanted.map(({ appointment }) => appointment.groupId),
  )
  const place = await readPlace(work, office, from, to, new Set(wanted.map(({ appointment }) => appointment.id)))
  const changed: string[] = []
  const seated: Seated<AppointmentRecord>[] = []
  for (const { line, appointment } of wanted) {
    const isSame = now.get(appointment.id)?.version === appointment.version
    const seat = isSame && seatOf(work, place, line, appointment)
    if (seat && !isElsewhere(open, appointment, seat.placed)) seated.push({ ...seat, subject: appointment, line })
    else changed.push(appointment.caseNumber)
  }
  if (changed.length > 0) throw planOutdated({ caseNumbers: changed.slice(0, TOLD_MAX) })
  await tx.run(deleteHolds, { operationId, ids: seated.map(({ subject }) => subject.id) })
  for (const some of chunks(seated))
    await tx.runAll([
      insertHolds({
        operationId,
        holds: some.flatMap(({ subject, seats }) =>
          seats.holds.map((hold) => ({ ...hold, appointmentId: subject.id })),
        ),
      }),
      moveAppointments({
        ...{ operationId, at: new Date(work.now) },
        rows: some.map(({ subject, placed }) => ({ ...placed, id: subject.id, version: subject.version })),
      }),
      insertEvents({
        ...{ operationId, at: new Date(work.now), accountId: actor.accountId },
        events: some.map(({ subject, placed }) => movedEvent(work, subject, placed)),
      }),
      ...some.map(({ subject }) => trace(work, 'move-appointment', subject.groupId)),
    ])
  for (const { subject } of seated)
    await work.tellHousehold(tx, { groupId: subject.groupId, cause: `${subject.id}/${subject.version + 1}` })
  return { booked: 0, moved: seated.length, passedOver: 0 }
}

const NEVER = '9999-12-31'

const movedEvent = (
  { random }: Work,
  { id, version, day, slot, officerId }: AppointmentRecord,
  placed: Placed,
): NewEvent => ({
  ...{ appointmentId: id, number: version + 1, actId: newId(random), kind: 'moved' },
  facts: {
    ...{ day: placed.day, slot: placed.slot, officerId: placed.officerId },
    ...{ was: { day, slot, officerId }, because: 'office' },
  },
})

/** The seat a line has in mind, if it is still free; it is taken on the board, so that the next one does not get it too. */
function seatOf(
  { now }: Work,
  place: Place,
  { now: time, reason }: Line,
  need: WaitRecord | AppointmentRecord,
): { seats: Seats; placed: Placed } | undefined {
  const { day, slot, officerId } = time!
  const seats = place.board.seatsFor(need, officerId, day, slot)
  if (typeof seats === 'string') return undefined
  const placed = placedAt(place, { day, slot }, seats, need.slots, reason)
  if (placed.startsAt.getTime() <= now) return undefined
  for (const hold of seats.holds) place.board.put(hold)
  return { seats, placed }
}

const openOf = async ({ tx }: Work, groupIds: readonly string[]): Promise<Map<string, OpenOfHousehold[]>> =>
  Map.groupBy(await tx.run(listOpenOf, { operationId: tx.operationId, groupIds }), ({ groupId }) => groupId)

/** Its household has another appointment for the same purpose, or is expected somewhere at that hour. */
const isElsewhere = (
  open: ReadonlyMap<string, readonly OpenOfHousehold[]>,
  { id, groupId, purpose }: { id: string; groupId: string; purpose: string },
  { startsAt, endsAt }: Placed,
): boolean =>
  (open.get(groupId) ?? []).some(
    (each) => each.id !== id && (each.purpose === purpose || (each.startsAt < endsAt && startsAt < each.endsAt)),
  )

const isUnchanged = (before: NewWait, now: NewWait | undefined): boolean =>
  now !== undefined &&
  (['siteId', 'language', 'special', 'heardBy', 'slots', 'noticeDays', 'since'] as const).every(
    (key) => now[key] === before[key],
  )

/** Left without an appointment, although somebody who comes after them in the fair order has one now. */
function passedOverBy(lines: readonly Line[]): string[] {
  const order = lines
    .flatMap((line) => ('wait' in line.subject ? [{ ...line, ...line.subject }] : []))
    .toSorted((a, b) => a.position - b.position)
  const lastPlaced = order.findLastIndex(({ now }) => now !== null)
  return order.flatMap(({ now, wait, reason }, i) =>
    now === null && i < lastPlaced && reason.code !== 'notice-too-long' ? [wait.id] : [],
  )
}

const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / ROWS_AT_ONCE) }, (_, i) =>
    all.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
  )
