/** One figure against its budget, as `posada bench` prints it. `limit` null: shown, and held to nothing. */
export type BenchRow = { id: string; value: number; unit: string; limit: number | null; pass: boolean }

export type BenchContext = {
  /** One line that replaces itself. */
  progress(text: string): void
  signal: AbortSignal
  /** Overrides how long a benchmark runs, where it has such a length. */
  minutes: number | undefined
}

export type Benchmark = {
  name: string
  about: string
  /** Takes so long that it runs only when its name is given. */
  isLong?: true
  run(context: BenchContext): Promise<BenchRow[]>
}

/** A figure that must not be larger than its limit. */
export const atMost = (id: string, value: number, unit: string, limit: number): BenchRow => ({
  id,
  value: rounded(value),
  unit,
  limit,
  pass: value <= limit,
})

/** A figure that must not be smaller than its limit. */
export const atLeast = (id: string, value: number, unit: string, limit: number): BenchRow => ({
  id,
  value: rounded(value),
  unit,
  limit,
  pass: value >= limit,
})

/** A figure that is shown and held to nothing. */
export const shown = (id: string, value: number, unit: string): BenchRow => ({
  id,
  value: rounded(value),
  unit,
  limit: null,
  pass: true,
})

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const rounded = (value: number) => Math.round(value * 1000) / 1000
