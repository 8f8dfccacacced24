import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { PlainDate } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import { localDay, localTime } from '../calendar.ts'
import type { Purpose } from '../model.ts'
import { findAppointment, insertEvents, listOwn, setState } from './queries.ts'
import { lockOfficeOf } from './queries-office.ts'

/** An appointment as the family sees it with its code: when and where, and what it said to it. It names nobody. */
export type OwnAppointment = {
  id: string
  purpose: Purpose
  day: PlainDate
  from: string
  until: string
  office: string
  place: string | null
  hasInterpreter: boolean
  isConfirmed: boolean
  /** The family asked for another time. */
  moveAskedOn: PlainDate | null
}
/** What a family may do to its own appointment. That it asks for another time moves nothing: a person answers. */
export type OwnAppointmentAct = 'confirm' | 'ask-move' | 'take-back'

/** What a family reads and says on its own page. Also while the operation is locked: there are facts only. */
export function createOwnAppointments({ db, clock, random }: { db: Database; clock: () => number; random: Random }) {
  return {
    async ofHousehold(operationId: string, groupId: string): Promise<OwnAppointment[]> {
      const rows = await db.scoped(operationId, listOwn, { operationId, groupId, at: new Date(clock()) })
      return rows.map(({ timeZone, startsAt, endsAt, state, moveAskedAt, ...row }) => ({
        ...row,
        from: localTime(startsAt.getTime(), timeZone),
        until: localTime(endsAt.getTime(), timeZone),
        isConfirmed: state === 'confirmed',
        moveAskedOn: moveAskedAt && localDay(moveAskedAt.getTime(), timeZone),
      }))
    },

    /** Said twice, it is said once. Nothing where it is not an open appointment of this household any more. */
    act: (operationId: string, groupId: string, id: string, act: OwnAppointmentAct): Promise<void> =>
      db.transaction(operationId, async (tx) => {
        await tx.run(lockOfficeOf, { operationId, id })
        const [record] = await tx.run(findAppointment, { operationId, id })
        const now = clock()
        const isOpen = record?.groupId === groupId && (record.state === 'booked' || record.state === 'confirmed')
        if (!record || !isOpen || record.startsAt.getTime() <= now) return
        const isSaid = {
          confirm: record.state === 'confirmed' && !record.moveAskedAt,
          'ask-move': record.moveAskedAt !== null,
          'take-back': record.moveAskedAt === null,
        }[act]
        if (isSaid) return
        const { day, slot, officerId, version } = record
        const at = new Date(now)
        const kind = ({ confirm: 'confirmed', 'ask-move': 'move-asked', 'take-back': 'move-taken-back' } as const)[act]
        await tx.runAll([
          setState({
            ...{ operationId, id, at, version, state: act === 'confirm' ? 'confirmed' : record.state },
            moveAskedAt: act === 'ask-move' ? at : null,
          }),
          insertEvents({
            ...{ operationId, at, accountId: null },
            events: [
              { appointmentId: id, number: version + 1, actId: newId(random), kind, facts: { day, slot, officerId } },
            ],
          }),
        ])
        await recordAct(
          { tx, clock: () => now, random },
          {
            ...{ actor: 'self', act: `${act}-appointment`, purpose: 'appointment' },
            ...{ subjectKind: 'registration-group', subjectId: groupId },
          },
        )
      }),
  }
}
