import type { CountableEntry, RegisteredHousehold } from '../counting.ts'
import type { OpenCheckIn } from './queries-counting.ts'

/** Rows of the database as counting reads them. */
export function toCountable(rows: OpenCheckIn[]): CountableEntry[] {
  return rows.map((row) => {
    const common = { id: row.id, stopId: row.stopId, deviceId: row.deviceId, madeAt: row.madeAt.getTime() }
    if (row.kind === 'undo') return { ...common, kind: 'undo', undoes: row.undoes! }
    if (row.kind === 'nameless') return { ...common, kind: 'nameless', people: row.people! }
    return { ...common, kind: 'household', code: row.shortCode!, sizeOnCard: row.sizeOnCard, people: row.people! }
  })
}

type Ages = { groupId: string; adults: number; children: number }

/** Which household each code leads to, where the registration has arrived. */
export function registeredIn(rows: OpenCheckIn[], ages: Ages[] = []): Map<string, RegisteredHousehold> {
  const agesOf = new Map(ages.map(({ groupId, adults, children }) => [groupId, { adults, children }]))
  const registered = new Map<string, RegisteredHousehold>()
  for (const { shortCode, groupId, householdSize } of rows) {
    if (!shortCode || !groupId || !householdSize) continue
    registered.set(shortCode, { groupId, size: householdSize, ...(agesOf.get(groupId) ?? { adults: 0, children: 0 }) })
  }
  return registered
}
