/**
 * What about a hundred published series say together, so that a series with a short past borrows from them: monthly encounters of
 * U.S. Customs and Border Protection and the U.S. Border Patrol by sector, family, citizenship and border (October 1999 to September
 * 2022, public domain), at every month with two years before it. Computed by `pooledRatios` and `pooledWidths`
 * (`apps/posada/bench/forecast-pool.ts`); a test there computes them again.
 */

/** Months ahead for which they were compared. */
export const POOLED_MONTHS = 12

/** Mean error of each method, in the order of `methods`, as a ratio to that of the last value, 1 to 12 months ahead. */
export const pooledRatio: readonly (readonly number[])[] = [
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], // last-value
  [3.029, 1.974, 1.621, 1.455, 1.293, 1.204, 1.152, 1.104, 1.056, 1.019, 1.005, 1], // same-month-last-year
  [0.961, 0.935, 0.927, 0.925, 0.923, 0.926, 0.937, 0.943, 0.953, 0.967, 0.987, 1], // seasonal-last-value
  [1.29, 1.052, 0.991, 0.973, 0.947, 0.936, 0.941, 0.951, 0.963, 0.977, 1.015, 1.074], // smoothed-30
  [1.092, 0.963, 0.933, 0.927, 0.916, 0.913, 0.92, 0.93, 0.94, 0.95, 0.977, 1.023], // smoothed-50
  [1.002, 0.935, 0.918, 0.916, 0.913, 0.911, 0.921, 0.931, 0.941, 0.951, 0.972, 1.003], // smoothed-70
  [0.971, 0.931, 0.92, 0.919, 0.916, 0.917, 0.927, 0.936, 0.946, 0.958, 0.977, 1], // smoothed-85
  [0.968, 0.95, 0.945, 0.949, 0.956, 0.961, 0.975, 0.982, 0.99, 0.998, 1.013, 1.019], // damped-trend-slow
  [0.974, 0.961, 0.953, 0.953, 0.953, 0.956, 0.969, 0.974, 0.982, 0.994, 1.014, 1.019], // damped-trend-quick
  [1.006, 0.949, 0.938, 0.94, 0.937, 0.936, 0.949, 0.969, 0.986, 0.999, 1.033, 1.091], // theta
]

/** The 80th percentile of the combination's error, 1 to 12 months ahead, as a multiple of its mean error one month ahead. */
export const pooledGrowth: readonly number[] = [1.55, 1.95, 2.2, 2.43, 2.65, 2.83, 3.01, 3.15, 3.25, 3.31, 3.35, 3.42]

/** The combination's mean error one month ahead, on the logarithmic scale: a fifth up or down. */
export const POOLED_ERROR = 0.24
