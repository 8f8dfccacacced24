import { DAYS_A_MONTH } from './staffing.ts'

/** Cases of one track that were filed on one day and ended on one day, or are open. Days are counted from 1970-01-01. */
export type CasesOfADay = {
  filedOn: number
  /** Null while they are open. */
  endedOn: number | null
  /** Ended by a decision; otherwise closed or withdrawn. */
  isDecided: boolean
  count: number
}

/** What an office knew at the end of one day. */
export type Caseload = {
  day: number
  /** Open cases, those who have waited longest first. */
  open: { filedOn: number; count: number }[]
  openCount: number
  /** Of the months before the day, the newest first; fewer than asked for where the past is shorter. */
  months: { filed: number; decided: number; closed: number }[]
}

/** The caseload as it was on a past day: nothing that happened later is seen. */
export function caseloadOn(cases: readonly CasesOfADay[], day: number): Caseload {
  const open = new Map<number, number>()
  let first = day
  for (const { filedOn, endedOn, count } of cases) {
    if (filedOn > day) continue
    if (filedOn < first) first = filedOn
    if (endedOn === null || endedOn > day) open.set(filedOn, (open.get(filedOn) ?? 0) + count)
  }
  const known = Math.min(MONTHS_SEEN, Math.floor((day - first) / DAYS_A_MONTH))
  const months = Array.from({ length: known }, () => ({ filed: 0, decided: 0, closed: 0 }))
  for (const { filedOn, endedOn, isDecided, count } of cases) {
    const filed = filedOn <= day ? months[Math.floor((day - filedOn) / DAYS_A_MONTH)] : undefined
    if (filed) filed.filed += count
    const ended = endedOn !== null && endedOn <= day ? months[Math.floor((day - endedOn) / DAYS_A_MONTH)] : undefined
    if (ended) ended[isDecided ? 'decided' : 'closed'] += count
  }
  const inOrder = [...open].map(([filedOn, count]) => ({ filedOn, count })).sort((a, b) => a.filedOn - b.filedOn)
  return { day, open: inOrder, openCount: inOrder.reduce((sum, { count }) => sum + count, 0), months }
}

/**
 * How far cases are decided in the order they came: of a case decided in the year before the day and one that was open all that month,
 * the share in which the first is the older. 1: strictly by age; 0.5: age does not matter. NaN where nothing was decided.
 */
export function orderByAge(cases: readonly CasesOfADay[], day: number): number {
  let [older, pairs] = [0, 0]
  for (let month = 0; month < ORDER_MONTHS; month++) {
    const to = day - Math.round(month * DAYS_A_MONTH)
    const from = to - Math.round(DAYS_A_MONTH)
    const stayed = caseloadOn(
      cases.filter(({ filedOn }) => filedOn <= from),
      to,
    )
    for (const { filedOn, endedOn, isDecided, count } of cases) {
      if (!isDecided || endedOn === null || endedOn <= from || endedOn > to || filedOn > from) continue
      for (const open of stayed.open) {
        pairs += count * open.count
        older += count * open.count * (filedOn < open.filedOn ? 1 : filedOn === open.filedOn ? 0.5 : 0)
      }
    }
  }
  return older / pairs
}

const MONTHS_SEEN = 24
const ORDER_MONTHS = 6
