import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { slowEnd } from '#checks/harness/slow-count.ts'
import { createChance } from '#platform/base/chance.ts'
import { addDays, dayNumberOf } from '#platform/base/plain-date.ts'
import { Calendar, type CalendarRow } from './calendar.ts'
import { type Count, countLimit, type Start } from './counting.ts'
import { isOn, type Stop, workOutDays } from './days.ts'
import type { Duration, Unit } from './rule.ts'

const read = (name: string): Calendar =>
  Calendar.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'calendars', `${name}.json`), 'utf8')))
const mexico = read('mx')
const unitedStates = read('us')
/** Layers 1 to 3; suspensions are named where an example has them. */
const mx = { ...mexico, rows: mexico.rows.filter(({ layer }) => layer < 4) }
const plain: Calendar = { ...mx, calendar: 'plain', rows: [], settings: [] }
const basis = { law: 'dof', certainty: 'B' as const }
const row = (kind: CalendarRow['kind'], from: string, to: string | null): CalendarRow => ({
  ...{ kind, layer: 4, name: `${kind} from ${from}`, when: { from, to }, basis },
})
const covid = row('suspension', '2020-03-24', '2020-05-30')

const wd = (amount: number) => rule(amount, 'wd', 'next_wd')
const cd = (amount: number, roll: Count['roll'] = 'none') => rule(amount, 'cd', 'next_day', roll)
function rule(amount: number, unit: Unit, count: Count['count'] = 'next_day', roll: Count['roll'] = 'none'): Count {
  return { lasts: { amount, unit }, count, roll, isSuspended: true }
}
const extended = (count: Count, amount: number, unit: Unit): Count => ({ ...count, extensions: [{ amount, unit }] })
const stopped = (count: Count, from: string, until: string): Count => ({
  ...{ ...count, pauses: [{ from: dayNumberOf(from), until: dayNumberOf(until), why: 'asked for by the person' }] },
})
const withRows = (calendar: Calendar, ...rows: CalendarRow[]): Calendar => ({
  ...calendar,
  rows: [...calendar.rows, ...rows],
})
const without = (calendar: Calendar, name: string) => ({
  ...calendar,
  rows: calendar.rows.filter((row) => row.name !== name),
})
const layer4 = withRows(mx, row('holiday', '2021-11-02', '2021-11-02'), row('holiday', '2021-12-20', '2021-12-31'))
const allSaints = withRows(plain, row('holiday', '2021-11-01', '2021-11-01'))

const endOf = (count: Count, on: string, calendar: Calendar) => {
  const end = countLimit(count, { on }, workOutDays(calendar))
  return 'dueOn' in end ? end.dueOn : end.notComputable
}

test.each<[string, Count, string, Calendar, string]>([
  ['Mexico, entry 20 September 2021, 30 wd', wd(30), '2021-09-20', mx, '2021-11-01'],
  ['Mexico, entry 25 August 2021, 30 wd', wd(30), '2021-08-25', mx, '2021-10-08'],
  ['the same, 1 September worked', wd(30), '2021-08-25', without(mx, '1 September'), '2021-10-07'],
  ['Mexico, lodged 25 October 2021, 45 wd', wd(45), '2021-10-25', mx, '2021-12-28'],
  ['the same, extended to 90', extended(wd(45), 45, 'wd'), '2021-10-25', mx, '2022-03-02'],
  ['the same, 45 wd, invented layer 4', wd(45), '2021-10-25', layer4, '2022-01-12'],
  ['Mexico, lodged on Saturday 30 October 2021', wd(45), '2021-10-30', mx, '2022-01-03'],
  ['Mexico, lodged 2 March 2020, suspended', wd(45), '2020-03-02', withRows(mx, covid), '2020-07-13'],
  ['the same, not suspended', wd(45), '2020-03-02', mx, '2020-05-07'],
  ['Mexico, lodged 6 April 2020, suspended', wd(45), '2020-04-06', withRows(mx, covid), '2020-07-31'],
  ['Mexico, notice 12 November 2021, 5 wd', wd(5), '2021-11-12', mx, '2021-11-22'],
  ['Mexico, notified 5 November 2021, 15 wd', wd(15), '2021-11-05', mx, '2021-11-29'],
  ['Mexico, notified 14 January 2022, 15 wd', wd(15), '2022-01-14', mx, '2022-02-04'],
  [
    'US, arrival 23 October 2021, 1 year',
    rule(1, 'year', 'next_day', 'next_wd'),
    '2021-10-23',
    unitedStates,
    '2022-10-24',
  ],
  ['US, filed 1 November 2021, 150 cd', cd(150), '2021-11-01', unitedStates, '2022-03-31'],
  ['US, filed 1 November 2021, 180 cd', cd(180), '2021-11-01', unitedStates, '2022-04-30'],
  [
    'the same, stopped 35 days, 150',
    stopped(cd(150), '2022-01-10', '2022-02-14'),
    '2021-11-01',
    unitedStates,
    '2022-05-05',
  ],
  [
    'the same, stopped 35 days, 180',
    stopped(cd(180), '2022-01-10', '2022-02-14'),
    '2021-11-01',
    unitedStates,
    '2022-06-04',
  ],
  ['US, decision 12 November 2021, appeal', cd(30, 'next_wd'), '2021-11-12', unitedStates, '2021-12-13'],
  ['US, decision 25 November 2021, appeal', cd(30, 'next_wd'), '2021-11-25', unitedStates, '2021-12-27'],
  ['US, decision 1 December 2021, appeal', cd(30, 'next_wd'), '2021-12-01', unitedStates, '2022-01-03'],
  ['US, positive finding 10 June 2022, 21 cd', cd(21), '2022-06-10', unitedStates, '2022-07-01'],
  ['US, positive finding 10 June 2022, 45 cd', cd(45), '2022-06-10', unitedStates, '2022-07-25'],
  [
    'Remain in Mexico, paper 13 May 2020, one month',
    rule(1, 'month', 'next_day', 'next_wd'),
    '2020-05-13',
    unitedStates,
    '2020-06-15',
  ],
  ['UNHCR, notified 1 November 2021, 30 cd', cd(30), '2021-11-01', plain, '2021-12-01'],
  ['the same, 6 weeks late', extended(cd(30), 6, 'week'), '2021-11-01', plain, '2022-01-12'],
  ['EU, lodged 31 August 2021, 6 months', rule(6, 'month'), '2021-08-31', plain, '2022-02-28'],
  ['EU, made 29 October 2021, 3 wd, no holiday', wd(3), '2021-10-29', plain, '2021-11-03'],
  ['EU, made 29 October 2021, 3 wd, 1 November a holiday', wd(3), '2021-10-29', allSaints, '2021-11-04'],
])('%s: both ways of counting give the worked date', (_name, count, on, calendar, expected) => {
  expect(endOf(count, on, calendar)).toBe(expected)
  expect(slowEnd(count, { on }, calendar)).toBe(expected)
})

test('10,000 random limits end on the same day whether they are counted fast or by walking', {
  timeout: 60_000,
}, () => {
  const chance = createChance(5_021)
  const different: unknown[] = []
  const units = new Map<string, number>()
  for (let run = 0; run < 10_000; ) {
    const calendar = anyCalendar(chance)
    const days = workOutDays(calendar)
    // A calendar takes longer to work out than a limit to count.
    for (let i = 0; i < 200; i++, run++) {
      const { count, start } = anyCount(chance)
      const fast = countLimit(count, start, days)
      const slow = slowEnd(count, start, calendar)
      const end = 'dueOn' in fast ? fast.dueOn : undefined
      if (end !== slow) different.push({ count, start, fast, slow })
      const kind = end === undefined ? 'not computable' : count.lasts.unit
      units.set(kind, (units.get(kind) ?? 0) + 1)
    }
  }
  expect(different).toEqual([])
  // Otherwise nothing of one kind would have been compared.
  for (const kind of ['hour', 'cd', 'wd', 'week', 'month', 'year', 'not computable'])
    expect(units.get(kind) ?? 0, kind).toBeGreaterThan(100)
})

test('a working tells start, holidays, what stood still, and the day it rolled from', () => {
  const days = workOutDays(withRows(layer4, row('suspension', '2021-11-24', '2021-11-30')), { revision: 3 })
  const counted = countLimit(
    { ...wd(15), lasts: { amount: 30, unit: 'cd' }, roll: 'next_wd' },
    { on: '2021-10-29' },
    days,
  )
  expect(counted).toMatchObject({
    dueOn: '2021-12-07',
    working: {
      ...{ startOn: '2021-10-29', firstCountedOn: '2021-11-01', version: '2021-10+3' },
      stoodStill: [{ from: '2021-11-24', until: '2021-12-01', why: 'suspension from 2021-11-24' }],
    },
  })
  const worked = countLimit(wd(15), { on: '2021-10-29' }, days)
  expect(worked).toMatchObject({
    working: { holidays: [{ on: '2021-11-02' }, { on: '2021-11-15', why: 'Third Monday of November' }] },
  })
})

test('a day that only an unanswered setting makes a holiday is marked where it was skipped', () => {
  const from25August = (settings: object) => {
    const counted = countLimit(wd(30), { on: '2021-08-25' }, workOutDays(mx, { settings: { ...settings } }))
    return 'dueOn' in counted ? [counted.dueOn, counted.working.holidays] : []
  }
  const independence = { on: '2021-09-16', why: '16 September' }
  const first = { on: '2021-09-01', why: '1 September' }
  expect(from25August({})).toEqual(['2021-10-08', [{ ...first, isUnconfirmed: true }, independence]])
  expect(from25August({ dates_kept_on_the_day: true })).toEqual(['2021-10-08', [first, independence]])
  expect(from25August({ dates_kept_on_the_day: false })).toEqual(['2021-10-07', [independence]])
})

test('a limit that stands still without an end has no date, and neither has one in hours without its hour', () => {
  const endless = workOutDays(withRows(mx, row('suspension', '2020-06-01', null)))
  expect(countLimit(wd(45), { on: '2021-10-25' }, endless)).toEqual({
    notComputable: 'stands-still',
    since: '2020-06-01',
  })
  expect(countLimit({ ...wd(45), isSuspended: false }, { on: '2021-10-25' }, endless)).toMatchObject({
    dueOn: '2021-12-28',
  })
  expect(countLimit(rule(72, 'hour'), { on: '2021-10-25' }, workOutDays(mx))).toEqual({ notComputable: 'hour-unknown' })
  expect(countLimit(wd(45), { on: '2061-01-01' }, workOutDays(mx))).toEqual({ notComputable: 'outside-calendar' })
})

test('a suspension of one agency, a closed office and an answered setting move only their own limits', () => {
  const rows: CalendarRow[] = [
    { ...row('holiday', '2021-11-03', '2021-11-03'), agency: 'inm' },
    { ...row('holiday', '2021-11-04', '2021-11-04'), office: 'tapachula' },
  ]
  const end = (choice: object) => {
    const counted = countLimit(wd(3), { on: '2021-11-01' }, workOutDays(mx, { rows, ...choice }))
    return 'dueOn' in counted && counted.dueOn
  }
  expect(end({ agency: 'comar' })).toBe('2021-11-04')
  expect(end({ agency: 'inm' })).toBe('2021-11-05')
  expect(end({ agency: 'inm', office: 'tapachula' })).toBe('2021-11-08')
  expect(isOn('covid_suspension_goes_on', mexico.settings, {})).toBe(false)
  const october2021 = { on: '2021-10-25' }
  const answered = { agency: 'comar', settings: { covid_suspension_goes_on: true } }
  expect(countLimit(wd(45), october2021, workOutDays(mexico, { agency: 'comar' }))).toMatchObject({
    dueOn: '2021-12-28',
  })
  expect(countLimit(wd(45), october2021, workOutDays(mexico, answered))).toMatchObject({
    notComputable: 'stands-still',
  })
})

type Chance = ReturnType<typeof createChance>

function anyCalendar(chance: Chance): Calendar {
  const base = chance.pick([mexico, unitedStates, plain])
  const rows = Array.from({ length: chance.between(0, 6) }, () => {
    const from = anyDay(chance)
    const to = chance.happens(0.02) ? null : addDays(from, chance.between(0, chance.happens(0.2) ? 200 : 12))
    const kind = chance.pick(['holiday', 'suspension'] as const)
    return row(kind, from, kind === 'holiday' && to === null ? from : to)
  })
  // The slow way knows no settings and no agencies: what is switched off is not there.
  const kept = base.rows.filter(({ agency, if: setting }) => agency === undefined && isOn(setting, base.settings, {}))
  const weekend = chance.pick([[6, 7], [5, 6], [7], []])
  return { ...base, weekend, rows: [...kept.map(({ if: _, ...row }) => row), ...rows] }
}

function anyCount(chance: Chance): { count: Count; start: Start } {
  const unit = chance.pick(['hour', 'cd', 'wd', 'wd', 'week', 'month', 'year'] as const)
  const most = { hour: 200, cd: 200, wd: 120, week: 12, month: 21, year: 1 }[unit]
  const lasts = { amount: chance.between(1, most), unit }
  const on = anyDay(chance)
  const count: Count = {
    ...{ lasts, count: chance.pick(['next_day', 'next_wd'] as const), roll: chance.pick(['none', 'next_wd'] as const) },
    isSuspended: chance.happens(0.7),
    pauses: Array.from({ length: chance.between(0, 3) }, (): Stop => {
      const from = dayNumberOf(on) + chance.between(-30, 200)
      const until = chance.happens(0.004) ? Infinity : from + chance.between(0, 60)
      return { from, until, why: 'pause' }
    }),
    extensions: Array.from({ length: chance.between(0, 2) }, (): Duration => {
      const other = unit === 'hour' ? unit : chance.pick([unit, unit, 'week', 'cd', 'wd', 'month'] as const)
      return { amount: chance.between(1, other === 'year' ? 1 : 10), unit: other }
    }),
  }
  const atMs = dayNumberOf(on) * 86_400_000 + chance.between(0, 86_399_999)
  return { count, start: chance.happens(0.9) ? { on, atMs } : { on } }
}

const anyDay = (chance: Chance) => addDays('2020-01-01', chance.between(0, 900))
