import { takeAgain } from './again.ts'
import { createHeap, dropFirst, type Heap, makeRoom, rise } from './heap.ts'
import { addUnordered, createOrdering, type Ordering, putInOrder } from './ordering.ts'
import { longer, UNIT, type Units } from './units.ts'

const { NOBODY, STAMP } = UNIT

/**
 * What is due on which day, and today in order of time. What is known when a day begins is put in order at once, which costs little
 * for each; only what is planned in the course of the day, for the same day, needs a heap.
 */
export type Calendar = {
  day: number
  days: number
  /** First block of each day of a ring of days; days further round share a line and are told apart by their time. */
  lines: Int32Array
  /**
   * Blocks of entries. A block begins with the next block of its line and how many entries it holds; an entry is its time, its item and
   * its mark. What is read together lies together: with many entries, fetching is what takes time.
   */
  ints: Int32Array<ArrayBuffer>
  reals: Float64Array<ArrayBuffer>
  firstFree: number
  used: number
  /** What was known when today began; from `from` on it is still to come. */
  known: Ordering
  from: number
  added: Heap
  /** When the entry handed to `plan` is due. */
  due: number
}

/** The mark of those who wait for nobody; of others it is their `STAMP`, and the entry holds only while that is so. */
export const END_OF_DELAY = -1
const NEXT = 0
const COUNT = 1
const FIRST_ENTRY = 2
const ITEM = 2
const MARK = 3
const INTS_OF_ENTRY = 4
const ENTRIES = 15
const INTS = FIRST_ENTRY + ENTRIES * INTS_OF_ENTRY

export function createCalendar(days: number): Calendar {
  let ring = 16
  while (ring < days && ring < LONGEST_RING) ring *= 2
  const ints = takeAgain('calendar', 64 * INTS, Number.MAX_SAFE_INTEGER)
  return {
    day: 0,
    days,
    lines: new Int32Array(ring).fill(NOBODY),
    ints,
    reals: new Float64Array(ints.buffer),
    firstFree: NOBODY,
    used: 0,
    known: createOrdering(),
    from: 0,
    added: createHeap(256),
    due: 0,
  }
}

/** Enters an item at the time in `due`; what is due after the end is left out. */
export function plan(calendar: Calendar, item: number, mark: number): void {
  const at = calendar.due
  if (at >= calendar.days) return
  if (at < calendar.day + 1) {
    const { added } = calendar
    makeRoom(added)
    added.keys[added.size] = at
    added.items[added.size] = item
    added.marks[added.size] = mark
    rise(added)
    return
  }
  file(calendar, Math.floor(at) & (calendar.lines.length - 1), item, mark)
}

function file(calendar: Calendar, line: number, item: number, mark: number): void {
  let block = calendar.lines[line]!
  if (block === NOBODY || calendar.ints[block + COUNT] === ENTRIES) block = newBlock(calendar, line)
  const { ints, reals } = calendar
  const entry = block + FIRST_ENTRY + ints[block + COUNT]!++ * INTS_OF_ENTRY
  reals[entry >> 1] = calendar.due
  ints[entry + ITEM] = item
  ints[entry + MARK] = mark
}

function newBlock(calendar: Calendar, line: number): number {
  let block = calendar.firstFree
  if (block === NOBODY) {
    if (calendar.used + INTS > calendar.ints.length) grow(calendar)
    block = calendar.used
    calendar.used += INTS
  } else calendar.firstFree = calendar.ints[block + NEXT]!
  calendar.ints[block + NEXT] = calendar.lines[line]!
  calendar.ints[block + COUNT] = 0
  calendar.lines[line] = block
  return block
}

/**
 * Turns to a day: gathers what was planned for it and still holds. Followed by any `planKnown`, and then `orderDay`. All units due are
 * looked at one after the other, so that fetching one does not wait for another.
 */
export function turnTo(calendar: Calendar, day: number, units: Units): void {
  const { lines } = calendar
  calendar.day = day
  const line = day & (lines.length - 1)
  let block = lines[line]!
  lines[line] = NOBODY
  while (block !== NOBODY) {
    const next = calendar.ints[block + NEXT]!
    const end = block + FIRST_ENTRY + calendar.ints[block + COUNT]! * INTS_OF_ENTRY
    for (let entry = block + FIRST_ENTRY; entry < end; entry += INTS_OF_ENTRY) {
      // The arrays may have grown by what was filed for a later round.
      const { ints, reals } = calendar
      const item = ints[entry + ITEM]!
      const mark = ints[entry + MARK]!
      if (units.ints[item + STAMP] !== mark && mark !== END_OF_DELAY) continue
      calendar.due = reals[entry >> 1]!
      if (calendar.due < day + 1) planKnown(calendar, item, mark)
      else file(calendar, line, item, mark)
    }
    calendar.ints[block + NEXT] = calendar.firstFree
    calendar.firstFree = block
    block = next
  }
}

/** Enters what is known at the begin of the day, for the same day, at the time in `due`. */
export function planKnown(calendar: Calendar, item: number, mark: number): void {
  const { known } = calendar
  addUnordered(known, item, mark)
  known.unordered.keys[known.unordered.size - 1] = calendar.due
}

/** Puts what is known of the day in order. */
export function orderDay(calendar: Calendar): void {
  calendar.from = 0
  putInOrder(calendar.known, calendar.day)
}

/** When the next of today is due; never, where there is none. */
export function nextDue({ known: { ordered: known }, from, added }: Calendar): number {
  const planned = from < known.size ? known.keys[from]! : Number.POSITIVE_INFINITY
  return added.size > 0 && added.keys[0]! < planned ? added.keys[0]! : planned
}

/** Takes the next of today away, and leaves its item and mark in `taken`. */
export function takeNext(calendar: Calendar, taken: Int32Array): void {
  const {
    known: { ordered: known },
    from,
    added,
  } = calendar
  if (added.size > 0 && (from >= known.size || added.keys[0]! < known.keys[from]!)) {
    taken[0] = added.items[0]!
    taken[1] = added.marks[0]!
    dropFirst(added)
    return
  }
  taken[0] = known.items[from]!
  taken[1] = known.marks[from]!
  calendar.from++
}

function grow(calendar: Calendar): void {
  calendar.ints = longer(calendar.ints, new Int32Array(calendar.ints.length * 2))
  calendar.reals = new Float64Array(calendar.ints.buffer)
}

const LONGEST_RING = 1 << 14
