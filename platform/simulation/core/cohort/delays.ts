import { take, takeZeros } from '../memory'
import { SMALLEST } from './cells'
import { endOfRoutes, enter, firstRoute, Routes, routeAt, world } from './world'

/**
 * A time nobody competes for, as equally likely whole days with the same mean. Where births do not matter any more, what is due on a day is
 * one number; else it is a list of births, moved unit by unit: fractions of fractions would fill every day of birth.
 */
@unmanaged
export class Delay {
  present: f64
  node: i32
  /** Entered since the last day began, and usually; how much of it goes together: a row for each of a few pieces a day, not for each unit. */
  inflow: f64
  usual: f64
  piece: f64
  piecesADay: f64
  /** Whether whoever comes out can still be measured or queue. */
  keepsBirth: i32
  points: usize
  routes: Routes
  /** What entered today, by kind, where births do not matter: shared out once a day. */
  today: usize
  /** By kind: which time comes next. */
  turn: usize
  /** Due, by day and kind; or the first row of each day. */
  due: usize
  first: usize
}

@unmanaged
class Row {
  count: f64
  kind: i32
  birth: i32
  next: Row
}

let firstFree: Row = changetype<Row>(0)

export function forgetRows(): void {
  firstFree = changetype<Row>(0)
}

/** Its points and routes are put in afterwards. */
export function createDelay(node: i32, keepsBirth: i32, piecesADay: f64): Delay {
  const delay = changetype<Delay>(takeZeros(offsetof<Delay>()))
  const kinds = world.kinds
  delay.node = node
  delay.piece = 1
  delay.piecesADay = piecesADay
  delay.keepsBirth = keepsBirth
  delay.points = takeZeros((<u64>(keepsBirth !== 0 ? POINTS_IN_TURN : POINTS)) << 2)
  delay.today = takeZeros((<u64>kinds) << 3)
  delay.turn = takeZeros((<u64>kinds) << 2)
  if (keepsBirth !== 0) delay.first = takeZeros((<u64>(world.days + 1)) << 2)
  else delay.due = takeZeros((<u64>(world.days + 1) * kinds) << 3)
  return delay
}

export function enterDelay(delay: Delay, kind: i32, birth: i32, count: f64): void {
  delay.present += count
  if (delay.keepsBirth === 0) {
    const today = delay.today + ((<usize>kind) << 3)
    store<f64>(today, load<f64>(today) + count)
    return
  }
  delay.inflow += count
  const at = delay.turn + ((<usize>kind) << 2)
  // Piece by piece, in turn: over some days each time is had by the same number.
  for (let left = count; left > SMALLEST; left -= delay.piece) {
    const turn = (load<i32>(at) + STRIDE) % POINTS_IN_TURN
    store<i32>(at, turn)
    last(delay, turn, kind, birth, Math.min(left, delay.piece))
  }
}

function last(delay: Delay, point: i32, kind: i32, birth: i32, count: f64): void {
  const at = world.day + load<i32>(delay.points + ((<usize>point) << 2))
  if (at === world.day) leave(delay, kind, birth, count)
  else if (at < world.days) put(delay, at, kind, birth, count)
}

/** Ends a day: what entered is due later, by equal shares. */
export function endDelayDay(delay: Delay): void {
  // Over about two weeks: after closed days nothing has come in, and much does.
  delay.usual += (delay.inflow - delay.usual) / 14
  delay.piece = Math.max(1, Math.ceil(delay.usual / delay.piecesADay))
  delay.inflow = 0
  if (delay.keepsBirth !== 0) return
  const kinds = world.kinds
  for (let kind = 0; kind < kinds; kind++) {
    const today = delay.today + ((<usize>kind) << 3)
    const each = load<f64>(today) / f64(POINTS)
    if (each <= 0) continue
    store<f64>(today, 0)
    for (let i = 0; i < POINTS; i++) {
      // Today's due are gone already: what lasts less than half a day goes tomorrow.
      const at = world.day + max(1, load<i32>(delay.points + (i << 2)))
      if (at >= world.days) continue
      const due = delay.due + ((<usize>(at * kinds + kind)) << 3)
      store<f64>(due, load<f64>(due) + each)
    }
  }
}

/** Whoever is due leaves. */
export function liveDelay(delay: Delay): void {
  if (delay.keepsBirth === 0) {
    for (let kind = 0; kind < world.kinds; kind++) {
      const count = load<f64>(delay.due + ((<usize>(world.day * world.kinds + kind)) << 3))
      if (count > 0) leave(delay, kind, 0, count)
    }
    return
  }
  const first = delay.first + ((<usize>world.day) << 2)
  let row = load<Row>(first)
  store<usize>(first, 0)
  while (changetype<usize>(row) !== 0) {
    const next = row.next
    row.next = firstFree
    firstFree = row
    leave(delay, row.kind, row.birth, row.count)
    row = next
  }
}

function leave(delay: Delay, kind: i32, birth: i32, count: f64): void {
  delay.present -= count
  const first = firstRoute(delay.routes, kind)
  const end = endOfRoutes(delay.routes, kind)
  if (first === end) noRoute(delay.node, kind)
  for (let i = first; i < end; i++) {
    const route = routeAt(delay.routes, i)
    enter(route.node, route.kind, birth, count * route.share)
  }
}

/** Throws outside. */
declare function noRoute(node: i32, kind: i32): void

function put(delay: Delay, day: i32, kind: i32, birth: i32, count: f64): void {
  const first = delay.first + ((<usize>day) << 2)
  // What enters on one day mostly has one day of birth: it lies on top already.
  const top = load<Row>(first)
  if (changetype<usize>(top) !== 0 && top.birth === birth && top.kind === kind) {
    top.count += count
    return
  }
  if (changetype<usize>(firstFree) === 0) makeRows()
  const row = firstFree
  firstFree = row.next
  row.kind = kind
  row.birth = birth
  row.count = count
  row.next = top
  store<Row>(first, row)
}

function makeRows(): void {
  const rows = take(ROWS_AT_ONCE * ROW)
  for (let i: usize = 0; i < ROWS_AT_ONCE; i++) {
    const row = changetype<Row>(rows + i * ROW)
    row.next = firstFree
    firstFree = row
  }
}

const ROW: usize = 24
const ROWS_AT_ONCE: usize = 512
export const POINTS: i32 = 16
/** A percentile of all may lie within the few longest times: these have to be many. */
const POINTS_IN_TURN: i32 = 251
/** Short and long times alternate. The number of points is a prime: no weekly pattern of pieces meets the same ones again and again. */
const STRIDE: i32 = 155
