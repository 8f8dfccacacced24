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

/**
 * Puts the waits of a cell in order: by as many parts of their range as there are four of them, and then by inserting. Returns 0, and changes
 * nothing, where too many lie in one part for that to be quick.
 */
export function sortCell(cell: i32): i32 {
  const size = at(upTo, cell + 1) - at(upTo, cell)
  const values = sorted + ((<usize>at(upTo, cell)) << 3)
  if (size < 2) return 1
  let least = realAt(values, 0)
  let most = least
  for (let i = 1; i < size; i++) {
    least = min(least, realAt(values, i))
    most = max(most, realAt(values, i))
  }
  if (least === most) return 1
  const parts = partsFor(size)
  const perPart = f64(parts) / (most - least)
  const filled = parted
  memory.fill(filled, 0, (<usize>parts + 1) << 2)
  for (let i = 0; i < size; i++) {
    const part = partOf(realAt(values, i) - least, perPart, parts)
    if (at(filled, part + 1) === MOST_IN_A_PART) return 0
    add(filled, part + 1, 1)
  }
  for (let part = 1; part < parts; part++) add(filled, part, at(filled, part - 1))
  for (let i = 0; i < size; i++) {
    const value = realAt(values, i)
    const part = partOf(value - least, perPart, parts)
    putReal(ordered, at(filled, part), value)
    add(filled, part, 1)
  }
  for (let i = 1; i < size; i++) {
    const value = realAt(ordered, i)
    let to = i
    while (to > 0 && realAt(ordered, to - 1) > value) {
      putReal(ordered, to, realAt(ordered, to - 1))
      to--
    }
    putReal(ordered, to, value)
  }
  memory.copy(values, ordered, (<usize>size) << 3)
  return 1
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

const MOST_IN_A_PART: i32 = 64
