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
    [2014, 2015, 9995, 22292, 31210, 18111],
    [2014, 2016, 386, 25326, 44953, 21475],
    [2014, 2017, 173, 24545, 57908, 22234],
    [2014, 2018, 213, 23968, 69227, 27256],
    [2014, 2019, 127, 22193, 85956, 40032],
    [2014, 2020, 130, 21196, 105260, 51321],
    [2014, 2021, 125, 19447, 118571, 81978],
    [2015, 2016, 182, 21251, 43688, 21475],
    [2015, 2017, 117, 16797, 68336, 22234],
    [2015, 2018, 92, 15376, 97423, 27256],
    [2015, 2019, 90, 18539, 126139, 40032],
    [2015, 2020, 101, 14537, 151740, 51321],
    [2015, 2021, 86, 18966, 191927, 81978],
    [2016, 2017, 156, 17822, 33238, 22234],
    [2016, 2018, 124, 15296, 48896, 27256],
    [2016, 2019, 99, 13106, 67940, 40032],
    [2016, 2020, 84, 7761, 99063, 51321],
    [2016, 2021, 72, 10705, 142312, 81978],
    [2017, 2018, 10664, 24441, 34231, 27256],
    [2017, 2019, 235, 22967, 47946, 40032],
    [2017, 2020, 195, 19236, 61931, 51321],
    [2017, 2021, 213, 15496, 94025, 81978],
    [2018, 2019, 14008, 30901, 42681, 40032],
    [2018, 2020, 363, 33334, 60583, 51321],
    [2018, 2021, 284, 35024, 76951, 81978],
  ] as const
).map(([origin, year, p5, p50, p95, real]) => ({ origin, year, p5, p50, p95, real }))

/** Where the figures come from, as their publisher calls them. */
export const UNITED_KINGDOM_SOURCE =
  'Home Office, United Kingdom: immigration statistics (applications, decisions and cases awaiting a decision by quarter, 2010 to 2021, main applicants) and transparency data (caseworking staff). Open Government Licence v3.0.'
