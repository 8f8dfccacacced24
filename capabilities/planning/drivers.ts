import type { World } from './sampling.ts'
import { uncertainFields } from './sampling.ts'
import type { Scenario } from './scenario.ts'

/** An input that is not known well, and how much of the spread of the last backlog goes with it. */
export type Driver = {
  /** As in the file: `officers.casesPerMonth`. */
  field: string
  /** Of the spread that goes with inputs at all, 0 to 1. */
  share: number
  /** Whether more of it means more waiting. */
  raises: boolean
}

/**
 * Which inputs the result hangs on: squared rank correlation (Spearman) of each with the outcome over all worlds, of their sum. Inputs are
 * drawn apart, so their parts add up. What is no clearer than chance would be (1.96/√worlds) is left out.
 */
export function driversOf(scenario: Scenario, worlds: readonly World[], outcome: readonly number[]): Driver[] {
  const ranked = ranksOf(outcome)
  const found = uncertainFields(scenario).map(([field]) => {
    const correlation = correlationOf(ranksOf(worlds.map(({ value }) => value(field))), ranked)
    return { field, correlation, part: correlation * correlation }
  })
  const sum = found.reduce((all, { part }) => all + part, 0)
  const clear = 1.96 / Math.sqrt(worlds.length)
  return found
    .filter(({ correlation }) => Math.abs(correlation) > clear)
    .sort((a, b) => b.part - a.part || (a.field < b.field ? -1 : 1))
    .slice(0, DRIVERS_MAX)
    .map(({ field, correlation, part }) => ({ field, share: part / sum, raises: correlation > 0 }))
}

const DRIVERS_MAX = 8

function ranksOf(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const ranks = new Float64Array(values.length)
  order.forEach((i, rank) => {
    ranks[i] = rank
  })
  return ranks
}

function correlationOf(one: Float64Array, other: Float64Array): number {
  const middle = (one.length - 1) / 2
  let [product, square] = [0, 0]
  for (let i = 0; i < one.length; i++) {
    product += (one[i]! - middle) * (other[i]! - middle)
    square += (one[i]! - middle) * (one[i]! - middle)
  }
  return square === 0 ? 0 : product / square
}
