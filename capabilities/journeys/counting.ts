import type { GroupState } from './model.ts'

/** An entry as counting needs it: of one stop, instants in milliseconds. */
export type CountableEntry = { id: string; stopId: string; deviceId: string; madeAt: number } & (
  | { kind: 'household'; code: string; sizeOnCard: number | null; people: number }
  | { kind: 'nameless'; people: number }
  | { kind: 'undo'; undoes: string }
)

/** What the registration knows of the household a code belongs to. Reissued cards lead to the same household. */
export type RegisteredHousehold = { groupId: string; size: number; adults: number; children: number }
/** By short code. A code that is not there yet is counted by itself until its registration arrives. */
export type Registered = ReadonlyMap<string, RegisteredHousehold>

export type HouseholdCount = {
  /** Group id, or the code while the registration has not arrived. */
  household: string
  people: number
  sizeOnCard: number | null
  registered: RegisteredHousehold | undefined
}
export type StopCount = { households: ReadonlyMap<string, HouseholdCount>; nameless: number }

const nobody: Registered = new Map()

/**
 * Who is at one stop. A set is counted, not a sequence: entries may come twice and in any order. An undo takes back an
 * entry of the same phone; of several counts of one household the newest stands, and on equal time the larger id.
 */
export function countStop(entries: Iterable<CountableEntry>, registered: Registered = nobody): StopCount {
  const unique = new Map([...entries].map((entry) => [entry.id, entry]))
  const undone = new Set<string>()
  for (const entry of unique.values())
    if (entry.kind === 'undo' && unique.get(entry.undoes)?.deviceId === entry.deviceId) undone.add(entry.undoes)

  const newest = new Map<string, CountableEntry & { kind: 'household' }>()
  let nameless = 0
  for (const entry of unique.values()) {
    if (entry.kind === 'undo' || undone.has(entry.id)) continue
    if (entry.kind === 'nameless') {
      nameless += entry.people
      continue
    }
    const household = householdOf(entry.code, registered)
    const other = newest.get(household)
    if (!other || isNewer(entry, other)) newest.set(household, entry)
  }
  const households = new Map<string, HouseholdCount>()
  for (const [household, { code, people, sizeOnCard }] of newest)
    households.set(household, { household, people, sizeOnCard, registered: registered.get(code) })
  return { households, nameless }
}

/** All stops of a journey at once. */
export function countStops(entries: Iterable<CountableEntry>, registered: Registered = nobody): Map<string, StopCount> {
  const byStop = new Map<string, CountableEntry[]>()
  for (const entry of entries) {
    const own = byStop.get(entry.stopId)
    if (own) own.push(entry)
    else byStop.set(entry.stopId, [entry])
  }
  return new Map([...byStop].map(([stopId, own]) => [stopId, countStop(own, registered)]))
}

/**
 * Whether all of them are here: by the registration, else by the card, else (a token, which says nothing) by the most
 * that any stop has seen of them.
 */
export function groupState(count: HouseholdCount, everywhere: Iterable<StopCount> = []): GroupState {
  const expected = count.registered?.size ?? count.sizeOnCard ?? mostSeen(count.household, everywhere)
  if (expected === undefined) return 'not-known'
  return count.people < expected ? 'someone-missing' : 'complete'
}

export type Sums = {
  people: number
  households: number
  adults: number
  children: number
  ageNotKnown: number
  householdsIncomplete: number
  nameless: number
}

/** The sums of a stop. Who of an incomplete household is missing is unknown, so its ages are not guessed. */
export function sumStop(count: StopCount, everywhere: Iterable<StopCount> = []): Sums {
  const stops = [...everywhere]
  const sums: Sums = {
    people: count.nameless,
    households: count.households.size,
    adults: 0,
    children: 0,
    ageNotKnown: count.nameless,
    householdsIncomplete: 0,
    nameless: count.nameless,
  }
  for (const household of count.households.values()) {
    const { adults, children } = agesOf(household)
    sums.people += household.people
    sums.adults += adults
    sums.children += children
    sums.ageNotKnown += household.people - adults - children
    if (groupState(household, stops) === 'someone-missing') sums.householdsIncomplete += 1
  }
  return sums
}

/** Seen at one stop and not, or fewer of them, at the next: a number of households and people, never who. */
export function notSeenNext(here: StopCount, next: StopCount): { households: number; people: number } {
  let households = 0
  let people = 0
  for (const { household, people: seen } of here.households.values()) {
    const seenNext = next.households.get(household)?.people ?? 0
    if (seenNext >= seen) continue
    households += 1
    people += seen - seenNext
  }
  return { households, people }
}

const householdOf = (code: string, registered: Registered) => registered.get(code)?.groupId ?? code

const isNewer = (one: CountableEntry, other: CountableEntry) =>
  one.madeAt !== other.madeAt ? one.madeAt > other.madeAt : one.id > other.id

function mostSeen(household: string, everywhere: Iterable<StopCount>): number | undefined {
  let most: number | undefined
  let stops = 0
  for (const { households } of everywhere) {
    const seen = households.get(household)?.people
    if (seen === undefined) continue
    stops += 1
    most = Math.max(most ?? 0, seen)
  }
  return stops > 1 ? most : undefined // one stop alone says nothing about who should be there
}

/** Ages are certain when all of a household are here, or when it has no adults, or no children. */
function agesOf({ people, registered }: HouseholdCount): { adults: number; children: number } {
  if (!registered) return { adults: 0, children: 0 }
  const { size, adults, children } = registered
  if (people >= size && people >= adults + children) return { adults, children }
  if (adults === size) return { adults: people, children: 0 }
  if (children === size) return { adults: 0, children: people }
  return { adults: 0, children: 0 }
}
