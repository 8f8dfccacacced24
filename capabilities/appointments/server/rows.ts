import type { ReplyIn } from '#platform/http/endpoint.ts'
import { localTime, type Office } from '../calendar.ts'
import type { bookAppointment } from '../contract.ts'
import type { AppointmentRecord } from './queries.ts'

export type AppointmentReply = ReplyIn<typeof bookAppointment>

/** An appointment as pages show it. */
export const toReply = (record: AppointmentRecord, { timeZone }: Pick<Office, 'timeZone'>): AppointmentReply => ({
  ...{ id: record.id, siteId: record.siteId, householdId: record.groupId, caseNumber: record.caseNumber },
  ...{ people: record.people, purpose: record.purpose, claimIds: record.claimIds, language: record.language },
  ...{ special: record.special, heardBy: record.heardBy, state: record.state },
  ...{ day: record.day, slot: record.slot, slots: record.slots },
  ...{ from: localTime(record.startsAt.getTime(), timeZone), until: localTime(record.endsAt.getTime(), timeZone) },
  ...{ startsAt: record.startsAt.toISOString(), endsAt: record.endsAt.toISOString() },
  officer: { id: record.officerId, name: record.officerName },
  ...{ hasInterpreter: record.interpreterId !== null, place: record.placeName },
  moveAskedAt: record.moveAskedAt?.toISOString() ?? null,
  ...{ reason: record.reason, version: record.version },
})
