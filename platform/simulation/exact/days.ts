import { arrivalsOfDay } from '../distributions.ts'
import { type Flow, onDay, paceUnder, type Station } from '../flow.ts'
import { draw, drawn, purposes } from '../random.ts'
import { planKnown, putInOrder, turnTo } from './calendar.ts'
import { type Place, wholeOn } from './place.ts'
import { serveWaiting, setNext } from './serving.ts'
import { SOURCE, type World } from './world.ts'

const { TICK } = SOURCE

/** Whether anything in this flow happens by days. A queue of constant rates needs none. */
export const hasDays = ({ nodes, arrivals }: Flow): boolean =>
  arrivals.some(({ perDay }) => typeof perDay !== 'number') ||
  nodes.some((node) => node.form === 'delay' || (node.form === 'station' && (changesByDay(node) || node.leaving)))

/** The begin of a day: servers and pace of the day, what is due on it, and who will come. */
export function beginDay(world: World, day: number): void {
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
    for (let j = 0; j < arrivals; j++) {
      const count = stream.count++
      draw(world.chance.key0, world.chance.key1, entityOf(world, stream.index, count), PLACE_IN_THE_DAY)
      world.calendar.due = day + drawn()
      planKnown(world.calendar, ~i, count)
    }
  }
  putInOrder(world.calendar)
  world.next[TICK] = day + 1
}

/** Servers, assistants and pace of a station on a day; before the first day, those of day 0. */
export function setDay(world: World, place: Place, day: number): void {
  const { servers, pace, assistants, load } = place.station!
  place.servers = wholeOn(servers, day)
  place.assistants = assistants ? wholeOn(assistants.present, day) : 0
  let paceNow = onDay(pace, day)
  if (load) paceNow *= paceUnder(load, place.waiting)
  if (paceNow === place.pace) return
  const now = world.now
  place.workDone = place.workDone + (now - place.since) * place.pace
  place.since = now
  place.pace = paceNow
}

/** The number of a unit: those who waited have turn 0, then each arrival its own. It repeats after 2³² / `turns` units. */
export const entityOf = (world: World, index: number, count: number): number =>
  (Math.imul(count, world.turns) + index + 1) | 0

const changesByDay = ({ servers, pace, assistants, load }: Station): boolean =>
  typeof servers !== 'number' ||
  typeof pace !== 'number' ||
  load !== undefined ||
  (assistants !== undefined && typeof assistants.present !== 'number')

const PLACE_IN_THE_DAY = purposes.placeInTheDay << 26
