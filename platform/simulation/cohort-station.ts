import { SERVERS, StationLine } from './cohort-line.ts'
import { binomial, normal } from './distributions.ts'
import { type Flow, onDay, paceUnder, type Route, type Station } from './flow.ts'
import { type Chance, purposes } from './random.ts'
import type { ServedRows } from './served-rows.ts'

type Around = {
  flow: Flow
  chance: Chance
  births: number
  world: { enter(node: number, kind: number, birth: number, count: number): void }
}

/**
 * A station by days. A day of a server is so much work: those in service take theirs first; what they leave over, and the time of idle
 * servers, goes to whoever is next, as many as it finishes. No time is lost while somebody waits: what a day leaves of it is carried on.
 */
export class CohortStation {
  readonly #station: Station
  readonly #node: number
  readonly #around: Around
  readonly #kinds: number
  readonly #line: StationLine
  readonly #work: number[]
  readonly #longest: number
  readonly #deviation: number[]
  /** By kind: how many fewer are finished for each server who began with a whole unit instead of one half done. */
  readonly #freshLag: number[]
  /** By kind: completions that chance drew and no whole unit was there for, or fewer; carried to the next day. */
  readonly #rest: Float64Array
  /** By kind: part of one who comes too late to be finished today. */
  readonly #lateRest: Float64Array
  readonly #servedBefore: Float64Array
  /** Of one day, by kind: days a unit takes, units begun (-1: as many as are finished), finished, and what could have been beyond those there. */
  readonly #days: Float64Array
  readonly #begun: Float64Array
  readonly #finished: Float64Array
  readonly #excess: Float64Array

  constructor(station: Station, node: number, around: Around) {
    if (station.isPreemptive || station.places)
      throw new Error(`node ${node}: places and interruptions need the exact engine`)
    // Cells know days of birth, not who joined when.
    if (station.order === 'first-come' || station.order === 'last-come')
      throw new Error(`node ${node}: order ${station.order} needs the exact engine; this one knows oldest and newest`)
    const { kinds } = around.flow
    this.#station = station
    this.#node = node
    this.#around = around
    this.#kinds = kinds
    this.#line = new StationLine(station, { kinds, births: around.births })
    this.#work = station.work.map(({ mean }) => mean)
    this.#longest = Math.max(0, ...this.#work)
    this.#deviation = station.work.map(({ scv }) => Math.sqrt(scv))
    // What an ordinary renewal process lags behind one that is looked at by chance (Cox, Renewal Theory, 4.2).
    this.#freshLag = station.work.map(({ scv }) => (1 - scv) / 2)
    this.#rest = new Float64Array(kinds)
    this.#lateRest = new Float64Array(kinds)
    this.#servedBefore = new Float64Array(kinds)
    this.#days = new Float64Array(kinds)
    this.#begun = new Float64Array(kinds)
    this.#finished = new Float64Array(kinds)
    this.#excess = new Float64Array(kinds)
    this.#owed = new Float64Array(kinds * ROUTES_MAX)
  }

  join(kind: number, birth: number, count: number): void {
    this.#line.join(kind, birth, count)
  }

  begin(): void {
    this.#line.joined.fill(0)
    this.#line.fill(0)
    for (let kind = 0; kind < this.#kinds; kind++) this.#servedBefore[kind] = this.#line.served[kind]!.total
  }

  present(): number {
    return this.#line.present()
  }

  waitingOf(kind: number, birth: number): number {
    return this.#line.waiting[kind]!.of(birth)
  }

  day(day: number): void {
    const { pace, leaving, load } = this.#station
    const line = this.#line
    let today = onDay(pace, day)
    if (today > 0) {
      if (load) today *= paceUnder(load, line.sinceYesterday())
      this.#serve(day, today)
    }
    // Whoever is there when a day ends sits there already when the next one begins.
    line.notYet.fill(0)
    line.fill(day)
    for (let kind = 0; kind < this.#kinds; kind++) {
      const { total } = line.served[kind]!
      this.#rest[kind]! -= this.#freshLag[kind]! * (total - this.#servedBefore[kind]!)
      this.#servedBefore[kind] = total
      line.joined[kind] = 0
    }
    if (leaving) this.#leave(day)
  }

  #serve(day: number, pace: number): void {
    const { servers, assistants } = this.#station
    const line = this.#line
    line.notYet.set(line.joined)
    line.fill(day) // servers who are new today
    for (let kind = 0; kind < this.#kinds; kind++) this.#days[kind] = this.#work[kind]! / pace
    if (this.#longest > pace) this.#admit(day)
    let time = Math.floor(onDay(servers, day))
    let timeOfAssistants = assistants ? onDay(assistants.present, day) : Number.POSITIVE_INFINITY
    let excess = 0
    let excessAssisted = 0
    for (let kind = 0; kind < this.#kinds; kind++) {
      const { total } = line.served[kind]!
      const days = this.#days[kind]!
      this.#finish(day, kind, total)
      time -= total
      excess += this.#excess[kind]! * days
      if (line.isAssisted[kind]) {
        timeOfAssistants -= total
        excessAssisted += this.#excess[kind]! * days
      }
      // They come over the whole day: who comes in the last stretch, as long as a service takes, is not finished.
      const late = line.joined[kind]! * Math.min(1, days) + this.#lateRest[kind]!
      line.notYet[kind] = Math.floor(late)
      this.#lateRest[kind] = late - Math.floor(late)
    }
    time = Math.max(0, time + excess)
    line.take(day, time, Math.max(0, timeOfAssistants + excessAssisted), this.#days, this.#finished)
    let all = 0
    for (let kind = 0; kind < this.#kinds; kind++) all += this.#finished[kind]!
    for (let kind = 0; kind < this.#kinds; kind++) {
      const count = this.#finished[kind]!
      if (this.#days[kind]! > 1 && this.#excess[kind]! > 0 && line.left[SERVERS]! > SMALLEST)
        this.#rest[kind] = Math.min(
          restMax(line.served[kind]!.total),
          (this.#excess[kind]! * line.left[SERVERS]!) / time,
        )
      if (count > 0) this.#route(day, kind, count, all)
    }
  }

  /** Which kinds, all of them who wait or come today, are in service when the day ends: of ranks for which there are servers enough. */
  #admit(day: number): void {
    const { servers, assistants } = this.#station
    const { ranks, served, waiting, isAssisted } = this.#line
    let free = Math.floor(onDay(servers, day))
    let freeAssistants = assistants ? onDay(assistants.present, day) : Number.POSITIVE_INFINITY
    for (let kind = 0; kind < this.#kinds; kind++) {
      const days = this.#days[kind]!
      const stay = days > 1 ? served[kind]!.total * (1 - 1 / days) : 0
      free -= stay
      if (isAssisted[kind]) freeAssistants -= stay
    }
    for (let r = 0; r < ranks.length; r++) {
      const rank = ranks[r]!
      for (let i = 0; i < rank.length; i++) {
        const { total } = waiting[rank[i]!]!
        free -= total
        if (isAssisted[rank[i]!]) freeAssistants -= total
      }
      for (let i = 0; i < rank.length; i++)
        this.#begun[rank[i]!] = free >= 0 && freeAssistants >= 0 ? waiting[rank[i]!]!.total : -1
    }
  }

  /**
   * Of those in service, how many a day finishes: a renewal process's mean and variance. Where servers are free there are as many in
   * service, on average over the day, as began, less those already finished.
   */
  #finish(day: number, kind: number, total: number): void {
    this.#finished[kind] = 0
    this.#excess[kind] = 0
    if (total <= 0) return
    const days = this.#days[kind]!
    const begun = this.#begun[kind]!
    const mean = days > 1 && begun >= 0 ? (total + begun / 2) / (days + 0.5) : total / days
    const chance = normal(this.#around.chance, this.#entity(kind), purposes.work, day)
    const due = mean + this.#deviation[kind]! * Math.sqrt(mean) * chance + this.#rest[kind]!
    // Whole units are in service, so where more are due these are all of them.
    const finished = Math.max(0, Math.min(total, Math.round(due)))
    const carriedOn = Math.max(-restMax(total), due - finished)
    this.#finished[kind] = finished
    this.#excess[kind] = Math.max(0, due - total)
    this.#rest[kind] = due > total ? 0 : carriedOn
  }

  #route(day: number, kind: number, count: number, all: number): void {
    const { chance, world } = this.#around
    const served = this.#line.served[kind]!
    const routes = this.#station.routes[kind]!
    if (routes.length === 1) {
      this.#goOn(served, routes[0]!, count)
      return
    }
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
              succeeding(
                chance,
                this.#entity(kind),
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
    const piece = Math.max(1, Math.ceil(all / PIECES_A_DAY))
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
        const part = owed < piece / 2 ? 0 : Math.min(here, owed > piece ? Math.floor(owed) : piece)
        this.#owed[owedAt] = owed - part
        here -= part
        if (part > 0) world.enter(routes[i]!.node, routes[i]!.kind, birth, part)
      }
      const main = routes[routes.length - 1]!
      if (here > 0) world.enter(main.node, main.kind, birth, here)
    }
  }

  #goOn(served: ServedRows, { node, kind }: Route, count: number): void {
    let rest = count
    while (rest > SMALLEST && served.total > 0) {
      const birth = served.birth()
      const taken = served.take(rest)
      rest -= taken
      this.#around.world.enter(node, kind, birth, taken)
    }
  }

  #leave(day: number): void {
    const { perDay, to } = this.#station.leaving!
    for (let kind = 0; kind < this.#kinds; kind++) {
      const waiting = this.#line.waiting[kind]!
      const rate = perDay[kind]!
      if (rate <= 0 || waiting.total < 1) continue
      const probability = rate / (1 + rate / 2) // 1 − e^−rate to the third order
      const whole = Math.floor(waiting.total)
      const leaving = Math.min(
        waiting.total,
        succeeding(this.#around.chance, this.#entity(kind), purposes.leaving, day, whole, probability),
      )
      if (leaving <= 0) continue
      waiting.thin(leaving)
      this.#around.world.enter(to[kind]!, kind, 0, leaving)
    }
  }

  #entity(kind: number): number {
    return this.#node * this.#kinds + kind
  }
  readonly #parts = new Float64Array(ROUTES_MAX)
  /** By kind and route: units that chance has sent there and no row has given yet. */
  readonly #owed: Float64Array
}

/** A binomial number; where it varies much by its normal limit, of one number of chance instead of several. */
function succeeding(
  chance: Chance,
  entity: number,
  purpose: number,
  visit: number,
  trials: number,
  share: number,
): number {
  const variance = trials * share * (1 - share)
  if (variance < MUCH) return binomial(chance, entity, purpose, visit, trials, share)
  const count = Math.round(trials * share + Math.sqrt(variance) * normal(chance, entity, purpose, visit))
  return Math.max(0, Math.min(trials, count))
}

/** From such a variance on a normal number, rounded, has every quantile of a binomial one to within half a unit or so. */
const MUCH = 9
const SMALLEST = 1e-7
const ROUTES_MAX = 8
/** Who leaves by a route that few take goes in pieces of one day of birth, each at most such a part of all who leave on the day. */
const PIECES_A_DAY = 16
/** Completions that are carried on where chance drew more, or fewer, than there were units in service. */
const restMax = (served: number) => served / 4 + 1
