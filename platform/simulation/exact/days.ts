import { arrivalsOfDay } from '../distributions.ts'
import { type ByDay, type Flow, onDay, paceUnder, type Station, wholeOn } from '../flow.ts'
import { MOST } from './laying-out.ts'
import { SOURCE, type World } from './world.ts'

/** Whether anything in this flow happens by days. A queue of constant rates needs none. */
export const hasDays = ({ nodes, arrivals }: Flow): boolean =>
  arrivals.some(({ perDay }) => typeof perDay !== 'number') ||
  nodes.some((node) => node.form === 'delay' || (node.form === 'station' && (changesByDay(node) || node.leaving)))

/** The begin of a day: servers and pace of the day, what is due on it, and who will come. */
export function beginDay(world: World, day: number): void {
  const { exports, stations, daily, key } = world
  exports.beginDay(day)
  for (const { node, station } of stations) {
    if (!changesByDay(station)) continue
    setDay(world, node, station, day)
    exports.turnServers(node)
  }
  for (const [i, { index, perDay }] of daily.entries())
    exports.expect(i, arrivalsOfDay(key, index, day, onDay(perDay, day)))
  exports.orderDay()
  exports.setDue(SOURCE.TICK, day + 1)
}

/** Servers, assistants and pace of a station on a day; before the first day, those of day 0. */
export function setDay({ exports }: World, node: number, station: Station, day: number): void {
  const { servers, pace, assistants, load } = station
  const paceNow = load
    ? onDay(pace, day) * paceUnder(load, exports.waitingAt(node) - exports.leftInLine(node))
    : onDay(pace, day)
  const most = (value: ByDay) => Math.min(MOST, wholeOn(value, day))
  exports.setDay(node, most(servers), assistants ? most(assistants.present) : 0, paceNow)
}

const changesByDay = ({ servers, pace, assistants, load }: Station): boolean =>
  typeof servers !== 'number' ||
  typeof pace !== 'number' ||
  load !== undefined ||
  (assistants !== undefined && typeof assistants.present !== 'number')
