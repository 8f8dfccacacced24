import { type ByDay, type Flow, isByBirth, periodsOf, type Route, WAIT_FIGURES, wholeOn } from './flow.ts'

/**
 * Throws a sentence that names the first field of a flow that cannot be run, or for which the granted bytes do not suffice. Returns
 * how many units may be present at once.
 */
export function checkFlow(flow: Flow, granted: number, bytesPerUnit: number): number {
  const { nodes, kinds, days, arrivals, waiting, measure } = flow
  need(days > 0 && days <= MOST_DAYS, 'days', days, `above 0 and at most ${MOST_DAYS}`)
  need(isWhole(kinds, 1, 65_535), 'kinds', kinds, 'a whole number from 1 to 65,535')
  need(nodes.length >= 1 && nodes.length <= 255, 'nodes', nodes.length, '1 to 255 of them')
  need(arrivals.length <= 255, 'arrivals', arrivals.length, 'at most 255 of them')
  need(measure.periodDays > 0, 'measure.periodDays', measure.periodDays, 'above 0')
  need(measure.sampleDays > 0, 'measure.sampleDays', measure.sampleDays, 'above 0')
  need(isWhole(measure.groups, 0, 65_535), 'measure.groups', measure.groups, 'a whole number from 0 to 65,535')
  need(isWhole(measure.node, 0, nodes.length - 1), 'measure.node', measure.node, 'one of the nodes')
  measure.groupOf.forEach((group, i) => {
    need(isWhole(group, -1, measure.groups - 1), `measure.groupOf[${i}]`, group, 'one of the groups, or -1')
  })
  arrivals.forEach(({ perDay, kind, node }, i) => {
    needAll(perDay, `arrivals[${i}].perDay`)
    need(isWhole(kind, 0, kinds - 1), `arrivals[${i}].kind`, kind, 'one of the kinds')
    need(isWhole(node, 0, nodes.length - 1), `arrivals[${i}].node`, node, 'one of the nodes')
  })
  checkNodes(flow)
  const { kind, bornOn, count } = waiting
  let present = 0
  let firstDay = 0
  for (let i = 0; i < kind.length; i++) {
    if (!isCohort(flow, i)) checkCohort(flow, i)
    present += count[i]!
    if (bornOn[i]! < firstDay) firstDay = bornOn[i]!
  }
  const lines = nodes.reduce((sum, at) => sum + (at.form === 'station' && isByBirth(at.order) ? 2 * kinds : 0), 0)
  const samples = 1 + days / measure.sampleDays
  const results = (measure.groups + 1) * periodsOf(flow) * WAIT_FIGURES + nodes.length * (samples + periodsOf(flow))
  const fits = (bytes: number, field: string, value: number) =>
    need(bytes <= granted, field, value, `what fits in ${Math.floor(granted / 1e6)} MB of memory`)
  fits(results * 8, 'measure.sampleDays', measure.sampleDays)
  fits(lines * (days - firstDay) * 8, 'days', days)
  fits(present * bytesPerUnit, 'waiting.count', present)
  return Math.floor((granted - results * 8 - lines * (days - firstDay) * 8) / bytesPerUnit)
}

function checkNodes({ nodes, kinds }: Flow): void {
  nodes.forEach((node, i) => {
    if (node.form === 'gone') return
    node.routes.forEach((routes, kind) => {
      checkRoutes(routes, `nodes[${i}].routes[${kind}]`, nodes.length, kinds)
    })
    if (node.form === 'delay') return
    const { servers, pace, work, rank, places, leaving, load, assistants } = node
    needAll(servers, `nodes[${i}].servers`)
    needAll(pace, `nodes[${i}].pace`)
    if (assistants) needAll(assistants.present, `nodes[${i}].assistants.present`)
    need(work.length === kinds, `nodes[${i}].work`, work.length, `one for each of ${kinds} kinds`)
    need(rank.length === kinds, `nodes[${i}].rank`, rank.length, `one for each of ${kinds} kinds`)
    for (const each of rank) need(!Number.isNaN(each), `nodes[${i}].rank`, each, 'a number')
    if (places) need(places.total >= 0, `nodes[${i}].places.total`, places.total, '0 or more')
    if (node.isPreemptive)
      need(mostOf(servers) <= 1, `nodes[${i}].servers`, mostOf(servers), '1 where services are interrupted')
    if (load) need(load.reference > 0, `nodes[${i}].load.reference`, load.reference, 'above 0')
    leaving?.perDay.forEach((perDay, kind) => {
      need(perDay >= 0 && perDay < Number.POSITIVE_INFINITY, `nodes[${i}].leaving.perDay[${kind}]`, perDay, '0 or more')
      const to = leaving.to[kind] ?? -1
      need(perDay === 0 || isWhole(to, 0, nodes.length - 1), `nodes[${i}].leaving.to[${kind}]`, to, 'one of the nodes')
    })
    // Whoever is turned away from one full station to the next comes to an end.
    let to = places?.turnedAwayTo ?? 0
    for (let step = 0; places; step++) {
      const next = nodes[to]
      need(
        next !== undefined && step <= nodes.length,
        `nodes[${i}].places.turnedAwayTo`,
        to,
        'a node from which nobody is sent round',
      )
      if (next?.form !== 'station' || !next.places) break
      to = next.places.turnedAwayTo
    }
  })
}

function checkRoutes(routes: Route[], field: string, nodes: number, kinds: number): void {
  let sum = 0
  for (const { share, node, kind } of routes) {
    need(share >= 0, `${field}.share`, share, '0 or more')
    need(isWhole(node, 0, nodes - 1), `${field}.node`, node, 'one of the nodes')
    need(isWhole(kind, 0, kinds - 1), `${field}.kind`, kind, 'one of the kinds')
    sum += share
  }
  if (routes.length > 0) need(Math.abs(sum - 1) < 1e-6, `${field}.share`, sum, '1 in all')
}

function needAll(value: ByDay, field: string): void {
  if (typeof value === 'number') {
    need(value >= 0 && value < Number.POSITIVE_INFINITY, field, value, '0 or more')
    return
  }
  need(value.length > 0, field, value.length, 'a number for each day')
  // Quick, for each world has many such days.
  for (let day = 0; day < value.length; day++) {
    const each = value[day]!
    if (!(each >= 0 && each < Number.POSITIVE_INFINITY)) need(false, `${field}[${day}]`, each, '0 or more')
  }
}

/** Quick, for there are many. */
const isCohort = ({ waiting, kinds, nodes }: Flow, i: number): boolean =>
  waiting.count[i]! >= 0 &&
  waiting.count[i]! < Number.POSITIVE_INFINITY &&
  isWhole(waiting.kind[i]!, 0, kinds - 1) &&
  isWhole(waiting.node[i]!, 0, nodes.length - 1) &&
  waiting.bornOn[i]! <= 0

function checkCohort({ waiting, kinds, nodes }: Flow, i: number): void {
  const { kind, node, bornOn, count } = waiting
  need(isWhole(kind[i]!, 0, kinds - 1), `waiting.kind[${i}]`, kind[i]!, 'one of the kinds')
  need(isWhole(node[i]!, 0, nodes.length - 1), `waiting.node[${i}]`, node[i]!, 'one of the nodes')
  need(bornOn[i]! <= 0, `waiting.bornOn[${i}]`, bornOn[i]!, '0 or before')
  need(false, `waiting.count[${i}]`, count[i]!, '0 or more')
}

function need(isSo: boolean, field: string, was: number, possible: string): void {
  if (!isSo) throw new Error(`${field} is ${was}; possible is ${possible}`)
}

const mostOf = (value: ByDay): number =>
  typeof value === 'number'
    ? wholeOn(value, 0)
    : value.reduce((most, each) => Math.max(most, Math.floor(each + 1e-9)), 0)

export const isWhole = (value: number, from: number, to: number) =>
  Number.isInteger(value) && value >= from && value <= to

const MOST_DAYS = 1e9
