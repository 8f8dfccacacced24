import { exp, log } from '#platform/simulation/functions.ts'

/** One intake of staff in one world; all in days. */
export type Intake = {
  count: number
  firstDay: number
  /** From the first to the last who begins, evenly. */
  overDays: number
  trainingDays: number
  learningDays: number
  /** Of full pace, when training ends; it grows evenly until learning ends. */
  paceWhileLearning: number
}

export type Staff = { now: number; intakes: Intake[]; leavingPerYear: number; areReplaced: boolean }

/** By day: people paid, people at work on cases, and the work they do in units of one experienced person. */
export type StaffByDay = { paid: Float64Array; working: Float64Array; work: Float64Array }

/**
 * Hiring, training, learning and leaving as expected values. Whoever leaves and is replaced changes nothing here: the pace of an
 * office that was counted holds its usual coming and going.
 */
export function staffByDay({ now, intakes, leavingPerYear, areReplaced }: Staff, days: number): StaffByDay {
  const [paid, working, work] = [new Float64Array(days), new Float64Array(days), new Float64Array(days)]
  const rate = areReplaced ? 0 : -log(1 - leavingPerYear) / DAYS_A_YEAR
  for (let day = 0; day < days; day++) {
    const stay = rate === 0 ? 1 : exp(-rate * day)
    paid[day] = now * stay
    working[day] = now * stay
    work[day] = now * stay
    for (const intake of intakes) {
      const hiredFor = day - intake.firstDay
      if (hiredFor < 0) continue
      const left = rate === 0 ? 1 : exp((-rate * hiredFor) / 2) // on average they began half way
      paid[day]! += intake.count * left * begun(hiredFor, intake.overDays, 0, 1)
      const trainedFor = hiredFor - intake.trainingDays
      if (trainedFor < 0) continue
      working[day]! += intake.count * left * begun(trainedFor, intake.overDays, 0, 1)
      work[day]! +=
        intake.count * left * begun(trainedFor, intake.overDays, intake.learningDays, intake.paceWhileLearning)
    }
  }
  return { paid, working, work }
}

export const DAYS_A_YEAR = 365.25
export const DAYS_A_MONTH = DAYS_A_YEAR / 12

/** The mean pace of an intake that began evenly over `overDays`, `since` days after its first: an integral, not a sum over people. */
function begun(since: number, overDays: number, learningDays: number, paceFirst: number): number {
  if (overDays < 1) return paceAfter(since, learningDays, paceFirst)
  return (paceUntil(since, learningDays, paceFirst) - paceUntil(since - overDays, learningDays, paceFirst)) / overDays
}

function paceAfter(since: number, learningDays: number, paceFirst: number): number {
  if (since < 0) return 0
  return since >= learningDays ? 1 : paceFirst + ((1 - paceFirst) * since) / learningDays
}

/** The integral of `paceAfter` from 0. */
function paceUntil(since: number, learningDays: number, paceFirst: number): number {
  if (since <= 0) return 0
  if (since < learningDays) return paceFirst * since + ((1 - paceFirst) * since * since) / (2 * learningDays)
  return (learningDays * (1 + paceFirst)) / 2 + (since - learningDays)
}
