/**
 * Functions whose last bit must not depend on the browser: `Math.log` and its like may differ between engines, + − × ÷ and √ may not.
 *
 * Natural logarithm, within 1 ulp. As fdlibm does it (Sun Microsystems 1993, e_log.c): x = m·2^e with m around 1, and
 * log m = 2·atanh(s), s = (m−1)/(m+1), by its fitted polynomial in s². Not for subnormal numbers.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  asDouble[0] = x
  const high = asWords[HIGH]!
  // The mantissa is put within [√½, √2): 0x95f64 is how far √2 lies from the next power of two.
  const carry = ((high & 0xfffff) + 0x95f64) & 0x100000
  const exponent = (high >> 20) - 1023 + (carry >> 20)
  asWords[HIGH] = (high & 0xfffff) | (carry ^ 0x3ff00000)
  const f = asDouble[0] - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f)
}

/** e^x, within 1 ulp where the result is not subnormal (fdlibm, e_exp.c: x = k·ln 2 + r, and a fitted fraction for e^r). */
export function exp(x: number): number {
  if (!(x > -745.2)) return Number.isNaN(x) ? x : 0
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY
  const k = Math.floor(x * Math.LOG2E + 0.5)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const t = r * r
  const c =
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))))
  const y = 1 - (low - (r * c) / (2 - c) - high)
  // Two steps: 2^1024 and 2^-1074 are no factors of their own.
  if (k > 1023) return y * 2 * powerOfTwo(k - 1)
  if (k < -1021) return y * powerOfTwo(k + 100) * 7.888609052210118e-31
  return y * powerOfTwo(k)
}

/** base^exponent for a base above 0. Its relative error grows with |exponent·log base|: about that many half ulps. */
export function pow(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1
  if (base === 0) return exponent > 0 ? 0 : Number.POSITIVE_INFINITY
  return exp(exponent * log(base))
}

/** log(n!) for a whole n ≥ 0: summed below 64, above by Stirling's series (Abramowitz and Stegun, 6.1.41). */
export function logFactorial(n: number): number {
  if (n < SUMMED) return sums[n]!
  const inverse = 1 / n
  const square = inverse * inverse
  const tail = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return (n + 0.5) * log(n) - n + HALF_LOG_TWO_PI + tail
}

/** The number a standard normal stays below with this probability, relative error about 1e-16 (Wichura 1988, AS 241, PPND16). */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(CENTRE_OVER, r)) / polynomial(CENTRE_UNDER, r)
  }
  const tail = q < 0 ? probability : 1 - probability
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : Number.NaN
  const r = Math.sqrt(-log(tail))
  const far =
    r <= 5
      ? polynomial(MIDDLE_OVER, r - 1.6) / polynomial(MIDDLE_UNDER, r - 1.6)
      : polynomial(TAIL_OVER, r - 5) / polynomial(TAIL_UNDER, r - 5)
  return q < 0 ? -far : far
}

/** The share of a gamma distribution of this shape and scale 1 that lies below x (Abramowitz and Stegun, 6.5.29 and 6.5.31); about 1e-13. */
export function gammaShare(shape: number, x: number): number {
  if (!(x > 0)) return 0
  if (x === Number.POSITIVE_INFINITY) return 1
  const front = exp(shape * log(x) - x - logGamma(shape))
  if (x < shape + 1) {
    let term = 1 / shape
    let sum = term
    for (let i = 1; i < MOST_TERMS && term > sum * 1e-17; i++) {
      term *= x / (shape + i)
      sum += term
    }
    return sum * front
  }
  // The continued fraction from its first terms on, by Lentz's method.
  let b = x + 1 - shape
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let i = 1; i < MOST_TERMS; i++) {
    const a = i * (shape - i)
    b += 2
    d = 1 / (b + a * d)
    c = b + a / c
    const factor = c * d
    fraction *= factor
    if (Math.abs(factor - 1) < 1e-16) break
  }
  return 1 - front * fraction
}

/** log Γ(x) for x > 0: moved up to 12 and Stirling's series there. */
export function logGamma(x: number): number {
  let product = 1
  let moved = x
  for (; moved < 12; moved += 1) product *= moved
  const inverse = 1 / moved
  const square = inverse * inverse
  const tail = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (moved - 0.5) * log(moved) - moved + HALF_LOG_TWO_PI + tail - log(product)
}

/** The share of a standard normal below z: half of a gamma of shape ½ at z²/2. */
export const normalShare = (z: number): number =>
  z < 0 ? 0.5 - 0.5 * gammaShare(0.5, (z * z) / 2) : 0.5 + 0.5 * gammaShare(0.5, (z * z) / 2)

const asDouble = new Float64Array(1)
const asWords = new Int32Array(asDouble.buffer)
/** Which of the two words of a double holds its sign and exponent. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const HALF_LOG_TWO_PI = 0.9189385332046728
const MOST_TERMS = 100_000

function powerOfTwo(k: number): number {
  asWords[1 - HIGH] = 0
  asWords[HIGH] = (k + 1023) << 20
  return asDouble[0]!
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!
  return value
}

// The coefficients of AS 241, from the constant up.
const CENTRE_OVER = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
]
const CENTRE_UNDER = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
]
const MIDDLE_OVER = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
]
const MIDDLE_UNDER = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
]
const TAIL_OVER = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
]
const TAIL_UNDER = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
]

const SUMMED = 64
const sums = new Float64Array(SUMMED)
for (let n = 2; n < SUMMED; n++) sums[n] = sums[n - 1]! + log(n)
