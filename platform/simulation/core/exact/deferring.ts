import { draw, fraction } from '../chance'
import { take, takeZeros } from '../memory'
import { plan } from './calendar'
import { add, entryOf } from './heap'
import { linkByTime } from './lanes'
import { ORDERING, Ordering, prepareOrdering, putInOrder } from './ordering'
import { kindOf, laneOf, lineOf, Place } from './place'
import { createUnit, isNobody } from './units'
import { countIn, entityOf, PLACE_IN_THE_DAY, Stream, streamOf, world } from './world'

/**
 * Arrivals who stand at the end of a long line, oldest first, until it comes to their day. Chance is counted, so who they are and when they
 * came need not be known before that: until then they are a number. The run is the same, bit for bit, as with an event for each.
 */
@unmanaged
class Deferral {
  days: i32
  /** Of each stream by day on each day: how many are put off, and the number of the first. `[stream * days + day]` */
  count: usize
  first: usize
  /** The day whose arrivals are still coming, and how many of them are put off. */
  today: i32
  coming: i32
  /** How many who came are put off in each line of the lanes. */
  inLine: usize
  ordering: Ordering
}

export function createDeferral(place: Place): void {
  const deferral = changetype<Deferral>(takeZeros(offsetof<Deferral>()))
  deferral.days = i32(world.lastDay)
  const bytes = (<u64>world.daily * deferral.days) << 2
  deferral.count = takeZeros(bytes)
  deferral.first = take(bytes)
  deferral.inLine = takeZeros((<u64>place.laneCount * place.days) << 2)
  deferral.ordering = changetype<Ordering>(take(ORDERING))
  prepareOrdering(deferral.ordering)
  place.deferral = changetype<usize>(deferral)
}

/**
 * Puts off the arrivals of one stream on the day that begins, where those who wait before them are so many that it is unlikely to come to
 * them today; if it does, they are brought. Returns whether it did.
 */
export function putOff(place: Place, daily: i32, arrivals: i32): bool {
  const deferral = deferralOf(place)
  const stream = dailyOf(daily)
  const day = i32(world.now)
  if (arrivals === 0 || laneOf(place, kindOf(place, stream.kind).lane).waiting < 2 * arrivals) return false
  // Those of one day are counted in one period.
  if (f64(day + 1) > world.periodEnd && world.period < world.periods - 1) return false
  const at = (<usize>(daily * deferral.days + day)) << 2
  store<i32>(deferral.first + at, stream.count)
  store<i32>(deferral.count + at, arrivals)
  deferral.today = day
  deferral.coming += arrivals
  stream.count += arrivals
  return true
}

/** At the end of a day: those put off on it are there. */
export function settleDeferred(place: Place): void {
  const deferral = deferralOf(place)
  if (deferral.coming === 0) return
  const day = deferral.today - place.firstDay
  for (let daily = 0; daily < world.daily; daily++) {
    if (dailyOf(daily).node !== place.index) continue
    const count = load<i32>(deferral.count + ((<usize>(daily * deferral.days + deferral.today)) << 2))
    if (count === 0) continue
    const i = kindOf(place, dailyOf(daily).kind).lane
    const lane = laneOf(place, i)
    // Nobody called the last who waits before them, or they would have been brought.
    if (day > lane.high) lane.high = day
    lane.waiting += count
    const put = inLine(place, i, day)
    store<i32>(put, load<i32>(put) + count)
    place.waiting += count
    countCome(place, count)
  }
  deferral.coming = 0
}

/** After a unit was taken from a lane: where it was the last, it has come to those of today. */
export function afterTaken(place: Place, i: i32): void {
  const deferral = deferralOf(place)
  const lane = laneOf(place, i)
  if (deferral.coming === 0 || lane.waiting > 0) return
  lane.low = deferral.today - place.firstDay
  lane.high = lane.low
  bringToday(place, i)
}

/** Where a lane in which somebody waits has come to a day of which arrivals were put off, they stand in it. */
export function bringPutOff(place: Place, i: i32): void {
  const deferral = deferralOf(place)
  const lane = laneOf(place, i)
  let day = lane.low
  let put = inLine(place, i, day)
  while (isNobody(lineOf(place, i * place.days + day).head) && load<i32>(put) === 0) {
    day++
    put += 4
  }
  lane.low = day
  if (load<i32>(put) > 0) {
    store<i32>(put, 0)
    bring(place, i, day + place.firstDay)
  } else if (deferral.coming > 0 && day + place.firstDay === deferral.today) bringToday(place, i)
}

/** Those of today who came stand in line, and the others are expected as all arrivals are. */
function bringToday(place: Place, i: i32): void {
  const deferral = deferralOf(place)
  const came = bring(place, i, deferral.today)
  deferral.coming -= deferral.ordering.ordered.size
  laneOf(place, i).waiting += came
  place.waiting += came
  countCome(place, came)
}

/** Puts those of a lane and day in line who came by now, in the order in which they did, and plans the others. Returns how many came. */
function bring(place: Place, i: i32, day: i32): i32 {
  const deferral = deferralOf(place)
  const ordering = deferral.ordering
  for (let daily = 0; daily < world.daily; daily++) {
    const stream = dailyOf(daily)
    if (stream.node !== place.index || kindOf(place, stream.kind).lane !== i) continue
    const at = (<usize>(daily * deferral.days + day)) << 2
    const first = load<i32>(deferral.first + at)
    const upTo = first + load<i32>(deferral.count + at)
    store<i32>(deferral.count + at, 0)
    for (let number = first; number < upTo; number++)
      add(ordering.unordered, f64(day) + placeInTheDay(stream, number), daily, number)
  }
  putInOrder(ordering, f64(day))
  const ordered = ordering.ordered
  const size = ordered.size
  let came = 0
  while (came < size && entryOf(ordered, came).key <= world.now) {
    const entry = entryOf(ordered, came++)
    const stream = dailyOf(entry.item)
    const unit = createUnit(stream.kind, entityOf(stream.index, entry.mark))
    unit.birth = entry.key
    unit.joined = entry.key
    unit.visit = 1
    unit.node = place.index
    linkByTime(place, unit)
  }
  for (let later = came; later < size; later++) {
    const entry = entryOf(ordered, later)
    plan(entry.key, ~entry.item, entry.mark)
  }
  return came
}

export function placeInTheDay(stream: Stream, number: i32): f64 {
  return fraction(draw(world.key0, world.key1, entityOf(stream.index, number), PLACE_IN_THE_DAY))
}

export function dailyOf(daily: i32): Stream {
  return streamOf(world.constant + daily)
}

function countCome(place: Place, came: i32): void {
  place.present += came
  countIn(place.index, world.period, came)
  world.events += f64(came)
}

function inLine(place: Place, lane: i32, day: i32): usize {
  return deferralOf(place).inLine + ((<usize>(lane * place.days + day)) << 2)
}

function deferralOf(place: Place): Deferral {
  return changetype<Deferral>(place.deferral)
}
