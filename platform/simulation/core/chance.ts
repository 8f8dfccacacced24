import { logOf } from './functions'

/** The two words of a random number are one of 64 bits, the first above the second: it is handed over in a register. See `random.ts`. */
export function draw(key0: u32, key1: u32, counter0: u32, counter1: u32): u64 {
  const key2: u32 = 0x1bd11bda ^ key0 ^ key1
  let x: u32 = counter0 + key0
  let y: u32 = counter1 + key1
  x += y
  y = rotl(y, 13) ^ x
  x += y
  y = rotl(y, 15) ^ x
  x += y
  y = rotl(y, 26) ^ x
  x += y
  y = rotl(y, 6) ^ x
  x += key1
  y += key2 + 1
  x += y
  y = rotl(y, 17) ^ x
  x += y
  y = rotl(y, 29) ^ x
  x += y
  y = rotl(y, 16) ^ x
  x += y
  y = rotl(y, 24) ^ x
  x += key2
  y += key0 + 2
  x += y
  y = rotl(y, 13) ^ x
  x += y
  y = rotl(y, 15) ^ x
  x += y
  y = rotl(y, 26) ^ x
  x += y
  y = rotl(y, 6) ^ x
  x += key0
  y += key1 + 3
  x += y
  y = rotl(y, 17) ^ x
  return ((x as u64) << 32) | (y as u64)
}

/** As a number in (0, 1) of 52 bits and a half. */
export function fraction(words: u64): f64 {
  return (f64(wholeOf(words)) + 0.5) * 2.220446049250313e-16
}

/** −log of the same number: the same bits as `-log(drawn())` outside. */
export function exponential(words: u64): f64 {
  return logarithm(f64(wholeOf(words)) + 0.5)
}

/** The sum of two exponentials: −log of the product of two numbers of 26 bits and a half each. */
export function erlang2(words: u64): f64 {
  return logarithm((f64((words >>> 38) as i64) + 0.5) * (f64(((words >>> 6) & 0x3ffffff) as i64) + 0.5))
}

function wholeOf(words: u64): i64 {
  return (((words >>> 38) << 26) | ((words >>> 6) & 0x3ffffff)) as i64
}

/** From a number times 2⁵² to −log of the number, by the steps of `functions.ts`. */
function logarithm(whole: f64): f64 {
  const bits = reinterpret<u64>(whole)
  const mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000)
  // From √2 on halved. No branch, for nobody could foresee it.
  const carry = i32(mantissa >= ROOT)
  const exponent = f64(carry + i32(bits >>> 52) - 1075)
  const f = mantissa * (1 - 0.5 * f64(carry)) - 1
  return -logOf(f, exponent)
}

/** Where `log` turns to the next power of two: its high word is 0x3ff00000 and this. */
const ROOT: f64 = 1.0 + 434332.0 / 1048576.0
