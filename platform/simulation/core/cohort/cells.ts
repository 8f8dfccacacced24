import { takeZeros } from '../memory'

/**
 * Who waits at one station, of one kind: so many of each day of birth. Withdrawals thin all cells alike, so they change one factor and
 * no cell. A bitmap of two levels finds the next occupied day in either direction in a few steps, however long the empty stretch.
 */
@unmanaged
export class Cells {
  /** In the queue, a real number. */
  total: f64
  /** The factor by which all cells have been thinned. */
  survival: f64
  scaled: usize
  days: i32
  words: usize
  summary: usize
  summaries: i32
}

export function prepareCells(cells: Cells, days: i32): void {
  cells.total = 0
  cells.survival = 1
  cells.scaled = takeZeros((<u64>days) << 3)
  cells.days = days
  cells.words = takeZeros((<u64>((days >> 5) + 1)) << 2)
  cells.summaries = (days >> 10) + 1
  cells.summary = takeZeros((<u64>cells.summaries) << 2)
}

export function addTo(cells: Cells, birth: i32, count: f64): void {
  if (count <= 0) return
  const cell = cellAt(cells, birth)
  store<f64>(cell, load<f64>(cell) + count / cells.survival)
  cells.total += count
  const word = cells.words + ((birth >> 5) << 2)
  store<i32>(word, load<i32>(word) | (1 << (birth & 31)))
  const summary = cells.summary + ((birth >> 10) << 2)
  store<i32>(summary, load<i32>(summary) | (1 << ((birth >> 5) & 31)))
}

/** At most `most` of this day of birth; how many it was. */
export function takeFrom(cells: Cells, birth: i32, most: f64): f64 {
  const cell = cellAt(cells, birth)
  const here = load<f64>(cell) * cells.survival
  if (here > most + SMALLEST) {
    store<f64>(cell, load<f64>(cell) - most / cells.survival)
    cells.total -= most
    return most
  }
  store<f64>(cell, 0)
  cells.total = Math.max(0, cells.total - here)
  const word = cells.words + ((birth >> 5) << 2)
  store<i32>(word, load<i32>(word) & ~(1 << (birth & 31)))
  if (load<i32>(word) === 0) {
    const summary = cells.summary + ((birth >> 10) << 2)
    store<i32>(summary, load<i32>(summary) & ~(1 << ((birth >> 5) & 31)))
  }
  return here
}

export function ofBirth(cells: Cells, birth: i32): f64 {
  return load<f64>(cellAt(cells, birth)) * cells.survival
}

/** So many leave, of all days of birth alike. */
export function thin(cells: Cells, leaving: f64): void {
  if (cells.total <= 0) return
  cells.survival *= 1 - leaving / cells.total
  cells.total -= leaving
  if (cells.total < SMALLEST || cells.survival < 1e-100) scale(cells)
}

/** The first occupied day of birth, or -1. */
export function oldestOf(cells: Cells): i32 {
  for (let top = 0; top < cells.summaries; top++) {
    const summary = load<i32>(cells.summary + (top << 2))
    if (summary === 0) continue
    const word = (top << 5) + ctz(summary)
    return (word << 5) + ctz(load<i32>(cells.words + (word << 2)))
  }
  return -1
}

/** The last occupied day of birth, or -1. */
export function newestOf(cells: Cells): i32 {
  for (let top = cells.summaries - 1; top >= 0; top--) {
    const summary = load<i32>(cells.summary + (top << 2))
    if (summary === 0) continue
    const word = (top << 5) + 31 - clz(summary)
    return (word << 5) + 31 - clz(load<i32>(cells.words + (word << 2)))
  }
  return -1
}

function scale(cells: Cells): void {
  if (cells.total < SMALLEST) {
    memory.fill(cells.scaled, 0, (<usize>cells.days) << 3)
    memory.fill(cells.words, 0, (<usize>((cells.days >> 5) + 1)) << 2)
    memory.fill(cells.summary, 0, (<usize>cells.summaries) << 2)
    cells.survival = 1
    cells.total = 0
    return
  }
  for (let birth = 0; birth < cells.days; birth++) {
    const cell = cellAt(cells, birth)
    store<f64>(cell, load<f64>(cell) * cells.survival)
  }
  cells.survival = 1
}

function cellAt(cells: Cells, birth: i32): usize {
  return cells.scaled + ((<usize>birth) << 3)
}

/** Less of a unit than this is a rounding error. */
export const SMALLEST: f64 = 1e-7
