import { addDays, type PlainDate } from '#platform/base/plain-date.ts'
import { type Absence, type Office, presentAt, type Resource } from './calendar.ts'
import type { HeardBy, Language, NoSeat, Purpose } from './model.ts'

export type Hold = { resourceId: string; day: PlainDate; slot: number; seat: number; appointmentId: string }
export type Calendar = { office: Office; resources: Resource[]; absences: Absence[]; holds: Hold[] }

/** What a family needs of a place to be heard. */
export type Need = {
  language: Language
  special: boolean
  heardBy: HeardBy
  slots: number
  purpose: Purpose
}

/** An open appointment, and who and what was promised to it. */
export type Standing = Need & {
  id: string
  day: PlainDate
  slot: number
  officerId: string
  interpreterId: string | null
  placeId: string | null
}

/** Everything an appointment takes, each with the seat it takes of it in each slot. */
export type Seats = {
  officer: Resource
  interpreter: Resource | null
  place: Resource | null
  holds: Omit<Hold, 'appointmentId'>[]
}

/** Who and what is free when, at one place. It shows what the database holds; the keys of its tables say the last word. */
export function createBoard({ office, resources, absences, holds }: Calendar) {
  const taken = new Map<string, Set<number>>()
  const keyOf = (resourceId: string, day: PlainDate, slot: number) => `${resourceId} ${day} ${slot}`
  const put = ({ resourceId, day, slot, seat }: Omit<Hold, 'appointmentId'>): void => {
    const key = keyOf(resourceId, day, slot)
    taken.set(key, (taken.get(key) ?? new Set()).add(seat))
  }
  for (const hold of holds) put(hold)
  const byId = new Map(resources.map((resource) => [resource.id, resource]))
  const pools = new Map(
    resources.filter(({ kind }) => kind === 'interpreter').map((pool) => [pool.languages[0]!, pool]),
  )
  const officers = resources.filter(({ kind }) => kind === 'officer')
  const rooms = resources.filter(({ kind }) => kind === 'room')
  const windows = resources.filter(({ kind }) => kind === 'window')

  const present = (resource: Resource, day: PlainDate, slot: number) => presentAt(office, resource, absences, day, slot)
  const free = (resource: Resource, day: PlainDate, slot: number): number =>
    present(resource, day, slot) - (taken.get(keyOf(resource.id, day, slot))?.size ?? 0)
  const freeSeat = ({ id, number }: Resource, day: PlainDate, slot: number): number => {
    const gone = taken.get(keyOf(id, day, slot))
    for (let seat = 0; seat < number; seat++) if (!gone?.has(seat)) return seat
    return number
  }
  const isFree = (resource: Resource, day: PlainDate, times: readonly number[]) =>
    times.every((slot) => free(resource, day, slot) > 0)

  /** Where a family would sit with this officer then, or why not. Places are only looked at where there are any. */
  function seatsFor(need: Need, officerId: string, day: PlainDate, slot: number): Seats | NoSeat {
    const officer = byId.get(officerId)
    const times = Array.from({ length: need.slots }, (_, i) => slot + i)
    if (officer?.kind !== 'officer') return 'officer-away'
    if (slot < 0 || slot + need.slots > office.slotsPerDay) return 'no-such-time'
    if (need.special && !officer.special) return 'not-for-special-needs'
    if (need.heardBy !== 'anyone' && need.heardBy !== officer.heardBy) return 'not-as-asked'
    if (!times.every((time) => present(officer, day, time) > 0)) return 'officer-away'
    if (!isFree(officer, day, times)) return 'officer-busy'
    const speaks = officer.languages.includes(need.language)
    const interpreter = speaks ? undefined : pools.get(need.language)
    if (!speaks && !(interpreter && isFree(interpreter, day, times))) return 'no-interpreter'
    // A paper is handed out at a window where there is one; whoever is heard needs a door that closes.
    const places = need.purpose === 'document' && windows.length > 0 ? [...windows, ...rooms] : rooms
    const place = places.find((each) => isFree(each, day, times))
    if (places.length > 0 && !place) return 'no-room'
    const all = [officer, ...(interpreter ? [interpreter] : []), ...(place ? [place] : [])]
    const wanted = all.flatMap((resource) =>
      times.map((time) => ({ resourceId: resource.id, day, slot: time, seat: freeSeat(resource, day, time) })),
    )
    return { officer, interpreter: interpreter ?? null, place: place ?? null, holds: wanted }
  }

  /** Every time at which somebody could hear a family, the first days first. */
  function freeTimes(need: Need, from: PlainDate, days: number, limit: number) {
    const found: { day: PlainDate; slot: number; officerId: string; interpreter: boolean; place: string }[] = []
    for (let ahead = 0; ahead < days; ahead++) {
      const day = addDays(from, ahead)
      for (let slot = 0; slot + need.slots <= office.slotsPerDay; slot++)
        for (const { id } of officers) {
          const seats = seatsFor(need, id, day, slot)
          if (typeof seats === 'string') continue
          const { interpreter, place } = seats
          found.push({ day, slot, officerId: id, interpreter: interpreter !== null, place: place?.label ?? '' })
          if (found.length >= limit) return found
        }
    }
    return found
  }

  /** Open appointments that cannot be held as they stand, and why. Of a pool with too few left, the last to be promised lose it. */
  function broken(appointments: readonly Standing[]): { id: string; why: NoSeat }[] {
    const lost = new Set<string>()
    const promised = Map.groupBy(
      holds.filter(({ resourceId }) => byId.get(resourceId)?.kind === 'interpreter'),
      ({ resourceId, day, slot }) => keyOf(resourceId, day, slot),
    )
    for (const all of promised.values()) {
      const [{ resourceId, day, slot }] = all as [Hold]
      const left = present(byId.get(resourceId)!, day, slot)
      for (const { appointmentId } of all.sort((a, b) => a.seat - b.seat).slice(left)) lost.add(appointmentId)
    }
    const isThere = (id: string, day: PlainDate, times: readonly number[]) => {
      const resource = byId.get(id)
      return resource !== undefined && times.every((slot) => present(resource, day, slot) > 0)
    }
    return appointments.flatMap(({ id, day, slot, officerId, interpreterId, placeId, ...need }) => {
      const times = Array.from({ length: need.slots }, (_, i) => slot + i)
      const officer = byId.get(officerId)
      const why = (): NoSeat | undefined => {
        if (!officer || !isThere(officerId, day, times)) return 'officer-away'
        if (need.special && !officer.special) return 'not-for-special-needs'
        if (need.heardBy !== 'anyone' && need.heardBy !== officer.heardBy) return 'not-as-asked'
        if (!interpreterId && !officer.languages.includes(need.language)) return 'no-interpreter'
        if (interpreterId && (lost.has(id) || !isThere(interpreterId, day, times))) return 'no-interpreter'
        return placeId && !isThere(placeId, day, times) ? 'no-room' : undefined
      }
      const found = why()
      return found ? [{ id, why: found }] : []
    })
  }

  return { byId, officers, present, free, seatsFor, freeTimes, put, broken }
}
