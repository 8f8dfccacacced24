import { drawErlang2, drawExponential, exponentialDrawn } from '../drawn-log.ts'
import { draw, drawn } from '../random.ts'
import { FORM, type PreparedSpread, spreadFrom } from '../spreads.ts'
import { plan } from './calendar.ts'
import { noteBegun } from './counting.ts'
import { afterTaken, bringPutOff } from './deferring.ts'
import { makeRoom, rise, sink } from './heap.ts'
import { joinLane, leaveLane, nextInLine } from './lanes.ts'
import { passOverLeft, planLeaving, takeBackLeaving } from './leaving.ts'
import type { Place } from './place.ts'
import { UNIT } from './units.ts'
import { SOURCE, type World } from './world.ts'

const { ENTITY, KIND, LEFT, NOBODY, STAMP, VISIT } = UNIT
const { FIRST_STATION } = SOURCE
const { EXPONENTIAL, FIXED, GAMMA } = FORM

export function wait(world: World, place: Place, unit: number): void {
  const { units } = world
  joinLane(place.lanes, units, unit, place.lanes.order === 'last-come')
  place.waiting++
  const patience = place.patience[units.ints[unit + KIND]!]!
  if (patience === 0) return
  const { chance, calendar } = world
  const counter = LEAVING | keyOf(place, units.ints[unit + VISIT]!)
  drawExponential(chance.key0, chance.key1, units.ints[unit + ENTITY]!, counter)
  calendar.due = world.now + exponentialDrawn[0]! * patience
  if (place.leaving) planLeaving(world, place, unit)
  else plan(calendar, unit, units.ints[unit + STAMP]!)
}

/** Free servers turn to those who wait: at the begin of a day, when there may be more of them. */
export function serveWaiting(world: World, place: Place): void {
  while (place.waiting > 0 && place.busy < place.servers && place.pace > 0) {
    const next = callNext(world, place)
    if (next === NOBODY) return
    begin(world, place, next, false)
  }
  if (!place.isPreemptive || place.waiting === 0 || place.serving.size === 0 || place.servers === 0) return
  // Who came while it was closed may go before who was being served.
  const other = place.serving.items[0]!
  const first = nextIn(world, place)
  if (first === NOBODY || place.rank[world.units.ints[first + KIND]!]! >= place.rank[world.units.ints[other + KIND]!]!)
    return
  leaveLane(place.lanes, world.units, first)
  place.waiting--
  interrupt(world, place, other)
  begin(world, place, first, true)
}

/** Who is served next leaves the line; `NOBODY` when nobody can be. */
export function callNext(world: World, place: Place): number {
  const next = nextIn(world, place)
  if (next === NOBODY) return NOBODY
  leaveLane(place.lanes, world.units, next)
  place.waiting--
  if (place.deferral) afterTaken(world, place, place.lanes.ofKind[world.units.ints[next + KIND]!]!)
  return next
}

function nextIn(world: World, place: Place): number {
  if (place.pace === 0) return NOBODY
  if (place.leaving) passOverLeft(world, place)
  if (place.deferral) bringPutOff(world, place)
  return nextInLine(place.lanes, world.units, place.assistantsBusy < place.assistants)
}

/** Where it replaces the first in service, one step in the heap does for two. */
export function begin(world: World, place: Place, unit: number, isInPlaceOfFirst: boolean): void {
  const { units } = world
  const { serving } = place
  const kind = units.ints[unit + KIND]!
  const spread = place.spreads[kind]!
  const left = units.reals[(unit >> 1) + LEFT]!
  if (left > 0) {
    world.work = left
    units.reals[(unit >> 1) + LEFT] = 0
  } else if (spread.form === FIXED) world.work = spread.mean
  else drawTime(world, place, unit, spread, SERVICE)
  units.ints[unit + STAMP]!++
  if (place.leaving) takeBackLeaving(world, place, unit)
  place.busy++
  place.assistantsBusy += place.isAssisted[kind]!
  if (place.tally && !(left > 0)) noteBegun(world, place, unit, kind)
  if (!isInPlaceOfFirst) makeRoom(serving)
  const at = isInPlaceOfFirst ? 0 : serving.size
  serving.keys[at] = place.workDone + (world.now - place.since) * place.pace + world.work
  serving.items[at] = unit
  if (isInPlaceOfFirst) sink(serving)
  else rise(serving)
  setNext(world, place)
}

/** Leaves a time of this spread in `world.work`: how long a service takes, or a delay. */
export function drawTime(world: World, place: Place, unit: number, spread: PreparedSpread, purpose: number): void {
  const { chance, units } = world
  const counter = purpose | keyOf(place, units.ints[unit + VISIT]!)
  if (spread.form === EXPONENTIAL) {
    drawExponential(chance.key0, chance.key1, units.ints[unit + ENTITY]!, counter)
    world.work = exponentialDrawn[0]! * spread.mean
    return
  }
  if (spread.form === GAMMA && spread.first === 2) {
    drawErlang2(chance.key0, chance.key1, units.ints[unit + ENTITY]!, counter)
    world.work = exponentialDrawn[0]! * spread.second
    return
  }
  draw(chance.key0, chance.key1, units.ints[unit + ENTITY]!, counter)
  world.work = spreadFrom(spread, chance, drawn())
}

/** The one server leaves a unit as it is: it stands first of its rank, with the work that is left. Its entry is replaced by who interrupts. */
export function interrupt(world: World, place: Place, unit: number): void {
  const { units } = world
  const { serving } = place
  const done = place.workDone + (world.now - place.since) * place.pace
  units.reals[(unit >> 1) + LEFT] = Math.max(serving.keys[0]! - done, LEAST_WORK)
  place.busy--
  place.assistantsBusy -= place.isAssisted[units.ints[unit + KIND]!]!
  joinLane(place.lanes, units, unit, true)
  place.waiting++
}

/** When the first in service is finished, as things are. */
export function setNext(world: World, place: Place): void {
  const { serving, pace } = place
  world.next[FIRST_STATION + place.turn] =
    serving.size === 0 || pace === 0
      ? Number.POSITIVE_INFINITY
      : pace === 1
        ? place.since + (serving.keys[0]! - place.workDone)
        : place.since + (serving.keys[0]! - place.workDone) / pace
}

/** What tells apart the numbers of one unit and purpose: the node and how many stations the unit has come to. */
export const keyOf = (place: Place, visit: number): number => ((place.index & 0xff) << 18) | (visit & 0x3ffff)

const SERVICE = 2 << 26
const LEAVING = 4 << 26
/** So that it is told from a service not begun. */
const LEAST_WORK = 1e-300
