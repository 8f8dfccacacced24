import { assess, type Strictness } from './assessing.ts'
import type { Now } from './day.ts'
import { type Gate, meanPartySize, RISK } from './model.ts'
import { PROOF, planSlots, SEARCH } from './slots.ts'

/** How the day goes so far, at the beginning of slot `nextSlot`. */
export type Today = {
  nextSlot: number
  /** Families booked for each slot of the whole day. */
  booked: readonly number[]
  peopleWaiting: number
  countersOpen: number
  /** As it is today: measured, or told. */
  minutesPerFamily: number
}

/** What becomes of the families of one slot. They hold their places in the order in which they booked. */
export type SlotAgain = {
  slot: number
  booked: number
  /** The first so many of them come as they were told. */
  keep: number
  /** The next ones come later, always as whole families. */
  moved: { to: number; families: number }[]
  /** There is no room for these today. */
  anotherDay: number
}

export type Reissue = {
  reason: 'as-planned' | 'slower' | 'fewer-counters' | 'long-queue'
  slots: SlotAgain[]
  moved: number
  anotherDay: number
}

/**
 * The slots left, issued again. As long as the bookings can go on nobody is moved. Otherwise the slots are planned anew: whoever has a slot
 * keeps it while there is room in it, first booked first; the others get the next slot with room, never an earlier one, because nobody can be
 * sooner than told.
 */
export function* reissueSlots(gate: Gate, today: Today): Generator<undefined, Reissue> {
  const left = today.booked.slice(today.nextSlot)
  const now = { familiesWaiting: Math.ceil(today.peopleWaiting / meanPartySize(gate)) }
  const slowed = {
    ...gate,
    ...{ counters: Math.max(1, today.countersOpen), minutesPerFamily: today.minutesPerFamily, slots: left.length },
  }
  const isOpen = today.countersOpen > 0
  if (isOpen && (left.length === 0 || (yield* stillHolds(slowed, left, now)))) return outcome('as-planned', today, left)
  const places = isOpen ? (yield* planSlots(slowed, { now, ...TODAY })).bookings : left.map(() => 0)
  return outcome(reasonOf(gate, today), today, places)
}

/**
 * Being moved is a burden, and more so for another day: on a day that has begun at most 5 of 100 families may wait too long, where a plan made
 * ahead has none on 95 of 100 days.
 */
const TODAY: { strictness: Strictness; proof: Strictness } = {
  strictness: { ...SEARCH, waitOf: 'families' },
  proof: { ...PROOF, days: 5_000, waitOf: 'families' },
}

function* stillHolds(gate: Gate, left: readonly number[], now: Now) {
  const seen = yield* assess(gate, left, { days: SEARCH.days, seed: SEARCH.seed, now })
  return seen.familiesOverWait <= RISK.wait && seen.daysOverDensity <= 10 * RISK.density
}

/** Places of the slots left, given to those who were booked. */
function outcome(reason: Reissue['reason'], { nextSlot, booked }: Today, places: readonly number[]): Reissue {
  const slots: SlotAgain[] = places.map((room, i) => {
    const here = booked[nextSlot + i]!
    return { slot: nextSlot + i, booked: here, keep: Math.min(here, room), moved: [], anotherDay: 0 }
  })
  const free = places.map((room, i) => room - slots[i]!.keep)
  let moved = 0
  let anotherDay = 0
  slots.forEach((slot, i) => {
    let over = slot.booked - slot.keep
    for (let later = i + 1; later < slots.length && over > 0; later++) {
      const families = Math.min(over, free[later]!)
      if (families === 0) continue
      slot.moved.push({ to: slots[later]!.slot, families })
      free[later] = free[later]! - families
      over -= families
      moved += families
    }
    slot.anotherDay = over
    anotherDay += over
  })
  return { reason, slots, moved, anotherDay }
}

function reasonOf(gate: Gate, { countersOpen, minutesPerFamily }: Today): Reissue['reason'] {
  if (countersOpen < gate.counters) return 'fewer-counters'
  return minutesPerFamily > gate.minutesPerFamily ? 'slower' : 'long-queue'
}
