import { draw, drawn, purposes } from '../random.ts'
import { plan } from './calendar.ts'
import { linkByTime } from './lanes.ts'
import { countsByWholeDays } from './leaving.ts'
import { addUnordered, createOrdering, type Ordering, putInOrder } from './ordering.ts'
import type { Place } from './place.ts'
import { createUnit, UNIT } from './units.ts'
import { entityOf, type Stream, type World } from './world.ts'

const { BIRTH, JOINED, NOBODY, NODE, VISIT } = UNIT

/**
 * Arrivals who stand at the end of a long line, oldest first, until it comes to their day. Chance is counted, so who they are and when they came
 * need not be known before that: until then they are a number. The run is the same, bit for bit, as with an event for each.
 */
export type Deferral = {
  days: number
  streams: Stream[]
  /** Of each stream on each day: how many are put off, and the number of the first. `[stream * days + day]` */
  count: Int32Array
  first: Int32Array
  /** The day whose arrivals are still coming, and how many of them are put off. */
  today: number
  coming: number
  /** How many who came are put off in each line of the lanes. */
  inLine: Int32Array
  ordering: Ordering
}

/** For stations that others cannot tell apart from ones with an event for each arrival; otherwise nothing. */
export function createDeferral({ flow, daily }: World, place: Place): Deferral | undefined {
  const { station, lanes, tally } = place
  const streams = daily.filter(({ node }) => node === place.index)
  if (tally || station?.order !== 'oldest' || station.leaving || station.isPreemptive || station.places)
    return undefined
  if (streams.length === 0 || place.index === flow.measure.node || !countsByWholeDays(flow)) return undefined
  return {
    ...{ days: flow.days, streams },
    count: new Int32Array(streams.length * flow.days),
    first: new Int32Array(streams.length * flow.days),
    ...{ today: 0, coming: 0, inLine: new Int32Array(lanes.lanes * lanes.days) },
    ordering: createOrdering(),
  }
}

/**
 * Puts off the arrivals of one stream on the day that begins, where those who wait before them are so many that it is unlikely to come to them today;
 * if it does, they are brought. Returns whether it did.
 */
export function putOff(world: World, place: Place, stream: Stream, arrivals: number): boolean {
  const { deferral, lanes } = place
  const day = world.now
  if (arrivals === 0 || lanes.waiting[lanes.ofKind[stream.kind]!]! < 2 * arrivals) return false
  // Those of one day are counted in one period.
  if (day + 1 > world.periodEnd && world.period < world.periods - 1) return false
  const at = deferral!.streams.indexOf(stream) * deferral!.days + day
  deferral!.first[at] = stream.count
  deferral!.count[at] = arrivals
  deferral!.today = day
  deferral!.coming += arrivals
  stream.count += arrivals
  return true
}

/** At the end of a day: those put off on it are there. */
export function settleDeferred(world: World, place: Place): void {
  const { lanes } = place
  const deferral = place.deferral!
  if (deferral.coming === 0) return
  const day = deferral.today - lanes.firstDay
  deferral.streams.forEach(({ kind }, i) => {
    const count = deferral.count[i * deferral.days + deferral.today]!
    if (count === 0) return
    const lane = lanes.ofKind[kind]!
    // Nobody called the last who waits before them, or they would have been brought.
    if (day > lanes.high[lane]!) lanes.high[lane] = day
    lanes.waiting[lane]! += count
    deferral.inLine[lane * lanes.days + day]! += count
    place.waiting += count
    countIn(world, place, count)
  })
  deferral.coming = 0
}

/** After a unit was taken from a lane: where it was the last, it has come to those of today. */
export function afterTaken(world: World, place: Place, lane: number): void {
  if (place.deferral!.coming === 0 || place.lanes.waiting[lane]! > 0) return
  place.lanes.low[lane] = place.deferral!.today - place.lanes.firstDay
  place.lanes.high[lane] = place.lanes.low[lane]!
  bringToday(world, place, lane)
}

/** Where a lane has come to a day of which arrivals were put off, they stand in it. */
export function bringPutOff(world: World, place: Place): void {
  const { lanes } = place
  const { inLine, coming, today } = place.deferral!
  for (let lane = 0; lane < lanes.lanes; lane++) {
    if (lanes.waiting[lane] === 0) continue
    const from = lane * lanes.days
    let day = lanes.low[lane]!
    while (lanes.head[from + day] === NOBODY && inLine[from + day] === 0) day++
    lanes.low[lane] = day
    if (inLine[from + day]! > 0) {
      inLine[from + day] = 0
      bring(world, place, lane, day + lanes.firstDay)
    } else if (coming > 0 && day + lanes.firstDay === today) bringToday(world, place, lane)
  }
}

/** Those of today who came stand in line, and the others are expected as all arrivals are. */
function bringToday(world: World, place: Place, lane: number): void {
  const deferral = place.deferral!
  const came = bring(world, place, lane, deferral.today)
  deferral.coming -= deferral.ordering.ordered.size
  place.lanes.waiting[lane]! += came
  place.waiting += came
  countIn(world, place, came)
}

/** Puts those of a lane and day in line who came by now, in the order in which they did, and plans the others. Returns how many came. */
function bring(world: World, place: Place, lane: number, day: number): number {
  const { units, calendar, chance, daily } = world
  const { lanes } = place
  const { streams, days, first, count, ordering } = place.deferral!
  for (let i = 0; i < streams.length; i++) {
    const { kind, index } = streams[i]!
    if (lanes.ofKind[kind] !== lane) continue
    const from = first[i * days + day]!
    const upTo = from + count[i * days + day]!
    count[i * days + day] = 0
    for (let number = from; number < upTo; number++) {
      draw(chance.key0, chance.key1, entityOf(world, index, number), PLACE_IN_THE_DAY)
      addUnordered(ordering, i, number)
      ordering.unordered.keys[ordering.unordered.size - 1] = day + drawn()
    }
  }
  putInOrder(ordering, day)
  const { size, keys, items, marks } = ordering.ordered
  let came = 0
  while (came < size && keys[came]! <= world.now) {
    const { kind, index } = streams[items[came]!]!
    const unit = createUnit(units, kind, entityOf(world, index, marks[came]!))
    units.reals[(unit >> 1) + BIRTH] = keys[came]!
    units.reals[(unit >> 1) + JOINED] = keys[came]!
    units.ints[unit + VISIT] = 1
    units.ints[unit + NODE] = place.index
    linkByTime(lanes, units, unit)
    came++
  }
  for (let i = came; i < size; i++) {
    calendar.due = keys[i]!
    plan(calendar, ~daily.indexOf(streams[items[i]!]!), marks[i]!)
  }
  return came
}

function countIn(world: World, place: Place, came: number): void {
  place.present += came
  world.run.entered[place.index * world.periods + world.period]! += came
  world.events += came
}

const PLACE_IN_THE_DAY = purposes.placeInTheDay << 26
