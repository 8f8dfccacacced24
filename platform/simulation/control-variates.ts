import { type Estimate, meanOf } from './statistics.ts'

/**
 * The mean of independent values, made sharper by controls: figures of the same runs whose true mean is 0, such as how many more
 * came than were expected. What a value owes to them is taken out with weights from least squares over all the others (Avramidis and
 * Wilson, "A splitting scheme for control variates", *Operations Research Letters* 14, 1993, with one value to a part). So weights know
 * nothing of the value they are used on and add no bias; weights from all values pull the mean wherever it depends on its controls
 * by more than a straight line, and their error does not see it. Controls that say nothing new are left out.
 */
export function withControls(
  controls: readonly ArrayLike<number>[],
  count: number,
): (values: ArrayLike<number>) => Estimate {
  const basis = orthonormal(controls, count)
  const leverage = Float64Array.from(
    { length: count },
    (_, i) => 1 / count + sumOf(basis, ({ centred }) => centred[i]! * centred[i]!),
  )
  /** By how much the weights change when a value is left out, times its own controls. */
  const pull = Float64Array.from(
    { length: count },
    (_, i) => sumOf(basis, ({ centred, offset }) => centred[i]! * (centred[i]! + offset)) / (1 - leverage[i]!),
  )
  return (values) => {
    const plain = meanOf(values)
    const left = plain.degreesOfFreedom - basis.length
    // A value that alone carries a control has nobody to tell its weight.
    if (basis.length === 0 || left < 2 || leverage.some((each) => each > LEVERAGE_MAX)) return plain
    const rest = Float64Array.from({ length: count }, (_, i) => values[i]! - plain.mean)
    const owed = new Float64Array(count)
    for (const { centred, offset } of basis) {
      const weight = dot(centred, rest)
      for (let i = 0; i < count; i++) {
        rest[i]! -= weight * centred[i]!
        owed[i]! += weight * (centred[i]! + offset)
      }
    }
    const freed = Float64Array.from({ length: count }, (_, i) => values[i]! - owed[i]! + pull[i]! * rest[i]!)
    return { ...meanOf(freed), degreesOfFreedom: left }
  }
}

const LEVERAGE_MAX = 1 - 1e-6

function sumOf<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0)
}

/** One direction: its values around their mean, of length 1, and its mean on that scale. */
type Direction = { centred: Float64Array; offset: number }

/** Gram and Schmidt, twice, so that nearly parallel controls do no harm. */
function orthonormal(controls: readonly ArrayLike<number>[], count: number): Direction[] {
  const basis: Direction[] = []
  for (const control of controls) {
    if (isRare(control, count)) continue
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

/**
 * A control that is 0 wherever something rare did not happen, such as all of many servers busy, would explain away just the values in
 * which it happened, and those are the large ones.
 */
function isRare(control: ArrayLike<number>, count: number): boolean {
  let happened = 0
  for (let i = 0; i < count; i++) if (control[i] !== 0) happened++
  return happened < count * HAPPENED_MIN
}

const HAPPENED_MIN = 0.75

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
