import { longer } from './units.ts'

/** Items by a time or an amount of work, the least first: a binary heap in arrays. `mark` says more about an item. */
export type Heap = { size: number; keys: Float64Array; items: Int32Array; marks: Int32Array }

export const createHeap = (capacity: number): Heap => ({
  size: 0,
  keys: new Float64Array(capacity),
  items: new Int32Array(capacity),
  marks: new Int32Array(capacity),
})

/** Makes room for one more: its key is to be put at `keys[size]`, its item and mark likewise, and then `rise` called. No number is handed over, so none is allocated. */
export function makeRoom(heap: Heap): void {
  if (heap.size < heap.keys.length) return
  const capacity = heap.size * 2 + 16
  heap.keys = longer(heap.keys, new Float64Array(capacity))
  heap.items = longer(heap.items, new Int32Array(capacity))
  heap.marks = longer(heap.marks, new Int32Array(capacity))
}

/** Takes in what stands at `keys[size]`. */
export function rise(heap: Heap): void {
  const { keys, items, marks } = heap
  let place = heap.size++
  const key = keys[place]!
  const item = items[place]!
  const mark = marks[place]!
  while (place > 0) {
    const above = (place - 1) >> 1
    if (keys[above]! <= key) break
    keys[place] = keys[above]!
    items[place] = items[above]!
    marks[place] = marks[above]!
    place = above
  }
  keys[place] = key
  items[place] = item
  marks[place] = mark
}

/** Takes the first away. */
export function dropFirst(heap: Heap): void {
  const last = --heap.size
  heap.keys[0] = heap.keys[last]!
  heap.items[0] = heap.items[last]!
  heap.marks[0] = heap.marks[last]!
  if (last > 1) sink(heap)
}

/** Puts the first where it belongs, after it was replaced. */
export function sink(heap: Heap): void {
  const { keys, items, marks, size } = heap
  const key = keys[0]!
  const item = items[0]!
  const mark = marks[0]!
  let place = 0
  for (;;) {
    let below = 2 * place + 1
    if (below >= size) break
    if (below + 1 < size && keys[below + 1]! < keys[below]!) below++
    if (keys[below]! >= key) break
    keys[place] = keys[below]!
    items[place] = items[below]!
    marks[place] = marks[below]!
    place = below
  }
  keys[place] = key
  items[place] = item
  marks[place] = mark
}
