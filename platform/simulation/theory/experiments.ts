import type { Flow, FlowNode, Route, Spread, Station } from '../flow.ts'
import type { Figure } from './figures.ts'
import * as figures from './figures.ts'
import type { Queue } from './reading.ts'
import { arrivalsByNode } from './settling.ts'

/**
 * One world to be run many times, and what to read off it. `memoryDays` is about how long it remembers how it began, from
 * its inputs alone: it sets the warm-up and the shortest run. `scales` says where the controls change their slope.
 */
export type Experiment = {
  flow: Flow
  memoryDays: number
  eventsPerDay: number
  /** Fewer events than these are not enough for figures of large waits to be about normal. */
  eventsMin: number
  /** Length where it is known from the inputs, and a short run would not tell. */
  eventsPlanned?: number
  scales: Scale[]
  figures: Figure[]
  /** Work so uneven that its rare long ones carry the squares of the waits. */
  heavyWork?: Spread
}

/** By station: servers, the number of waiting units by which its queue falls to 1/e, arrivals from outside, and what its services are. */
export type Scale = {
  node: number
  servers: number
  queue: number
  /** By kind; undefined where arrivals come from other stations too. */
  arrivalsPerDay: number[] | undefined
  /** Rate at which one server finishes, where services are exponential. */
  finishesPerDay: number | undefined
  leavesPerDay: number
  places: number
  work: Spread[]
}

/** What must be run for each kind of queue; backlogs are not in here (`backlog.ts`). */
export function experimentsOf(queue: Queue): Experiment[] {
  const [row] = queue.rows
  const { c, lambda, mu, rho, D } = row!.number as Record<string, number>
  switch (queue.kind.name) {
    case 'mmc':
      return [
        station({ servers: c!, perDay: [lambda!], work: [exponential(1 / mu!)], figures: figures.mmc(c!) }),
        station({
          ...{ servers: c!, perDay: [lambda!], work: [exponential(1 / mu!)], places: c! },
          figures: [figures.turnedAway('erlang_b')],
        }),
      ]
    case 'mg1': {
      const one = { servers: 1, perDay: [lambda!], work: [serviceOf(row!)] }
      return [
        station({ ...one, figures: figures.mg1FirstCome() }),
        {
          ...station({ ...one, order: 'last-come', figures: [figures.waitSd('sd_wait_LIFO', false)] }),
          eventsPlanned: eventsForLastCome(lambda! * row!.number.mean_service!, one.work[0]!.scv),
        },
      ]
    }
    case 'mmc_priority': {
      const perDay = queue.rows.map(({ number }) => number.lambda_k!)
      const all = { servers: c!, perDay, work: perDay.map(() => exponential(1 / mu!)) }
      const ranks = perDay.map((_, k) => k)
      return [
        station({ ...all, ranks, figures: figures.byClass(queue.rows.length, c!) }),
        station({
          ...all,
          figures: [
            figures.waitMean(
              'Wq_fifo_same_load',
              queue.rows.map((_, k) => k),
            ),
          ],
        }),
        ...(c === 1
          ? [station({ ...all, ranks, isPreemptive: true, figures: figures.sojournByClass(queue.rows.length) })]
          : []),
      ]
    }
    case 'mg1_priority_cobham':
      return [
        station({
          servers: 1,
          perDay: queue.rows.map(({ number }) => number.lambda!),
          work: queue.rows.map(({ number }) => byVariation(number.mean_service!, number.scv!)),
          ranks: queue.rows.map((_, k) => k),
          figures: figures.cobham(queue.rows.length),
        }),
      ]
    case 'jackson':
      return [network(queue)]
    case 'erlang_a':
      return [
        station({
          ...{ servers: c!, perDay: [lambda!], work: [exponential(1 / mu!)], leavesPerDay: row!.number.theta_abandon! },
          figures: figures.erlangA(c!),
        }),
      ]
    case 'mmck':
      return [
        station({
          ...{ servers: c!, perDay: [lambda!], work: [exponential(1 / mu!)], places: row!.number.K_places_total! },
          figures: figures.mmck(c!),
        }),
      ]
    case 'mdc':
      return [
        station({
          ...{ servers: c!, perDay: [(rho! * c!) / D!], work: [byVariation(D!, 0)] },
          figures: [figures.waitMean('Wq_MDc_exact')],
        }),
      ]
    case 'fluid_backlog':
      return []
  }
}

/**
 * Waits of the last come are the lengths of busy periods, whose fourth moment grows like (1 − ρ)⁻⁷ (Takács 1963): few very long ones
 * carry the deviation, and a short run meets none. Events for an error of about 0.6 %, by the order of growth; the factors are measured.
 */
function eventsForLastCome(load: number, scv: number): number {
  const spread = (1 + scv) / 2
  return (2 * spread * spread * (0.1 / ((1 - load) * (1 - load) * (1 - load)) + 60)) / (0.006 * 0.006)
}

const exponential = (mean: number): Spread => ({ form: 'exponential', mean, scv: 1 })

/** Only mean and variation are given; they are all that the mean wait depends on (Cobham 1954). */
const byVariation = (mean: number, scv: number): Spread =>
  scv === 0
    ? { form: 'fixed', mean, scv }
    : scv === 1
      ? exponential(mean)
      : { form: scv < 1 ? 'gamma' : 'hyperexponential', mean, scv }

function serviceOf({ word, number }: Queue['rows'][number]): Spread {
  const { mean_service: mean, param } = number as { mean_service: number; param: number }
  if (word.service === 'D') return { form: 'fixed', mean, scv: 0 }
  if (word.service === 'M') return exponential(mean)
  if (word.service === 'E') return { form: 'gamma', mean, scv: 1 / param }
  return { form: word.service === 'LN' ? 'lognormal' : 'hyperexponential', mean, scv: param }
}

type OneStation = {
  servers: number
  /** By kind. */
  perDay: number[]
  work: Spread[]
  ranks?: number[]
  order?: Station['order']
  isPreemptive?: boolean
  places?: number
  leavesPerDay?: number
  figures: Figure[]
}

/** One station, whoever is served or leaves is gone. */
function station(given: OneStation): Experiment {
  const { servers, perDay, work, ranks, order = 'first-come', isPreemptive, places, leavesPerDay = 0 } = given
  const kinds = perDay.length
  const gone = (kind: number): Route => ({ share: 1, node: 1, kind })
  const node: Station = {
    ...{ form: 'station', servers, pace: 1, work, order },
    rank: ranks ?? perDay.map(() => 0),
    ...(isPreemptive ? { isPreemptive } : {}),
    ...(places === undefined ? {} : { places: { total: places, turnedAwayTo: 1 } }),
    ...(leavesPerDay === 0 ? {} : { leaving: { perDay: perDay.map(() => leavesPerDay), to: perDay.map(() => 1) } }),
    routes: perDay.map((_, kind) => [gone(kind)]),
  }
  const scale: Scale = {
    ...{ node: 0, servers, arrivalsPerDay: perDay, work, leavesPerDay, places: places ?? Number.POSITIVE_INFINITY },
    finishesPerDay: work.every(({ form, mean }) => form === 'exponential' && mean === work[0]!.mean)
      ? 1 / work[0]!.mean
      : undefined,
    queue: 0,
  }
  const { memoryDays, queue } = memoryOf(scale, perDay)
  const hasHeavyWork = given.figures.some((figure) => 'isSquared' in figure) && work.some(isHeavy)
  return {
    flow: flowOf(
      kinds,
      [node, { form: 'gone' }],
      perDay.map((each, kind) => ({ kind, node: 0, perDay: each })),
    ),
    memoryDays,
    eventsPerDay: 2 * perDay.reduce((sum, each) => sum + each, 0),
    eventsMin: hasHeavyWork ? EVENTS_MIN_HEAVY : EVENTS_MIN,
    ...(hasHeavyWork && kinds === 1 ? { heavyWork: work[0]! } : {}),
    scales: [{ ...scale, queue }],
    figures: given.figures,
  }
}

function network({ rows }: Queue): Experiment {
  const arrivals = arrivalsByNode(rows)!
  const gone = rows.length
  const nodes: FlowNode[] = rows.map(({ number, shares }) => {
    const leaves = 1 - shares.reduce((sum, share) => sum + share, 0)
    const routes = shares.map((share, node) => ({ share, node, kind: 0 })).filter(({ share }) => share > 0)
    if (leaves > 1e-9) routes.push({ share: leaves, node: gone, kind: 0 })
    return {
      ...{ form: 'station', servers: number.c!, pace: 1, work: [exponential(1 / number.mu!)], rank: [0] },
      ...{ order: 'first-come', routes: [routes] },
    }
  })
  const scales = rows.map(({ number }, node): Scale => {
    const only = rows.every(({ shares }) => shares[node] === 0)
    const scale = {
      ...{ node, servers: number.c!, finishesPerDay: number.mu!, leavesPerDay: 0, places: Number.POSITIVE_INFINITY },
      arrivalsPerDay: only ? [number.external_arrivals!] : undefined,
      ...{ work: [exponential(1 / number.mu!)], queue: 0 },
    }
    return { ...scale, queue: memoryOf(scale, [arrivals[node]!]).queue }
  })
  const memories = scales.map((scale, node) => memoryOf(scale, [arrivals[node]!]).memoryDays)
  return {
    flow: flowOf(
      1,
      [...nodes, { form: 'gone' }],
      rows.flatMap(({ number }, node) =>
        number.external_arrivals! > 0 ? [{ kind: 0, node, perDay: number.external_arrivals! }] : [],
      ),
    ),
    // Who goes round several times carries the memory along.
    memoryDays: 2 * Math.max(...memories),
    eventsPerDay: rows.reduce((sum, { number }, node) => sum + arrivals[node]! + number.external_arrivals!, 0),
    eventsMin: EVENTS_MIN,
    scales,
    figures: figures.jackson(rows.map(({ number }) => number.c!)),
  }
}

const EVENTS_MIN = 2_000_000
/** Where single services are so long that they alone carry the squares of the waits. */
const EVENTS_MIN_HEAVY = 16_000_000
const isHeavy = ({ form, scv }: Spread) => form === 'lognormal' && scv > 0.5

const flowOf = (kinds: number, nodes: FlowNode[], arrivals: Flow['arrivals']): Flow => ({
  ...{ days: 1, kinds, arrivals, nodes },
  waiting: { kind: new Int32Array(), node: new Int32Array(), bornOn: new Int32Array(), count: new Float64Array() },
  measure: { node: 0, groups: 1, groupOf: Array.from({ length: kinds }, () => -1), periodDays: 1, sampleDays: 1 },
})

/**
 * How long a station remembers: the relaxation time of its queue as a diffusion, 4 σ²/drift² (Abate and Whitt 1987), no longer
 * than it takes places or patience to bound it, and two services besides for the servers to fill.
 */
function memoryOf(scale: Scale, perDay: number[]): { memoryDays: number; queue: number } {
  const total = perDay.reduce((sum, each) => sum + each, 0)
  const load = perDay.reduce((sum, each, k) => sum + each * scale.work[k]!.mean, 0)
  const second = perDay.reduce(
    (sum, each, k) => sum + each * scale.work[k]!.mean * scale.work[k]!.mean * (1 + scale.work[k]!.scv),
    0,
  )
  const scv = Math.max(0, (second * total) / (load * load) - 1)
  const service = load / total
  const slack = Math.abs(1 - load / scale.servers)
  const spread = (1 + scv) / 2
  const rate = scale.servers / service
  let queue = Math.max(1, spread / slack)
  let memory = (4 * spread) / (rate * slack * slack)
  if (Number.isFinite(scale.places)) {
    const room = scale.places - scale.servers + 1
    queue = Math.min(queue, room)
    memory = Math.min(memory, (room * room) / rate)
  }
  if (scale.leavesPerDay > 0) {
    queue = Math.min(queue, Math.sqrt(rate / scale.leavesPerDay))
    // With more than can be served, only leaving holds the queue.
    memory = load < scale.servers ? Math.min(memory, 2 / scale.leavesPerDay) : 1.4 / scale.leavesPerDay
  }
  return { memoryDays: memory + 2 * service, queue }
}
