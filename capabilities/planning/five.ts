import { type Bands, bandsOf } from '#platform/simulation/bands.ts'

/** What 5, 25, 50, 75 and 95 % of the worlds lie below. */
export type Five = { p5: number; p25: number; p50: number; p75: number; p95: number }

export function five(values: readonly number[]): Five {
  return fiveAt(bandsOf(values.map((value) => [value])), 0)
}

export const fiveAt = (bands: Bands, at: number): Five => ({
  p5: bands.p5[at]!,
  p25: bands.p25[at]!,
  p50: bands.p50[at]!,
  p75: bands.p75[at]!,
  p95: bands.p95[at]!,
})
