import { type Estimate, meanOf } from './statistics.ts'

/**
 * The mean of independent values, made sharper by controls: figures of the same runs whose true mean is 0, such as how many more
 * came than were expected. What the values owe to them is taken out by least squares. The error is that of the intercept, which
 * pays for estimating the weights (Lavenberg and Welch, *Management Science* 27, 1981). Controls that say nothing new are left out.
 */
export function withControls(
  controls: readonly ArrayLike<number>[],
  count: number,
): (values: ArrayLike<number>) => Estimate {
  const basis = orthonormal(controls, count)
  return (values) => {
    const plain = meanOf(values)
    const { mean, degreesOfFreedom } = plain
    const left = degreesOfFreedom - basis.length
    if (basis.length === 0 || left < 2) return plain
    let estimate = mean
    let leverage = 1 / count
    const rest = Float64Array.from({ length: count }, (_, i) => values[i]! - mean)
    for (const { centred, offset } of basis) {
      const weight = dot(centred, rest)
      for (let i = 0; i < count; i++) rest[i]! -= weight * centred[i]!
      // The intercept stands where the controls are 0, not where their means happened to be.
      estimate -= weight * offset
      leverage += offset * offset
    }
    return { mean: estimate, standardError: Math.sqrt((dot(rest, rest) / left) * leverage), degreesOfFreedom: left }
  }
}

/** One direction: its values around their mean, of length 1, and its mean on that scale. */
type Direction = { centred: Float64Array; offset: number }

/** Gram and Schmidt, twice, so that nearly parallel controls do no harm. */
function orthonormal(controls: readonly ArrayLike<number>[], count: number): Direction[] {
  const basis: Direction[] = []
  for (const control of controls) {
    const { mean } = meanOf(control)
    const centred = Float64Array.from({ length: count }, (_, i) => control[i]! - mean)
    const before = Math.sqrt(dot(centred, centred))
    let offset = mean
    for (let round = 0; round < 2; round++)
      for (const each of basis) {
        const share = dot(each.centred, centred)
        for (let i = 0; i < count; i++) centred[i]! -= share * each.centred[i]!
        offset -= share * each.offset
      }
    const length = Math.sqrt(dot(centred, centred))
    if (!(length > PARALLEL * before)) continue
    basis.push({ centred: centred.map((value) => value / length), offset: offset / length })
  }
  return basis
}

const PARALLEL = 1e-6

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
