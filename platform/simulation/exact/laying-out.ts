import { type Flow, type FlowNode, isByBirth, periodsOf, type RunKey, type Spread, type Station } from '../flow.ts'
import { samplingDays } from '../measuring.ts'
import { FORM, type PreparedSpread, prepareSpread } from '../spreads.ts'
import type { CoreExports } from './core.ts'
import type { Stream } from './world.ts'

type Run = { key: RunKey; mostUnits: number; isCounting: boolean }

/** Lays a flow out in the memory of the core. Returns what only this side knows: the times of each node by kind, and the arrivals by day. */
export function layOut(core: CoreExports, flow: Flow, { key, mostUnits, isCounting }: Run) {
  const { days, nodes, kinds, measure } = flow
  const streams = flow.arrivals.map((arrival, index): Stream => ({ ...arrival, index }))
  const constant = streams.filter(({ perDay }) => typeof perDay === 'number')
  const daily = streams.filter(({ perDay }) => typeof perDay !== 'number')
  const stations = nodes.filter(({ form }) => form === 'station').length
  let turns = 16
  while (turns < streams.length + 1) turns *= 2
  core.createWorld(key.seed | 0, key.replication | 0, turns, days, nodes.length, stations, mostUnits)
  core.createStreams(constant.length, daily.length)
  for (const [i, { kind, node, index, perDay }] of [...constant, ...daily].entries())
    core.setStream(i, kind, node, index, typeof perDay === 'number' ? perDay : 0)
  const periods = isCounting ? 1 : periodsOf(flow)
  const periodDays = isCounting ? Number.POSITIVE_INFINITY : measure.periodDays
  core.createMeasure(measure.node, kinds, periods, periodDays, measure.watch?.length ?? 0)
  for (let kind = 0; kind < kinds; kind++) core.setGroup(kind, measure.groupOf[kind] ?? -1)
  let turn = 0
  const spreads = nodes.map((node, i) => layOutNode(core, flow, i, node.form === 'station' ? turn++ : -1))
  for (const [i, node] of nodes.entries()) {
    if (isCounting) core.count(i, kinds, node.form === 'station' ? 64 : 2)
    if (node.form === 'delay' && !isCounting && countsByWholeDays(flow)) core.passWithoutEvents(i)
    if (node.form !== 'station') continue
    if (node.places) core.setMost(i, Math.min(MOST, Math.ceil(node.places.total)), node.places.turnedAwayTo)
    if (isCounting || node.isPreemptive || node.places || !countsByWholeDays(flow)) continue
    if (node.leaving && areForGood(flow, node.leaving)) core.leaveWithoutEvents(i)
    // Who comes to the node that is measured is measured there.
    const isDeferring = node.order === 'oldest' && !node.leaving && i !== measure.node
    if (isDeferring && daily.some((stream) => stream.node === i)) core.deferArrivals(i)
  }
  return { spreads, daily }
}

function layOutNode(core: CoreExports, flow: Flow, i: number, turn: number): PreparedSpread[] {
  const { kinds, nodes, waiting, days } = flow
  const node = nodes[i]!
  const station = node.form === 'station' ? node : undefined
  const lanes = station ? lanesOf(station, kinds) : []
  const isByDay = station !== undefined && isByBirth(station.order)
  const firstDay = waiting.bornOn.reduce((first, day) => Math.min(first, day), 0)
  const linesADay = isByDay ? Math.ceil(days) - firstDay + 1 : 1
  core.createNode(i, turn, FORMS[node.form], kinds, lanes.length, linesADay, firstDay)
  if (station) core.setRules(i, ORDERS[station.order], Number(station.isPreemptive === true))
  for (const [at, { rank, isAssisted }] of lanes.entries()) core.setLane(i, at, rank, Number(isAssisted))
  return Array.from({ length: kinds }, (_, kind) => {
    const spread = prepareSpread(spreadOf(node, kind))
    const { form, mean, first, second } = spread
    core.setTime(i, kind, form < FORM.GAMMA ? form : first === 2 && form === FORM.GAMMA ? ERLANG2 : OTHER, mean, second)
    if (station) {
      const mine = laneOfKind(station, kind)
      const perDay = station.leaving?.perDay[kind] ?? 0
      const patience = perDay > 0 ? 1 / perDay : 0
      const lane = lanes.findIndex((other) => isSame(other, mine))
      core.setKind(i, kind, lane, mine.rank, Number(mine.isAssisted), patience, station.leaving?.to[kind] ?? -1)
    }
    const routes = node.form === 'gone' ? [] : (node.routes[kind] ?? [])
    core.createRoutes(i, kind, routes.length)
    let upTo = 0
    for (const [at, { share, node: to, kind: toKind }] of routes.entries()) {
      upTo += share
      core.setRoute(i, kind, at, upTo, to, toKind)
    }
    return spread
  })
}

/** Whether nobody asks how many are present but at the begin of a day, of which there are not too many. */
const countsByWholeDays = (flow: Flow): boolean =>
  flow.days <= DAYS_COUNTED && samplingDays(flow).every(Number.isInteger)

const areForGood = ({ nodes, measure }: Flow, { perDay, to }: NonNullable<Station['leaving']>): boolean =>
  perDay.every((rate, kind) => rate === 0 || (nodes[to[kind]!]!.form === 'gone' && to[kind] !== measure.node))

type Lane = { rank: number; isAssisted: boolean }

function lanesOf(station: Station, kinds: number): Lane[] {
  const all = Array.from({ length: kinds }, (_, kind) => laneOfKind(station, kind))
  return all
    .filter((lane, i) => all.findIndex((other) => isSame(lane, other)) === i)
    .toSorted((a, b) => a.rank - b.rank || Number(a.isAssisted) - Number(b.isAssisted))
}

const laneOfKind = ({ rank, assistants }: Station, kind: number): Lane => ({
  rank: rank[kind] ?? 0,
  isAssisted: assistants?.isNeeded[kind] === true,
})

const isSame = (a: Lane, b: Lane) => a.rank === b.rank && a.isAssisted === b.isAssisted

const spreadOf = (node: FlowNode, kind: number): Spread =>
  node.form === 'delay' ? node.lasts : node.form === 'station' ? (node.work[kind] ?? NOTHING) : NOTHING

/** More than fit in memory: what is handed over has 32 bits. */
export const MOST = 0x3fffffff
const NOTHING: Spread = { form: 'fixed', mean: 0, scv: 0 }
/** What is counted by day takes memory for each day. */
const DAYS_COUNTED = 1_000_000
// As `core/exact/place.ts` numbers them.
const FORMS = { gone: 0, delay: 1, station: 2 }
const ORDERS = { 'first-come': 0, 'last-come': 1, oldest: 2, newest: 3 }
const ERLANG2 = 2
const OTHER = 3
