import type { Station } from '../flow.ts'
import { UNIT, type Units } from './units.ts'

const { BIRTH, JOINED, KIND, NEXT, NOBODY, PREVIOUS } = UNIT

/**
 * Where units of one station wait: a lane for each rank, and of each rank for those who need an assistant apart. A lane is one
 * line, or a line for each day of birth where that decides who is next.
 */
export type Lanes = {
  order: Station['order']
  lanes: number
  ofKind: Int32Array
  rank: Float64Array
  isAssisted: Uint8Array
  waiting: Int32Array
  /** Between which days of birth somebody may wait. */
  low: Int32Array
  high: Int32Array
  days: number
  firstDay: number
  /** First and last of each line, `[lane * days + day of birth]`. */
  head: Int32Array
  tail: Int32Array
}

export function createLanes(station: Station, kinds: number, firstDay: number, lastDay: number): Lanes {
  const isAssisted = (kind: number) => station.assistants?.isNeeded[kind] === true
  const all = Array.from({ length: kinds }, (_, kind) => ({
    rank: station.rank[kind] ?? 0,
    isAssisted: isAssisted(kind),
  }))
  const distinct = all
    .filter((lane, i) => all.findIndex((other) => isSame(lane, other)) === i)
    .toSorted((a, b) => a.rank - b.rank || Number(a.isAssisted) - Number(b.isAssisted))
  const days = isByBirth(station.order) ? lastDay - firstDay + 1 : 1
  return {
    order: station.order,
    lanes: distinct.length,
    ofKind: Int32Array.from(all, (lane) => distinct.findIndex((other) => isSame(lane, other))),
    rank: Float64Array.from(distinct, (lane) => lane.rank),
    isAssisted: Uint8Array.from(distinct, (lane) => Number(lane.isAssisted)),
    waiting: new Int32Array(distinct.length),
    low: new Int32Array(distinct.length),
    high: new Int32Array(distinct.length),
    days,
    firstDay,
    head: new Int32Array(distinct.length * days).fill(NOBODY),
    tail: new Int32Array(distinct.length * days).fill(NOBODY),
  }
}

export const isByBirth = (order: Station['order']) => order === 'oldest' || order === 'newest'

export function joinLane(lanes: Lanes, units: Units, unit: number, isAtFront: boolean): void {
  const lane = lanes.ofKind[units.ints[unit + KIND]!]!
  const day = dayIn(lanes, units, unit)
  if (lanes.waiting[lane]!++ === 0) {
    lanes.low[lane] = day
    lanes.high[lane] = day
  } else if (day < lanes.low[lane]!) lanes.low[lane] = day
  else if (day > lanes.high[lane]!) lanes.high[lane] = day
  const line = lane * lanes.days + day
  link(lanes, units, unit, line, isAtFront ? NOBODY : lanes.tail[line]!)
}

/** Puts a unit in its line behind all who joined before it. It is not counted. */
export function linkByTime(lanes: Lanes, units: Units, unit: number): void {
  const line = lanes.ofKind[units.ints[unit + KIND]!]! * lanes.days + dayIn(lanes, units, unit)
  let previous = lanes.tail[line]!
  while (previous !== NOBODY && units.reals[(previous >> 1) + JOINED]! > units.reals[(unit >> 1) + JOINED]!)
    previous = units.ints[previous + PREVIOUS]!
  link(lanes, units, unit, line, previous)
}

/** `NOBODY` stands before the first. */
function link(lanes: Lanes, units: Units, unit: number, line: number, previous: number): void {
  const next = previous === NOBODY ? lanes.head[line]! : units.ints[previous + NEXT]!
  units.ints[unit + PREVIOUS] = previous
  units.ints[unit + NEXT] = next
  if (previous === NOBODY) lanes.head[line] = unit
  else units.ints[previous + NEXT] = unit
  if (next === NOBODY) lanes.tail[line] = unit
  else units.ints[next + PREVIOUS] = unit
}

export function leaveLane(lanes: Lanes, units: Units, unit: number): void {
  const lane = lanes.ofKind[units.ints[unit + KIND]!]!
  const line = lane * lanes.days + dayIn(lanes, units, unit)
  lanes.waiting[lane]!--
  const next = units.ints[unit + NEXT]!
  const previous = units.ints[unit + PREVIOUS]!
  if (previous === NOBODY) lanes.head[line] = next
  else units.ints[previous + NEXT] = next
  if (next === NOBODY) lanes.tail[line] = previous
  else units.ints[next + PREVIOUS] = previous
}

/** Who is served next, still in line: the lowest rank that can be; within it as the order says. `NOBODY` when nobody can be. */
export function nextInLine(lanes: Lanes, units: Units, hasAssistant: boolean): number {
  for (let lane = 0; lane < lanes.lanes; lane++) {
    if (lanes.waiting[lane] === 0 || (lanes.isAssisted[lane] === 1 && !hasAssistant)) continue
    const first = headOf(lanes, lane)
    const other = lane + 1
    if (other === lanes.lanes || !hasAssistant || lanes.waiting[other] === 0 || lanes.rank[other] !== lanes.rank[lane])
      return first
    const second = headOf(lanes, other)
    return isBefore(lanes, units, second, first) ? second : first
  }
  return NOBODY
}

export function headOf(lanes: Lanes, lane: number): number {
  if (lanes.days === 1) return lanes.head[lane]!
  const from = lane * lanes.days
  if (lanes.order === 'oldest') {
    let day = lanes.low[lane]!
    while (lanes.head[from + day] === NOBODY) day++
    lanes.low[lane] = day
    return lanes.head[from + day]!
  }
  let day = lanes.high[lane]!
  while (lanes.head[from + day] === NOBODY) day--
  lanes.high[lane] = day
  return lanes.head[from + day]!
}

function isBefore(lanes: Lanes, units: Units, one: number, other: number): boolean {
  if (lanes.order === 'last-come') return units.reals[(one >> 1) + JOINED]! > units.reals[(other >> 1) + JOINED]!
  const days = dayIn(lanes, units, one) - dayIn(lanes, units, other)
  if (days !== 0) return lanes.order === 'newest' ? days > 0 : days < 0
  if (units.reals[(one >> 1) + JOINED] !== units.reals[(other >> 1) + JOINED])
    return units.reals[(one >> 1) + JOINED]! < units.reals[(other >> 1) + JOINED]!
  return units.reals[(one >> 1) + BIRTH]! < units.reals[(other >> 1) + BIRTH]!
}

const dayIn = (lanes: Lanes, units: Units, unit: number): number =>
  lanes.days === 1 ? 0 : Math.floor(units.reals[(unit >> 1) + BIRTH]!) - lanes.firstDay

const isSame = (a: { rank: number; isAssisted: boolean }, b: { rank: number; isAssisted: boolean }) =>
  a.rank === b.rank && a.isAssisted === b.isAssisted
