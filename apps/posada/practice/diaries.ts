import { upsertOffice, upsertResource } from '#capabilities/appointments/server/queries-office.ts'
import { EXAMPLE_GATE } from '#capabilities/gate/model.ts'
import { insertGate } from '#capabilities/gate/server/queries.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { Database } from '#platform/database/connect.ts'
import type { OpenPractice } from './world.ts'

const MORNINGS = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: 9 * 60, to: 13 * 60 }))

/** `planSlots` gives this for the example of a gate, and one more in its last slot. */
const FAMILIES_PER_SLOT = 9

/** The authority hears people in the mornings: its officer, one interpreter at a time for two languages, two rooms; its gate is open all day. */
export async function keepDiaries(
  { db, random }: { db: Database; random: Random },
  { keys, accounts }: OpenPractice,
  siteId: string,
): Promise<void> {
  const { operationId } = keys
  const calendar = (kind: 'officer' | 'interpreter' | 'room', changes: object) =>
    upsertResource({
      ...{ operationId, id: newId(random), siteId, kind, accountId: null, label: null, languages: [] },
      ...{ special: false, heardBy: 'anyone' as const, number: 1, hours: MORNINGS, closedAt: null },
      ...changes,
    })
  await db.scopedAll(operationId, [
    upsertOffice({
      ...{ operationId, siteId, seen: 0, timeZone: 'America/Mexico_City' },
      ...{ dayStarts: 9 * 60, slotMinutes: 60, slotsPerDay: 4, noticeDays: 2, counselDays: 1, passedOverMax: 3 },
    }),
    insertGate({
      ...{ operationId, siteId, timeZone: 'America/Mexico_City', opensMinutes: 8 * 60, settings: EXAMPLE_GATE },
      bookings: new Array<number>(EXAMPLE_GATE.slots).fill(FAMILIES_PER_SLOT),
    }),
    calendar('officer', { accountId: accounts.get('case-officer')!, languages: ['es', 'en'], special: true }),
    calendar('interpreter', { languages: ['ht'] }),
    calendar('interpreter', { languages: ['ar'] }),
    calendar('room', { label: 'Room 1' }),
    calendar('room', { label: 'Room 2' }),
  ])
}
