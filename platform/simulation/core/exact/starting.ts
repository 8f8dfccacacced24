import { draw, exponential, fraction } from '../chance'
import { planArrival } from './coming'
import { notePresent } from './counting'
import { EXPONENTIAL, FIXED, kindOf, Place, STATION } from './place'
import { begin, callNext, wait } from './serving'
import { travel } from './travelling'
import { createUnit, isNobody, Unit } from './units'
import { FIRST, keyOf, placeOf as nodeAt, streamOf, watchNumber, world } from './world'

/** Puts units of these numbers where they are at the start: in line, or within a delay. */
export function putIn(node: i32, kind: i32, bornOn: f64, from: i32, upTo: i32): void {
  const place = nodeAt(node)
  for (let number = from; number < upTo; number++) {
    const unit = createUnit(kind, number * world.turns)
    unit.birth = bornOn
    unit.joined = 0
    place.present++
    if (place.tally !== 0) notePresent(place, kind)
    unit.isWatched = i32(isWatched(number))
    if (place.form === STATION) {
      unit.node = node
      unit.visit++
      wait(place, unit)
    } else travel(place, unit, residual(place, unit, 0))
  }
}

function isWatched(number: i32): bool {
  for (let i = 0; i < world.watches; i++) if (watchNumber(i) === number) return true
  return false
}

/** Servers are busy with whoever is at the head of the line. */
export function fillServers(node: i32): void {
  const place = nodeAt(node)
  const pace = place.pace
  // Who is half done on a closed day is with a server all the same.
  place.pace = 1
  while (place.waiting > 0 && place.busy < place.servers) {
    const unit = callNext(place)
    if (isNobody(unit)) break
    unit.left = residual(place, unit, unit.visit)
    begin(place, unit, false)
  }
  place.pace = pace
}

export function planArrivals(): void {
  for (let i = 0; i < world.constant; i++) planArrival(streamOf(i), world.firstStream + i)
}

/** What is left of a time that is under way. */
function residual(place: Place, unit: Unit, visit: i32): f64 {
  const words = draw(world.key0, world.key1, unit.entity, FIRST | keyOf(place, visit))
  const kind = kindOf(place, unit.kind)
  if (kind.form === FIXED) return fraction(words) * kind.mean
  if (kind.form === EXPONENTIAL) return exponential(words) * kind.mean
  return residualFrom(place.index, unit.kind, i32(words >>> 32), i32(words))
}

/** Of another form, from the first words drawn for it: it is made outside. */
declare function residualFrom(node: i32, kind: i32, word0: i32, word1: i32): f64
