import { createHeap, makeRoom } from './heap.ts'

/** Items by a time of one day, put in order at once: that costs little for each. */
export type Ordering = {
  unordered: List
  ordered: List
  /** How many of `unordered` lie before each part of the day, while they are put in order. */
  upTo: Int32Array
}

type List = { size: number; keys: Float64Array; items: Int32Array; marks: Int32Array }

export const createOrdering = (): Ordering => ({
  unordered: createHeap(256),
  ordered: createHeap(256),
  upTo: new Int32Array(257),
})

/** Makes room for one more: its time is to be put at `keys[size - 1]` of `unordered`. It is not handed over, so it is not allocated. */
export function addUnordered({ unordered }: Ordering, item: number, mark: number): void {
  makeRoom(unordered)
  const at = unordered.size++
  unordered.items[at] = item
  unordered.marks[at] = mark
}

/** Moves all from `unordered` to `ordered`: by as many parts of the day as there are entries, and then by inserting. */
export function putInOrder(ordering: Ordering, day: number): void {
  const { unordered, ordered } = ordering
  const { size } = unordered
  ordered.size = size
  if (size === 0) return
  if (ordered.keys.length < size) {
    const capacity = unordered.keys.length
    ordered.keys = new Float64Array(capacity)
    ordered.items = new Int32Array(capacity)
    ordered.marks = new Int32Array(capacity)
    ordering.upTo = new Int32Array(capacity + 1)
  }
  const { upTo } = ordering
  upTo.fill(0, 0, size + 1)
  for (let i = 0; i < size; i++) upTo[partOf(unordered.keys[i]! - day, size) + 1]!++
  for (let part = 1; part < size; part++) upTo[part]! += upTo[part - 1]!
  for (let i = 0; i < size; i++) {
    const to = upTo[partOf(unordered.keys[i]! - day, size)]!++
    ordered.keys[to] = unordered.keys[i]!
    ordered.items[to] = unordered.items[i]!
    ordered.marks[to] = unordered.marks[i]!
  }
  unordered.size = 0
  for (let i = 1; i < size; i++) if (ordered.keys[i - 1]! > ordered.keys[i]!) insert(ordered, i)
}

const partOf = (timeOfDay: number, parts: number): number =>
  timeOfDay <= 0 ? 0 : Math.min(parts - 1, Math.floor(timeOfDay * parts))

function insert({ keys, items, marks }: List, i: number): void {
  const key = keys[i]!
  const item = items[i]!
  const mark = marks[i]!
  let to = i
  while (to > 0 && keys[to - 1]! > key) {
    keys[to] = keys[to - 1]!
    items[to] = items[to - 1]!
    marks[to] = marks[to - 1]!
    to--
  }
  keys[to] = key
  items[to] = item
  marks[to] = mark
}
