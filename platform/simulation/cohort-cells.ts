/**
 * Who waits at one station, of one kind: so many of each day of birth. Withdrawals thin all cells alike, so they change one factor and
 * no cell. A bitmap of two levels finds the next occupied day in either direction in a few steps, however long the empty stretch.
 */
export class Cells {
  /** In the queue, a real number. */
  total = 0
  readonly #scaled: Float64Array
  #survival = 1
  readonly #words: Int32Array
  readonly #summary: Int32Array

  constructor(days: number) {
    this.#scaled = new Float64Array(days)
    this.#words = new Int32Array((days >> 5) + 1)
    this.#summary = new Int32Array((days >> 10) + 1)
  }

  add(birth: number, count: number): void {
    if (count <= 0) return
    this.#scaled[birth]! += count / this.#survival
    this.total += count
    this.#words[birth >> 5]! |= 1 << (birth & 31)
    this.#summary[birth >> 10]! |= 1 << ((birth >> 5) & 31)
  }

  /** At most `most` of this day of birth; how many it was. */
  take(birth: number, most: number): number {
    const here = this.#scaled[birth]! * this.#survival
    if (here > most + SMALLEST) {
      this.#scaled[birth]! -= most / this.#survival
      this.total -= most
      return most
    }
    this.#scaled[birth] = 0
    this.total = Math.max(0, this.total - here)
    this.#words[birth >> 5]! &= ~(1 << (birth & 31))
    if (this.#words[birth >> 5] === 0) this.#summary[birth >> 10]! &= ~(1 << ((birth >> 5) & 31))
    return here
  }

  of(birth: number): number {
    return this.#scaled[birth]! * this.#survival
  }

  /** So many leave, of all days of birth alike. */
  thin(leaving: number): void {
    if (this.total <= 0) return
    this.#survival *= 1 - leaving / this.total
    this.total -= leaving
    if (this.total < SMALLEST || this.#survival < 1e-100) this.#scale()
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
    this.#survival = 1
    this.total = 0
  }

  #scale(): void {
    if (this.total < SMALLEST) {
      this.clear()
      return
    }
    for (let birth = 0; birth < this.#scaled.length; birth++) this.#scaled[birth]! *= this.#survival
    this.#survival = 1
  }
}

const lowestBit = (word: number) => 31 - Math.clz32(word & -word)

/** Less of a unit than this is a rounding error. */
const SMALLEST = 1e-7
