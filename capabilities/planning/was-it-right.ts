/** One year end of one plan made years before: what was waiting, and what the plan said. In cases. */
export type PastYearEnd = {
  /** The plan was made at the end of this year. */
  origin: number
  year: number
  real: number
  p5: number
  p50: number
  p95: number
}

export const isInBand = ({ real, p5, p95 }: PastYearEnd): boolean => real >= p5 && real <= p95

/** How far off the middle was, of what came: 0.2 is a fifth. */
export const errorOf = ({ real, p50 }: PastYearEnd): number => Math.abs(p50 / real - 1)

/** Years ahead told apart; the last stands for all that are farther. */
export const AHEAD = [1, 2, 3, 4]

/** Those so many years after their origin. */
export const thoseAhead = (ends: readonly PastYearEnd[], ahead: number): PastYearEnd[] =>
  ends.filter(({ origin, year }) => Math.min(AHEAD.length, year - origin) === ahead)

/** The middle error; of an even number the upper of the two. */
export const middleError = (ends: readonly PastYearEnd[]): number =>
  ends.map(errorOf).toSorted((a, b) => a - b)[Math.floor(ends.length / 2)] ?? Number.NaN

/**
 * Plans for the queue of the United Kingdom, from what had been published by each origin and the officers there came to be, against the main
 * applicants who awaited a first decision at the end of each year (Home Office immigration statistics, Open Government Licence v3.0).
 * As `posada bench planner` computes it; a test computes it anew and compares.
 */
export const UNITED_KINGDOM: readonly PastYearEnd[] = (
  [
    [2014, 2015, 10024, 22286, 31168, 18111],
    [2014, 2016, 385, 25305, 44951, 21475],
    [2014, 2017, 173, 24489, 57932, 22234],
    [2014, 2018, 213, 23978, 69371, 27256],
    [2014, 2019, 127, 22257, 86071, 40032],
    [2014, 2020, 130, 21278, 105291, 51321],
    [2014, 2021, 125, 19431, 118562, 81978],
    [2015, 2016, 182, 21254, 43691, 21475],
    [2015, 2017, 117, 16863, 68381, 22234],
    [2015, 2018, 92, 15361, 97327, 27256],
    [2015, 2019, 90, 18530, 126228, 40032],
    [2015, 2020, 101, 14534, 151700, 51321],
    [2015, 2021, 86, 18969, 191834, 81978],
    [2016, 2017, 156, 17793, 33288, 22234],
    [2016, 2018, 124, 15262, 48938, 27256],
    [2016, 2019, 99, 13102, 67893, 40032],
    [2016, 2020, 84, 7750, 99047, 51321],
    [2016, 2021, 72, 10688, 142094, 81978],
    [2017, 2018, 10666, 24416, 34229, 27256],
    [2017, 2019, 235, 22947, 47977, 40032],
    [2017, 2020, 195, 19291, 62119, 51321],
    [2017, 2021, 213, 15528, 93908, 81978],
    [2018, 2019, 14004, 30869, 42675, 40032],
    [2018, 2020, 363, 33335, 60584, 51321],
    [2018, 2021, 284, 34972, 76774, 81978],
  ] as const
).map(([origin, year, p5, p50, p95, real]) => ({ origin, year, p5, p50, p95, real }))

/** Where the figures come from, as their publisher calls them. */
export const UNITED_KINGDOM_SOURCE =
  'Home Office, United Kingdom: immigration statistics (applications, decisions and cases awaiting a decision by quarter, 2010 to 2021, main applicants) and transparency data (caseworking staff). Open Government Licence v3.0.'
