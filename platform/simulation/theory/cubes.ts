import type { RunKey, Spread } from '../flow.ts'
import { chanceOf, purposes } from '../random.ts'
import { drawSpread, prepareSpread } from '../spreads.ts'

/** The works of units number `from` up to before `to`, in the order in which they came to the one station of a flow with one kind. */
export type Works = { spread: Spread; from: number; to: number }

/**
 * Cubes of the works of units less their mean. A very long work makes all behind it wait, which adds its cube to the squares of waits:
 * where such works are rare, a run that met none knows nothing of them, nor does its error; this says how many it met. Which units
 * are looked at is fixed beforehand, so the true mean is 0.
 */
export const cubesSurplus = (works: Works, key: RunKey): number =>
  sumOfPowers(works, 3, key) - (works.to - works.from) * meanCube(works.spread)

/** A unit's work is a function of its number (as the exact engine numbers the units of a single arrival), so it can be drawn again. */
export function sumOfPowers({ spread, from, to }: Works, power: 1 | 3, key: RunKey): number {
  const prepared = prepareSpread(spread)
  const chance = chanceOf(key)
  let sum = 0
  for (let number = from; number < to; number++) {
    const entity = (Math.imul(number, 16) + 1) | 0
    const work = drawSpread(prepared, chance, entity, purposes.work, 1)
    sum += power === 1 ? work : work * work * work
  }
  return sum
}

/** Of a lognormal time: exp(3μ + 9σ²/2). */
function meanCube({ form, mean, scv }: Spread): number {
  if (form !== 'lognormal') throw new Error(`the mean cube of a ${form} time is not known here`)
  const root = mean * (1 + scv)
  return root * root * root
}
