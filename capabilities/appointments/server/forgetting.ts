import type { Clock } from '#platform/base/environment.ts'
import { addDays, plainDateOf } from '#platform/base/plain-date.ts'
import type { Database } from '#platform/database/connect.ts'
import { SAMPLE_OPERATION, statement } from '#platform/database/query.ts'

const APPOINTMENT_DAYS = 730
const ABSENCE_DAYS = 90
const AT_ONCE = 500

const sample = { operationId: SAMPLE_OPERATION, before: '2019-01-01', limit: 1 }

/** With its events and all it took; not while somebody has said why the household is held. */
const forgetAppointments = statement<typeof sample, { id: string }>(
  'appointments.forgetAppointments',
  `delete from appointment a where a.operation_id = $1 and a.id in (select o.id from appointment o where o.operation_id = $1 and o.day < $2::date
     and not exists (select from legal_hold h where h.operation_id = $1 and h.group_id = o.group_id) limit $3) returning a.id`,
  (p) => [p.operationId, p.before, p.limit],
  sample,
)
const forgetAbsences = statement<typeof sample, { id: string }>(
  'appointments.forgetAbsences',
  `delete from appointment_absence a where a.operation_id = $1 and a.id in (
     select o.id from appointment_absence o where o.operation_id = $1 and o.last_on < $2::date limit $3) returning a.id`,
  (p) => [p.operationId, p.before, p.limit],
  sample,
)

/** The hourly duty: what was long ago ends, a batch at a time. */
export async function forgetOldAppointments(
  { db, clock }: { db: Database; clock: Clock },
  operationId: string,
): Promise<void> {
  const before = (days: number) => addDays(plainDateOf(clock()), -days)
  const ends = [
    { query: forgetAppointments, before: before(APPOINTMENT_DAYS) },
    { query: forgetAbsences, before: before(ABSENCE_DAYS) },
  ]
  for (const { query, before } of ends)
    while ((await db.scoped(operationId, query, { operationId, before, limit: AT_ONCE })).length === AT_ONCE);
}
