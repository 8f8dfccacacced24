import { arrivalsOfDay } from '../distributions.ts'
import { type Flow, onDay, paceUnder, type Station } from '../flow.ts'
import { draw, drawn, purposes } from '../random.ts'
import { orderDay, planKnown, turnTo } from './calendar.ts'
import { putOff, settleDeferred } from './deferring.ts'
import { settleLeaving } from './leaving.ts'
import { type Place, wholeOn } from './place.ts'
import { serveWaiting, setNext } from './serving.ts'
import { entityOf, SOURCE, turnPeriod, type World } from './world.ts'

const { TICK } = SOURCE

/** Whether anything in this flow happens by days. A queue of constant rates needs none. */
export const hasDays = ({ nodes, arrivals }: Flow): boolean =>
  arrivals.some(({ perDay }) => typeof perDay !== 'number') ||
  nodes.some((node) => node.form === 'delay' || (node.form === 'station' && (changesByDay(node) || node.leaving)))

/** The begin of a day: servers and pace of the day, what is due on it, and who will come. */
export function beginDay(world: World, day: number): void {
  settleDay(world, day)
  turnPeriod(world)
  turnTo(world.calendar, day, world.units)
  for (const place of world.places) {
    if (!place.station || !changesByDay(place.station)) continue
    setDay(world, place, day)
    setNext(world, place)
    serveWaiting(world, place)
  }
  for (let i = 0; i < world.daily.length; i++) {
    const stream = world.daily[i]!
    const arrivals = arrivalsOfDay(world.key, stream.index, day, onDay(stream.perDay, day))
    const place = world.places[stream.node]!
    if (place.deferral && putOff(world, place, stream, arrivals)) continue
    for (let j = 0; j < arrivals; j++) {
      const count = stream.count++
      draw(world.chance.key0, world.chance.key1, entityOf(world, stream.index, count), PLACE_IN_THE_DAY)
      world.calendar.due = day + drawn()
      planKnown(world.calendar, ~i, count)
    }
  }
  orderDay(world.calendar)
  world.next[TICK] = day + 1
}

/** Before anything of a day: what was only counted by days is settled. */
export function settleDay(world: World, day: number): void {
  for (const place of world.stations) {
    if (place.leaving) settleLeaving(world, place, day)
    if (place.deferral) settleDeferred(world, place)
  }
}

/** Servers, assistants and pace of a station on a day; before the first day, those of day 0. */
export function setDay(world: World, place: Place, day: number): void {
  const { servers, pace, assistants, load } = place.station!
  place.servers = wholeOn(servers, day)
  place.assistants = assistants ? wholeOn(assistants.present, day) : 0
  let paceNow = onDay(pace, day)
  if (load) paceNow *= paceUnder(load, place.waiting - (place.leaving?.inLine ?? 0))
  if (paceNow === place.pace) return
  const now = world.now
  place.workDone = place.workDone + (now - place.since) * place.pace
  place.since = now
  place.pace = paceNow
}

const changesByDay = ({ servers, pace, assistants, load }: Station): boolean =>
  typeof servers !== 'number' ||
  typeof pace !== 'number' ||
  load !== undefined ||
  (assistants !== undefined && typeof assistants.present !== 'number')

const PLACE_IN_THE_DAY = purposes.placeInTheDay << 26
