import type { Words } from '#capabilities/asylum/rule.ts'
import { addDays, addMonths, type PlainDate } from '#platform/base/plain-date.ts'
import { exp, log } from '#platform/simulation/functions.ts'
import { FIELDS } from './fields.ts'
import { HEARINGS } from './presets.ts'
import type { Quantity, Stock } from './quantity.ts'
import { likelyOf, Z95 } from './ranges.ts'
import type { ProcedureOfPlan, ScenarioFile } from './scenario.ts'
import { DAYS_A_MONTH } from './staffing.ts'

/** One month of a track: claims that came, were interviewed and decided for the first time, and that ended without a decision. */
export type MonthOfTrack = {
  arrived: number
  interviewed: number
  decided: number
  left: number
  /** Of those decided in it: how many were interviewed before and how many days lay between, all together; how many appealed. */
  lagged: number
  lagDays: number
  appealed: number
}

/** Counts of an operation's claims under one procedure; nothing is about one of them. */
export type TrackCounts = {
  key: string
  name: Words
  /** Open and not interviewed, by band of `AGE_BANDS`; open and interviewed. */
  waiting: readonly number[]
  interviewed: number
  /** Of those who wait, for whom it is recorded that they need an interpreter. */
  interpreted: number
  /** Whole months, that before this one first. */
  months: readonly MonthOfTrack[]
  limitDays?: number
  hasHearings: boolean
}

export type CaseloadCounts = {
  today: PlainDate
  procedure: ProcedureOfPlan
  tracks: readonly TrackCounts[]
  hasAppeals: boolean
  appeals: { answered: number; days: number }
  meetings: { held: number; missed: number; minutes: number | null; officers: number; interpreters: number }
  /** Who recorded an interview or a decision, by month, that before this one first. */
  officersByMonth: readonly number[]
}

/** Where bands of age begin, in days: by the month for two years, then wider. The last one ends after twenty years. */
export const AGE_BANDS: readonly number[] = [
  ...Array.from({ length: 25 }, (_, i) => i * 30),
  ...Array.from({ length: 14 }, (_, i) => 810 + i * 90),
  ...Array.from({ length: 14 }, (_, i) => 2_160 + i * 365),
]
const OLDEST_DAYS = FIELDS['tracks.ages.upToDays'].max

/** Where an operation stands today, as a world to plan in. Ages are the real ones: an overloaded office has no steady state to start from. */
export function scenarioOfCaseload(counts: CaseloadCounts): ScenarioFile {
  const { today, tracks, procedure } = counts
  const own = `Our caseload, ${today}`
  const isHeardOnce = tracks.every(({ hasHearings }) => !hasHearings)
  const noShow = noShowOf(counts, own)
  const { interpreters } = counts.meetings
  return {
    ...{ name: own, startsOn: today, years: 5, order: 'oldest-first', procedure },
    tracks: tracks.map((track) => trackOf(track, counts, own)),
    officers: officersOf(counts, isHeardOnce, noShow, own),
    ...(interpreters > 0 && {
      interpreters: { present: { likely: interpreters, asOf: today, source: `${own}: calendars` } },
    }),
    noShow: { share: noShow, backAfterDays: { low: 15, likely: 30, high: 60, source: 'Assumption' } },
    decision: { lagDays: lagOf(counts, own) },
    ...(counts.hasAppeals && { appeals: appealsOf(counts, own) }),
  }
}

function trackOf(track: TrackCounts, { tracks }: CaseloadCounts, own: string): ScenarioFile['tracks'][number] {
  const { waiting, interviewed, interpreted, months, limitDays, hasHearings } = track
  const open = waiting.reduce((sum, count) => sum + count, 0)
  const asOf = own.slice(-10)
  const known = months.slice(0, lengthKnown(months))
  return {
    // One procedure alone is simply all cases.
    ...(tracks.length === 1 ? { key: 'all' } : { key: track.key, name: track.name }),
    arrivals: arrivalsOf(known, own),
    waitingNow: { likely: open, asOf, source: own },
    ...(interviewed > 0 && { interviewedNow: { likely: interviewed, asOf, source: own } }),
    ages: agesOf(waiting, open),
    ...(open >= KNOWN_MIN && { interpreterShare: interpreterShareOf(interpreted, open, own) }),
    withdrawalPerYear: withdrawalOf(known, open + interviewed, own),
    ...(limitDays !== undefined && { limitDays }),
    ...(hasHearings && { hearings: HEARINGS }),
  }
}

/** A year or more of whole months is left to the forecast; fewer give a level and a wide range. */
function arrivalsOf(known: readonly MonthOfTrack[], own: string): ScenarioFile['tracks'][number]['arrivals'] {
  const counts = known.map(({ arrived }) => arrived)
  const year = counts.slice(0, 12)
  const today = own.slice(-10)
  const month = (back: number) => addMonths(`${today.slice(0, 8)}01`, -back)
  if (year.length === 0)
    return { perMonth: { likely: 0, low: 0, high: 0, source: `${own}: no whole month is known yet` } }
  const likely = meanOf(year)
  const spread = Math.min(1, spreadOfLogs(counts))
  const perMonth = {
    ...{ likely, low: Math.min(likely, ...quarters(year)), high: Math.max(likely, ...quarters(year)) },
    ...{
      from: month(year.length),
      to: addDays(month(0), -1),
      source: `${own}: mean of ${year.length} months, and its quarters`,
    },
  }
  return {
    ...{ perMonth, monthToMonth: spread },
    growthPerYear: { low: -0.3, likely: 0, high: 0.3, source: 'Assumption' },
    ...(counts.length >= HISTORY_MONTHS_MIN && {
      history: counts.map((value, i) => ({ month: month(i + 1).slice(0, 7), value })).reverse(),
    }),
  }
}

/** In the shape of the scenario: of all who wait, so many from the band before up to so many days. */
function agesOf(waiting: readonly number[], open: number) {
  if (open === 0) return [{ upToDays: 30, share: 1 }]
  const last = waiting.findLastIndex((count) => count > 0)
  return waiting
    .slice(0, last + 1)
    .map((count, band) => ({ upToDays: AGE_BANDS[band + 1] ?? OLDEST_DAYS, share: count / open }))
}

/** Of those who waited, how many left without a decision: by the stock of each month, counted back from today. */
function withdrawalOf(known: readonly MonthOfTrack[], open: number, own: string): Quantity {
  const year = known.slice(0, 12)
  if (year.length < 3) return { low: 0.05, likely: 0.1, high: 0.25, source: 'Assumption' }
  let stock = open
  const rates = year.map(({ arrived, decided, left }) => {
    const before = Math.max(1, stock - arrived + decided + left)
    const rate = left / Math.max(1, (stock + before) / 2)
    stock = before
    return rate
  })
  const aYear = (rate: number) => Math.min(0.95, 1 - exp(-12 * rate))
  const left = sumOf(year).left
  return around(
    aYear(meanOf(rates)),
    quarters(rates).map(aYear),
    `${own}: ${left} left without a decision in ${year.length} months`,
  )
}

/** Newcomers need one about as often as those who wait. */
function interpreterShareOf(interpreted: number, open: number, own: string): Quantity {
  const share = interpreted / open
  return around(share, [0.8 * share, Math.min(1, 1.2 * share)], `${own}: ${interpreted} of ${open} who wait`)
}

function noShowOf({ meetings: { held, missed } }: CaseloadCounts, own: string): Quantity {
  const all = held + missed
  if (all < KNOWN_MIN) return { low: 0.05, likely: 0.1, high: 0.2, source: 'Assumption' }
  const likely = Math.min(0.9, missed / all)
  const half = Z95 * Math.sqrt((likely * (1 - likely)) / all)
  const source = `${own}: ${missed} of ${all} appointments in a year`
  return { low: Math.max(0, likely - half), likely, high: Math.min(0.95, likely + half), source }
}

function lagOf({ tracks }: CaseloadCounts, own: string): Quantity {
  const months = monthsTogether(tracks.filter(({ hasHearings }) => !hasHearings))
  const year = sumOf(months.slice(0, 12))
  if (year.lagged < KNOWN_MIN) return { low: 15, likely: 40, high: 90, source: 'Assumption' }
  const byQuarter = chunks(months.slice(0, 12)).flatMap((quarter) => {
    const { lagged, lagDays } = sumOf(quarter)
    return lagged > 0 ? [lagDays / lagged] : []
  })
  const days = (mean: number) => clamped('decision.lagDays', mean)
  return around(
    days(year.lagDays / year.lagged),
    byQuarter.map(days),
    `${own}: mean of ${year.lagged} decisions, and its quarters`,
  )
}

function appealsOf({ tracks, appeals: { answered, days } }: CaseloadCounts, own: string) {
  // Those decided lately may still appeal.
  const { decided, appealed } = sumOf(monthsTogether(tracks).slice(3))
  const share = appealed / decided
  return {
    share:
      decided < KNOWN_MIN
        ? { low: 0.05, likely: 0.1, high: 0.2, source: 'Assumption' }
        : around(share, [share * 0.8, Math.min(1, share * 1.2)], `${own}: ${appealed} of ${decided} decisions`),
    months:
      answered < KNOWN_MIN
        ? { low: 3, likely: 6, high: 12, source: 'Assumption' }
        : around(clamped('appeals.months', days / answered / DAYS_A_MONTH), [], `${own}: mean of ${answered} answers`),
  }
}

/**
 * Who hears cases, and how many each: people who recorded an interview or a decision; else those with a calendar; else as many as would be
 * needed at the pace assumed for COMAR. What they do together is known, and their pace follows from it.
 */
function officersOf(counts: CaseloadCounts, isHeardOnce: boolean, noShow: Quantity, own: string) {
  const { tracks, officersByMonth, meetings } = counts
  const months = monthsTogether(tracks).slice(0, 12)
  const interviews = months.map(({ interviewed }) => interviewed)
  const byMonth =
    isHeardOnce && interviews.some((count) => count > 0) ? interviews : months.map(({ decided }) => decided)
  const known = byMonth.slice(0, 1 + byMonth.findLastIndex((count) => count > 0))
  const perMonth = meanOf(known)
  const asOf = counts.today
  const seen = officersByMonth.filter((count) => count > 0)
  const recorded = meanOf(seen)
  const lately = meanOf(known.slice(0, 3))
  let now: Exclude<Stock, number>
  if (recorded > 0 && lately / recorded <= CASES_A_MONTH_MAX)
    now = {
      ...{ low: Math.min(...seen), likely: Math.round(recorded), high: Math.max(...seen), asOf },
      source: `${own}: who recorded an interview or a decision, by month`,
    }
  else if (meetings.officers > 0 && lately / meetings.officers <= CASES_A_MONTH_MAX)
    now = { likely: meetings.officers, asOf, source: `${own}: officers with a calendar` }
  else if (perMonth > 0)
    now = {
      ...{
        low: atLeastOne(perMonth / PACE.high),
        likely: atLeastOne(perMonth / PACE.likely),
        high: atLeastOne(perMonth / PACE.low),
        asOf,
      },
      source: `Assumption: who works on the ${Math.round(perMonth)} cases a month is not recorded; ${PACE.low} to ${PACE.high} for each`,
    }
  else now = { low: 1, likely: 5, high: 20, asOf, source: 'Assumption: nobody has decided a case yet' }
  const leavingPerYear = { low: 0.05, likely: 0.1, high: 0.2, source: 'Assumption' }
  if (perMonth === 0)
    return { now, leavingPerYear, casesPerMonth: { ...PACE, source: 'Assumption: as at COMAR in 2021' } }
  // Whoever does not come takes an officer's hour as well.
  const pace = (cases: number) => clamped('officers.casesPerMonth', cases / now.likely / (1 - likelyOf(noShow)))
  const minutes = meetings.minutes ? `; an interview is planned for ${Math.round(meetings.minutes)} minutes` : ''
  const source = `${own}: ${Math.round(perMonth)} cases a month, mean of ${known.length}, and its quarters${minutes}`
  return { now, leavingPerYear, casesPerMonth: around(pace(perMonth), quarters(known).map(pace), source) }
}

/** A range that holds all of these and the likely value. */
const around = (likely: number, others: readonly number[], source: string): Exclude<Quantity, number> => ({
  ...{ low: Math.min(likely, ...others), likely, high: Math.max(likely, ...others), source },
})

const clamped = (path: keyof typeof FIELDS, value: number) =>
  Math.max(FIELDS[path].min, Math.min(FIELDS[path].max, value))
const atLeastOne = (count: number) => Math.max(1, Math.round(count))
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Whole quarters, the newest first. */
const chunks = <T>(months: readonly T[]): T[][] =>
  Array.from({ length: Math.floor(months.length / 3) }, (_, i) => months.slice(3 * i, 3 * i + 3))
const quarters = (values: readonly number[]): number[] => chunks(values).map(meanOf)

/** How far months lie from each other, as the standard deviation of their logarithms. */
function spreadOfLogs(values: readonly number[]): number {
  const logs = values.map((value) => log(value + 0.5))
  const mean = meanOf(logs)
  return logs.length < 3 ? 0.25 : Math.sqrt(meanOf(logs.map((each) => (each - mean) * (each - mean))))
}

/** Up to the month in which the first claim came: before it nothing is known. */
const lengthKnown = (months: readonly MonthOfTrack[]) => 1 + months.findLastIndex(({ arrived }) => arrived > 0)

const NOTHING: MonthOfTrack = { arrived: 0, interviewed: 0, decided: 0, left: 0, lagged: 0, lagDays: 0, appealed: 0 }

export const sumOf = (months: readonly MonthOfTrack[]): MonthOfTrack =>
  months.reduce(
    (sum, month) =>
      Object.fromEntries(
        Object.entries(sum).map(([key, value]) => [key, value + month[key as keyof MonthOfTrack]]),
      ) as MonthOfTrack,
    NOTHING,
  )

const monthsTogether = (tracks: readonly TrackCounts[]): MonthOfTrack[] =>
  Array.from({ length: Math.max(0, ...tracks.map(({ months }) => months.length)) }, (_, i) =>
    sumOf(tracks.flatMap(({ months }) => months[i] ?? [])),
  )

/** Fewer are no ground for a share or a mean. */
const KNOWN_MIN = 30
const HISTORY_MONTHS_MIN = 12
/** More than five on each working day: then one account records for several people. */
const CASES_A_MONTH_MAX = 110
/** As assumed for COMAR in 2021 (`starting-points.ts`). */
const PACE = { low: 28, likely: 36, high: 46 }
