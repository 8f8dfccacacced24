import { take, takeZeros } from '../memory'
import { kindOf, Place } from './place'
import { Unit } from './units'
import { world } from './world'

/*
 * What is counted of a node, kept as it happens: a row for each number of units present, a row for each kind. An event adds to one row of
 * each. Each is called before the number of present units changes, unless said otherwise.
 */

@unmanaged
class Tally {
  kinds: i32
  /** Numbers in a row of `byPresent`, and how many rows there are. */
  width: i32
  size: i32
  byPresent: usize
  byKind: usize
  waits: usize
  /** When present units changed last. */
  changed: f64
}

/** By number present: time, surplus, finished, left unserved, and arrivals by kind. */
@unmanaged
class Row {
  time: f64
  surplus: f64
  finished: f64
  leftUnserved: f64
}

const ARRIVED: i32 = 4

@unmanaged
class OfKind {
  begun: f64
  worked: f64
  workSquares: f64
  waited: f64
  waitedSquares: f64
  presentDays: f64
  turnedAway: f64
  present: f64
}

export function createTally(place: Place, kinds: i32, size: i32): void {
  const tally = changetype<Tally>(takeZeros(offsetof<Tally>()))
  tally.kinds = kinds
  tally.width = ARRIVED + kinds
  tally.size = size
  tally.byPresent = takeZeros(bytesOf(tally))
  tally.byKind = takeZeros((<u64>kinds) << 6)
  place.tally = changetype<usize>(tally)
}

/** Where the rows by number present begin. */
export function rowsByPresent(place: Place): usize {
  return tallyOf(place).byPresent
}

export function rowsInTally(place: Place): i32 {
  return tallyOf(place).size
}

export function rowsByKind(place: Place): usize {
  return tallyOf(place).byKind
}

/** Where the bins of single waits begin, or 0. */
export function binsOfWaits(place: Place): usize {
  return tallyOf(place).waits
}

/** From now on it counts: what was before is forgotten. */
export function beginCounting(place: Place, hasWaits: bool): void {
  const tally = tallyOf(place)
  memory.fill(tally.byPresent, 0, bytesOf(tally))
  tally.waits = hasWaits ? takeZeros((<u64>WAIT_BINS) << 3) : 0
  for (let kind = 0; kind < tally.kinds; kind++) {
    const row = ofKind(tally, kind)
    const present = row.present
    memory.fill(changetype<usize>(row), 0, offsetof<OfKind>())
    row.present = present
    row.presentDays = present * (world.lastDay - world.now)
  }
  tally.changed = world.now
}

export function endCounting(place: Place): void {
  if (place.turn >= 0) passTime(tallyOf(place), place)
}

/** A unit that is there at the start, and counted among those present. */
export function notePresent(place: Place, kind: i32): void {
  const tally = tallyOf(place)
  ofKind(tally, kind).present += 1
  if (place.turn >= 0 && place.present + 2 >= tally.size) grow(tally)
}

/** A unit is let in. */
export function noteArrived(place: Place, kind: i32): void {
  const tally = tallyOf(place)
  // Where nobody is served only how many come is counted.
  const present = place.turn < 0 ? 0 : place.present
  const arrived = changetype<usize>(rowOf(tally, present)) + ((ARRIVED + kind) << 3)
  store<f64>(arrived, load<f64>(arrived) + 1)
  if (place.turn < 0) return
  passTime(tally, place)
  const row = ofKind(tally, kind)
  row.present += 1
  // All the time to the end, and what is not spent here is taken back when it goes.
  row.presentDays += world.lastDay - world.now
  if (place.present + 2 >= tally.size) grow(tally)
}

export function noteTurnedAway(place: Place, kind: i32): void {
  ofKind(tallyOf(place), kind).turnedAway += 1
}

/** The unit is among those present. One whose service was interrupted is not counted again. */
export function noteBegun(place: Place, unit: Unit, kind: i32, work: f64): void {
  const tally = tallyOf(place)
  const waited = world.now - unit.joined
  rowOf(tally, place.present).surplus += work - kindOf(place, kind).mean
  const row = ofKind(tally, kind)
  row.begun += 1
  row.worked += work
  row.workSquares += work * work
  row.waited += waited
  row.waitedSquares += waited * waited
  if (tally.waits !== 0) {
    const bin = tally.waits + (waitBin(waited) << 3)
    store<f64>(bin, load<f64>(bin) + 1)
  }
}

/** A unit goes, served or not. */
export function noteGone(place: Place, kind: i32, isServed: bool): void {
  const tally = tallyOf(place)
  const byPresent = rowOf(tally, place.present)
  if (isServed) byPresent.finished += 1
  else byPresent.leftUnserved += 1
  passTime(tally, place)
  const row = ofKind(tally, kind)
  row.present -= 1
  row.presentDays -= world.lastDay - world.now
}

function passTime(tally: Tally, place: Place): void {
  rowOf(tally, place.present).time += world.now - tally.changed
  tally.changed = world.now
}

/** Room for twice as many units present. */
function grow(tally: Tally): void {
  const before = tally.byPresent
  const bytes = bytesOf(tally)
  tally.size *= 2
  tally.byPresent = take(bytes * 2)
  memory.copy(tally.byPresent, before, bytes)
  memory.fill(tally.byPresent + bytes, 0, bytes)
}

/** The bin of a wait, as in `station-counts.ts`. */
function waitBin(days: f64): i32 {
  if (!(days >= SHORTEST)) return 0
  const bin = i32(reinterpret<u64>(days) >>> 45) - FIRST_BIN + 1
  return bin < WAIT_BINS ? bin : WAIT_BINS - 1
}

function tallyOf(place: Place): Tally {
  return changetype<Tally>(place.tally)
}

function rowOf(tally: Tally, present: i32): Row {
  return changetype<Row>(tally.byPresent + ((<usize>(present * tally.width)) << 3))
}

function ofKind(tally: Tally, kind: i32): OfKind {
  return changetype<OfKind>(tally.byKind + (kind << 6))
}

function bytesOf(tally: Tally): usize {
  return (<usize>(tally.size * tally.width)) << 3
}

const WAIT_BINS: i32 = 64 * 128 + 1
const SHORTEST: f64 = 1.0 / 4294967296.0
const FIRST_BIN: i32 = (1023 - 32) * 128
