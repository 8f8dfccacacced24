import { addDays } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import { createBoard, type Seats } from '../board.ts'
import { earliestDay, momentsOf } from '../calendar.ts'
import { familyOf, frameOf, type Planned, reasonOf } from '../planning.ts'
import type { Solved } from './planner.ts'
import type { Line, Plan } from './plans.ts'
import { type AppointmentRecord, listOfDays } from './queries.ts'
import { brokenOf } from './reading.ts'
import type { Place } from './work.ts'

type Board = ReturnType<typeof createBoard>

/**
 * A plan after somebody fell ill or an interpreter left: as few families move as can be. Who has to move keeps the day, with another officer
 * or a later hour, where there is one: it is what they arranged for. All others go to the scheduler, which keeps to their notice.
 */
export async function repairTask(tx: Tx, now: number, place: Place, plan: Plan) {
  const { office, today, resources, absences } = place
  const last = addDays(today, plan.days - 1)
  const at = { operationId: tx.operationId, siteId: office.siteId, from: today, to: last, onlyOpen: true }
  const records = (await tx.run(listOfDays, at)).filter(
    ({ purpose, startsAt }) => (plan.purpose === undefined || purpose === plan.purpose) && startsAt.getTime() > now,
  )
  const broken = new Set(brokenOf(place, records).map(({ id }) => id))
  const earliest = new Map(records.map((each) => [each.id, earliestDay(office, asWaiting(each), today)]))
  // The most urgent first: they choose first, and are the last to lose a seat.
  const inOrder = records.toSorted((a, b) => b.priority - a.priority || (a.waitingSince < b.waitingSince ? -1 : 1))
  const movable = inOrder.filter(({ id, day }) => broken.has(id) || day >= earliest.get(id)!)

  const lost = inOrder.filter(({ id }) => broken.has(id))
  const holds = place.holds.filter(({ appointmentId }) => !broken.has(appointmentId))
  const board = createBoard({ office, resources, absences, holds })
  const kept: Line[] = []
  const again: Seats[] = []
  for (const appointment of lost) {
    const found = seatThatDay(place, board, appointment, now)
    if (!found) continue
    const { seats, slot } = found
    for (const hold of seats.holds) board.put(hold)
    again.push(seats)
    const { day, officerName } = appointment
    kept.push({
      subject: { appointment },
      now: { day, slot, officerId: seats.officer.id, interpreter: seats.interpreter !== null },
      reason: { code: 'lost-moved', values: { day, wasDay: day, wasOfficer: officerName } },
    })
  }
  const done = new Set(kept.map(({ subject }) => 'appointment' in subject && subject.appointment.id))
  const open = movable.filter(({ id }) => !done.has(id))

  // For the scheduler only what it cannot move is taken.
  const moving = new Set(open.map(({ id }) => id))
  const fixed = holds.filter(({ appointmentId }) => !moving.has(appointmentId))
  const rest = createBoard({ office, resources, absences, holds: fixed })
  for (const { holds } of again) for (const hold of holds) rest.put(hold)
  const frame = frameOf({ ...place, board: rest }, { days: plan.days, now })
  // Whoever can stay is seated before whoever cannot.
  const ordered = [...open.filter(({ id }) => !broken.has(id)), ...open.filter(({ id }) => broken.has(id))]
  const families = ordered.map((each) => familyOf(frame, asWaiting(each), earliest.get(each.id)!))
  const current = ordered.map(({ id, officerId, day, slot }) => ({
    ...{ family: id, officer: officerId, slot, day: frame.days.indexOf(day) },
  }))
  return {
    kept: kept.length,
    task: { problem: { ...frame.problem, families }, rounds: 0, current },
    finish({ assignments, unassigned }: Solved): Line[] {
      const byId = new Map(ordered.map((each) => [each.id, each]))
      const lines = [
        ...assignments.map(({ family, reason, day, slot, officer, interpreter }) => ({
          ...{ family, reason },
          now: { day: frame.days[day]!, slot, officerId: officer, interpreter },
        })),
        ...unassigned.map(({ family, reason }) => ({ family, reason, now: null })),
      ]
      return [
        ...kept,
        ...lines.flatMap(({ family, reason, now }): Line[] => {
          const appointment = byId.get(family)!
          const isSame =
            now?.day === appointment.day && now.slot === appointment.slot && now.officerId === appointment.officerId
          if (isSame && !broken.has(family)) return []
          const told = reasonOf(frame, reason, plan.names, earliest.get(family)!)
          // A day on which nobody works any more has no number in the frame.
          if ('wasDay' in told.values) told.values.wasDay = appointment.day
          if ('wasOfficer' in told.values) told.values.wasOfficer = appointment.officerName
          return [{ subject: { appointment }, now, reason: told }]
        }),
      ]
    },
  }
}

/** The same hour with somebody else, or a later one of that day. */
function seatThatDay({ office }: Place, board: Board, appointment: AppointmentRecord, now: number) {
  const { day, slots } = appointment
  for (let slot = appointment.slot; slot + slots <= office.slotsPerDay; slot++) {
    if (momentsOf(office, day, slot, slots).from <= now) continue
    for (const { id } of board.officers) {
      const seats = board.seatsFor(appointment, id, day, slot)
      if (typeof seats !== 'string') return { seats, slot }
    }
  }
  return undefined
}

const asWaiting = ({ waitingSince, ...record }: AppointmentRecord): Planned & { noticeDays: number } => ({
  ...record,
  since: waitingSince,
})
