import { take } from '../memory'

/** What happens at a time, or after an amount of work: to what, and a mark that says more of it. */
@unmanaged
export class Entry {
  key: f64
  item: i32
  mark: i32
}

export const ENTRY: i32 = 16

/** A list of entries. Where it is a heap, the least stands first: a binary one. */
@unmanaged
export class Entries {
  size: i32
  capacity: i32
  first: usize
}

export const ENTRIES: i32 = 12

export function prepare(list: Entries, capacity: i32): void {
  list.size = 0
  list.capacity = capacity
  list.first = take(capacity * ENTRY)
}

export function entryOf(list: Entries, i: i32): Entry {
  return changetype<Entry>(list.first + (i << 4))
}

/** Puts one more at the end. */
export function add(list: Entries, key: f64, item: i32, mark: i32): void {
  if (list.size === list.capacity) grow(list)
  const entry = entryOf(list, list.size++)
  entry.key = key
  entry.item = item
  entry.mark = mark
}

function grow(list: Entries): void {
  const first = list.first
  list.capacity = list.size * 2 + 16
  list.first = take(list.capacity * ENTRY)
  memory.copy(list.first, first, list.size * ENTRY)
}

/** Puts one more into a heap. */
export function push(heap: Entries, key: f64, item: i32, mark: i32): void {
  if (heap.size === heap.capacity) grow(heap)
  let place = heap.size++
  while (place > 0) {
    const above = (place - 1) >> 1
    const other = entryOf(heap, above)
    if (other.key <= key) break
    move(heap, place, other)
    place = above
  }
  put(heap, place, key, item, mark)
}

/** Takes the first of a heap away. */
export function dropFirst(heap: Entries): void {
  const last = --heap.size
  const entry = entryOf(heap, last)
  replaceFirst(heap, entry.key, entry.item, entry.mark)
}

/** Puts another in the place of the first of a heap: one step down does for taking away and adding. */
export function replaceFirst(heap: Entries, key: f64, item: i32, mark: i32): void {
  const size = heap.size
  let place = 0
  for (;;) {
    let below = 2 * place + 1
    if (below >= size) break
    // No branch on which of the two is less, for nobody could foresee it.
    if (below + 1 < size) below += i32(entryOf(heap, below + 1).key < entryOf(heap, below).key)
    const other = entryOf(heap, below)
    if (other.key >= key) break
    move(heap, place, other)
    place = below
  }
  put(heap, place, key, item, mark)
}

export function move(heap: Entries, to: i32, from: Entry): void {
  put(heap, to, from.key, from.item, from.mark)
}

export function put(heap: Entries, place: i32, key: f64, item: i32, mark: i32): void {
  const entry = entryOf(heap, place)
  entry.key = key
  entry.item = item
  entry.mark = mark
}
