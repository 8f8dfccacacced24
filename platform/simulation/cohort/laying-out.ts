import { checkFlow, isWhole } from '../bounds.ts'
import { realsAt } from '../cores.ts'
import { type ByDay, type Flow, type FlowNode, periodsOf, type Route, type RunKey, type Station } from '../flow.ts'
import type { CohortExports } from './core.ts'
import { pointDays } from './points.ts'

/** Lays a flow out in the memory of the core. Throws a sentence where it cannot be run, or a station needs the exact engine. Returns how many stations a day comes to. */
export function layOut(core: CohortExports, flow: Flow, key: RunKey, oldest: number): { stations: number } {
  for (const [i, node] of flow.nodes.entries()) if (node.form === 'station') refuseUnknown(i, node)
  checkFlow(flow, GRANTED, 0)
  if (!Number.isInteger(flow.days)) throw new Error(`days is ${flow.days}; possible is a whole number`)
  const watches = flow.measure.watch?.length ?? 0
  const births = flow.days - oldest + 1
  const numbers =
    births * flow.kinds * (flow.nodes.length + 1) + watches * flow.days + flow.nodes.length * periodsOf(flow)
  if (8 * numbers > GRANTED)
    throw new Error(`days is ${flow.days}; possible is what fits in ${GRANTED / 1e6} MB of memory`)
  const { days, kinds, nodes, measure, arrivals, waiting } = flow
  const { seed, replication } = key
  core.createWorld(seed | 0, replication | 0, days, kinds, nodes.length, oldest, periodsOf(flow), measure.periodDays)
  const lag = measure.lag && measure.lag.length > 0 ? measure.lag : new Float64Array(1)
  const lagAt = core.createMeasure(measure.node, measure.groups, lag.length)
  realsAt(core, lagAt, lag.length).set(lag)
  for (let kind = 0; kind < kinds; kind++) core.setGroup(kind, measure.groupOf[kind] ?? -1)
  if (measure.watch && watches > 0) {
    core.createWatches(watches)
    for (const [watch, { kind, bornOn }] of measure.watch.entries())
      if (isWhole(kind, 0, kinds - 1) && isWhole(bornOn, oldest, days)) core.setWatch(watch, kind, bornOn - oldest)
  }
  for (const [i, node] of nodes.entries()) {
    if (node.form === 'delay') layOutDelay(core, flow, i, node)
    else if (node.form === 'station') layOutStation(core, i, node, kinds)
  }
  core.createArrivals(arrivals.length)
  for (const [i, { kind, node, perDay }] of arrivals.entries())
    core.setArrival(i, kind, node, byDay(core, typeof perDay === 'number' ? perDay : upTo(perDay, days)))
  const order = inOrder(flow)
  core.createOrder(order.length)
  for (const [i, node] of order.entries()) core.setOrder(i, node)
  for (let i = 0; i < waiting.count.length; i++)
    core.putIn(waiting.node[i]!, waiting.kind[i]!, waiting.bornOn[i]! - oldest, waiting.count[i]!)
  return { stations: order.length }
}

function layOutDelay(core: CohortExports, flow: Flow, i: number, node: FlowNode & { form: 'delay' }): void {
  const keepsBirth = leadsOn(flow, node.routes)
  const pieces = Math.max(PIECES_MIN, Math.ceil(PIECES_OF_ALL * largestShareTo(flow, i)))
  const points = pointDays(node.lasts, keepsBirth ? POINTS_IN_TURN : POINTS)
  const at = core.createDelayAt(i, Number(keepsBirth), pieces, routesOf(core, node.routes, flow.kinds))
  new Int32Array(core.memory.buffer, at, points.length).set(points)
}

function layOutStation(core: CohortExports, i: number, station: Station, kinds: number): void {
  const { order, servers, pace, work, rank, assistants, leaving, load, routes } = station
  const [serversAt, paceAt] = [byDay(core, servers), byDay(core, pace)]
  const assistantsAt = assistants ? byDay(core, assistants.present) : 0
  core.createStationAt(i, Number(order === 'oldest'), serversAt, paceAt, assistantsAt, routesOf(core, routes, kinds))
  if (load) core.setLoad(i, load.reference, load.exponent, load.slowest, load.fastest)
  const ranks = [...new Set(rank)].sort((a, b) => a - b)
  for (const each of ranks)
    for (const [n, kind] of rank.flatMap((of, at) => (of === each ? [at] : [])).entries()) {
      const { mean, scv } = work[kind]!
      const isAssisted = Number(assistants?.isNeeded[kind] === true)
      core.setKind(i, kind, Number(n === 0), mean, scv, isAssisted, leaving?.perDay[kind] ?? 0, leaving?.to[kind] ?? 0)
    }
}

/** What days cannot say. */
function refuseUnknown(i: number, { isPreemptive, places, order, routes }: Station): void {
  const long = routes.findIndex(({ length }) => length > ROUTES_MAX)
  if (long >= 0)
    throw new Error(`nodes[${i}].routes[${long}] are ${routes[long]!.length}; possible is at most ${ROUTES_MAX}`)
  if (isPreemptive || places) throw new Error(`node ${i}: places and interruptions need the exact engine`)
  // Cells know days of birth, not who joined when.
  if (order === 'first-come' || order === 'last-come')
    throw new Error(`node ${i}: order ${order} needs the exact engine; this one knows oldest and newest`)
}

function routesOf(core: CohortExports, routes: Route[][], kinds: number): number {
  const at = core.createRoutes(routes.reduce((sum, of) => sum + of.length, 0))
  let end = 0
  for (let kind = 0; kind < kinds; kind++) {
    for (const { share, node, kind: to } of routes[kind] ?? []) core.setRoute(at, end++, share, node, to)
    core.endRoutes(at, kind, end)
  }
  return at
}

function byDay(core: CohortExports, value: ByDay): number {
  const values = typeof value === 'number' ? [value] : value.length > 0 ? value : [0]
  const at = core.createByDay(values.length)
  realsAt(core, core.valuesOf(at), values.length).set(values)
  return at
}

/** Nobody comes after the last day there is a number for. */
function upTo(perDay: Float64Array, days: number): Float64Array {
  const all = new Float64Array(days)
  all.set(perDay.subarray(0, days))
  return all
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

/** What is a small part of a flow may be moved in few pieces: they change how even the flow is by little. */
const PIECES_OF_ALL = 16
const PIECES_MIN = 2
// As many as `core/cohort/delays.ts` takes.
const POINTS = 16
const POINTS_IN_TURN = 251
const ROUTES_MAX = 8
/** Bytes for results and for days of birth. */
const GRANTED = 1e9
