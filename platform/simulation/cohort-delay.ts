import type { Delay, Spread } from './flow.ts'
import { pointsOf } from './spreads.ts'

type Around = {
  days: number
  kinds: number
  world: { enter(node: number, kind: number, birth: number, count: number): void }
  /** Whether whoever comes out can still be measured or queue. */
  keepsBirth: boolean
  /** In about so many pieces goes what enters on a day. */
  piecesADay: number
}

/**
 * A time nobody competes for, as equally likely whole days with the same mean. Where births do not matter any more, what is due on a day is
 * one number; else it is a list of births, in a pool of rows, moved unit by unit: fractions of fractions would fill every day of birth.
 */
export class DelayLine {
  readonly #delay: Delay
  readonly #around: Around
  readonly #points: Int32Array
  readonly #due: Float64Array
  readonly #first: Int32Array
  #kind = new Int32Array(0)
  #birth = new Int32Array(0)
  #count = new Float64Array(0)
  #next = new Int32Array(0)
  #free = -1
  #used = 0

  /** What entered today, where births do not matter: shared out once a day. */
  readonly #today: Float64Array
  /** Present; entered since the last day began, and usually; how much of it goes together: a row for each of a few pieces a day, not for each unit. */
  readonly #sums = Float64Array.of(0, 0, 0, 1)
  /** By kind: which time comes next. */
  readonly #turn: Int32Array

  constructor(delay: Delay, around: Around) {
    this.#delay = delay
    this.#around = around
    this.#points = wholeDays(scaledPoints(delay.lasts, around.keepsBirth ? POINTS_IN_TURN : POINTS))
    this.#today = new Float64Array(around.kinds)
    this.#turn = new Int32Array(around.kinds)
    this.#due = new Float64Array(around.keepsBirth ? 0 : (around.days + 1) * around.kinds)
    this.#first = new Int32Array(around.keepsBirth ? around.days + 1 : 0).fill(-1)
  }

  get present(): number {
    return this.#sums[PRESENT]!
  }

  enter(day: number, kind: number, birth: number, count: number): void {
    this.#sums[PRESENT]! += count
    if (!this.#around.keepsBirth) {
      this.#today[kind]! += count
      return
    }
    this.#sums[INFLOW]! += count
    // Piece by piece, in turn: over some days each time is had by the same number.
    for (let left = count; left > SMALLEST; left -= this.#sums[PIECE]!) {
      const turn = (this.#turn[kind]! + STRIDE) % POINTS_IN_TURN
      this.#turn[kind] = turn
      this.#last(day, turn, kind, birth, Math.min(left, this.#sums[PIECE]!))
    }
  }

  #last(day: number, point: number, kind: number, birth: number, count: number): void {
    const at = day + this.#points[point]!
    if (at === day) this.#leave(kind, birth, count)
    else if (at < this.#around.days) this.#put(at, kind, birth, count)
  }

  /** Ends a day: what entered is due later, by equal shares. */
  endDay(day: number): void {
    const { days, kinds, keepsBirth } = this.#around
    // Over about two weeks: after closed days nothing has come in, and much does.
    this.#sums[USUAL]! += (this.#sums[INFLOW]! - this.#sums[USUAL]!) / 14
    this.#sums[PIECE] = Math.max(1, Math.ceil(this.#sums[USUAL]! / this.#around.piecesADay))
    this.#sums[INFLOW] = 0
    if (keepsBirth) return
    for (let kind = 0; kind < kinds; kind++) {
      const each = this.#today[kind]! / POINTS
      if (each <= 0) continue
      this.#today[kind] = 0
      for (let i = 0; i < POINTS; i++) {
        // Today's due are gone already: what lasts less than half a day goes tomorrow.
        const at = day + Math.max(1, this.#points[i]!)
        if (at < days) this.#due[at * kinds + kind]! += each
      }
    }
  }

  /** Whoever is due leaves. */
  day(day: number): void {
    const { kinds, keepsBirth } = this.#around
    if (!keepsBirth) {
      for (let kind = 0; kind < kinds; kind++) {
        const count = this.#due[day * kinds + kind]!
        if (count > 0) this.#leave(kind, 0, count)
      }
      return
    }
    let row = this.#first[day]!
    this.#first[day] = -1
    while (row >= 0) {
      const next = this.#next[row]!
      this.#next[row] = this.#free
      this.#free = row
      this.#leave(this.#kind[row]!, this.#birth[row]!, this.#count[row]!)
      row = next
    }
  }

  #leave(kind: number, birth: number, count: number): void {
    this.#sums[PRESENT]! -= count
    const routes = this.#delay.routes[kind]!
    for (let i = 0; i < routes.length; i++) {
      const route = routes[i]!
      this.#around.world.enter(route.node, route.kind, birth, count * route.share)
    }
  }

  #put(day: number, kind: number, birth: number, count: number): void {
    // What enters on one day mostly has one day of birth: it lies on top already.
    const top = this.#first[day]!
    if (top >= 0 && this.#birth[top] === birth && this.#kind[top] === kind) {
      this.#count[top]! += count
      return
    }
    const row = this.#free >= 0 ? this.#free : this.#new()
    this.#free = this.#next[row]!
    this.#kind[row] = kind
    this.#birth[row] = birth
    this.#count[row] = count
    this.#next[row] = top
    this.#first[day] = row
  }

  #new(): number {
    if (this.#used === this.#kind.length) {
      const size = Math.max(4096, this.#used * 2)
      const grown = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
        fresh.set(old)
        return fresh
      }
      this.#kind = grown(this.#kind, new Int32Array(size))
      this.#birth = grown(this.#birth, new Int32Array(size))
      this.#count = grown(this.#count, new Float64Array(size))
      this.#next = grown(this.#next, new Int32Array(size))
    }
    const row = this.#used++
    this.#next[row] = -1
    return row
  }
}

/** A time twice as long has the same points twice as far, so those of one form are worked out once and not in every replication. */
function scaledPoints({ form, mean, scv }: Spread, count: number): Float64Array {
  const key = `${form} ${scv} ${count}`
  let points = pointsOfMeanOne.get(key)
  if (!points) {
    if (pointsOfMeanOne.size >= KNOWN_MAX) pointsOfMeanOne.clear()
    points = pointsOf({ form, mean: 1, scv }, count)
    pointsOfMeanOne.set(key, points)
  }
  return points.map((point) => point * mean)
}

const pointsOfMeanOne = new Map<string, Float64Array>()
const KNOWN_MAX = 64

/** Rounded so that the sum, and with it the mean, changes by less than one day in all. */
function wholeDays(points: Float64Array): Int32Array {
  let sum = 0
  let whole = 0
  return Int32Array.from(points, (point) => {
    sum += point
    const here = Math.max(0, Math.round(sum - whole))
    whole += here
    return here
  })
}

const PRESENT = 0
const INFLOW = 1
const USUAL = 2
const PIECE = 3
const POINTS = 16
/** A percentile of all may lie within the few longest times: these have to be many. */
const POINTS_IN_TURN = 251
/** Short and long times alternate. The number of points is a prime: no weekly pattern of pieces meets the same ones again and again. */
const STRIDE = 155
/** Less of a unit than this is a rounding error. */
const SMALLEST = 1e-7
