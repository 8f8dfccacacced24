/**
 * Who waits at one station, of one kind: so many of each day of birth. Withdrawals thin all cells alike, so they change one factor and
 * no cell. A bitmap of two levels finds the next occupied day in either direction in a few steps, however long the empty stretch.
 */
export class Cells {
  readonly #scaled: Float64Array
  /** How many there are, and the factor by which all cells have been thinned: in an array, so that they never are whole numbers first. */
  readonly #sums = Float64Array.of(0, 1)
  readonly #words: Int32Array
  readonly #summary: Int32Array

  constructor(days: number) {
    this.#scaled = new Float64Array(days)
    this.#words = new Int32Array((days >> 5) + 1)
    this.#summary = new Int32Array((days >> 10) + 1)
  }

  /** In the queue, a real number. */
  get total(): number {
    return this.#sums[TOTAL]!
  }

  add(birth: number, count: number): void {
    if (count <= 0) return
    this.#scaled[birth]! += count / this.#sums[SURVIVAL]!
    this.#sums[TOTAL]! += count
    this.#words[birth >> 5]! |= 1 << (birth & 31)
    this.#summary[birth >> 10]! |= 1 << ((birth >> 5) & 31)
  }

  /** At most `most` of this day of birth; how many it was. */
  take(birth: number, most: number): number {
    const here = this.#scaled[birth]! * this.#sums[SURVIVAL]!
    if (here > most + SMALLEST) {
      this.#scaled[birth]! -= most / this.#sums[SURVIVAL]!
      this.#sums[TOTAL]! -= most
      return most
    }
    this.#scaled[birth] = 0
    this.#sums[TOTAL] = Math.max(0, this.total - here)
    this.#words[birth >> 5]! &= ~(1 << (birth & 31))
    if (this.#words[birth >> 5] === 0) this.#summary[birth >> 10]! &= ~(1 << ((birth >> 5) & 31))
    return here
  }

  of(birth: number): number {
    return this.#scaled[birth]! * this.#sums[SURVIVAL]!
  }

  /** So many leave, of all days of birth alike. */
  thin(leaving: number): void {
    if (this.total <= 0) return
    this.#sums[SURVIVAL]! *= 1 - leaving / this.total
    this.#sums[TOTAL]! -= leaving
    if (this.total < SMALLEST || this.#sums[SURVIVAL]! < 1e-100) this.#scale()
  }

  /** The first occupied day of birth, or -1. */
  oldest(): number {
    for (let top = 0; top < this.#summary.length; top++) {
      const summary = this.#summary[top]!
      if (summary === 0) continue
      const word = (top << 5) + lowestBit(summary)
      return (word << 5) + lowestBit(this.#words[word]!)
    }
    return -1
  }

  /** The last occupied day of birth, or -1. */
  newest(): number {
    for (let top = this.#summary.length - 1; top >= 0; top--) {
      const summary = this.#summary[top]!
      if (summary === 0) continue
      const word = (top << 5) + 31 - Math.clz32(summary)
      return (word << 5) + 31 - Math.clz32(this.#words[word]!)
    }
    return -1
  }

  clear(): void {
    this.#scaled.fill(0)
    this.#words.fill(0)
    this.#summary.fill(0)
    this.#sums[SURVIVAL] = 1
    this.#sums[TOTAL] = 0
  }

  #scale(): void {
    if (this.total < SMALLEST) {
      this.clear()
      return
    }
    for (let birth = 0; birth < this.#scaled.length; birth++) this.#scaled[birth]! *= this.#sums[SURVIVAL]!
    this.#sums[SURVIVAL] = 1
  }
}

const TOTAL = 0
const SURVIVAL = 1
const lowestBit = (word: number) => 31 - Math.clz32(word & -word)

/** Less of a unit than this is a rounding error. */
const SMALLEST = 1e-7
