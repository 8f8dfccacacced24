import { type Measure, WAIT_FIGURES } from './flow.ts'

/**
 * Days from birth to entry, counted by whole days for each group and for all together, one period at a time. Percentiles are those of
 * the sum with a further time that is one of `lag`, equally likely; within a day all moments are alike.
 */
export class WaitFigures {
  readonly #counts: Float64Array
  readonly #bins: number
  readonly #groups: number
  readonly #lag: Float64Array
  #longest = 0

  constructor({ groups, lag }: Measure, bins: number) {
    this.#groups = groups + 1
    this.#bins = bins
    this.#lag = lag && lag.length > 0 ? lag : new Float64Array(1)
    this.#counts = new Float64Array(this.#groups * bins)
  }

  entered(group: number, days: number, count: number): void {
    const bin = days < 0 ? 0 : days >= this.#bins ? this.#bins - 1 : Math.floor(days)
    if (bin > this.#longest) this.#longest = bin
    this.#counts[group * this.#bins + bin]! += count
    this.#counts[(this.#groups - 1) * this.#bins + bin]! += count
  }

  /** Writes the figures of a period into `waits` (see `FlowRun`) and begins the next. */
  close(waits: Float64Array, period: number, periods: number): void {
    const last = this.#longest + 1
    for (let group = 0; group < this.#groups; group++) {
      const from = group * this.#bins
      const at = (group * periods + period) * WAIT_FIGURES
      let count = 0
      let sum = 0
      for (let bin = 0; bin < last; bin++) {
        const here = this.#counts[from + bin]!
        count += here
        sum += here * (bin + 0.5)
        this.#counts[from + bin] = count // from here on: how many waited less than bin + 1
      }
      waits[at] = count
      waits[at + 1] = count > 0 ? sum / count + mean(this.#lag) : Number.NaN
      for (let i = 0; i < SHARES.length; i++)
        waits[at + 2 + i] = count > 0 ? this.#percentile(from, last, SHARES[i]! * count) : Number.NaN
      this.#counts.fill(0, from, from + last)
    }
    this.#longest = 0
  }

  #percentile(from: number, last: number, below: number): number {
    let low = 0
    let high = last + this.#lag[this.#lag.length - 1]!
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2
      let sum = 0
      for (let k = 0; k < this.#lag.length; k++) sum += this.#until(from, last, middle - this.#lag[k]!)
      if (sum < below * this.#lag.length) low = middle
      else high = middle
    }
    return (low + high) / 2
  }

  /** How many waited less than this, once counts have been summed up. */
  #until(from: number, last: number, days: number): number {
    if (days <= 0) return 0
    const bin = Math.floor(days)
    const upTo = this.#counts[from + Math.min(bin, last - 1)]!
    if (bin >= last) return upTo
    const before = bin === 0 ? 0 : this.#counts[from + bin - 1]!
    return before + (upTo - before) * (days - bin)
  }
}

const SHARES = [0.1, 0.5, 0.9]
/** From some thousand days to a thousandth of one. */
const HALVINGS = 24

function mean(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}
