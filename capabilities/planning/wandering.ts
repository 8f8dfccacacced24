import { exp } from '#platform/simulation/functions.ts'
import { DAYS_A_MONTH } from './staffing.ts'

/**
 * A pace that wanders, by day, as a multiple of that at the start: its logarithm is a random walk with a step each month. Half of all
 * courses lie above 1 on any day; after n years two of three lie within a factor of e^(drift · √n).
 * @param driftPerYear the standard deviation of the logarithm after a year
 * @param step a standard normal number for each month from 0 on, independent of one another
 */
export function wandering(driftPerYear: number, days: number, step: (month: number) => number): Float64Array {
  const course = new Float64Array(days)
  const each = driftPerYear / Math.sqrt(12)
  let wandered = 0
  for (let day = 0, month = 0; day < days; day++) {
    for (; month <= day / DAYS_A_MONTH; month++) wandered += each * step(month)
    course[day] = exp(wandered)
  }
  return course
}
