import { DelayLine } from './cohort-delay.ts'
import { CohortStation } from './cohort-station.ts'
import { arrivalsOfDay, poisson } from './distributions.ts'
import { type Flow, type FlowRun, periodsOf, type RunKey } from './flow.ts'
import { emptyRun } from './measuring.ts'
import { type Chance, chanceOf, purposes, uniform } from './random.ts'
import { WaitFigures } from './wait-figures.ts'

export type CohortRunOptions = {
  /** Called once a month of the run; false ends it with an error. */
  goOn?: () => boolean
}

/**
 * One replication in steps of a day. All units of one kind born on one day are one number in each queue, so the cost is that of days and
 * stations, not of units: some microseconds a day, for a thousand waiting or a million. Means, waits and the spread between
 * replications are those of the exact engine (`engines-agree.ts`); single units, places and interruptions it does not know.
 */
export function runCohort(flow: Flow, key: RunKey, options: CohortRunOptions = {}): FlowRun {
  return new CohortWorld(flow, key).run(options)
}

/** Its stations and delays call its methods, which are the same in every world: a closure of each world's own would be compiled again and again. */
class CohortWorld {
  readonly #flow: Flow
  readonly #key: RunKey
  readonly #chance: Chance
  readonly #oldest: number
  readonly #periods: number
  readonly #run: FlowRun
  readonly #figures: WaitFigures
  readonly #watch: ReturnType<typeof watchesOf>
  readonly #delays: (DelayLine | undefined)[]
  readonly #stations: (CohortStation | undefined)[]
  #day = 0
  #period = 0

  constructor(flow: Flow, key: RunKey) {
    const { days, kinds, nodes, measure } = flow
    let oldest = 0
    for (const bornOn of flow.waiting.bornOn) if (bornOn < oldest) oldest = bornOn
    const births = days - oldest + 1
    this.#flow = flow
    this.#key = key
    this.#chance = chanceOf(key)
    this.#oldest = oldest
    this.#periods = periodsOf(flow)
    this.#run = emptyRun(flow)
    this.#figures = new WaitFigures(measure, births + 1)
    this.#watch = watchesOf(flow, births, oldest)
    this.#delays = Array.from(nodes, (node, i) =>
      node.form === 'delay'
        ? new DelayLine(node, {
            ...{ days, kinds, world: this, keepsBirth: leadsOn(flow, node.routes) },
            piecesADay: Math.max(PIECES_MIN, Math.ceil(PIECES_OF_ALL * largestShareTo(flow, i))),
          })
        : undefined,
    )
    this.#stations = Array.from(nodes, (node, i) =>
      node.form === 'station'
        ? new CohortStation(node, i, { flow, chance: this.#chance, births, world: this })
        : undefined,
    )
  }

  /** Units of one kind and day of birth (counted from the oldest) enter a node. */
  enter(node: number, kind: number, birth: number, count: number): void {
    const { measure } = this.#flow
    this.#run.entered[node * this.#periods + this.#period]! += count
    if (node === measure.node) {
      const group = measure.groupOf[kind]!
      const bornOn = birth + this.#oldest
      // Born at some time of one day and here at some time of another: between a day less and a day more.
      const late = this.#day - bornOn
      if (group >= 0 && bornOn >= 0 && late > 0) {
        this.#figures.entered(group, late - 1, count / 2)
        this.#figures.entered(group, late, count / 2)
      } else if (group >= 0) this.#figures.entered(group, late, count)
      this.#watch?.entered(kind, birth, this.#day, count)
    }
    const station = this.#stations[node]
    if (station) station.join(kind, birth, count)
    else this.#delays[node]?.enter(this.#day, kind, birth, count)
  }

  run({ goOn }: CohortRunOptions): FlowRun {
    const { days, measure } = this.#flow
    const order = inOrder(this.#flow)
    this.#fill()
    for (const station of this.#stations) station?.begin()
    let sample = 0
    for (let day = 0; day < days; day++) {
      if (day % measure.sampleDays === 0) this.#count(sample++)
      if (day % 30 === 0 && goOn && !goOn()) throw new Error('the run was ended before its last day')
      this.#live(day, order)
    }
    this.#figures.close(this.#run.waits, this.#period, this.#periods)
    while (sample < this.#run.sampledOn.length) this.#count(sample++)
    this.#watch?.close(
      this.#run.watched,
      (index) => uniform(this.#chance, index, purposes.watch, 0),
      (kind, birth) => this.#stations.reduce((sum, station) => sum + (station?.waitingOf(kind, birth) ?? 0), 0),
    )
    this.#run.events = days * order.length
    return this.#run
  }

  #live(day: number, order: readonly number[]): void {
    const { measure, arrivals } = this.#flow
    this.#day = day
    const period = Math.floor(day / measure.periodDays)
    if (period !== this.#period) {
      this.#figures.close(this.#run.waits, this.#period, this.#periods)
      this.#period = period
    }
    for (let i = 0; i < this.#delays.length; i++) this.#delays[i]?.day(day)
    for (let i = 0; i < arrivals.length; i++) {
      const { kind, node, perDay } = arrivals[i]!
      const come =
        typeof perDay === 'number'
          ? poisson(this.#chance, day, purposes.arrivals, i, perDay)
          : arrivalsOfDay(this.#key, i, day, perDay[day]!)
      if (come > 0) this.enter(node, kind, day - this.#oldest, come)
    }
    for (let i = 0; i < order.length; i++) this.#stations[order[i]!]!.day(day)
    for (let i = 0; i < this.#delays.length; i++) this.#delays[i]?.endDay(day)
  }

  /** Who is there at the start. */
  #fill(): void {
    const { node, kind, bornOn, count } = this.#flow.waiting
    for (let i = 0; i < count.length; i++) {
      const birth = bornOn[i]! - this.#oldest
      const station = this.#stations[node[i]!]
      if (station) station.join(kind[i]!, birth, count[i]!)
      else this.#delays[node[i]!]?.enter(0, kind[i]!, birth, count[i]!)
      this.#watch?.isThere(kind[i]!, birth, count[i]!)
    }
  }

  #count(sample: number): void {
    const { present, sampledOn } = this.#run
    for (let node = 0; node < this.#stations.length; node++)
      present[node * sampledOn.length + sample] = this.#stations[node]?.present() ?? this.#delays[node]?.present ?? 0
  }
}

/** Whether somebody who leaves by these routes can still be measured or queue: then their day of birth has to be kept. */
function leadsOn(flow: Flow, routes: { node: number }[][], seen = new Set<number>()): boolean {
  return routes.some((of) =>
    of.some(({ node }) => {
      const next = flow.nodes[node]!
      if (node === flow.measure.node || next.form === 'station') return true
      if (next.form === 'gone' || seen.has(node)) return false
      return leadsOn(flow, next.routes, seen.add(node))
    }),
  )
}

/** Of those who leave one node, or come, at most such a part goes to this one next. */
function largestShareTo({ arrivals, nodes }: Flow, to: number): number {
  if (arrivals.some(({ node }) => node === to)) return 1
  let most = 0
  for (const node of nodes)
    if (node.form !== 'gone')
      for (const routes of node.routes)
        for (const route of routes) if (route.node === to) most = Math.max(most, route.share)
  return most
}

/** Stations as units meet them first, so that a day is one pass. */
function inOrder({ nodes, arrivals }: Flow): number[] {
  const met: number[] = []
  const queue = [...new Set(arrivals.map(({ node }) => node))].sort((a, b) => b - a)
  const seen = new Set(queue)
  for (let at = 0; at < queue.length; at++) {
    const node = nodes[queue[at]!]!
    if (node.form === 'gone') continue
    if (node.form === 'station') met.push(queue[at]!)
    for (const { node: next } of node.routes.flat())
      if (!seen.has(next)) {
        seen.add(next)
        queue.push(next)
      }
  }
  nodes.forEach((node, i) => {
    if (node.form === 'station' && !seen.has(i)) met.push(i)
  })
  return met
}

/** Watched cohorts: how many of each have entered the measured node, by day. */
function watchesOf({ measure, days, kinds }: Flow, births: number, oldest: number) {
  const { watch } = measure
  if (!watch || watch.length === 0) return undefined
  const index = new Int32Array(kinds * births).fill(-1)
  watch.forEach(({ kind, bornOn }, i) => {
    const birth = bornOn - oldest
    if (birth >= 0 && birth < births) index[kind * births + birth] = i
  })
  const byDay = watch.map(() => new Float64Array(days))
  const present = new Float64Array(watch.length)
  return {
    isThere(kind: number, birth: number, count: number): void {
      const i = index[kind * births + birth]!
      if (i >= 0) present[i]! += count
    },
    entered(kind: number, birth: number, day: number, count: number): void {
      const i = index[kind * births + birth]!
      if (i >= 0) byDay[i]![day]! += count
    },
    /** Of each cohort, one unit drawn by chance from those who entered or still wait: its day, or NaN. */
    close(
      watched: Float64Array,
      drawn: (index: number) => number,
      left: (kind: number, birth: number) => number,
    ): void {
      watch.forEach(({ kind, bornOn }, i) => {
        if (present[i] === 0) return
        let all = left(kind, bornOn - oldest)
        for (const count of byDay[i]!) all += count
        let until = drawn(i) * all
        for (let day = 0; day < days; day++) {
          until -= byDay[i]![day]!
          if (until < 0) {
            watched[i] = day
            return
          }
        }
      })
    },
  }
}

/** What is a small part of a flow may be moved in few pieces: they change how even the flow is by little. */
const PIECES_OF_ALL = 16
const PIECES_MIN = 2
