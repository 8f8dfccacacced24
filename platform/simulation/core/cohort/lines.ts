import { take, takeZeros } from '../memory'
import { addTo, Cells, newestOf, ofBirth, oldestOf, prepareCells, SMALLEST, takeFrom } from './cells'
import { prepareServed, pushServed, Served } from './served'
import { Station } from './stations'
import { onDay, world } from './world'

/** Of one station, those of one kind: who waits lies in cells by day of birth, who is served in rows in the order they began. */
@unmanaged
export class Kind {
  waiting: Cells
  served: Served
  isAssisted: i32
  /** The first day of birth that is still to be served, while it is taken from; or -1. */
  head: i32
  /** Who joined since the last day ended, and who is not there yet when others are taken into service. */
  joined: f64
  notYet: f64
  /** Part of a unit that has been taken, and waits for the rest of it. */
  part: f64
  /** The work of one unit, its relative deviation, and how many fewer are finished for each server who began with a whole unit instead of one half done. */
  work: f64
  deviation: f64
  freshLag: f64
  /** Completions that chance drew and no whole unit was there for, or fewer; carried to the next day. */
  rest: f64
  /** Part of one who comes too late to be finished today. */
  lateRest: f64
  servedBefore: f64
  /** Of one day: days a unit takes, units begun (-1: as many as are finished), finished, and what could have been beyond those there. */
  days: f64
  begun: f64
  finished: f64
  excess: f64
  /** Who leaves the line a day, and for which node. */
  leavesPerDay: f64
  leavesTo: i32
}

const KIND: usize = 152

export function createKinds(): usize {
  const kinds = takeZeros(<u64>world.kinds * KIND)
  for (let i = 0; i < world.kinds; i++) {
    const kind = changetype<Kind>(kinds + <usize>i * KIND)
    kind.waiting = changetype<Cells>(take(offsetof<Cells>()))
    prepareCells(kind.waiting, world.births)
    kind.served = changetype<Served>(take(offsetof<Served>()))
    prepareServed(kind.served)
  }
  return kinds
}

export function kindOf(station: Station, kind: i32): Kind {
  return changetype<Kind>(station.kinds + <usize>kind * KIND)
}

export function join(station: Station, kind: i32, birth: i32, count: f64): void {
  const at = kindOf(station, kind)
  at.joined += count
  addTo(at.waiting, birth, count)
}

export function presentAt(station: Station): f64 {
  let sum: f64 = 0
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    sum += kind.waiting.total + kind.part + kind.served.total
  }
  return sum
}

/** Who waits now and waited when the last day ended. */
export function sinceYesterday(station: Station): f64 {
  let sum: f64 = 0
  for (let i = 0; i < world.kinds; i++) sum += kindOf(station, i).waiting.total - kindOf(station, i).joined
  return sum
}

export function serversOn(station: Station, day: i32): f64 {
  return Math.floor(onDay(station.servers, day))
}

export function assistantsOn(station: Station, day: i32): f64 {
  return changetype<usize>(station.assistants) === 0 ? Infinity : onDay(station.assistants, day)
}

/** Servers without a unit take whoever is next. */
export function fill(station: Station, day: i32): void {
  let free = serversOn(station, day)
  let freeAssistants = assistantsOn(station, day)
  for (let i = 0; i < world.kinds; i++) {
    const kind = kindOf(station, i)
    free -= kind.served.total
    if (kind.isAssisted !== 0) freeAssistants -= kind.served.total
  }
  if (free > SMALLEST) takeNext(station, day, free, freeAssistants, false)
}

/** Of what was handed to `takeNext`, what it did not use: time of servers, of assistants. */
let left: f64 = 0
let leftOfAssistants: f64 = 0

export function leftOver(): f64 {
  return left
}

/**
 * Takes into service whoever is next, rank by rank, by day of birth over all kinds of a rank, until time is used up. One unit of a kind
 * takes 1 of it; or `days`, and then it is counted as finished. Those of one day of birth go in equal parts.
 */
export function takeNext(station: Station, day: i32, time: f64, timeOfAssistants: f64, isFinishing: bool): void {
  left = time
  leftOfAssistants = timeOfAssistants
  for (let rank = 0; rank < station.rankCount && left > SMALLEST; rank++) {
    const from = rankFrom(station, rank)
    const to = rankFrom(station, rank + 1)
    let all: f64 = 0
    for (let i = from; i < to; i++) {
      const kind = kindInRank(station, i)
      all += (kind.waiting.total - kind.notYet) * (isFinishing ? kind.days : 1)
    }
    if (all < SMALLEST) continue
    // Where there is time for all of them nobody is put first, and the order of one day makes up for that of another.
    const isOldest = all < time ? day % 2 === 0 : station.isOldest !== 0
    takeOf(station, from, to, isOldest, isFinishing)
  }
}

function takeOf(station: Station, from: i32, to: i32, isOldest: bool, isFinishing: bool): void {
  for (let i = from; i < to; i++) {
    const kind = kindInRank(station, i)
    kind.head = headOf(kind, isOldest)
  }
  while (left > SMALLEST) {
    const birth = nextBirth(station, from, to, isOldest)
    if (birth < 0) return
    let wanted: f64 = 0
    for (let i = from; i < to; i++) {
      const kind = kindInRank(station, i)
      if (kind.head === birth) wanted += there(kind, birth) * (isFinishing ? kind.days : 1)
    }
    const part = wanted > left ? left / wanted : 1
    for (let i = from; i < to; i++) {
      const kind = kindInRank(station, i)
      if (kind.head !== birth) continue
      const cost = isFinishing ? kind.days : 1
      let most = there(kind, birth) * part
      if (kind.isAssisted !== 0) most = Math.min(most, leftOfAssistants / cost)
      const taken = takeFrom(kind.waiting, birth, most)
      // Withdrawals thin a day of birth to parts of units; only whole ones are served.
      const due = kind.part + taken
      const whole = Math.floor(due + SMALLEST)
      kind.part = due - whole
      if (whole > 0) pushServed(kind.served, birth, whole)
      if (isFinishing) kind.finished += whole
      left -= taken * cost
      if (kind.isAssisted !== 0) leftOfAssistants -= taken * cost
      kind.head = headOf(kind, isOldest)
    }
  }
}

/** The first day of birth of all kinds that can be served now, or -1. */
function nextBirth(station: Station, from: i32, to: i32, isOldest: bool): i32 {
  let birth = -1
  for (let i = from; i < to; i++) {
    const kind = kindInRank(station, i)
    if (kind.isAssisted !== 0 && leftOfAssistants <= SMALLEST) kind.head = -1
    const head = kind.head
    if (head >= 0 && (birth < 0 || (isOldest ? head < birth : head > birth))) birth = head
  }
  return birth
}

function there(kind: Kind, birth: i32): f64 {
  return Math.min(ofBirth(kind.waiting, birth), kind.waiting.total - kind.notYet)
}

function headOf(kind: Kind, isOldest: bool): i32 {
  if (kind.waiting.total - kind.notYet < SMALLEST) return -1
  return isOldest ? oldestOf(kind.waiting) : newestOf(kind.waiting)
}

/** Kinds rank by rank, lowest first: where those of a rank begin. */
export function rankFrom(station: Station, rank: i32): i32 {
  return load<i32>(station.rankFrom + ((<usize>rank) << 2))
}

export function kindInRank(station: Station, i: i32): Kind {
  return kindOf(station, load<i32>(station.kindsByRank + ((<usize>i) << 2)))
}
