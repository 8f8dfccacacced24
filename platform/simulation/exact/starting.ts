import { purposes, uniform } from '../random.ts'
import type { World } from './world.ts'

/**
 * Puts those who are there at the start where they are. Oldest first, so that lines stand in the order of birth; delays are
 * under way, and servers busy with whoever is at the head of the line.
 */
export function start(world: World): void {
  const { flow, exports, stations } = world
  const { kind, node, bornOn, count } = flow.waiting
  const cohorts = Array.from(kind.keys()).toSorted((a, b) => bornOn[a]! - bornOn[b]! || a - b)
  // A unit keeps its number when cohorts are ordered otherwise: they are numbered as they are given.
  const numbers = wholeCounts(count)
  for (const [watch, number] of watchedIn(world, numbers).entries()) exports.setWatch(watch, number)
  for (const cohort of cohorts)
    if (flow.nodes[node[cohort]!]!.form !== 'gone')
      exports.putIn(node[cohort]!, kind[cohort]!, bornOn[cohort]!, numbers[cohort]!, numbers[cohort + 1]!)
  for (const station of stations) exports.fillServers(station.node)
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

/** For each watch the number of one unit of those it may be, or -1. */
function watchedIn({ flow, chance }: World, numbers: Float64Array): number[] {
  const { kind, bornOn } = flow.waiting
  return (flow.measure.watch ?? []).map((wanted, watch) => {
    const cohorts = Array.from(kind.keys()).filter((i) => kind[i] === wanted.kind && bornOn[i] === wanted.bornOn)
    const total = cohorts.reduce((sum, i) => sum + numbers[i + 1]! - numbers[i]!, 0)
    let place = Math.floor(uniform(chance, watch, purposes.watch, 0) * total)
    for (const i of cohorts) {
      const size = numbers[i + 1]! - numbers[i]!
      if (place < size) return numbers[i]! + place
      place -= size
    }
    return -1
  })
}
