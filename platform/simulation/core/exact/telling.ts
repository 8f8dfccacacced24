import * as counting from './counting'
import { placeOf, setNextOf, world } from './world'

// What a run tells of itself. Places of memory hold until the next event.

export function now(): f64 {
  return world.now
}

export function events(): f64 {
  return world.events
}

/** When the source is due that `play` returned: 0 for a notice, 1 for a day. */
export function setDue(source: i32, at: f64): void {
  setNextOf(source, at)
}

export function presentAt(node: i32): i32 {
  return placeOf(node).present
}

export function entered(): usize {
  return world.entered
}

export function waits(): i32 {
  return world.waits
}

export function watchedOn(): usize {
  return world.watchedOn
}

export function beginCounting(node: i32, hasWaits: i32): void {
  counting.beginCounting(placeOf(node), hasWaits !== 0)
}

export function endCounting(node: i32): void {
  counting.endCounting(placeOf(node))
}

export function rowsByPresent(node: i32): usize {
  return counting.rowsByPresent(placeOf(node))
}

export function rowsInTally(node: i32): i32 {
  return counting.rowsInTally(placeOf(node))
}

export function rowsByKind(node: i32): usize {
  return counting.rowsByKind(placeOf(node))
}

export function binsOfWaits(node: i32): usize {
  return counting.binsOfWaits(placeOf(node))
}
