import type * as z from 'zod/mini'
import { isPlainDate } from '#platform/base/plain-date.ts'
import { pow } from '#platform/simulation/functions.ts'
import { findField, type Unit } from './fields.ts'
import type { Quantity } from './quantity.ts'
import { likelyOf, rangeOf } from './ranges.ts'
import { CASES_MAX, RANGE_UPSIDE_DOWN, Scenario } from './scenario.ts'

/** What is wrong with one field: what it was, and what is possible. Files get it as a sentence, pages in the reader's language. */
export type Fault = {
  /** As in the file: `tracks.0.waitingNow`. */
  path: string
  code: FaultCode
  /** What stood there. */
  found: string
  min?: number
  max?: number
  unit?: Unit
}

export type FaultCode =
  | 'missing'
  | 'unknown-field'
  | 'not-possible'
  | 'outside'
  | 'low-likely-high'
  | 'flow-for-stock'
  | 'stock-for-flow'
  | 'stock-without-day'
  | 'shares'
  | 'nobody'
  | 'after-the-end'
  | 'too-many-cases'
  | 'same-key'
  | 'no-such-day'
  | 'months'
  | 'fee-payers'

export type ReadScenario = { scenario: Scenario } | { faults: Fault[] }

/** A scenario as it came from outside: usable, or refused with each field that is wrong. Nothing is guessed or cut. */
export function readScenario(given: unknown): ReadScenario {
  const result = Scenario.safeParse(given)
  if (!result.success)
    return { faults: result.error.issues.slice(0, FAULTS_MAX).flatMap((issue) => faultsOf(issue, given)) }
  const faults = faultsBetween(result.data)
  return faults.length > 0 ? { faults } : { scenario: result.data }
}

const FAULTS_MAX = 20
const STOCKS = /(\.waitingNow|^(officers|supportStaff)\.now|^interpreters\.present)$/
const FOUND_MAX = 60

const pathOf = (path: readonly PropertyKey[]) => path.map(String).join('.')
const shown = (value: unknown) =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing').slice(0, FOUND_MAX)

function faultsOf(issue: z.core.$ZodIssue, given: unknown): Fault[] {
  const value = issue.path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
    given,
  )
  const field = findField(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const isFlow = key === 'from' || key === 'to'
      if (!field || !(isFlow || key === 'asOf'))
        return { path: pathOf([...issue.path, key]), code: 'unknown-field', found: key }
      return { path: pathOf(issue.path), code: isFlow ? 'flow-for-stock' : 'stock-for-flow', found: shown(value) }
    })
  const fault = {
    path: pathOf(issue.path),
    found: shown(value),
    ...(field && { min: field.min, max: field.max, unit: field.unit }),
  }
  if (value === undefined) return [{ ...fault, code: 'missing', found: 'nothing' }]
  if (issue.message === RANGE_UPSIDE_DOWN) return [{ ...fault, code: 'low-likely-high' }]
  const isStock = typeof value === 'object' && value !== null
  if (field && isStock && ('from' in value || 'to' in value)) return [{ ...fault, code: 'flow-for-stock' }]
  if (field && isStock && 'asOf' in value) return [{ ...fault, code: 'stock-for-flow' }]
  if (isStock && STOCKS.test(fault.path) && !('asOf' in value)) return [{ ...fault, code: 'stock-without-day' }]
  return [{ ...fault, code: field ? 'outside' : 'not-possible' }]
}

/** What each field allows by itself can still be impossible together. */
function faultsBetween(scenario: Scenario): Fault[] {
  const faults: Fault[] = []
  const horizonMonths = scenario.years * 12
  if (!isPlainDate(scenario.startsOn)) faults.push({ path: 'startsOn', code: 'no-such-day', found: scenario.startsOn })
  const keys = scenario.tracks.map(({ key }) => key)
  for (const [i, track] of scenario.tracks.entries()) {
    const sum = track.ages.reduce((total, { share }) => total + share, 0)
    if (Math.abs(sum - 1) > SHARES_TOLERANCE)
      faults.push({ path: `tracks.${i}.ages`, code: 'shares', found: `${Math.round(sum * 1000) / 10} %` })
    if (track.ages.some(({ upToDays }, k) => k > 0 && upToDays <= track.ages[k - 1]!.upToDays))
      faults.push({ path: `tracks.${i}.ages`, code: 'not-possible', found: 'bands that do not follow each other' })
    if (keys.indexOf(track.key) !== i) faults.push({ path: `tracks.${i}.key`, code: 'same-key', found: track.key })
    faults.push(...faultsOfMonths(track.arrivals.history, `tracks.${i}.arrivals.history`))
  }
  const cases = scenario.tracks.reduce(
    (sum, { waitingNow, interviewedNow, arrivals }) =>
      sum +
      rangeOf(waitingNow).high +
      rangeOf(interviewedNow ?? 0).high +
      rangeOf(arrivals.perMonth).high * horizonMonths * pow(1 + rangeOf(arrivals.growthPerYear).high, scenario.years),
    0,
  )
  if (cases > CASES_MAX)
    faults.push({
      path: 'tracks',
      code: 'too-many-cases',
      found: Math.round(cases).toLocaleString('en'),
      max: CASES_MAX,
      unit: 'cases',
    })
  const hired = scenario.officers.hires.reduce((sum, { count }) => sum + likelyOf(count), 0)
  if (likelyOf(scenario.officers.now) + hired < 1)
    faults.push({ path: 'officers.now', code: 'nobody', found: String(likelyOf(scenario.officers.now)) })
  if (likelyOf(scenario.officers.share) === 0) faults.push({ path: 'officers.share', code: 'nobody', found: '0' })
  for (const [who, hires] of [
    ['officers', scenario.officers.hires],
    ['supportStaff', scenario.supportStaff?.hires ?? []],
  ] as const)
    for (const [i, { firstMonth, overMonths, ...more }] of hires.entries()) {
      const training = 'trainingMonths' in more ? likelyOf(more.trainingMonths as Quantity) : 0
      const end = likelyOf(firstMonth) + likelyOf(overMonths) + training
      if (end > horizonMonths)
        faults.push({
          path: `${who}.hires.${i}`,
          code: 'after-the-end',
          found: String(Math.round(end * 10) / 10),
          max: horizonMonths,
          unit: 'months',
        })
    }
  if (scenario.money?.paidBy === 'fees' && scenario.money.feePayersPerYear === undefined)
    faults.push({ path: 'money.feePayersPerYear', code: 'fee-payers', found: 'nothing' })
  return faults
}

const SHARES_TOLERANCE = 0.001

function faultsOfMonths(history: { month: string }[] | undefined, path: string): Fault[] {
  for (const [i, { month }] of (history ?? []).entries()) {
    const before = history?.[i - 1]?.month
    if (before !== undefined && monthNumber(month) !== monthNumber(before) + 1)
      return [{ path: `${path}.${i}`, code: 'months', found: `${month} after ${before}` }]
  }
  return []
}

const monthNumber = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))

/** For files and terminals. */
export function sentenceOf({ path, code, found, min, max, unit }: Fault): string {
  const range =
    min === undefined || max === undefined ? '' : ` from ${min} to ${max} ${UNIT_WORDS[unit ?? 'factor']}`.trimEnd()
  switch (code) {
    case 'missing':
      return `${path} is missing: give a value${range}.`
    case 'unknown-field':
      return `${path} is not a field of a scenario. "posada plan --schema" lists them all.`
    case 'outside':
      return `${path} is ${found}: give a number${range}, or {"low", "likely", "high", "source"} within it.`
    case 'low-likely-high':
      return `${path} is ${found}: low must not be above likely, nor likely above high.`
    case 'flow-for-stock':
      return `${path} is ${found}: that is a flow between two days. Give how many there were on one day, with "asOf".`
    case 'stock-for-flow':
      return `${path} is ${found}: that is a count on one day. Give how many come in a month, with "from" and "to".`
    case 'stock-without-day':
      return `${path} is ${found}: a count stands for one day. Say which, with "asOf".`
    case 'shares':
      return `${path}: the shares add up to ${found}. Make them add up to 100 % (1 in the file).`
    case 'nobody':
      return `${path} is ${found}: nobody could decide a case. Give at least one officer, now or hired.`
    case 'after-the-end':
      return `${path}: the last of them would be trained in month ${found}, and the plan ends in month ${max}. Begin earlier, or plan for more years.`
    case 'too-many-cases':
      return `${path}: ${found} cases in all. At most ${(max ?? 0).toLocaleString('en')} can be planned at once: plan fewer years, or one track at a time.`
    case 'same-key':
      return `${path} is "${found}", as an earlier one: give each track a key of its own.`
    case 'no-such-day':
      return `${path} is ${found}: there is no such day. Give one as 2021-10-01.`
    case 'months':
      return `${path}: ${found}. Give every month once, one after the other.`
    case 'fee-payers':
      return `${path} is missing: say how many other applications a year pay the fee. Those who seek asylum never do.`
    case 'not-possible':
      return `${path || 'The file'} is ${found}: this is not possible here. "posada plan --schema" says what is.`
  }
}

const UNIT_WORDS: Record<Unit, string> = {
  people: 'people',
  cases: 'cases',
  'cases-a-month': 'cases a month',
  'cases-a-day': 'cases a day',
  months: 'months',
  days: 'days',
  years: 'years',
  share: '(a share: 0.1 is 10 %)',
  'share-a-year': '(a share a year: 0.1 is 10 %)',
  factor: '',
  hearings: 'hearings',
  'money-a-year': 'a year',
  'applications-a-year': 'applications a year',
}
