import { draw, exponential } from '../chance'
import { enter } from './moving'
import { createUnit } from './units'
import { entityOf, Stream, setNextOf, world } from './world'

/** A unit comes from outside. */
export function arrive(stream: Stream, number: i32): void {
  const unit = createUnit(stream.kind, entityOf(stream.index, number))
  unit.birth = world.now
  world.events += 1
  enter(unit, stream.node)
}

/** The next arrival of a constant rate: an exponential time later. */
export function planArrival(stream: Stream, source: i32): void {
  const words = draw(world.key0, world.key1, stream.count++, (stream.index & 0xff) << 18)
  setNextOf(source, world.now + exponential(words) / stream.perDay)
}
