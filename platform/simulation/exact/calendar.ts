import { createHeap, dropFirst, type Heap, makeRoom, rise } from './heap.ts'
import { longer, NOBODY } from './units.ts'

/** What is due on which day, and today in order of time. */
export type Calendar = {
  today: Heap
  day: number
  days: number
  /** First entry of each day of a ring of days; days further round share a line and are told apart by their time. */
  lines: Int32Array
  next: Int32Array
  at: Float64Array
  items: Int32Array
  marks: Int32Array
  firstFree: number
  used: number
  /** When the entry handed to `plan` is due. */
  due: Float64Array
}

export function createCalendar(days: number): Calendar {
  const capacity = 1_024
  let ring = 16
  while (ring < days && ring < LONGEST_RING) ring *= 2
  return {
    today: createHeap(256),
    day: 0,
    days,
    lines: new Int32Array(ring).fill(NOBODY),
    next: new Int32Array(capacity),
    at: new Float64Array(capacity),
    items: new Int32Array(capacity),
    marks: new Int32Array(capacity),
    firstFree: NOBODY,
    used: 0,
    due: new Float64Array(1),
  }
}

/** Enters an item at the time in `due[0]`; what is due after the end is left out. */
export function plan(calendar: Calendar, item: number, mark: number): void {
  const at = calendar.due[0]!
  if (at >= calendar.days) return
  if (at < calendar.day + 1) {
    planToday(calendar, item, mark)
    return
  }
  let entry = calendar.firstFree
  if (entry === NOBODY) {
    if (calendar.used === calendar.next.length) grow(calendar)
    entry = calendar.used++
  } else calendar.firstFree = calendar.next[entry]!
  const line = Math.floor(at) & (calendar.lines.length - 1)
  calendar.at[entry] = at
  calendar.items[entry] = item
  calendar.marks[entry] = mark
  calendar.next[entry] = calendar.lines[line]!
  calendar.lines[line] = entry
}

function planToday({ today, due }: Calendar, item: number, mark: number): void {
  makeRoom(today)
  today.keys[today.size] = due[0]!
  today.items[today.size] = item
  today.marks[today.size] = mark
  rise(today)
}

/** Turns to a day: what is due on it goes in order. */
export function turnTo(calendar: Calendar, day: number): void {
  calendar.day = day
  const line = day & (calendar.lines.length - 1)
  let entry = calendar.lines[line]!
  calendar.lines[line] = NOBODY
  while (entry !== NOBODY) {
    const next = calendar.next[entry]!
    if (calendar.at[entry]! < day + 1) {
      calendar.due[0] = calendar.at[entry]!
      planToday(calendar, calendar.items[entry]!, calendar.marks[entry]!)
      calendar.next[entry] = calendar.firstFree
      calendar.firstFree = entry
    } else {
      calendar.next[entry] = calendar.lines[line]!
      calendar.lines[line] = entry
    }
    entry = next
  }
}

export const dropFirstOfToday = ({ today }: Calendar): void => dropFirst(today)

function grow(calendar: Calendar): void {
  const capacity = calendar.next.length * 2
  calendar.next = longer(calendar.next, new Int32Array(capacity))
  calendar.at = longer(calendar.at, new Float64Array(capacity))
  calendar.items = longer(calendar.items, new Int32Array(capacity))
  calendar.marks = longer(calendar.marks, new Int32Array(capacity))
}

const LONGEST_RING = 1 << 14
