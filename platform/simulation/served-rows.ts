/** Who is served at one station, of one kind, in the order they began: a queue of (day of birth, count) in a ring that grows. */
export class ServedRows {
  readonly #total = new Float64Array(1)
  #births = new Int32Array(16)
  #counts = new Float64Array(16)
  #first = 0
  #length = 0

  get total(): number {
    return this.#total[0]!
  }

  push(birth: number, count: number): void {
    this.#total[0]! += count
    const mask = this.#births.length - 1
    const last = (this.#first + this.#length - 1) & mask
    if (this.#length > 0 && this.#births[last] === birth) {
      this.#counts[last]! += count
      return
    }
    if (this.#length === this.#births.length) this.#grow()
    const at = (this.#first + this.#length) & (this.#births.length - 1)
    this.#births[at] = birth
    this.#counts[at] = count
    this.#length++
  }

  birth(): number {
    return this.#births[this.#first]!
  }

  /** Of the first row, at most so many. */
  take(most: number): number {
    const here = this.#counts[this.#first]!
    const taken = here > most + SMALLEST ? most : here
    this.#counts[this.#first]! -= taken
    this.#total[0]! -= taken
    if (taken < here) return taken
    this.#first = (this.#first + 1) & (this.#births.length - 1)
    this.#length--
    if (this.#length === 0) this.#total[0] = 0
    return taken
  }

  #grow(): void {
    const size = this.#births.length
    const births = new Int32Array(size * 2)
    const counts = new Float64Array(size * 2)
    for (let i = 0; i < size; i++) {
      births[i] = this.#births[(this.#first + i) & (size - 1)]!
      counts[i] = this.#counts[(this.#first + i) & (size - 1)]!
    }
    this.#births = births
    this.#counts = counts
    this.#first = 0
  }
}

/** Less of a unit than this is a rounding error. */
const SMALLEST = 1e-7
