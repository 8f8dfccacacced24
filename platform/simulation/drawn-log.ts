import { draw, words } from './random.ts'

/** What `drawExponential` leaves. It is not returned: a fraction that is handed over would be allocated. */
export const exponentialDrawn = Float64Array.of(0.5)
// As constants: see `UNIT`.
const left = exponentialDrawn
const both = words

/**
 * Draws, and leaves −log of the number drawn: the same bits as `-log(drawn())`, see `functions.ts`. The number is a whole one of 53 bits
 * until its logarithm is taken, so its exponent is counted rather than read off its bytes, for which a processor waits.
 */
export function drawExponential(key0: number, key1: number, counter0: number, counter1: number): void {
  draw(key0, key1, counter0, counter1)
  takeExponential()
}

/** The same of what was drawn last. */
export function takeExponential(): void {
  const high = both[0]! >>> 6
  left[0] = high * 0x4000000 + (both[1]! >>> 6) + 0.5
  takeLogarithm(high)
}

/** Draws, and leaves the sum of two exponentials: −log of the product of two numbers of 26 bits and a half each. */
export function drawErlang2(key0: number, key1: number, counter0: number, counter1: number): void {
  draw(key0, key1, counter0, counter1)
  left[0] = ((both[0]! >>> 6) + 0.5) * ((both[1]! >>> 6) + 0.5)
  takeLogarithm((left[0]! * 1.4901161193847656e-8) | 0)
}

/** From a number times 2⁵² to −log of the number. `high` is what is whole of it above 2²⁶. */
function takeLogarithm(high: number): void {
  const whole = left[0]!
  // Where nothing is left above 2²⁶ (once in 2²⁶) the number begins below.
  const below = high === 0 ? belowOf(whole) : Math.clz32(high) - 5
  // Within [1, 2), and from √2 on halved: powers of two change no bit of what follows. No branch, for nobody could foresee it.
  const mantissa = whole * POWERS[below]!
  const carry = (mantissa - ROOT + 1) | 0
  const exponent = carry - below
  const f = mantissa * (1 - 0.5 * carry) - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  left[0] = -(exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f))
}

const belowOf = (whole: number): number => (whole >= 1 ? 21 + Math.clz32(whole) : whole < 0.5 ? 54 : 53)

// Of the whole number, 2^(power − 52): what brings one of this exponent within [1, 2).
const POWERS = new Float64Array(55).fill(2.220446049250313e-16)
for (let power = 1; power < POWERS.length; power++) POWERS[power] = 2 * POWERS[power - 1]!
/** Where `log` turns to the next power of two: its high word is 0x3ff00000 and this. */
const ROOT = 1 + 0x6a09c / 0x100000
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
