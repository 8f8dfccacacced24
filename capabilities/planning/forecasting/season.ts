/**
 * What each month of the year adds, on the scale of `logs`, by phase (0 is the first month ahead); zeros below three years.
 *
 * Ratios to a centred mean of twelve months (classical decomposition), averaged by month of the year, then drawn towards 0 as
 * far as chance alone could have made them (James and Stein's factor, with twice the usual weight of chance: a season that is
 * not there costs more than one that is missed; tried on the pooled series).
 */
export function seasonOf(logs: Float64Array): Float64Array {
  const season = new Float64Array(12)
  if (logs.length < YEARS_MIN * 12) return season
  const counts = new Float64Array(12)
  const from = 6
  const to = logs.length - 6
  const ratios = new Float64Array(to - from)
  let sum = 0
  for (let i = 0; i < 12; i++) sum += logs[i]!
  for (let i = from; i < to; i++) {
    const half = (logs[i + 6]! - logs[i - 6]!) / 2
    const ratio = logs[i]! - (sum + half) / 12
    sum += 2 * half
    ratios[i - from] = ratio
    const phase = phaseOf(i, logs.length)
    season[phase]! += ratio
    counts[phase]! += 1
  }
  let middle = 0
  for (let phase = 0; phase < 12; phase++) {
    season[phase]! /= counts[phase]!
    middle += season[phase]! / 12
  }
  let between = 0
  for (let phase = 0; phase < 12; phase++) {
    season[phase]! -= middle
    between += (season[phase]! * season[phase]!) / 11
  }
  let within = 0
  ratios.forEach((ratio, i) => {
    const rest = ratio - season[phaseOf(i + from, logs.length)]!
    within += (rest * rest) / (ratios.length - 12)
  })
  const years = ratios.length / 12
  const kept = between > 0 ? Math.max(0, 1 - (2 * within) / years / between) : 0
  return kept > 0 ? season.map((value) => value * kept) : new Float64Array(12)
}

export const YEARS_MIN = 3

/** The months of a memory by their distance to the first month ahead, so that month ahead h has phase (h − 1) mod 12. */
export const phaseOf = (place: number, length: number): number => (((place - length) % 12) + 12) % 12
