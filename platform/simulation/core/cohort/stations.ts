import { binomial, normal } from '../distributions'
import { pow } from '../functions'
import { takeZeros } from '../memory'
import { SMALLEST, thin } from './cells'
import {
  assistantsOn,
  createKinds,
  fill,
  Kind,
  kindInRank,
  kindOf,
  leftOver,
  rankFrom,
  serversOn,
  sinceYesterday,
  takeNext,
} from './lines'
import { birthServed, takeServed } from './served'
import { ByDay, endOfRoutes, enter, firstRoute, onDay, Route, Routes, routeAt, world } from './world'

/**
 * A station by days. A day of a server is so much work: those in service take theirs first; what they leave over, and the time of idle
 * servers, goes to whoever is next, as many as it finishes. No time is lost while somebody waits: what a day leaves of it is carried on.
 */
@unmanaged
export class Station {
  node: i32
  isOldest: i32
  servers: ByDay
  pace: ByDay
  assistants: ByDay
  routes: Routes
  kinds: usize
  /** Kinds rank by rank, lowest first. */
  rankCount: i32
  rankFrom: usize
  kindsByRank: usize
  longest: f64
  /** What a long line makes of the pace, where it does: see `paceUnder`. */
  loadReference: f64
  loadExponent: f64
  slowest: f64
  fastest: f64
  /** By kind and route: units that chance has sent there and no row has given yet; and the day's share of each route. */
  owed: usize
  parts: usize
}

export function createStation(node: i32): Station {
  const station = changetype<Station>(takeZeros(offsetof<Station>()))
  station.node = node
  station.kinds = createKinds()
  station.rankFrom = takeZeros((<u64>(world.kinds + 1)) << 2)
  station.kindsByRank = takeZeros((<u64>world.kinds) << 2)
  station.owed = takeZeros((<u64>world.kinds * ROUTES_MAX) << 3)
  station.parts = takeZeros(ROUTES_MAX << 3)
  return station
}

export function beginStation(station: Station): void {
  for (let i = 0; i < world.kinds; i++) kindOf(station, i).joined = 0
  fill(station, 0)
  for (let i = 0; i < world.kinds; i++) kindOf(station, i).servedBefore = kindOf(station, i).served.total
}

export function liveStation(station: Station): void {
  const day = world.day
  let today = onDay(station.pace, day)
  if (today > 0) {
    if (station.loadReference > 0) today *= paceUnder(station, sinceYesterday(station))
    serve(station, day, today)
  }
  // Whoever is there when a day ends sits there already when the next one begins.
  for (let i = 0; i < world.kinds; i++) kindOf(station, i).notYet = 0
  fill(station, day)
  let isLeaving = false
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    const total = kind.served.total
    kind.rest -= kind.freshLag * (total - kind.servedBefore)
    kind.servedBefore = total
    kind.joined = 0
    if (kind.leavesPerDay > 0) isLeaving = true
  }
  if (isLeaving) for (let i = 0; i < world.kinds; i++) leave(station, i, day)
}

function serve(station: Station, day: i32, pace: f64): void {
  for (let i = 0; i < world.kinds; i++) kindOf(station, i).notYet = kindOf(station, i).joined
  // Servers who are new today.
  fill(station, day)
  for (let i = 0; i < world.kinds; i++) kindOf(station, i).days = kindOf(station, i).work / pace
  if (station.longest > pace) admit(station, day)
  let time = serversOn(station, day)
  let timeOfAssistants = assistantsOn(station, day)
  let excess: f64 = 0
  let excessAssisted: f64 = 0
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    const total = kind.served.total
    finish(station, i, day)
    time -= total
    excess += kind.excess * kind.days
    if (kind.isAssisted !== 0) {
      timeOfAssistants -= total
      excessAssisted += kind.excess * kind.days
    }
    // They come over the whole day: who comes in the last stretch, as long as a service takes, is not finished.
    const late = kind.joined * Math.min(1, kind.days) + kind.lateRest
    kind.notYet = Math.floor(late)
    kind.lateRest = late - Math.floor(late)
  }
  time = Math.max(0, time + excess)
  takeNext(station, day, time, Math.max(0, timeOfAssistants + excessAssisted), true)
  let all: f64 = 0
  for (let i = 0; i < world.kinds; i++) all += kindOf(station, i).finished
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    if (kind.days > 1 && kind.excess > 0 && leftOver() > SMALLEST)
      kind.rest = Math.min(restMax(kind.served.total), (kind.excess * leftOver()) / time)
    if (kind.finished > 0) routeFinished(station, i, day, kind.finished, all)
  }
}

/** Which kinds, all of them who wait or come today, are in service when the day ends: of ranks for which there are servers enough. */
function admit(station: Station, day: i32): void {
  let free = serversOn(station, day)
  let freeAssistants = assistantsOn(station, day)
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    const stay = kind.days > 1 ? kind.served.total * (1 - 1 / kind.days) : 0
    free -= stay
    if (kind.isAssisted !== 0) freeAssistants -= stay
  }
  for (let rank = 0; rank < station.rankCount; rank++) {
    const from = rankFrom(station, rank)
    const to = rankFrom(station, rank + 1)
    for (let i = from; i < to; i++) {
      const kind = kindInRank(station, i)
      free -= kind.waiting.total
      if (kind.isAssisted !== 0) freeAssistants -= kind.waiting.total
    }
    for (let i = from; i < to; i++) {
      const kind = kindInRank(station, i)
      kind.begun = free >= 0 && freeAssistants >= 0 ? kind.waiting.total : -1
    }
  }
}

/**
 * Of those in service, how many a day finishes: a renewal process's mean and variance. Where servers are free there are as many in
 * service, on average over the day, as began, less those already finished.
 */
function finish(station: Station, i: i32, day: i32): void {
  const kind = kindOf(station, i)
  const total = kind.served.total
  kind.finished = 0
  kind.excess = 0
  if (total <= 0) return
  const days = kind.days
  const mean = days > 1 && kind.begun >= 0 ? (total + kind.begun / 2) / (days + 0.5) : total / days
  const chance = normal(entityOf(station, i), WORK, day)
  const due = mean + kind.deviation * Math.sqrt(mean) * chance + kind.rest
  // Whole units are in service, so where more are due these are all of them.
  const finished = Math.max(0, Math.min(total, Math.round(due)))
  const carriedOn = Math.max(-restMax(total), due - finished)
  kind.finished = finished
  kind.excess = Math.max(0, due - total)
  kind.rest = due > total ? 0 : carriedOn
}

function routeFinished(station: Station, i: i32, day: i32, count: f64, all: f64): void {
  const kind = kindOf(station, i)
  const first = firstRoute(station.routes, i)
  const routes = endOfRoutes(station.routes, i) - first
  if (routes === 0) noRoute(station.node, i)
  if (routes === 1) {
    goOn(kind, routeAt(station.routes, first), count)
    return
  }
  drawParts(station, i, day, count)
  const piece = Math.max(1, Math.ceil(all / PIECES_A_DAY))
  let rest = count
  while (rest > SMALLEST && kind.served.total > 0) {
    const birth = birthServed(kind.served)
    const taken = takeServed(kind.served, rest)
    rest -= taken
    let here = taken
    for (let r = 0; r < routes - 1 && here > 0; r++) {
      // Whole units of a row, in turn: so many as the day's share of it, the rest is owed to the rows that follow.
      const at = station.owed + ((<usize>(i * ROUTES_MAX + r)) << 3)
      const owed = load<f64>(at) + taken * load<f64>(station.parts + (r << 3))
      const part = owed < piece / 2 ? 0 : Math.min(here, owed > piece ? Math.floor(owed) : piece)
      store<f64>(at, owed - part)
      here -= part
      const route = routeAt(station.routes, first + r)
      if (part > 0) enter(route.node, route.kind, birth, part)
    }
    const main = routeAt(station.routes, first + routes - 1)
    if (here > 0) enter(main.node, main.kind, birth, here)
  }
}

/** Throws outside. */
declare function noRoute(node: i32, kind: i32): void

/** By chance, which part of those finished goes by each route. */
function drawParts(station: Station, i: i32, day: i32, count: f64): void {
  const first = firstRoute(station.routes, i)
  const routes = endOfRoutes(station.routes, i) - first
  let left = count
  let leftShare: f64 = 1
  for (let r = 0; r < routes; r++) {
    const share = routeAt(station.routes, first + r).share
    const part =
      r === routes - 1
        ? left
        : Math.min(
            left,
            succeeding(
              entityOf(station, i),
              ROUTE,
              day * ROUTES_MAX + r,
              Math.round(left),
              Math.min(1, share / leftShare),
            ),
          )
    store<f64>(station.parts + (r << 3), part / count)
    left -= part
    leftShare -= share
  }
}

function goOn(kind: Kind, route: Route, count: f64): void {
  let rest = count
  while (rest > SMALLEST && kind.served.total > 0) {
    const birth = birthServed(kind.served)
    const taken = takeServed(kind.served, rest)
    rest -= taken
    enter(route.node, route.kind, birth, taken)
  }
}

function leave(station: Station, i: i32, day: i32): void {
  const kind = kindOf(station, i)
  const rate = kind.leavesPerDay
  if (rate <= 0 || kind.waiting.total < 1) return
  // 1 − e^−rate to the third order.
  const probability = rate / (1 + rate / 2)
  const leaving = Math.min(
    kind.waiting.total,
    succeeding(entityOf(station, i), LEAVING, day, Math.floor(kind.waiting.total), probability),
  )
  if (leaving <= 0) return
  thin(kind.waiting, leaving)
  enter(kind.leavesTo, i, 0, leaving)
}

/** A binomial number; where it varies much by its normal limit, of one number of chance instead of several. */
function succeeding(entity: i32, purpose: i32, visit: i32, trials: f64, share: f64): f64 {
  const variance = trials * share * (1 - share)
  if (variance < MUCH) return binomial(entity, purpose, visit, trials, share)
  const count = Math.round(trials * share + Math.sqrt(variance) * normal(entity, purpose, visit))
  return Math.max(0, Math.min(trials, count))
}

/** What a load makes of the pace where so many wait. */
function paceUnder(station: Station, waiting: f64): f64 {
  const exponent = station.loadExponent
  const ofNobody = exponent > 0 ? station.fastest : exponent < 0 ? station.slowest : 1
  const factor = waiting > 0 ? pow(waiting / station.loadReference, -exponent) : ofNobody
  return Math.max(station.slowest, Math.min(station.fastest, factor))
}

function entityOf(station: Station, kind: i32): i32 {
  return station.node * world.kinds + kind
}

/** Completions that are carried on where chance drew more, or fewer, than there were units in service. */
function restMax(served: f64): f64 {
  return served / 4 + 1
}

// Purposes of `random.ts`.
const WORK: i32 = 2
const ROUTE: i32 = 3
const LEAVING: i32 = 4
/** From such a variance on a normal number, rounded, has every quantile of a binomial one to within half a unit or so. */
const MUCH: f64 = 9
export const ROUTES_MAX: i32 = 8
/** Who leaves by a route that few take goes in pieces of one day of birth, each at most such a part of all who leave on the day. */
const PIECES_A_DAY: f64 = 16
