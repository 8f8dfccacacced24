import { draw, drawn, purposes, uniform } from '../random.ts'
import { residualFrom } from '../spreads.ts'
import { END_OF_DELAY, plan } from './calendar.ts'

import type { Place } from './place.ts'
import { begin, callNext, keyOf, wait } from './serving.ts'
import { KIND_ROW } from './tally.ts'
import { createUnit, UNIT } from './units.ts'
import type { World } from './world.ts'

const { BIRTH, ENTITY, JOINED, KIND, LEFT, NOBODY, NODE, VISIT, WATCHED } = UNIT

/**
 * Puts those who are there at the start where they are. Oldest first, so that lines stand in the order of birth; delays are
 * under way, and servers busy with whoever is at the head of the line.
 */
export function start(world: World): void {
  const { flow, places } = world
  const { kind, node, bornOn, count } = flow.waiting
  const cohorts = Array.from(kind.keys()).toSorted((a, b) => bornOn[a]! - bornOn[b]! || a - b)
  // A unit keeps its number when cohorts are ordered otherwise: they are numbered as they are given.
  const numbers = wholeCounts(count)
  const watchers = watchedIn(world, numbers)
  for (const cohort of cohorts) {
    const place = places[node[cohort]!]!
    for (let number = numbers[cohort]!; number < numbers[cohort + 1]!; number++) {
      if (place.form === 'gone') continue
      const unit = putIn(world, place, kind[cohort]!, bornOn[cohort]!, number)
      for (const [watch, watched] of watchers)
        if (watched === number) {
          world.watched[watch] = unit
          world.units.ints[unit + WATCHED] = 1
        }
    }
  }
  for (const place of places) if (place.form === 'station') fillServers(world, place)
}

function putIn(world: World, place: Place, kind: number, bornOn: number, number: number): number {
  const { units, chance, calendar } = world
  const unit = createUnit(units, kind, Math.imul(number, world.turns))
  units.reals[(unit >> 1) + BIRTH] = bornOn
  units.reals[(unit >> 1) + JOINED] = 0
  units.ints[unit + NODE] = place.index
  place.present++
  if (place.tally) place.tally.byKind[kind * KIND_ROW.WIDTH + KIND_ROW.PRESENT]!++
  if (place.form === 'station') {
    units.ints[unit + VISIT]!++
    wait(world, place, unit)
    return unit
  }
  draw(chance.key0, chance.key1, units.ints[unit + ENTITY]!, FIRST | keyOf(place, 0))
  calendar.due = residualFrom(place.spreads[0]!, chance, drawn())
  plan(calendar, unit, END_OF_DELAY)
  return unit
}

function fillServers(world: World, place: Place): void {
  const { units, chance } = world
  const pace = place.pace
  // Who is half done on a closed day is with a server all the same.
  place.pace = 1
  while (place.waiting > 0 && place.busy < place.servers) {
    const unit = callNext(world, place)
    if (unit === NOBODY) break
    draw(chance.key0, chance.key1, units.ints[unit + ENTITY]!, FIRST | keyOf(place, units.ints[unit + VISIT]!))
    units.reals[(unit >> 1) + LEFT] = residualFrom(place.spreads[units.ints[unit + KIND]!]!, chance, drawn())
    begin(world, place, unit, false)
  }
  place.pace = pace
}

/** Where each cohort's numbers begin. Counts with fractions become whole ones that add up to the rounded total. */
function wholeCounts(count: Float64Array): Float64Array {
  const from = new Float64Array(count.length + 1)
  let sum = 0
  for (let i = 0; i < count.length; i++) {
    sum += count[i]!
    from[i + 1] = Math.floor(sum + 0.5)
  }
  return from
}

/** For each watch one unit of those it may be: [watch, number of the unit]. */
function watchedIn({ flow, chance }: World, numbers: Float64Array): [watch: number, number: number][] {
  const { kind, bornOn } = flow.waiting
  return (flow.measure.watch ?? []).flatMap((wanted, watch): [number, number][] => {
    const cohorts = Array.from(kind.keys()).filter((i) => kind[i] === wanted.kind && bornOn[i] === wanted.bornOn)
    const total = cohorts.reduce((sum, i) => sum + numbers[i + 1]! - numbers[i]!, 0)
    let place = Math.floor(uniform(chance, watch, purposes.watch, 0) * total)
    for (const i of cohorts) {
      const size = numbers[i + 1]! - numbers[i]!
      if (place < size) return [[watch, numbers[i]! + place]]
      place -= size
    }
    return []
  })
}

const FIRST = purposes.firstWork << 26
