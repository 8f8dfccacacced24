import { draw, drawn } from '../random.ts'
import { FORM } from '../spreads.ts'
import { END_OF_DELAY, plan } from './calendar.ts'
import { noteArrived, noteGone, noteTurnedAway } from './counting.ts'
import { dropFirst } from './heap.ts'
import { leaveLane } from './lanes.ts'
import type { Place } from './place.ts'
import { begin, callNext, drawTime, interrupt, keyOf, setNext, wait } from './serving.ts'
import { ROW } from './tally.ts'
import { forget, longer, UNIT } from './units.ts'
import { turnPeriod, type World } from './world.ts'

const { BIRTH, ENTITY, JOINED, KIND, NOBODY, NODE, STAMP, VISIT, WATCHED } = UNIT
const { FINISHED, LEFT_UNSERVED } = ROW
const { FIXED } = FORM

/** A unit comes to a node, or where that one sends it for want of a place. */
export function enter(world: World, unit: number, index: number): void {
  const { places, units, run } = world
  const kind = units.ints[unit + KIND]!
  let place = places[index]!
  while (place.present >= place.most) {
    if (place.tally) noteTurnedAway(place, kind)
    place = places[place.turnedAwayTo]!
  }
  turnPeriod(world)
  run.entered[place.index * world.periods + world.period]!++
  if (place.tally) noteArrived(world, place, kind)
  else if (place.index === world.measured) measure(world, unit, kind)
  if (place.form === 'gone') {
    forget(units, unit)
    return
  }
  place.present++
  units.ints[unit + NODE] = place.index
  if (place.form === 'station') comeTo(world, place, unit)
  else last(world, place, unit)
}

/** The first in service is finished: a server turns to whoever is next, and the unit goes on. */
export function finishFirst(world: World, place: Place): void {
  const unit = place.serving.items[0]!
  const kind = world.units.ints[unit + KIND]!
  if (place.tally) noteGone(world, place, kind, FINISHED)
  place.present--
  place.busy--
  place.assistantsBusy -= place.isAssisted[kind]!
  const next = place.waiting > 0 && place.busy < place.servers ? callNext(world, place) : NOBODY
  if (next === NOBODY) {
    dropFirst(place.serving)
    setNext(world, place)
  } else begin(world, place, next, true)
  goOn(world, place, unit)
}

/** What is due in the calendar: the end of a delay, or the time to leave of who still waits where it was set. */
export function comeDue(world: World, unit: number, mark: number): void {
  const { units } = world
  const place = world.places[units.ints[unit + NODE]!]!
  if (mark === END_OF_DELAY) {
    world.events++
    place.present--
    goOn(world, place, unit)
    return
  }
  if (units.ints[unit + STAMP] !== mark) return
  units.ints[unit + STAMP]!++
  world.events++
  if (place.tally) noteGone(world, place, units.ints[unit + KIND]!, LEFT_UNSERVED)
  leaveLane(place.lanes, units, unit)
  place.waiting--
  place.present--
  enter(world, unit, place.leavesTo[units.ints[unit + KIND]!]!)
}

function comeTo(world: World, place: Place, unit: number): void {
  const { units } = world
  units.ints[unit + VISIT]!++
  units.reals[(unit >> 1) + JOINED] = world.now
  const kind = units.ints[unit + KIND]!
  const hasAssistant = place.isAssisted[kind] === 0 || place.assistantsBusy < place.assistants
  if (place.pace > 0 && hasAssistant) {
    if (place.busy < place.servers) {
      begin(world, place, unit, false)
      return
    }
    if (place.isPreemptive && place.serving.size > 0 && place.servers > 0) {
      const other = place.serving.items[0]!
      if (place.rank[kind]! < place.rank[units.ints[other + KIND]!]!) {
        interrupt(world, place, other)
        begin(world, place, unit, true)
        return
      }
    }
  }
  wait(world, place, unit)
}

function last(world: World, place: Place, unit: number): void {
  const { calendar } = world
  const spread = place.spreads[0]!
  if (spread.form === FIXED) calendar.due = world.now + spread.mean
  else {
    drawTime(world, place, unit, spread, LASTING)
    calendar.due = world.now + world.work
  }
  plan(calendar, unit, END_OF_DELAY)
}

function goOn(world: World, place: Place, unit: number): void {
  const { units, chance } = world
  const kind = units.ints[unit + KIND]!
  let route = place.routesFrom[kind]!
  const end = place.routesFrom[kind + 1]!
  if (end - route > 1) {
    draw(chance.key0, chance.key1, units.ints[unit + ENTITY]!, ROUTE | keyOf(place, units.ints[unit + VISIT]!))
    const u = drawn()
    while (route < end - 1 && u >= place.routeUpTo[route]!) route++
  } else if (end === route)
    throw new Error(`nodes[${place.index}].routes[${kind}]: a unit of this kind came, and there is no route for it`)
  // From one delay to the next no station counts the visits that tell numbers apart.
  if (place.form === 'delay' && world.places[place.routeTo[route]!]!.form === 'delay') units.ints[unit + VISIT]!++
  units.ints[unit + KIND] = place.routeKind[route]!
  enter(world, unit, place.routeTo[route]!)
}

function measure(world: World, unit: number, kind: number): void {
  const { waits, units, flow } = world
  if (units.ints[unit + WATCHED] === 1)
    for (let watch = 0; watch < world.watched.length; watch++)
      if (world.watched[watch] === unit && Number.isNaN(world.run.watched[watch])) world.run.watched[watch] = world.now
  const group = flow.measure.groupOf[kind] ?? -1
  if (group < 0) return
  if (waits.size === waits.days.length) {
    waits.days = longer(waits.days, new Float64Array(waits.size * 2))
    waits.cells = longer(waits.cells, new Int32Array(waits.size * 2))
  }
  waits.days[waits.size] = world.now - units.reals[(unit >> 1) + BIRTH]!
  waits.cells[waits.size++] = group * world.periods + world.period
}

const ROUTE = 3 << 26
const LASTING = 8 << 26
