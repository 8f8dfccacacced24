// The functions of `../functions.ts`, by the same steps and to the same bits; see there. A test holds one against the other.

export function log(x: f64): f64 {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const bits = reinterpret<i64>(x)
  const high = i32(bits >> 32)
  const carry = ((high & 0xfffff) + 0x95f64) & 0x100000
  const exponent = f64((high >> 20) - 1023 + (carry >> 20))
  const f = reinterpret<f64>((i64((high & 0xfffff) | (carry ^ 0x3ff00000)) << 32) | (bits & 0xffffffff)) - 1
  return logOf(f, exponent)
}

/** log of (1 + f)·2^exponent, where 1 + f lies around 1. */
export function logOf(f: f64, exponent: f64): f64 {
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f)
}

export function exp(x: f64): f64 {
  if (!(x > -745.2)) return x < 0 ? 0 : x
  if (x > 709.782712893384) return Infinity
  const k = Math.floor(x * LOG2E + 0.5)
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
  const power = i32(k)
  if (power > 1023) return y * 2 * powerOfTwo(power - 1)
  if (power < -1021) return y * powerOfTwo(power + 100) * 7.888609052210118e-31
  return y * powerOfTwo(power)
}

export function pow(base: f64, exponent: f64): f64 {
  if (exponent === 0 || base === 1) return 1
  if (base === 0) return exponent > 0 ? 0 : Infinity
  return exp(exponent * log(base))
}

export function logFactorial(n: f64): f64 {
  if (n < SUMMED) return summed(i32(n))
  const inverse = 1 / n
  const square = inverse * inverse
  const tail = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
  return (n + 0.5) * log(n) - n + HALF_LOG_TWO_PI + tail
}

export function normalQuantile(probability: f64): f64 {
  const q = probability - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * centreOver(r)) / centreUnder(r)
  }
  const tail = q < 0 ? probability : 1 - probability
  if (!(tail > 0)) return tail === 0 ? (q < 0 ? -Infinity : Infinity) : NaN
  const r = Math.sqrt(-log(tail))
  const far = r <= 5 ? middleOver(r - 1.6) / middleUnder(r - 1.6) : tailOver(r - 5) / tailUnder(r - 5)
  return q < 0 ? -far : far
}

// The coefficients of AS 241, from the constant up.
function centreOver(r: f64): f64 {
  return polynomial(
    r,
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227,
  )
}

function centreUnder(r: f64): f64 {
  return polynomial(
    r,
    1,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854,
  )
}

function middleOver(r: f64): f64 {
  return polynomial(
    r,
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414,
  )
}

function middleUnder(r: f64): f64 {
  return polynomial(
    r,
    1,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-9,
  )
}

function tailOver(r: f64): f64 {
  return polynomial(
    r,
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-5,
    2.0103343992922881e-7,
  )
}

function tailUnder(r: f64): f64 {
  return polynomial(
    r,
    1,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-5,
    1.421511758316446e-7,
    2.0442631033899397e-15,
  )
}

function polynomial(x: f64, c0: f64, c1: f64, c2: f64, c3: f64, c4: f64, c5: f64, c6: f64, c7: f64): f64 {
  return ((((((c7 * x + c6) * x + c5) * x + c4) * x + c3) * x + c2) * x + c1) * x + c0
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(i64(k + 1023) << 52)
}

/** log(n!) of the first, summed up once. */
const sums: usize = memory.data(512, 8)
let isSummed: bool = false

function summed(n: i32): f64 {
  if (!isSummed) {
    for (let i = 2; i < 64; i++) store<f64>(sums + (i << 3), load<f64>(sums + ((i - 1) << 3)) + log(f64(i)))
    isSummed = true
  }
  return load<f64>(sums + (n << 3))
}

const LOG2E: f64 = Math.LOG2E
const LN2_HIGH: f64 = 0.6931471803691238
const LN2_LOW: f64 = 1.9082149292705877e-10
const HALF_LOG_TWO_PI: f64 = 0.9189385332046728
const SUMMED: f64 = 64
