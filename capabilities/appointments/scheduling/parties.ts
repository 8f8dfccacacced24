import { createDiary, lengthOf, type Seat } from './diary.ts'
import type { Family, SchedulingProblem } from './problem.ts'

/** Families that come on one day or not at all: a household, or one family. */
export type Party = {
  members: Family[]
  priority: number
  noticeDays: number
  /** Slots in all. */
  length: number
  /** Passed over as often as the plan allows: comes before everybody else. */
  isDue: boolean
}

export function partiesOf({ families, passedOverMax }: SchedulingProblem): Party[] {
  const groups = new Map<string | Family, Family[]>()
  for (const family of families) {
    const key = family.household ?? family
    groups.set(key, [...(groups.get(key) ?? []), family])
  }
  return [...groups.values()].map((members) => ({
    // Who is hardest to place is placed first, so that it is known early when a day does not do.
    members: members.toSorted((a, b) => Number(b.special) - Number(a.special) || lengthOf(b) - lengthOf(a)),
    priority: members.reduce((sum, { priority }) => sum + priority, 0),
    noticeDays: Math.max(...members.map(({ noticeDays }) => noticeDays)),
    length: members.reduce((sum, family) => sum + lengthOf(family), 0),
    isDue: members.some(({ passedOver = 0 }) => passedOverMax !== undefined && passedOver >= passedOverMax),
  }))
}

export type Seating = ReturnType<typeof createSeating>

/** Seats whole parties in a diary: with the officer who knows the case if possible, otherwise with whom others would miss least. */
export function createSeating(problem: SchedulingProblem, worth: readonly number[]) {
  const { officers } = problem
  const diary = createDiary(problem)
  const seats = new Map<Family, Seat>()
  const ordered = [...officers.keys()].sort((a, b) => worth[a]! - worth[b]!)
  const numbers = new Map(officers.map(({ id }, i) => [id, i]))
  const able = new Map<string, number[]>()

  /** All who could hear a family: those who speak its language before those who need an interpreter. */
  function ableFor({ language, special }: Family): readonly number[] {
    const key = `${special} ${language}`
    const known = able.get(key)
    if (known) return known
    const capable = ordered.filter((i) => officers[i]!.special || !special)
    const speaking = capable.filter((i) => diary.speaks[i]!.has(language))
    const helped = problem.interpreters[language] ? capable.filter((i) => !diary.speaks[i]!.has(language)) : []
    const found = [...speaking, ...helped]
    able.set(key, found)
    return found
  }

  function findSeat(family: Family, day: number): Seat | undefined {
    const own = family.officer === undefined ? undefined : numbers.get(family.officer)
    const first = own === undefined ? undefined : diary.findSeat(family, own, day)
    if (first) return first
    for (const officer of ableFor(family)) {
      const seat = diary.findSeat(family, officer, day)
      if (seat) return seat
    }
    return undefined
  }

  /** All of them on this day, or none. */
  function sitTogether(members: readonly Family[], day: number): boolean {
    for (const [i, family] of members.entries()) {
      const seat = findSeat(family, day)
      if (!seat) {
        for (const each of members.slice(0, i)) stand(each)
        return false
      }
      sit(family, seat)
    }
    return true
  }

  function sit(family: Family, seat: Seat): void {
    diary.put(family, seat)
    seats.set(family, seat)
  }

  function stand(family: Family): void {
    const seat = seats.get(family)
    if (!seat) return
    diary.take(family, seat)
    seats.delete(family)
  }

  /** Two families change places, if both may sit in the other's. */
  function swap(one: Family, other: Family): boolean {
    const [a, b] = [seats.get(one)!, seats.get(other)!]
    stand(one)
    stand(other)
    const [toB, toA] = [seatFor(one, b), seatFor(other, a)]
    const isFree = diary.fits(one, toB)
    if (isFree) sit(one, toB)
    if (isFree && diary.fits(other, toA)) {
      sit(other, toA)
      return true
    }
    stand(one)
    sit(one, a)
    sit(other, b)
    return false
  }

  const seatFor = (family: Family, { officer, day, slot }: Seat): Seat => ({
    ...{ officer, day, slot },
    language: diary.speaks[officer]!.has(family.language) ? undefined : family.language,
  })

  return { swap, seatFor, seats: seats as ReadonlyMap<Family, Seat>, sitTogether, sit, stand, fits: diary.fits }
}
