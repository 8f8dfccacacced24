import { LAST_DAYS, type MeanPath, paceBefore, waitFrom } from './backlog-paths.ts'
import type { QueueRow } from './reading.ts'

export type BacklogFigure = {
  quantity: string
  estimate: number | null
  standardError: number | null
  isOver?: boolean | undefined
}

export function figuresOf(path: MeanPath, row: QueueRow): BacklogFigure[] {
  const { present, changeVariance, servedVariance, served, overOn } = path
  const errorOn = (day: number) => Math.sqrt(changeVariance[Math.min(path.days, Math.ceil(day))]!)
  const peak = peakOf(path, row)
  const peakDay = Math.floor(peak.day)
  const atPeak =
    present[peakDay]! + (peak.day - peakDay) * ((present[peakDay + 1] ?? present[peakDay]!) - present[peakDay]!)
  const wait = (day: number): Omit<BacklogFigure, 'quantity'> => {
    const estimate = waitFrom(path, day)
    if (estimate === undefined) return { estimate: null, standardError: null }
    if (isOverBy(overOn, day))
      return { estimate, standardError: Math.sqrt(path.varianceOn(day)) / served[Math.floor(day)]!, isOver: true }
    const end = Math.min(path.days, Math.ceil(day + estimate))
    const variance = changeVariance[day]! + servedVariance[end]! - servedVariance[day]!
    return { estimate, standardError: Math.sqrt(variance) / served[Math.min(end, path.days - 1)]! }
  }
  return [
    { quantity: 'peak_day', estimate: peak.day, standardError: peak.error },
    { quantity: 'peak_backlog', estimate: atPeak, standardError: errorOn(peak.day) },
    ...[365, 730, 1826].map((day) => {
      const isOver = isOverBy(overOn, day)
      const standardError = isOver ? Math.sqrt(path.varianceOn(day)) : errorOn(day)
      return { quantity: `Q_${day}`, estimate: present[day]!, standardError, isOver }
    }),
    { quantity: 'day_backlog_zero', ...endOf(overOn, path, row) },
    { quantity: 'fifo_virtual_wait_day0', ...wait(0) },
    { quantity: 'fifo_virtual_wait_day365', ...wait(365) },
  ]
}

const isOverBy = (overOn: MeanPath['overOn'], day: number) => overOn.some((end) => end !== undefined && end <= day)

/** Mean day of the end; its error is that of the backlog on that day, at the pace with which it falls there. */
function endOf(overOn: MeanPath['overOn'], path: MeanPath, row: QueueRow): Omit<BacklogFigure, 'quantity'> {
  const days = overOn.filter((day) => day !== undefined)
  if (days.length < overOn.length) return { estimate: null, standardError: null }
  const estimate = days.reduce((sum, day) => sum + day / days.length, 0)
  const before = Math.max(1, Math.floor(Math.min(...days)) - LAST_DAYS)
  const variance = (path.changeVariance[before]! / before) * estimate
  return { estimate, standardError: Math.sqrt(variance) / paceBefore(path, row, Math.min(...days)) }
}

/**
 * The day on which the mean path turns. While capacity is built up, the change of a day falls in a straight line: where the line through
 * the days of the ramp passes 0, the path turns. Where it does not turn, or falls from the first day on, the peak is the start.
 */
function peakOf(path: MeanPath, { number }: QueueRow): { day: number; error: number } {
  const { present, changeVariance } = path
  const from = Math.floor(number.start_day!)
  const to = Math.min(path.days, Math.ceil(number.start_day! + number.ramp_days!))
  const count = to - from
  if (!(number.added_mu_per_day! > 0)) return { day: 0, error: 0 }
  if (count < 3) return peakOfStep(path, number)
  const middle = (from + to) / 2
  let sum = 0
  let tilt = 0
  let spread = 0
  let variance = 0
  for (let day = from; day < to; day++) {
    const change = present[day + 1]! - present[day]!
    const off = day + 0.5 - middle
    sum += change / count
    tilt += off * change
    spread += off * off
    variance += (changeVariance[day + 1]! - changeVariance[day]!) / count
  }
  const slope = tilt / spread
  const day = middle - sum / slope
  if (!(slope < 0) || day <= from || day >= to) return { day: 0, error: 0 }
  const off = day - middle
  return { day, error: Math.sqrt(variance * (1 / count + (off * off) / spread)) / -slope }
}

/** Capacity that comes within a day or two leaves no line to follow: the path turns when it has caught up with what came in a day. */
function peakOfStep({ present, served, days }: MeanPath, number: QueueRow['number']): { day: number; error: number } {
  const perDay = (present[days]! - present[0]! + served.reduce((sum, each) => sum + each, 0)) / days
  const [before, added, ramp] = [number.mu0_per_day!, number.added_mu_per_day!, number.ramp_days!]
  if (perDay <= before || perDay >= before + added) return { day: 0, error: 0 }
  const error = (Math.sqrt(perDay / days) * ramp) / added
  return { day: number.start_day! + (ramp * (perDay - before)) / added, error }
}
