import { type Assessment, assess, holds, type Strictness } from './assessing.ts'
import { createGateDays, laneSeconds, type Now } from './day.ts'
import { FAMILIES_PER_DAY_MAX, type Gate, meanPartySize, RISK } from './model.ts'

/** Families that may be booked for each slot, and how the search went. */
export type SlotPlan = {
  bookings: number[]
  tried: number
  limit: Limit
  /** How it did on the days it was not fitted to; nothing where not even an empty plan holds. */
  seen?: Assessment
}

/** What a plan meets first: more of this, and more families could be booked. */
export type Limit = 'area' | 'lanes' | 'counters'

/** Stricter than the limits, by what chance on this many days can hide. */
export const SEARCH: Strictness = { days: 2_000, seed: 1, risk: { density: 0.0007, wait: 0.042 } }
/** Other days, on which a plan that was fitted to those of the search must hold too. */
export const PROOF: Strictness = { days: 20_000, seed: 2, risk: { density: 0.0005, wait: 0.045 } }

/**
 * The largest booking that holds both limits: first the same for all slots, then more at opening and at the end, then one more family wherever
 * it still holds; then, on days that the search has not seen, fewer until it holds there. Yields between pieces of work of milliseconds.
 * @param now where the day has begun: who waits already. All of `gate.slots` are then slots to come.
 */
export function* planSlots(
  gate: Gate,
  { strictness = SEARCH, proof = PROOF, now = NOBODY }: { strictness?: Strictness; proof?: Strictness; now?: Now } = {},
): Generator<undefined, SlotPlan> {
  const search = boundedFor(gate, strictness)
  const simulate = createGateDays(gate, search.seed, now)
  let tried = 0
  const isHeld = function* (bookings: readonly number[]) {
    tried++
    return sum(bookings) <= FAMILIES_PER_DAY_MAX && (yield* holds(gate, simulate, bookings, search))
  }
  let bookings = new Array<number>(gate.slots).fill(0)
  // Where a queue waits, the first slots may have to stay empty until it has gone.
  let first = 0
  while (first < gate.slots - 1 && now.familiesWaiting > 0 && !(yield* isHeld(bookings.with(first, 1)))) first++

  const perSlotMost = Math.ceil((2 * capacityPerSlot(gate)) / gate.showUpShare) + gate.counters
  let best = 0
  for (let step = perSlotMost / 2; step >= 0.02; step /= 2) {
    const next = evenly(gate.slots, first, best + step)
    if (!(yield* isHeld(next))) continue
    best += step
    bookings = next
  }
  const more = function* (slot: number, step: number) {
    for (;;) {
      const next = bookings.with(slot, bookings[slot]! + step)
      if (!(yield* isHeld(next))) return
      bookings = next
    }
  }
  for (let step = Math.floor(gate.counters / 2); step > 1; step = Math.floor(step / 2)) {
    yield* more(first, step)
    yield* more(gate.slots - 1, step)
  }
  for (const slot of fromBothEnds(gate.slots)) yield* more(slot, 1)
  // Where one family more would wait no longer than anybody may, it is the area that has no room for it.
  const unbounded = { ...gate, areaM2: Number.MAX_VALUE }
  let limit = busiest(gate)
  for (let slot = first; slot < gate.slots && limit !== 'area'; slot++)
    if (yield* holds(unbounded, simulate, bookings.with(slot, bookings[slot]! + 1), search)) limit = 'area'
  return { ...(yield* proven(gate, bookings, boundedFor(gate, proof), now)), tried, limit }
}

/** Families are taken out until the plan holds on days it was not fitted to. */
function* proven(gate: Gate, fitted: number[], { days, seed, risk, waitOf }: Strictness, now: Now) {
  let bookings = fitted
  for (;;) {
    const seen = yield* assess(gate, bookings, { days, seed, now })
    const overWait = waitOf === 'families' ? seen.familiesOverWait : seen.daysOverWait
    const families = sum(bookings)
    if ((seen.daysOverDensity <= risk.density && overWait <= risk.wait) || families === 0) return { bookings, seen }
    for (let out = Math.ceil(families / 200); out > 0; out--) {
      // From the fullest slot, the later of two alike: it is there that people wait together.
      const fullest = bookings.reduce((most, each, slot) => (each >= bookings[most]! ? slot : most), 0)
      bookings = bookings.with(fullest, Math.max(0, bookings[fullest]! - 1))
    }
  }
}

const NOBODY: Now = { familiesWaiting: 0 }

/** Whether a family keeps the lanes busy for longer than the counters. */
const busiest = (gate: Gate): Limit =>
  (meanPartySize(gate) * laneSeconds(gate)) / 60 / gate.lanes > gate.minutesPerFamily / gate.counters
    ? 'lanes'
    : 'counters'

/** Runs a search or an assessment to its end. */
export function finish<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Families that counters can call in one slot, on average. */
export const capacityPerSlot = ({ counters, slotMinutes, minutesPerFamily }: Gate): number =>
  (counters * slotMinutes) / minutesPerFamily

/** Large gates are tried on fewer days, so that a search is bounded: it simulates so many families at most for one plan. */
function boundedFor(gate: Gate, strictness: Strictness): Strictness {
  const families = (capacityPerSlot(gate) * gate.slots) / gate.showUpShare
  const days = Math.max(
    Math.ceil(strictness.days / 4),
    Math.min(strictness.days, Math.floor((strictness.days * 400) / families)),
  )
  return { ...strictness, days }
}

/** Whole families per slot that add up to `perSlot` on average. */
const evenly = (slots: number, first: number, perSlot: number): number[] =>
  Array.from({ length: slots }, (_, slot) =>
    slot < first ? 0 : Math.floor((slot - first + 1) * perSlot) - Math.floor((slot - first) * perSlot),
  )

/** Opening first, then the last slot, the second, and so on: that is where more fits. */
const fromBothEnds = (slots: number): number[] =>
  Array.from({ length: slots }, (_, i) => (i % 2 === 0 ? i / 2 : slots - (i + 1) / 2))

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

/**
 * What no plan can exceed, whatever its slots. Had all of a day's families come at opening, the counters would call the last of them at some
 * moment; no plan can be sooner. Nor may it be later than the limit of whoever is the latest, had all been booked for the last slot. So each
 * day allows so many families and no more, and on 95 of 100 days a plan must stay below: the 5th percentile of days.
 */
export function mostEver(gate: Gate, { days, seed }: { days: number; seed: number }): number {
  const once = { ...gate, slots: 1 }
  const atOpening = createGateDays({ ...once, spreadMinutes: 0, earlyMinutes: 0 }, seed)
  const unhindered = { counters: 200, minutesPerFamily: 0.001, serviceScv: 0, lanes: 50, secondsPerPersonAtLane: 0.001 }
  const arriving = createGateDays({ ...once, ...unhindered, corridorMetres: 1e6 }, seed)
  const lastSlotAt = (gate.slots - 1) * gate.slotMinutes
  const most = new Float64Array(days)
  for (let day = 0; day < days; day++) {
    const calledBy = (latest: number) => {
      let fits = 0
      for (let step = 2 ** 12; step >= 1; step /= 2)
        if (fits + step <= FAMILIES_PER_DAY_MAX && atOpening([fits + step], day).lastCalledAt <= latest) fits += step
      return fits
    }
    const surely = calledBy(lastSlotAt - gate.earlyMinutes + 3 * gate.spreadMinutes + gate.waitMinutesMax)
    most[day] = calledBy(lastSlotAt + arriving([surely], day).lastCalledAt + gate.waitMinutesMax)
  }
  most.sort()
  return most[Math.floor(RISK.wait * days)] ?? 0
}
