import { take, takeZeros } from '../memory'
import { ENTRIES, Entries, prepare } from './heap'
import { Unit } from './units'

/** A node while it runs: one record for all forms; what a form does not need stays as it is. */
@unmanaged
export class Place {
  index: i32
  /** Among the stations, or -1: only they have an event of their own. */
  turn: i32
  form: i32
  present: i32
  waiting: i32
  busy: i32
  servers: i32
  assistants: i32
  assistantsBusy: i32
  /** Most units present, and where who finds that many goes. */
  most: i32
  turnedAwayTo: Place
  isPreemptive: i32
  /** Units in service by the amount of work done here when they will be finished: closed days and learning move no entry. */
  serving: Entries
  kinds: usize
  pace: f64
  /** How much work was done here by the time `since`. */
  workDone: f64
  since: f64
  // Lines: a lane for each rank, and of each rank for those who need an assistant apart. See `lanes.ts`.
  order: i32
  laneCount: i32
  lanes: usize
  /** Days of birth that have a line of their own in each lane, and the first of them. */
  days: i32
  firstDay: i32
  /** First and last of each line, `[lane * days + day of birth]`. */
  lines: usize
  tally: usize
  leaving: usize
  deferral: usize
  /** By day, of a delay: how many more are present. Before `settledTo` all are counted. */
  changes: usize
  settledTo: i32
}

export const GONE: i32 = 0
export const DELAY: i32 = 1
export const STATION: i32 = 2

export const FIRST_COME: i32 = 0
export const LAST_COME: i32 = 1
export const OLDEST: i32 = 2

/** What a node knows of units of one kind. */
@unmanaged
export class Kind {
  form: i32
  isAssisted: i32
  /** Work, or time of a delay; and by what two exponentials are multiplied. */
  mean: f64
  scale: f64
  rank: f64
  /** Days a unit waits on average before it leaves, or 0; and for which node. */
  patience: f64
  leavesTo: i32
  lane: i32
  /** Where a served unit goes. */
  firstRoute: usize
  endOfRoutes: usize
}

export const FIXED: i32 = 0
export const EXPONENTIAL: i32 = 1
export const ERLANG2: i32 = 2

@unmanaged
export class Route {
  upTo: f64
  node: i32
  kind: i32
}

@unmanaged
export class Lane {
  rank: f64
  isAssisted: i32
  waiting: i32
  /** Between which days of birth somebody may wait. */
  low: i32
  high: i32
}

@unmanaged
export class Line {
  head: Unit
  tail: Unit
}

const KIND: usize = 56
const ROUTE: usize = 16

export function kindOf(place: Place, kind: i32): Kind {
  return changetype<Kind>(place.kinds + <usize>kind * KIND)
}

export function laneOf(place: Place, lane: i32): Lane {
  return changetype<Lane>(place.lanes + (lane << 5))
}

export function lineOf(place: Place, line: i32): Line {
  return changetype<Line>(place.lines + (line << 3))
}

export function createPlace(index: i32, turn: i32, form: i32, kinds: i32, lanes: i32, days: i32): Place {
  const place = changetype<Place>(takeZeros(offsetof<Place>()))
  place.index = index
  place.turn = turn
  place.form = form
  place.most = NO_LIMIT
  place.kinds = takeZeros(<u64>kinds * KIND)
  place.serving = changetype<Entries>(take(ENTRIES))
  prepare(place.serving, 16)
  place.laneCount = lanes
  place.lanes = takeZeros((<u64>lanes) << 5)
  place.days = days
  place.lines = takeZeros((<u64>lanes * days) << 3)
  return place
}

/** Room for the routes of a kind; each is then put in with `setRoute`. */
export function takeRoutes(kind: Kind, count: i32): void {
  kind.firstRoute = take(<u64>count * ROUTE)
  kind.endOfRoutes = kind.firstRoute + <usize>count * ROUTE
}

export function routeAt(at: usize): Route {
  return changetype<Route>(at)
}

/** More than fit in memory. */
const NO_LIMIT: i32 = 0x3fffffff
