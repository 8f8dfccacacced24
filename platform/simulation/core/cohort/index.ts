import { poisson } from '../distributions'
import { endDelayDay, liveDelay } from './delays'
import { closePeriod } from './figures'
import { arrivalOf, arrivals, orderedAt, stationsInOrder } from './laying-out'
import { presentAt } from './lines'
import { beginStation, liveStation } from './stations'
import { enter, nodeAt, onDay, world } from './world'

export { binomial, normal, poisson, setKey, uniform } from '../distributions'
export { exp, log, logFactorial, normalQuantile } from '../functions'
export { waitFigures } from './figures'
export * from './laying-out'

/** Servers begin with those who are there at the start. */
export function begin(): void {
  for (let node = 0; node < world.nodes; node++)
    if (changetype<usize>(nodeAt(node).station) !== 0) beginStation(nodeAt(node).station)
}

export function live(day: i32): void {
  world.day = day
  const period = i32(Math.floor(f64(day) / world.periodDays))
  if (period !== world.period) {
    closePeriod(world.period)
    world.period = period
  }
  for (let node = 0; node < world.nodes; node++)
    if (changetype<usize>(nodeAt(node).delay) !== 0) liveDelay(nodeAt(node).delay)
  for (let i = 0; i < arrivals(); i++) {
    const arrival = arrivalOf(i)
    const come = poisson(day, ARRIVALS, i, onDay(arrival.perDay, day))
    if (come > 0) enter(arrival.node, arrival.kind, day - world.oldest, come)
  }
  for (let i = 0; i < stationsInOrder(); i++) liveStation(nodeAt(orderedAt(i)).station)
  for (let node = 0; node < world.nodes; node++)
    if (changetype<usize>(nodeAt(node).delay) !== 0) endDelayDay(nodeAt(node).delay)
}

/** The last day is over. */
export function end(): void {
  closePeriod(world.period)
}

export function present(node: i32): f64 {
  const at = nodeAt(node)
  if (changetype<usize>(at.station) !== 0) return presentAt(at.station)
  return changetype<usize>(at.delay) !== 0 ? at.delay.present : 0
}

/** A purpose of `random.ts`. */
const ARRIVALS: i32 = 0
