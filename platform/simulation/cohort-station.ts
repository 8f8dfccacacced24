import type { Cells } from './cohort-cells.ts'
import { binomial, normal } from './distributions.ts'
import { type Flow, onDay, type Station } from './flow.ts'
import { pow } from './functions.ts'
import { type Chance, purposes } from './random.ts'

type Around = {
  flow: Flow
  chance: Chance
  births: number
  cells(): Cells
  enter(node: number, kind: number, birth: number, count: number): void
}

/** A station by days: whoever waits lies in cells by day of birth, whoever is served in rows in the order they began. */
export class CohortStation {
  readonly #station: Station
  readonly #node: number
  readonly #around: Around
  readonly #kinds: number
  readonly #waiting: Cells[]
  readonly #served: ServedRows[]
  readonly #ranks: number[][]
  readonly #work: number[]
  readonly #busyDeviation: number[]
  /** Since the last day ended. */
  #joined = 0
  readonly #heads: Int32Array
  /** Part of a completed unit that is carried to the next day. */
  readonly #rest: Float64Array

  constructor(station: Station, node: number, around: Around) {
    if (station.isPreemptive || station.places)
      throw new Error(`node ${node}: places and interruptions need the exact engine`)
    // Cells know days of birth, not who joined when.
    if (station.order === 'first-come' || station.order === 'last-come')
      throw new Error(`node ${node}: order ${station.order} needs the exact engine; this one knows oldest and newest`)
    this.#station = station
    this.#node = node
    this.#around = around
    this.#kinds = around.flow.kinds
    this.#waiting = Array.from({ length: this.#kinds }, () => around.cells())
    this.#served = Array.from({ length: this.#kinds }, () => new ServedRows())
    this.#work = station.work.map(({ mean }) => mean)
    this.#busyDeviation = station.work.map(({ scv }) => Math.sqrt(scv))
    this.#heads = new Int32Array(this.#kinds)
    this.#rest = new Float64Array(this.#kinds)
    this.#owed = new Float64Array(this.#kinds * ROUTES_MAX)
    const ranks = [...new Set(station.rank)].sort((a, b) => a - b)
    this.#ranks = ranks.map((rank) => station.rank.flatMap((of, kind) => (of === rank ? [kind] : [])))
  }

  join(kind: number, birth: number, count: number): void {
    this.#joined += count
    this.#waiting[kind]!.add(birth, count)
  }

  begin(): void {
    this.#fill(0, 0)
    this.#joined = 0
  }

  present(): number {
    let sum = 0
    for (let kind = 0; kind < this.#kinds; kind++) sum += this.#waiting[kind]!.total + this.#served[kind]!.total
    return sum
  }

  waitingOf = (kind: number, birth: number): number => this.#waiting[kind]!.of(birth)

  day(day: number): void {
    const { leaving, load } = this.#station
    let pace = onDay(this.#station.pace, day)
    if (load) pace *= factorOf(load, this.#inQueue())
    if (pace > 0) {
      // In one pass nobody is served twice.
      let shortest = Number.POSITIVE_INFINITY
      for (let kind = 0; kind < this.#kinds; kind++)
        if (this.#served[kind]!.total + this.#waiting[kind]!.total > 0 && this.#work[kind]! < shortest)
          shortest = this.#work[kind]!
      const passes = Math.max(1, Math.min(PASSES_MAX, Math.ceil(pace / shortest)))
      for (let pass = 0; pass < passes; pass++) {
        for (let kind = 0; kind < this.#kinds; kind++)
          if (this.#served[kind]!.total > 0) this.#complete(day, pass, kind, pace / passes)
        // Who joined today came over the whole day: some after the last pass.
        this.#fill(day, pass < passes - 1 ? this.#joined / passes : 0)
      }
    } else this.#fill(day, 0) // they sit there already when the next open day begins
    this.#joined = 0
    if (leaving) this.#leave(day)
  }

  #inQueue(): number {
    let sum = 0
    for (let kind = 0; kind < this.#kinds; kind++) sum += this.#waiting[kind]!.total
    return sum
  }

  /** Free servers take whoever is next, rank by rank, by day of birth over all kinds of a rank; so many are not there yet. */
  #fill(day: number, notYet: number): void {
    const there = this.#inQueue() - notYet
    if (there < SMALLEST) return
    const { servers, assistants, order } = this.#station
    let busy = 0
    let assisted = 0
    for (let kind = 0; kind < this.#kinds; kind++) {
      busy += this.#served[kind]!.total
      if (assistants?.isNeeded[kind]) assisted += this.#served[kind]!.total
    }
    let free = Math.min(Math.floor(onDay(servers, day)) - busy, there)
    let freeAssistants = assistants ? onDay(assistants.present, day) - assisted : Number.POSITIVE_INFINITY
    const isOldest = order === 'oldest'
    const heads = this.#heads
    for (let r = 0; r < this.#ranks.length && free > SMALLEST; r++) {
      const rank = this.#ranks[r]!
      for (let i = 0; i < rank.length; i++) heads[rank[i]!] = this.#headOf(rank[i]!, isOldest)
      while (free > SMALLEST) {
        let best = -1
        let bestBirth = -1
        for (let i = 0; i < rank.length; i++) {
          const kind = rank[i]!
          const birth = heads[kind]!
          if (birth < 0 || (freeAssistants <= SMALLEST && assistants?.isNeeded[kind])) continue
          if (best < 0 || (isOldest ? birth < bestBirth : birth > bestBirth)) {
            best = kind
            bestBirth = birth
          }
        }
        if (best < 0) break
        const needs = assistants?.isNeeded[best] === true
        const taken = this.#waiting[best]!.take(bestBirth, needs ? Math.min(free, freeAssistants) : free)
        this.#served[best]!.push(bestBirth, taken)
        heads[best] = this.#headOf(best, isOldest)
        free -= taken
        if (needs) freeAssistants -= taken
      }
    }
  }

  #headOf(kind: number, isOldest: boolean): number {
    const waiting = this.#waiting[kind]!
    return waiting.total < SMALLEST ? -1 : isOldest ? waiting.oldest() : waiting.newest()
  }

  /** The units of a kind that a stretch of work completes: a renewal process's mean and variance, so much of it as is there. */
  #complete(day: number, pass: number, kind: number, pace: number): void {
    const served = this.#served[kind]!
    const mean = (served.total * pace) / this.#work[kind]!
    const noise =
      this.#busyDeviation[kind]! *
      Math.sqrt(mean) *
      normal(this.#around.chance, this.#entity(kind, pass), purposes.work, day)
    // Noise that would be below nothing, or above those served, is carried on, so that the mean stays.
    const due = mean + noise + this.#rest[kind]!
    const count = Math.max(0, Math.min(Math.floor(due), served.total))
    this.#rest[kind] = Math.max(-REST_MAX * served.total - 1, Math.min(REST_MAX * served.total + 1, due - count))
    if (count > 0) this.#route(day, pass, kind, count)
  }

  #route(day: number, pass: number, kind: number, count: number): void {
    const { chance, enter } = this.#around
    const served = this.#served[kind]!
    const routes = this.#station.routes[kind]!
    const parts = this.#parts
    let left = count
    let leftShare = 1
    for (let i = 0; i < routes.length; i++) {
      const { share } = routes[i]!
      const whole = Math.round(left)
      const part =
        i === routes.length - 1
          ? left
          : Math.min(
              left,
              binomial(
                chance,
                this.#entity(kind, pass),
                purposes.route,
                day * ROUTES_MAX + i,
                whole,
                Math.min(1, share / leftShare),
              ),
            )
      parts[i] = part / count
      left -= part
      leftShare -= share
    }
    let rest = count
    while (rest > SMALLEST && served.total > 0) {
      const birth = served.birth()
      const taken = served.take(rest)
      rest -= taken
      let here = taken
      for (let i = 0; i < routes.length - 1 && here > 0; i++) {
        // Whole units of a row, in turn: so many as the day's share of it, the rest is owed to the rows that follow.
        const owedAt = kind * ROUTES_MAX + i
        const owed = this.#owed[owedAt]! + taken * parts[i]!
        const piece = Math.max(1, Math.floor((parts[i]! * count) / PIECES_A_DAY))
        const part = owed < piece / 2 ? 0 : Math.min(here, owed > piece ? Math.floor(owed) : piece)
        this.#owed[owedAt] = owed - part
        here -= part
        if (part > 0) enter(routes[i]!.node, routes[i]!.kind, birth, part)
      }
      const main = routes[routes.length - 1]!
      if (here > 0) enter(main.node, main.kind, birth, here)
    }
  }

  #leave(day: number): void {
    const { perDay, to } = this.#station.leaving!
    for (let kind = 0; kind < this.#kinds; kind++) {
      const waiting = this.#waiting[kind]!
      const rate = perDay[kind]!
      if (rate <= 0 || waiting.total < 1) continue
      const probability = rate / (1 + rate / 2) // 1 − e^−rate to the third order
      const whole = Math.floor(waiting.total)
      const leaving = Math.min(
        waiting.total,
        binomial(this.#around.chance, this.#entity(kind, 0), purposes.leaving, day, whole, probability),
      )
      if (leaving <= 0) continue
      waiting.thin(leaving)
      this.#around.enter(to[kind]!, kind, 0, leaving)
    }
  }

  #entity = (kind: number, pass: number) => (this.#node * this.#kinds + kind) * PASSES_MAX + pass
  readonly #parts = new Float64Array(ROUTES_MAX)
  /** By kind and route: units that chance has sent there and no row has given yet. */
  readonly #owed: Float64Array
}

function factorOf({ reference, exponent, slowest, fastest }: NonNullable<Station['load']>, waiting: number): number {
  const factor = waiting > 0 ? pow(waiting / reference, -exponent) : exponent > 0 ? fastest : slowest
  return Math.max(slowest, Math.min(fastest, factor))
}

/** A queue of (birth, count) in a ring that grows. */
class ServedRows {
  total = 0
  #births = new Int32Array(16)
  #counts = new Float64Array(16)
  #first = 0
  #length = 0

  push(birth: number, count: number): void {
    this.total += count
    const mask = this.#births.length - 1
    const last = (this.#first + this.#length - 1) & mask
    if (this.#length > 0 && this.#births[last] === birth) {
      this.#counts[last]! += count
      return
    }
    if (this.#length === this.#births.length) this.#grow()
    const at = (this.#first + this.#length) & (this.#births.length - 1)
    this.#births[at] = birth
    this.#counts[at] = count
    this.#length++
  }

  birth = (): number => this.#births[this.#first]!

  /** Of the first row, at most so many. */
  take(most: number): number {
    const here = this.#counts[this.#first]!
    if (here > most + SMALLEST) {
      this.#counts[this.#first]! -= most
      this.total -= most
      return most
    }
    this.#first = (this.#first + 1) & (this.#births.length - 1)
    this.#length--
    this.total = this.#length === 0 ? 0 : this.total - here
    return here
  }

  #grow(): void {
    const size = this.#births.length
    const births = new Int32Array(size * 2)
    const counts = new Float64Array(size * 2)
    for (let i = 0; i < size; i++) {
      births[i] = this.#births[(this.#first + i) & (size - 1)]!
      counts[i] = this.#counts[(this.#first + i) & (size - 1)]!
    }
    this.#births = births
    this.#counts = counts
    this.#first = 0
  }
}

const SMALLEST = 1e-7
const PASSES_MAX = 64
const ROUTES_MAX = 8
/** In so many pieces at most does a day's share leave by a route, each with one day of birth. */
const PIECES_A_DAY = 6
/** Completions owed to a day with fewer units served than chance drew. */
const REST_MAX = 0.25
