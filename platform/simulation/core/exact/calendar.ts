import { take, takeZeros } from '../memory'
import { add, dropFirst, ENTRIES, Entries, entryOf, prepare, push } from './heap'
import { ORDERING, Ordering, prepareOrdering, putInOrder } from './ordering'
import { unitAt } from './units'

/*
 * What is due on which day, and today in order of time. What is known when a day begins is put in order at once, which costs little for
 * each; only what is planned in the course of the day, for the same day, needs a heap.
 */

/** The mark of those who wait for nobody; of others it is their `stamp`, and the entry holds only while that is so. */
export const END_OF_DELAY: i32 = -1

/** Entries filed for one day, and more of them behind it. What is read together lies together. */
@unmanaged
class Block {
  next: Block
  count: i32
}

const ROOM: i32 = 15
const BLOCK: usize = 8 + 16 * 15

let today: i32 = 0
let nextDay: f64 = 0
let days: f64 = 0
/** First block of each day of a ring of days; days further round share a line and are told apart by their time. */
let lines: usize = 0
let ring: i32 = 0
let firstFree: Block = changetype<Block>(0)
/** What was known when today began; from `from` on it is still to come. */
let known: Ordering = changetype<Ordering>(0)
let ordered: Entries = changetype<Entries>(0)
let from: i32 = 0
let added: Entries = changetype<Entries>(0)

export function prepareCalendar(ofDays: f64): void {
  ring = 16
  while (ring < ofDays && ring < LONGEST_RING) ring *= 2
  today = 0
  nextDay = 1
  days = ofDays
  lines = takeZeros((<u64>ring) << 2)
  firstFree = changetype<Block>(0)
  known = changetype<Ordering>(take(ORDERING))
  prepareOrdering(known)
  ordered = known.ordered
  from = 0
  added = changetype<Entries>(take(ENTRIES))
  prepare(added, 256)
}

/** Enters an item at a time; what is due after the end is left out. */
export function plan(at: f64, item: i32, mark: i32): void {
  if (at >= days) return
  if (at < nextDay) push(added, at, item, mark)
  else file(at, lines + ((i32(at) & (ring - 1)) << 2), item, mark)
}

function file(at: f64, line: usize, item: i32, mark: i32): void {
  let block = load<Block>(line)
  if (changetype<usize>(block) === 0 || block.count === ROOM) block = newBlock(line)
  const entry = changetype<usize>(block) + 8 + (block.count++ << 4)
  store<f64>(entry, at)
  store<i32>(entry, item, 8)
  store<i32>(entry, mark, 12)
}

function newBlock(line: usize): Block {
  let block = firstFree
  if (changetype<usize>(block) === 0) block = changetype<Block>(take(BLOCK))
  else firstFree = block.next
  block.next = load<Block>(line)
  block.count = 0
  store<Block>(line, block)
  return block
}

/** Turns to a day: gathers what was planned for it and still holds. Followed by any `planKnown`, and then `orderDay`. */
export function turnTo(day: i32): void {
  today = day
  nextDay = f64(day) + 1
  const line = lines + ((day & (ring - 1)) << 2)
  let block = load<Block>(line)
  store<usize>(line, 0)
  while (changetype<usize>(block) !== 0) {
    const next = block.next
    const end = changetype<usize>(block) + 8 + (block.count << 4)
    for (let entry = changetype<usize>(block) + 8; entry < end; entry += 16) {
      const item = load<i32>(entry, 8)
      const mark = load<i32>(entry, 12)
      if (mark !== END_OF_DELAY && unitAt(item).stamp !== mark) continue
      const at = load<f64>(entry)
      if (at < nextDay) planKnown(at, item, mark)
      else file(at, line, item, mark)
    }
    block.next = firstFree
    firstFree = block
    block = next
  }
}

/** Enters what is known at the begin of the day, for the same day. */
export function planKnown(at: f64, item: i32, mark: i32): void {
  add(known.unordered, at, item, mark)
}

/** Puts what is known of the day in order. */
export function orderDay(): void {
  from = 0
  putInOrder(known, f64(today))
}

/** When the next of today is due; never, where there is none. */
export function nextDue(): f64 {
  const planned = from < ordered.size ? entryOf(ordered, from).key : Infinity
  return added.size > 0 ? min(planned, entryOf(added, 0).key) : planned
}

export let takenItem: i32 = 0
export let takenMark: i32 = 0

/** Takes the next of today away, and leaves it in `takenItem` and `takenMark`. */
export function takeNext(): void {
  if (added.size > 0 && (from >= ordered.size || entryOf(added, 0).key < entryOf(ordered, from).key)) {
    const entry = entryOf(added, 0)
    takenItem = entry.item
    takenMark = entry.mark
    dropFirst(added)
    return
  }
  const entry = entryOf(ordered, from++)
  takenItem = entry.item
  takenMark = entry.mark
}

const LONGEST_RING: i32 = 1 << 14
