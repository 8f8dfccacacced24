import { Cells } from './cohort-cells.ts'
import { onDay, type Station } from './flow.ts'
import { ServedRows } from './served-rows.ts'

/** Who is at one station: those who wait lie in cells by day of birth, those in service in rows in the order they began. */
export class StationLine {
  readonly waiting: Cells[]
  readonly served: ServedRows[]
  /** By kind: who joined since the last day ended. */
  readonly joined: Float64Array
  /** By kind: who is not there yet when others are taken into service. */
  readonly notYet: Float64Array
  readonly isAssisted: boolean[]
  /** Kinds, rank by rank, lowest first. */
  readonly ranks: number[][]
  /** Of what was handed to `take`, what it did not use: time of servers, of assistants. */
  readonly left = new Float64Array(2)
  readonly #station: Station
  readonly #heads: Int32Array
  /** By kind: part of a unit that has been taken, and waits for the rest of it. */
  readonly #part: Float64Array

  constructor(station: Station, { kinds, births }: { kinds: number; births: number }) {
    const each = <T>(make: (kind: number) => T) => Array.from({ length: kinds }, (_, kind) => make(kind))
    this.#station = station
    this.waiting = each(() => new Cells(births))
    this.served = each(() => new ServedRows())
    this.isAssisted = each((kind) => station.assistants?.isNeeded[kind] === true)
    this.joined = new Float64Array(kinds)
    this.notYet = new Float64Array(kinds)
    this.#heads = new Int32Array(kinds)
    this.#part = new Float64Array(kinds)
    const ranks = [...new Set(station.rank)].sort((a, b) => a - b)
    this.ranks = ranks.map((rank) => station.rank.flatMap((of, kind) => (of === rank ? [kind] : [])))
  }

  join(kind: number, birth: number, count: number): void {
    this.joined[kind]! += count
    this.waiting[kind]!.add(birth, count)
  }

  present(): number {
    let sum = 0
    for (let kind = 0; kind < this.served.length; kind++)
      sum += this.waiting[kind]!.total + this.#part[kind]! + this.served[kind]!.total
    return sum
  }

  /** Who waits now and waited when the last day ended. */
  sinceYesterday(): number {
    let sum = 0
    for (let kind = 0; kind < this.served.length; kind++) sum += this.waiting[kind]!.total - this.joined[kind]!
    return sum
  }

  /** Servers without a unit take whoever is next. */
  fill(day: number): void {
    const { servers, assistants } = this.#station
    let free = Math.floor(onDay(servers, day))
    let freeAssistants = assistants ? onDay(assistants.present, day) : Number.POSITIVE_INFINITY
    for (let kind = 0; kind < this.served.length; kind++) {
      const { total } = this.served[kind]!
      free -= total
      if (this.isAssisted[kind]) freeAssistants -= total
    }
    if (free > SMALLEST) this.take(day, free, freeAssistants)
  }

  /**
   * Takes into service whoever is next, rank by rank, by day of birth over all kinds of a rank, until time is used up. One unit of a kind
   * takes so much of it as `each` says, or 1. Those of one day of birth go in equal parts. What is taken is added to `counts`.
   */
  take(day: number, time: number, timeOfAssistants: number, each?: Float64Array, counts?: Float64Array): void {
    this.left[SERVERS] = time
    this.left[ASSISTANTS] = timeOfAssistants
    for (let r = 0; r < this.ranks.length && this.left[SERVERS]! > SMALLEST; r++) {
      const rank = this.ranks[r]!
      let all = 0
      for (let i = 0; i < rank.length; i++)
        all += (this.waiting[rank[i]!]!.total - this.notYet[rank[i]!]!) * (each ? each[rank[i]!]! : 1)
      if (all < SMALLEST) continue
      // Where there is time for all of them nobody is put first, and the order of one day makes up for that of another.
      const isOldest = all < time ? day % 2 === 0 : this.#station.order === 'oldest'
      this.#takeOf(rank, isOldest, each, counts)
    }
  }

  #takeOf(rank: readonly number[], isOldest: boolean, each?: Float64Array, counts?: Float64Array): void {
    const heads = this.#heads
    for (let i = 0; i < rank.length; i++) heads[rank[i]!] = this.#headOf(rank[i]!, isOldest)
    while (this.left[SERVERS]! > SMALLEST) {
      const birth = this.#nextBirth(rank, isOldest)
      if (birth < 0) return
      let wanted = 0
      for (let i = 0; i < rank.length; i++) {
        const kind = rank[i]!
        if (heads[kind] === birth) wanted += this.#there(kind, birth) * (each ? each[kind]! : 1)
      }
      const part = wanted > this.left[SERVERS]! ? this.left[SERVERS]! / wanted : 1
      for (let i = 0; i < rank.length; i++) {
        const kind = rank[i]!
        if (heads[kind] !== birth) continue
        const cost = each ? each[kind]! : 1
        let most = this.#there(kind, birth) * part
        if (this.isAssisted[kind]) most = Math.min(most, this.left[ASSISTANTS]! / cost)
        const taken = this.waiting[kind]!.take(birth, most)
        // Withdrawals thin a day of birth to parts of units; only whole ones are served.
        const due = this.#part[kind]! + taken
        const whole = Math.floor(due + SMALLEST)
        this.#part[kind] = due - whole
        if (whole > 0) this.served[kind]!.push(birth, whole)
        if (counts) counts[kind]! += whole
        this.left[SERVERS]! -= taken * cost
        if (this.isAssisted[kind]) this.left[ASSISTANTS]! -= taken * cost
        heads[kind] = this.#headOf(kind, isOldest)
      }
    }
  }

  /** The first day of birth of all kinds that can be served now, or -1. */
  #nextBirth(rank: readonly number[], isOldest: boolean): number {
    const heads = this.#heads
    let birth = -1
    for (let i = 0; i < rank.length; i++) {
      const kind = rank[i]!
      const head = this.isAssisted[kind]! && this.left[ASSISTANTS]! <= SMALLEST ? -1 : heads[kind]!
      heads[kind] = head
      if (head >= 0 && (birth < 0 || (isOldest ? head < birth : head > birth))) birth = head
    }
    return birth
  }

  #there(kind: number, birth: number): number {
    const waiting = this.waiting[kind]!
    return Math.min(waiting.of(birth), waiting.total - this.notYet[kind]!)
  }

  #headOf(kind: number, isOldest: boolean): number {
    const waiting = this.waiting[kind]!
    if (waiting.total - this.notYet[kind]! < SMALLEST) return -1
    return isOldest ? waiting.oldest() : waiting.newest()
  }
}

export const SERVERS = 0
const ASSISTANTS = 1
const SMALLEST = 1e-7
