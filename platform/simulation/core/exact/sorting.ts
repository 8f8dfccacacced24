import { take, takeZeros } from '../memory'
import { Waits, waitAt, world } from './world'

/** Waits cell by cell, and in order within each where that is quick: how many of them stand before each cell, and they themselves. */
let upTo: usize = 0
let sorted: usize = 0
/** Room in which the largest cell is put in order. */
let parted: usize = 0
let ordered: usize = 0

export function waitsUpTo(): usize {
  return upTo
}

export function sortedWaits(): usize {
  return sorted
}

/** Puts all waits that ended into cells. */
export function fillCells(cells: i32): void {
  upTo = takeZeros((<u64>cells + 1) << 2)
  for (let waits = world.lastWaits; changetype<usize>(waits) !== 0; waits = waits.before)
    for (let i = 0; i < waits.size; i++) add(upTo, cellOf(waits, i) + 1, 1)
  let most = 0
  for (let cell = 0; cell < cells; cell++) {
    most = max(most, at(upTo, cell + 1))
    add(upTo, cell + 1, at(upTo, cell))
  }
  const filled = take((<u64>cells) << 2)
  memory.copy(filled, upTo, (<usize>cells) << 2)
  sorted = take((<u64>world.waits) << 3)
  for (let waits = world.lastWaits; changetype<usize>(waits) !== 0; waits = waits.before)
    for (let i = 0; i < waits.size; i++) {
      const cell = cellOf(waits, i)
      putReal(sorted, at(filled, cell), load<f64>(waitAt(waits, i)))
      add(filled, cell, 1)
    }
  parted = take((<u64>partsFor(most) + 1) << 2)
  ordered = take((<u64>most) << 3)
}

/** Puts the waits of a cell in order: by as many parts of their range as there are four of them, then within the larger parts, then by inserting. */
export function sortCell(cell: i32): void {
  const size = at(upTo, cell + 1) - at(upTo, cell)
  const values = sorted + ((<usize>at(upTo, cell)) << 3)
  if (size < 2) return
  let least = realAt(values, 0)
  let most = least
  for (let i = 1; i < size; i++) {
    const value = realAt(values, i)
    if (value < least) least = value
    if (value > most) most = value
  }
  if (least === most) return
  const parts = partsFor(size)
  const perPart = f64(parts) / (most - least)
  const filled = parted
  memory.fill(filled, 0, (<usize>parts + 1) << 2)
  for (let i = 0; i < size; i++) add(filled, partOf(realAt(values, i) - least, perPart, parts) + 1, 1)
  for (let part = 1; part < parts; part++) add(filled, part, at(filled, part - 1))
  for (let i = 0; i < size; i++) {
    const value = realAt(values, i)
    const part = partOf(value - least, perPart, parts)
    putReal(ordered, at(filled, part), value)
    add(filled, part, 1)
  }
  // Each part ends now where the next one begins.
  let from = 0
  for (let part = 0; part < parts; part++) {
    const end = at(filled, part)
    // Gaps are 5/11 of the one before (Gonnet and Baeza-Yates 1991).
    if (end - from > MANY)
      for (let gap = ((end - from) * 5) / 11; gap > 1; gap = (gap * 5 - 1) / 11) insert(from, end, gap)
    from = end
  }
  insert(0, size, 1)
  memory.copy(values, ordered, (<usize>size) << 3)
}

/** Puts those that lie `gap` apart in order (Shell 1959). */
function insert(from: i32, end: i32, gap: i32): void {
  for (let i = from + gap; i < end; i++) {
    const value = realAt(ordered, i)
    let to = i
    while (to - gap >= from && realAt(ordered, to - gap) > value) {
      putReal(ordered, to, realAt(ordered, to - gap))
      to -= gap
    }
    putReal(ordered, to, value)
  }
}

function partOf(above: f64, perPart: f64, parts: i32): i32 {
  return min(parts - 1, i32(above * perPart))
}

function partsFor(size: i32): i32 {
  return (size >> 2) + 1
}

function cellOf(waits: Waits, i: i32): i32 {
  return load<i32>(waitAt(waits, i), 8)
}

function at(list: usize, i: i32): i32 {
  return load<i32>(list + ((<usize>i) << 2))
}

function add(list: usize, i: i32, by: i32): void {
  store<i32>(list + ((<usize>i) << 2), at(list, i) + by)
}

function realAt(list: usize, i: i32): f64 {
  return load<f64>(list + ((<usize>i) << 3))
}

function putReal(list: usize, i: i32, value: f64): void {
  store<f64>(list + ((<usize>i) << 3), value)
}

/** So many in one part are put in order apart. */
const MANY: i32 = 24
