import type { Simulated } from './simulating.ts'

export type Verdict = 'agrees' | 'differs' | 'shown' | 'soak'

/**
 * An estimate agrees when it lies within three standard errors of the value, or within 0.2 % of it. Without a value, and for values
 * below 10⁻³, nothing is judged; `soak` says that only a longer run could.
 */
export function judge({ estimate, standardError, isTooLong }: Simulated, value: number | null): Verdict {
  if (estimate === null || standardError === null) return isTooLong ? 'soak' : value === null ? 'shown' : 'differs'
  if (value !== null && Math.abs(value) < SMALLEST_JUDGED) return 'shown'
  if (isTooLong || (value !== null && standardError > ERROR_MAX * Math.abs(value))) return 'soak'
  if (value === null) return 'shown'
  return Math.abs(estimate - value) <= Math.max(3 * standardError, 0.002 * Math.abs(value)) ? 'agrees' : 'differs'
}

/** Below this a figure is only shown. */
export const SMALLEST_JUDGED = 1e-3
/** The largest error of a figure that counts as known, as a share of it. */
export const ERROR_MAX = 0.01
