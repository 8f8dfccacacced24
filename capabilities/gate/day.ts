import type { Spread } from '#platform/simulation/flow.ts'
import { normalQuantile } from '#platform/simulation/functions.ts'
import { chanceOf, draw, drawnFirst, drawnSecond, purposes } from '#platform/simulation/random.ts'
import { prepareSpread, spreadFrom } from '#platform/simulation/spreads.ts'
import { DENSITY, FAMILIES_PER_DAY_MAX, type Gate } from './model.ts'
import { corridorFlow } from './walking.ts'

/** What one simulated day showed. */
export type GateDay = {
  families: number
  people: number
  /** The most people who waited at one moment, at the lanes or in the area. */
  peopleMax: number
  waitMinutesMax: number
  familiesOverWait: number
  /** Minutes from opening in which the area was over the planned density, and until the last family was called. */
  minutesOverDensity: number
  lastCalledAt: number
}

/** What is so when the plan begins in the middle of a day. */
export type Now = { familiesWaiting: number }

/**
 * A day at the gate: families come around their slots, pass a lane one by one, wait, and are called to a counter in the order in which they
 * came. Nobody is called before opening (minute 0). The same seed and day are the same chance for every plan.
 * @returns a function of bookings per slot and the number of the day. What it returns is reused by the next call.
 */
export function createGateDays(gate: Gate, seed: number, now: Now = { familiesWaiting: 0 }) {
  const { slotMinutes, showUpShare, earlyMinutes, spreadMinutes, waitMinutesMax } = gate
  const time = prepareSpread(serviceOf(gate))
  const cumulated = cumulate(gate.partyShares)
  const peopleAllowed = DENSITY.planned * gate.areaM2
  const laneMinutes = laneSeconds(gate) / 60
  const most = FAMILIES_PER_DAY_MAX * 2 + now.familiesWaiting
  const arrival = new Float64Array(most)
  const people = new Int32Array(most)
  const service = new Float64Array(most)
  const called = new Float64Array(most)
  const order = new Int32Array(most)
  const lanes = new Float64Array(gate.lanes)
  const counters = new Float64Array(gate.counters)
  const result: GateDay = {
    ...{ families: 0, people: 0, peopleMax: 0, waitMinutesMax: 0, familiesOverWait: 0 },
    ...{ minutesOverDensity: 0, lastCalledAt: 0 },
  }

  return function simulate(bookings: readonly number[], day: number): GateDay {
    const chance = chanceOf({ seed, replication: day })
    let count = 0
    /** A family that was booked: whether it comes, how many, when and for how long, all by its own number. */
    const book = (entity: number, slotAt: number, isHere: boolean) => {
      draw(chance.key0, chance.key1, entity, COMING)
      if (count === most || (!isHere && drawnFirst() >= showUpShare)) return
      const drawnSize = drawnSecond()
      let size = 1
      while (size < cumulated.length && drawnSize > cumulated[size - 1]!) size++
      draw(chance.key0, chance.key1, entity, TIMES)
      const offset = isHere ? 0 : spreadMinutes * bell(drawnFirst()) - earlyMinutes
      const at = now.familiesWaiting > 0 ? Math.max(0, slotAt + offset) : slotAt + offset
      arrival[count] = at
      people[count] = size
      service[count] = spreadFrom(time, chance, drawnSecond())
      // Bookings are nearly in the order of arrival: each moves a few places only.
      let place = count++
      while (place > 0 && arrival[order[place - 1]!]! > at) {
        order[place] = order[place - 1]!
        place--
      }
      order[place] = count - 1
    }
    for (let i = 0; i < now.familiesWaiting; i++) book(-1 - i, 0, true)
    for (let slot = 0; slot < bookings.length; slot++)
      for (let i = 0; i < bookings[slot]!; i++) book(slot * PLACES + i, slot * slotMinutes, false)

    result.families = count
    result.people = 0
    result.peopleMax = 0
    result.waitMinutesMax = 0
    result.familiesOverWait = 0
    result.minutesOverDensity = 0
    result.lastCalledAt = 0
    lanes.fill(-Infinity)
    counters.fill(0)
    let inside = 0
    let leaving = 0
    let overSince = -1
    for (let i = 0; i < count; i++) {
      const family = order[i]!
      const at = arrival[family]!
      const size = people[family]!
      result.people += size
      const through = Math.max(at, lanes[0]!) + (i < now.familiesWaiting ? 0 : size * laneMinutes)
      replaceFirst(lanes, through)
      const before = i === 0 ? 0 : called[i - 1]!
      const starts = Math.max(through, counters[0]!, before)
      replaceFirst(counters, starts + service[family]!)
      called[i] = starts
      // Whoever was called before this family came has left the area.
      while (leaving < i && called[leaving]! <= at) {
        inside -= people[order[leaving]!]!
        if (overSince >= 0 && inside <= peopleAllowed) {
          result.minutesOverDensity += called[leaving]! - overSince
          overSince = -1
        }
        leaving++
      }
      inside += size
      result.lastCalledAt = starts
      // Those who wait already are there whatever is planned: a plan is judged by those it brings.
      if (i < now.familiesWaiting) continue
      if (inside > peopleAllowed && overSince < 0) overSince = Math.max(0, at)
      if (inside > result.peopleMax) result.peopleMax = inside
      const wait = starts - at
      if (wait > result.waitMinutesMax) result.waitMinutesMax = wait
      if (wait > waitMinutesMax) result.familiesOverWait++
    }
    for (; overSince >= 0 && leaving < count; leaving++) {
      inside -= people[order[leaving]!]!
      if (inside > peopleAllowed) continue
      result.minutesOverDensity += called[leaving]! - overSince
      overSince = -1
    }
    return result
  }
}

/** Numbers of families: so many places are kept for each slot. */
const PLACES = 1 << 14
const COMING = purposes.free << 26
const TIMES = (purposes.free + 1) << 26

/** Normal, cut off at three standard deviations. */
const bell = (share: number): number => Math.max(-3, Math.min(3, normalQuantile(share)))

/** Gamma below the variation of an exponential time, two phases above. */
const serviceOf = ({ minutesPerFamily, serviceScv }: Gate): Spread => ({
  form: serviceScv > 1 ? 'hyperexponential' : 'gamma',
  mean: minutesPerFamily,
  scv: serviceScv,
})

/** A lane lets one person through at a time; all of them together no more than the corridor behind carries at the planned density. */
export const laneSeconds = ({ secondsPerPersonAtLane, lanes, corridorMetres }: Gate): number =>
  Math.max(secondsPerPersonAtLane, lanes / (corridorMetres * corridorFlow(DENSITY.planned)))

const cumulate = (shares: readonly number[]): number[] => {
  let sum = 0
  return shares.map((share) => (sum += share))
}

/** The least of a heap becomes `value` and sinks to its place. */
function replaceFirst(heap: Float64Array, value: number): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++
    if (heap[child]! >= value) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = value
}
