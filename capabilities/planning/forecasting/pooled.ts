/**
 * What about a hundred published series say together, so that a series with a short past borrows from them: monthly encounters of
 * U.S. Customs and Border Protection and the U.S. Border Patrol by sector, family, citizenship and border (October 1999 to September
 * 2022, public domain), at every month with two years before it. Computed by `pooledRatios` and `pooledWidths`
 * (`apps/posada/bench/forecast-pool.ts`); a test there computes them again.
 */

/** Months ahead for which they were compared. */
export const POOLED_MONTHS = 12

/**
 * Three groups by how much a change lasts (`lastingOf`): below −0.25, up to 0, and above. A series takes from the two whose places
 * it lies between; the outer ones stand further out than the middles of their groups (−0.36 and 0.2), so that few are told by one alone.
 */
export const LASTING_PLACES: readonly number[] = [-0.5, -0.13, 0.6]

/** By group: the mean error of each method, in the order of `methods`, as a ratio to that of the last value, 1 to 12 months ahead. */
export const pooledRatio: readonly (readonly (readonly number[])[])[] = [
  [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], // last-value
    [1.835, 1.409, 1.187, 1.1, 1.036, 1.004, 0.967, 0.953, 0.951, 0.955, 0.978, 1], // same-month-last-year
    [0.947, 0.921, 0.894, 0.89, 0.884, 0.888, 0.899, 0.914, 0.934, 0.959, 0.989, 1], // seasonal-last-value
    [0.978, 0.886, 0.843, 0.834, 0.827, 0.833, 0.846, 0.859, 0.878, 0.898, 0.929, 0.977], // smoothed-30
    [0.918, 0.867, 0.841, 0.835, 0.834, 0.84, 0.852, 0.867, 0.888, 0.908, 0.938, 0.979], // smoothed-50
    [0.91, 0.879, 0.857, 0.852, 0.851, 0.856, 0.867, 0.885, 0.905, 0.926, 0.954, 0.985], // smoothed-70
    [0.924, 0.898, 0.874, 0.87, 0.867, 0.871, 0.882, 0.898, 0.919, 0.942, 0.97, 0.992], // smoothed-85
    [0.959, 0.952, 0.933, 0.937, 0.932, 0.938, 0.952, 0.969, 0.989, 1.012, 1.04, 1.054], // damped-trend-slow
    [0.988, 0.974, 0.944, 0.942, 0.933, 0.935, 0.947, 0.961, 0.979, 1.004, 1.036, 1.045], // damped-trend-quick
    [0.912, 0.886, 0.865, 0.864, 0.867, 0.876, 0.892, 0.916, 0.942, 0.966, 0.997, 1.037], // theta
  ],
  [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], // last-value
    [2.289, 1.581, 1.351, 1.222, 1.131, 1.071, 1.036, 1.021, 0.976, 0.962, 0.97, 1], // same-month-last-year
    [0.864, 0.835, 0.826, 0.825, 0.829, 0.835, 0.855, 0.871, 0.887, 0.916, 0.961, 1], // seasonal-last-value
    [1.086, 0.91, 0.862, 0.838, 0.832, 0.837, 0.853, 0.888, 0.896, 0.923, 0.982, 1.044], // smoothed-30
    [0.943, 0.846, 0.819, 0.808, 0.807, 0.813, 0.83, 0.86, 0.874, 0.897, 0.949, 1.003], // smoothed-50
    [0.88, 0.827, 0.812, 0.806, 0.808, 0.815, 0.833, 0.858, 0.875, 0.898, 0.946, 0.993], // smoothed-70
    [0.862, 0.828, 0.817, 0.813, 0.816, 0.823, 0.842, 0.863, 0.88, 0.905, 0.952, 0.994], // smoothed-85
    [0.876, 0.857, 0.859, 0.86, 0.869, 0.878, 0.904, 0.922, 0.938, 0.962, 0.999, 1.033], // damped-trend-slow
    [0.888, 0.861, 0.859, 0.858, 0.862, 0.867, 0.891, 0.907, 0.92, 0.949, 0.991, 1.025], // damped-trend-quick
    [0.877, 0.828, 0.816, 0.814, 0.816, 0.826, 0.845, 0.876, 0.897, 0.925, 0.973, 1.02], // theta
  ],
  [
    [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], // last-value
    [4.182, 2.484, 1.887, 1.603, 1.406, 1.315, 1.274, 1.181, 1.114, 1.054, 1.013, 1], // same-month-last-year
    [0.955, 0.934, 0.93, 0.928, 0.929, 0.932, 0.941, 0.945, 0.953, 0.966, 0.983, 1], // seasonal-last-value
    [1.586, 1.226, 1.101, 1.052, 1.017, 1.003, 1.014, 1.004, 1.013, 1.024, 1.058, 1.132], // smoothed-30
    [1.248, 1.058, 1.004, 0.982, 0.962, 0.957, 0.967, 0.964, 0.971, 0.98, 1, 1.055], // smoothed-50
    [1.076, 0.983, 0.956, 0.95, 0.942, 0.938, 0.949, 0.951, 0.96, 0.967, 0.983, 1.017], // smoothed-70
    [1, 0.953, 0.939, 0.936, 0.933, 0.933, 0.943, 0.946, 0.956, 0.965, 0.98, 1.006], // smoothed-85
    [0.961, 0.936, 0.929, 0.934, 0.943, 0.945, 0.954, 0.959, 0.965, 0.971, 0.981, 0.991], // damped-trend-slow
    [0.941, 0.93, 0.929, 0.93, 0.934, 0.938, 0.947, 0.953, 0.96, 0.971, 0.987, 0.996], // damped-trend-quick
    [1.087, 1.003, 0.983, 0.978, 0.964, 0.959, 0.973, 0.979, 0.994, 1, 1.03, 1.103], // theta
  ],
]

/** The 80th percentile of the combination's error, 1 to 12 months ahead, as a multiple of its mean error one month ahead. */
export const pooledGrowth: readonly number[] = [1.55, 1.95, 2.21, 2.43, 2.65, 2.83, 3.01, 3.13, 3.26, 3.31, 3.33, 3.39]

/** The combination's mean error one month ahead, on the logarithmic scale: a fifth up or down. */
export const POOLED_ERROR = 0.235
