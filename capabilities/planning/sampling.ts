import { normal } from '#platform/simulation/distributions.ts'
import type { RunKey } from '#platform/simulation/flow.ts'
import { chanceOf, purposes, uniform } from '#platform/simulation/random.ts'
import { findField } from './fields.ts'
import type { Quantity } from './quantity.ts'
import { isUncertain, valueIn } from './ranges.ts'
import type { Scenario } from './scenario.ts'

/** One world: every field has one value, and every value is the same for the same seed, replication and field. */
export type World = {
  /** Of a field by its path, such as `tracks.0.waitingNow`; 0 where the scenario has none. */
  value(path: string): number
  /** A standard normal number of a field and month. */
  normal(path: string, month: number): number
  /** A number above 0 and below 1 of a field, by index. */
  uniform(path: string, index: number): number
  /** Of all tracks, at the start. */
  waiting: number
}

export function worldOf(scenario: Scenario, key: RunKey): World {
  const fields = fieldsOf(scenario)
  const chance = chanceOf(key)
  const drawn = (path: string, visit: number) => normal(chance, hashOf(path), purposes.input, visit)
  const kept = new Map<string, number>()
  const value = (path: string): number => {
    let found = kept.get(path)
    if (found === undefined) {
      const quantity = fields.get(path)
      found = quantity === undefined ? 0 : within(path, valueIn(quantity, isUncertain(quantity) ? drawn(path, 0) : 0))
      kept.set(path, found)
    }
    return found
  }
  const even = (path: string, index: number) => uniform(chance, hashOf(path), purposes.free, index)
  return {
    value,
    normal: drawn,
    uniform: even,
    waiting: scenario.tracks.reduce((sum, _, i) => sum + value(`tracks.${i}.waitingNow`), 0),
  }
}

/** A scenario is read once for all of its worlds. */
const known = new WeakMap<Scenario, Map<string, Quantity>>()

function fieldsOf(scenario: Scenario): Map<string, Quantity> {
  const fields = known.get(scenario) ?? quantitiesOf(scenario)
  known.set(scenario, fields)
  return fields
}

/** Every quantity of a scenario by its path, in a fixed order. */
export function quantitiesOf(scenario: Scenario): Map<string, Quantity> {
  const found = new Map<string, Quantity>()
  const walk = (at: unknown, path: string) => {
    if (typeof at === 'number' || isRange(at)) found.set(path, at as Quantity)
    else if (typeof at === 'object' && at !== null)
      for (const [key, inner] of Object.entries(at).sort(([a], [b]) => (a < b ? -1 : 1)))
        walk(inner, path ? `${path}.${key}` : key)
  }
  walk(scenario, '')
  return found
}

/** Fields that are ranges, by path: what makes worlds differ beside chance. */
export const uncertainFields = (scenario: Scenario): [string, Quantity][] =>
  [...quantitiesOf(scenario)].filter(([, quantity]) => isUncertain(quantity))

const isRange = (at: unknown): boolean => typeof at === 'object' && at !== null && 'likely' in at

/** What is sampled stays possible. */
function within(path: string, value: number): number {
  const field = findField(path.split('.'))
  return field ? Math.max(field.min, Math.min(field.max, value)) : value
}

/** FNV-1a: a field keeps its chance when others are added or taken away. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
