import { type CasesOfADay, caseloadOn, orderByAge } from './caseload-past.ts'
import { DAYS_A_MONTH } from './staffing.ts'
import { type ModelWindow, windowOn, windowsOfPresent } from './waits-of-present.ts'

/** Days from today between which 8 of 10 comparable households are decided. */
export type WaitWindow = { filedOn: number; fromDays: number; toDays: number; casesBefore: number }

/** Why nothing is said: of all, or (`window-too-wide`) of one day of filing, which then has no window. */
export type CannotSay = 'too-little-past' | 'not-by-age' | 'back-test-failed'

export type PersonalWaits =
  | { cannotSay: CannotSay; coverage: number | undefined }
  | { windows: WaitWindow[]; coverage: number }

/** `past`: what the model said at past month ends, kept from one night to the next, since it never changes. */
export type PersonalWaitOptions = { worlds?: number; pastWorlds?: number; past?: Map<number, ModelWindow[]> }

/**
 * How long each household of one track that waits today may still wait, by day of filing. The model is run as of past month ends; what
 * it said is compared with when those cases were decided, and each end of the window is moved by the score that 9 of 10 past cases kept
 * (conformalised quantile regression with a score for each end: Romano, Patterson, Candès 2019, "Conformalized Quantile Regression",
 * theorem 2), relative to how far ahead it lies. Each month tested is calibrated only with what was known then. Cases closed without a
 * decision are left out: the window is that of a decision.
 */
export function personalWaits(
  cases: readonly CasesOfADay[],
  today: number,
  { worlds = 200, pastWorlds = 60, past = new Map() }: PersonalWaitOptions = {},
): PersonalWaits {
  if (!hasPast(cases, today)) return { cannotSay: 'too-little-past', coverage: undefined }
  if (!(orderByAge(cases, today) >= BY_AGE_MIN)) return { cannotSay: 'not-by-age', coverage: undefined }
  const first = cases.reduce((least, { filedOn }) => Math.min(least, filedOn), today)
  const said: Said[] = []
  for (let month = 1; ; month++) {
    const day = today - Math.round(month * DAYS_A_MONTH)
    if (day < first + MONTHS_MIN * DAYS_A_MONTH) break
    const windows = past.get(day) ?? windowsOfPresent(caseloadOn(cases, day), pastWorlds)
    past.set(day, windows)
    said.push(...saidOn(cases, day, windows))
  }
  const margins = marginsOn(said, today)
  const coverage = backTest(said, today)
  if (coverage === undefined) return { cannotSay: 'too-little-past', coverage }
  if (coverage < BACK_TEST.from || coverage > BACK_TEST.to) return { cannotSay: 'back-test-failed', coverage }

  const caseload = caseloadOn(cases, today)
  const model = windowsOfPresent(caseload, worlds)
  const windows: WaitWindow[] = []
  let casesBefore = 0
  for (const { filedOn, count } of caseload.open) {
    const window = windowOn(model, filedOn)
    const margin = window && margins[groupOf(window)]
    if (window && margin) {
      const { from, to } = moved(window, margin)
      // Not "cannot say" for everybody: only for those whose window would be of no use.
      if (to - from <= WIDTH_MAX_DAYS)
        windows.push({ filedOn, fromDays: Math.floor(from), toDays: Math.ceil(to), casesBefore })
    }
    casesBefore += count
  }
  return { windows, coverage }
}

/** Whether there is enough of a past to say anything from. */
export const hasPast = (cases: readonly CasesOfADay[], today: number): boolean =>
  caseloadOn(cases, today).months.length >= MONTHS_MIN

/** What the model said on a past day of cases filed on a day, and what became of them. */
type Said = { day: number; window: ModelWindow; cases: { endedOn: number | null; isDecided: boolean; count: number }[] }

type Margin = { from: number; to: number }

function saidOn(cases: readonly CasesOfADay[], day: number, windows: readonly ModelWindow[]): Said[] {
  const byDay = new Map<number, Said>()
  for (const { filedOn, endedOn, isDecided, count } of cases) {
    if (filedOn > day || filedOn % SAMPLED_DAYS !== 0 || (endedOn !== null && endedOn <= day)) continue
    let said = byDay.get(filedOn)
    if (!said) {
      const window = windowOn(windows, filedOn)
      if (!window) continue
      said = { day, window, cases: [] }
      byDay.set(filedOn, said)
    }
    said.cases.push({ endedOn, isDecided, count })
  }
  return [...byDay.values()]
}

/** Near and far waits err differently, so each is calibrated among its like (Mondrian: Vovk, Gammerman, Shafer 2005, chapter 4.5). */
const groupOf = ({ from, to }: ModelWindow): number => GROUPS_TO_DAYS.findIndex((days) => (from + to) / 2 < days)
const marginsOn = (said: readonly Said[], on: number) => GROUPS_TO_DAYS.map((_, group) => marginOn(said, on, group))

const reach = ({ from, to }: ModelWindow) => DAYS_A_MONTH + (from + to) / 2

const moved = (window: ModelWindow, margin: Margin) => {
  const from = Math.max(0, window.from - margin.from * reach(window))
  return { from, to: Math.max(from, window.to + margin.to * reach(window)) }
}

/**
 * Whose outcome is known on a day by when it was said alone, not by how it came out: otherwise only the quick ones would count.
 * Who is still open then is later than any window.
 */
const isDue = ({ day, window }: Said, on: number) => day + window.to + DUE_MARGIN * reach(window) <= on

function* outcomesOn(said: Said, on: number): Generator<{ days: number; count: number }> {
  for (const { endedOn, isDecided, count } of said.cases)
    if (endedOn === null || endedOn > on) yield { days: Number.POSITIVE_INFINITY, count }
    else if (isDecided) yield { days: endedOn - said.day, count }
}

/** How far each end has to be moved, from what was known on a day. Every month weighs the same, however many waited. */
function marginOn(said: readonly Said[], on: number, group: number): Margin | undefined {
  const known = said.filter((one) => groupOf(one.window) === group && isDue(one, on))
  const days = [...new Set(known.map(({ day }) => day))].sort((a, b) => b - a)
  const oldest = days[Math.min(days.length, CALIBRATION_MONTHS_MAX) - 1] ?? on
  const due = known.filter(({ day }) => day >= oldest)
  const ofMonth = new Map<number, number>()
  for (const one of due)
    for (const { count } of outcomesOn(one, on)) ofMonth.set(one.day, (ofMonth.get(one.day) ?? 0) + count)
  if (ofMonth.size < CALIBRATION_MONTHS_MIN) return undefined
  const early: [number, number][] = []
  const late: [number, number][] = []
  for (const one of due)
    for (const { days, count } of outcomesOn(one, on)) {
      const weight = count / ofMonth.get(one.day)!
      early.push([(one.window.from - days) / reach(one.window), weight])
      late.push([(days - one.window.to) / reach(one.window), weight])
    }
  return { from: quantile(early, 0.9), to: quantile(late, 0.9) }
}

/** Of the newest months whose outcome is known: the share of cases decided within the window said then. */
function backTest(said: readonly Said[], today: number): number | undefined {
  const months = [...new Set(said.filter((one) => isDue(one, today)).map(({ day }) => day))].sort((a, b) => b - a)
  let [shares, tested] = [0, 0]
  for (const day of months) {
    const margins = marginsOn(said, day)
    let [within, all] = [0, 0]
    for (const one of said.filter((other) => other.day === day && isDue(other, today))) {
      const margin = margins[groupOf(one.window)]
      if (!margin) continue
      const { from, to } = moved(one.window, margin)
      for (const { days, count } of outcomesOn(one, today)) {
        all += count
        if (days >= Math.floor(from) && days <= Math.ceil(to)) within += count
      }
    }
    if (all === 0) continue
    shares += within / all
    if (++tested === BACK_TEST.months) break
  }
  return tested >= BACK_TEST.monthsMin ? shares / tested : undefined
}

function quantile(weighted: [value: number, weight: number][], level: number): number {
  const sorted = weighted.sort(([a], [b]) => a - b)
  let left = level * sorted.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of sorted) {
    left -= weight
    if (left <= 0) return value
  }
  return Number.POSITIVE_INFINITY
}

/** Half a year: a wider window helps nobody plan. */
const WIDTH_MAX_DAYS = 183
const MONTHS_MIN = 12
const CALIBRATION_MONTHS_MIN = 8
/** An office changes: older months say less of it. */
const CALIBRATION_MONTHS_MAX = 24
const BACK_TEST = { from: 0.7, to: 0.9, months: 12, monthsMin: 4 }
/** Of two cases the older is decided first this often, or age says too little. */
const BY_AGE_MIN = 0.75
/** Every so many days of filing stand for the others. */
const SAMPLED_DAYS = 7
const GROUPS_TO_DAYS = [75, 150, 300, Number.MAX_VALUE]
const DUE_MARGIN = 0.3
