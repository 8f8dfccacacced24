import { type ByDay, type Flow, type FlowNode, onDay, type Spread, type Station } from '../flow.ts'
import { type PreparedSpread, prepareSpread } from '../spreads.ts'
import type { Deferral } from './deferring.ts'
import { createHeap, type Heap } from './heap.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { createLeaving, type Leaving } from './leaving.ts'
import { createTally, type Tally } from './tally.ts'

/** A node while it runs. One shape for all forms, so that the compiler sees one; what a form does not need stays as it is. */
export type Place = {
  index: number
  /** Among the stations, or -1: only they have an event of their own. */
  turn: number
  form: FlowNode['form']
  station: Station | undefined
  present: number
  waiting: number
  busy: number
  servers: number
  assistants: number
  assistantsBusy: number
  isAssisted: Uint8Array
  /** Most units present, and where who finds that many goes. */
  most: number
  turnedAwayTo: number
  isPreemptive: boolean
  /** By kind: days a unit waits on average before it leaves, or 0. */
  patience: Float64Array
  leavesTo: Int32Array
  rank: Float64Array
  /** Work (or time, of a delay) by kind. */
  spreads: PreparedSpread[]
  lanes: Lanes
  /** Units in service by the amount of work done here when they will be finished: closed days and learning move no entry. */
  serving: Heap
  pace: number
  /** How much work was done here by the time `since`. */
  workDone: number
  since: number
  /** Where a served unit goes: routes of kind k are those from `routesFrom[k]` up to `routesFrom[k + 1]`. */
  routesFrom: Int32Array
  routeUpTo: Float64Array
  routeTo: Int32Array
  routeKind: Int32Array
  tally: Tally | undefined
  /** Of those who wait, what needs no event of its own. */
  leaving: Leaving | undefined
  deferral: Deferral | undefined
}

export function createPlace(flow: Flow, index: number, firstDay: number, isCounted: boolean): Place {
  const { kinds, nodes } = flow
  const node = nodes[index]!
  const station = node.form === 'station' ? node : undefined
  const each = <T>(make: (kind: number) => T) => Array.from({ length: kinds }, (_, kind) => make(kind))
  const routes = each((kind) => (node.form === 'gone' ? [] : (node.routes[kind] ?? [])))
  const routesFrom = new Int32Array(kinds + 1)
  routes.forEach((of, kind) => {
    routesFrom[kind + 1] = routesFrom[kind]! + of.length
  })
  const all = routes.flat()
  return {
    index,
    turn: station ? nodes.slice(0, index).filter(({ form }) => form === 'station').length : -1,
    form: node.form,
    station,
    present: 0,
    waiting: 0,
    busy: 0,
    servers: 0,
    assistants: 0,
    assistantsBusy: 0,
    isAssisted: Uint8Array.from(each((kind) => Number(station?.assistants?.isNeeded[kind] === true))),
    most: station?.places?.total ?? NO_LIMIT,
    turnedAwayTo: station?.places?.turnedAwayTo ?? -1,
    isPreemptive: station?.isPreemptive === true,
    patience: Float64Array.from(each((kind) => patienceOf(station, kind))),
    leavesTo: Int32Array.from(each((kind) => station?.leaving?.to[kind] ?? -1)),
    rank: Float64Array.from(each((kind) => station?.rank[kind] ?? 0)),
    spreads: each((kind) => prepareSpread(spreadOf(node, kind))),
    lanes: createLanes(station ?? NO_STATION, kinds, firstDay, Math.ceil(flow.days)),
    serving: createHeap(station ? 16 : 0),
    pace: 0,
    workDone: 0,
    since: 0,
    routesFrom,
    routeUpTo: Float64Array.from(
      routes.flatMap((of) => of.map((_, i) => of.slice(0, i + 1).reduce((s, r) => s + r.share, 0))),
    ),
    routeTo: Int32Array.from(all, ({ node: to }) => to),
    routeKind: Int32Array.from(all, ({ kind }) => kind),
    tally: isCounted ? createTally(kinds, station ? 64 : 2, flow.days) : undefined,
    leaving: isCounted ? undefined : createLeaving(flow, station),
    deferral: undefined,
  }
}

/** Whole servers, or assistants, on a day. */
export const wholeOn = (value: ByDay, day: number): number => Math.floor(onDay(value, day) + 1e-9)

const patienceOf = (station: Station | undefined, kind: number): number => {
  const perDay = station?.leaving?.perDay[kind] ?? 0
  return perDay > 0 ? 1 / perDay : 0
}

const spreadOf = (node: FlowNode, kind: number): Spread =>
  node.form === 'delay' ? node.lasts : node.form === 'station' ? (node.work[kind] ?? NOTHING) : NOTHING

/** More than fit in memory, and a small number to the compiler. */
const NO_LIMIT = 0x3fffffff
const NOTHING: Spread = { form: 'fixed', mean: 0, scv: 0 }
const NO_STATION: Station = {
  ...{ form: 'station', servers: 0, pace: 0, work: [], rank: [], order: 'first-come', routes: [] },
}
