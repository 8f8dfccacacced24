import { take } from '../memory'
import { SMALLEST } from './cells'

/** Who is served at one station, of one kind, in the order they began: a queue of (day of birth, count) in a ring that grows. */
@unmanaged
export class Served {
  total: f64
  rows: usize
  size: i32
  first: i32
  length: i32
}

@unmanaged
class Row {
  count: f64
  birth: i32
}

export function prepareServed(served: Served): void {
  served.total = 0
  served.size = 16
  served.rows = take(16 << 4)
  served.first = 0
  served.length = 0
}

export function pushServed(served: Served, birth: i32, count: f64): void {
  served.total += count
  if (served.length > 0) {
    const last = rowAt(served, served.first + served.length - 1)
    if (last.birth === birth) {
      last.count += count
      return
    }
  }
  if (served.length === served.size) grow(served)
  const row = rowAt(served, served.first + served.length++)
  row.birth = birth
  row.count = count
}

export function birthServed(served: Served): i32 {
  return rowAt(served, served.first).birth
}

/** Of the first row, at most so many. */
export function takeServed(served: Served, most: f64): f64 {
  const row = rowAt(served, served.first)
  const here = row.count
  const taken = here > most + SMALLEST ? most : here
  row.count -= taken
  served.total -= taken
  if (taken < here) return taken
  served.first = (served.first + 1) & (served.size - 1)
  served.length--
  if (served.length === 0) served.total = 0
  return taken
}

function grow(served: Served): void {
  const rows = take((<u64>served.size) << 5)
  for (let i = 0; i < served.size; i++) {
    const from = rowAt(served, served.first + i)
    const to = changetype<Row>(rows + (i << 4))
    to.count = from.count
    to.birth = from.birth
  }
  served.rows = rows
  served.size *= 2
  served.first = 0
}

function rowAt(served: Served, i: i32): Row {
  return changetype<Row>(served.rows + ((i & (served.size - 1)) << 4))
}
