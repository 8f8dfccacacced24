import { take } from '../memory'
import { ENTRIES, Entries, entryOf, move, prepare, put } from './heap'

/** Entries of one day, put in order at once: that costs little for each. */
@unmanaged
export class Ordering {
  unordered: Entries
  ordered: Entries
  /** How many of `unordered` lie before each part of the day, while they are put in order. */
  upTo: usize
}

export const ORDERING: i32 = 12

export function prepareOrdering(ordering: Ordering): void {
  ordering.unordered = changetype<Entries>(take(ENTRIES))
  ordering.ordered = changetype<Entries>(take(ENTRIES))
  prepare(ordering.unordered, 256)
  prepare(ordering.ordered, 256)
  ordering.upTo = take(257 << 2)
}

/** Moves all from `unordered` to `ordered`: by as many parts of the day as there are entries, and then by inserting. */
export function putInOrder(ordering: Ordering, day: f64): void {
  const unordered = ordering.unordered
  const ordered = ordering.ordered
  const size = unordered.size
  ordered.size = size
  if (size === 0) return
  if (ordered.capacity < size) {
    prepare(ordered, unordered.capacity)
    ordered.size = size
    ordering.upTo = take((unordered.capacity + 1) << 2)
  }
  const upTo = ordering.upTo
  memory.fill(upTo, 0, (size + 1) << 2)
  for (let i = 0; i < size; i++) {
    const count = upTo + ((partOf(entryOf(unordered, i).key - day, size) + 1) << 2)
    store<i32>(count, load<i32>(count) + 1)
  }
  for (let part = 1; part < size; part++) {
    const count = upTo + (part << 2)
    store<i32>(count, load<i32>(count) + load<i32>(count - 4))
  }
  for (let i = 0; i < size; i++) {
    const from = entryOf(unordered, i)
    const count = upTo + (partOf(from.key - day, size) << 2)
    const to = load<i32>(count)
    store<i32>(count, to + 1)
    put(ordered, to, from.key, from.item, from.mark)
  }
  unordered.size = 0
  for (let i = 1; i < size; i++) if (entryOf(ordered, i - 1).key > entryOf(ordered, i).key) insert(ordered, i)
}

function partOf(timeOfDay: f64, parts: i32): i32 {
  return timeOfDay <= 0 ? 0 : min(parts - 1, i32(timeOfDay * f64(parts)))
}

function insert(list: Entries, i: i32): void {
  const entry = entryOf(list, i)
  const key = entry.key
  const item = entry.item
  const mark = entry.mark
  let to = i
  while (to > 0 && entryOf(list, to - 1).key > key) {
    move(list, to, entryOf(list, to - 1))
    to--
  }
  put(list, to, key, item, mark)
}
