import type { Flow, Station } from '../flow.ts'
import { samplingDays } from '../measuring.ts'
import { headOf, leaveLane } from './lanes.ts'
import type { Place } from './place.ts'
import { forget, UNIT } from './units.ts'
import type { World } from './world.ts'

const { KIND, LEAVES, NEXT, NOBODY } = UNIT

/**
 * Those who wait and will leave for good. When is known as soon as they begin to wait, and until they are called nobody asks for them but those who
 * count: so their leaving is no event. It is counted by its day beforehand, taken back if they are served before, and whoever has
 * left is passed over when the line comes to them. The run is the same, bit for bit, as with an event for each.
 */
export type Leaving = {
  /** How many leave on each day, as things are. */
  onDay: Int32Array
  /** Before this day all who left are counted. */
  settledTo: number
  /** Who left and still stands in line. */
  inLine: number
}

/** For stations that others cannot tell apart from ones with an event for each; otherwise nothing. */
export function createLeaving(flow: Flow, station: Station | undefined): Leaving | undefined {
  if (!station?.leaving || station.isPreemptive || station.places || !countsByWholeDays(flow)) return undefined
  const { perDay, to } = station.leaving
  const areForGood = perDay.every(
    (rate, kind) => rate === 0 || (flow.nodes[to[kind]!]!.form === 'gone' && to[kind] !== flow.measure.node),
  )
  return areForGood ? { onDay: new Int32Array(flow.days), settledTo: 0, inLine: 0 } : undefined
}

/** Whether nobody asks how many are present but at the begin of a day. */
export const countsByWholeDays = (flow: Flow): boolean => samplingDays(flow).every(Number.isInteger)

/** A unit that begins to wait will leave at the time in `calendar.due`. */
export function planLeaving(world: World, place: Place, unit: number): void {
  const { units, calendar } = world
  const { onDay } = place.leaving!
  if (calendar.due >= calendar.days) return
  units.reals[(unit >> 1) + LEAVES] = calendar.due
  onDay[Math.floor(calendar.due)]!++
  world.run.entered[leftIn(world, place, unit)]!++
}

/** It is served before. */
export function takeBackLeaving(world: World, place: Place, unit: number): void {
  const { units } = world
  if (units.reals[(unit >> 1) + LEAVES] === Number.POSITIVE_INFINITY) return
  place.leaving!.onDay[Math.floor(units.reals[(unit >> 1) + LEAVES]!)]!--
  world.run.entered[leftIn(world, place, unit)]!--
  units.reals[(unit >> 1) + LEAVES] = Number.POSITIVE_INFINITY
}

/** At the begin of a day: whoever left before it is no longer present. */
export function settleLeaving(world: World, place: Place, day: number): void {
  const leaving = place.leaving!
  for (; leaving.settledTo < day; leaving.settledTo++) {
    const left = leaving.onDay[leaving.settledTo]!
    leaving.inLine += left
    place.present -= left
    world.events += left
  }
  if (leaving.inLine > LEAST_SWEPT && 2 * leaving.inLine > place.waiting) sweep(world, place)
}

/** Passes over those at the head of each lane who have left by now. */
export function passOverLeft(world: World, place: Place): void {
  const { units, now } = world
  const { lanes } = place
  for (let lane = 0; lane < lanes.lanes; lane++)
    while (lanes.waiting[lane]! > 0) {
      const head = headOf(lanes, lane)
      if (units.reals[(head >> 1) + LEAVES]! > now) break
      drop(world, place, head)
    }
}

/** Where those who left were never called their records are taken back now and then. */
function sweep(world: World, place: Place): void {
  const { units, now } = world
  const { head } = place.lanes
  for (let line = 0; line < head.length; line++)
    for (let unit = head[line]!; unit !== NOBODY; ) {
      const next = units.ints[unit + NEXT]!
      if (units.reals[(unit >> 1) + LEAVES]! <= now) drop(world, place, unit)
      unit = next
    }
}

function drop({ units }: World, place: Place, unit: number): void {
  leaveLane(place.lanes, units, unit)
  forget(units, unit)
  place.waiting--
  place.leaving!.inLine--
}

/** Where `run.entered` counts this unit when it leaves. */
function leftIn({ units, flow, periods }: World, place: Place, unit: number): number {
  const { periodDays } = flow.measure
  const at = units.reals[(unit >> 1) + LEAVES]!
  let period = Math.min(periods - 1, Math.floor(at / periodDays))
  // By the same comparisons as for whoever comes to a node.
  while (period < periods - 1 && at >= (period + 1) * periodDays) period++
  while (period > 0 && at < period * periodDays) period--
  return place.leavesTo[units.ints[unit + KIND]!]! * periods + period
}

const LEAST_SWEPT = 1_024
