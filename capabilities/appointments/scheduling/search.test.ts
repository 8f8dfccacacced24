import { expect, test } from 'vitest'
import { countedCost, hardViolations } from './checking.ts'
import { scheduleCore } from './core.ts'
import { inventedOffice } from './invented-office.ts'
import type { SchedulingProblem } from './problem.ts'
import { scheduleAll } from './search.ts'

test('rooms, long meetings, households and the cap hold in every kind of office', () => {
  for (let seed = 1; seed <= 25; seed++) {
    const kind = seed % 2 ? {} : { interpreters: 1, specialOfficers: 0.15, slotsPerDay: 3 }
    const problem = inventedOffice(seed, { families: 60, officers: 5, days: 6, everything: true, ...kind })
    const schedule = scheduleAll(problem, 60)
    const { cost, lowerBound } = schedule
    expect({ seed, violations: hardViolations(problem, schedule), cost }).toEqual({
      ...{ seed, violations: [], cost: countedCost(problem, schedule) },
    })
    expect(lowerBound).toBeLessThanOrEqual(cost)
  }
})

test('with every constraint 300 families come within 1.5 % of the bound', () => {
  const problem = inventedOffice(1, { families: 300, officers: 10, days: 20, everything: true })
  const { cost, lowerBound } = scheduleAll(problem, 300)
  expect(cost / lowerBound).toBeLessThan(1.015)
})

test('where nothing more than the core is asked, the search never undercuts what is proven, and its bound is true', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const problem = inventedOffice(seed, { families: 40, officers: 3, days: 6, interpreters: 1 })
    const [proven, searched] = [scheduleCore(problem).cost, scheduleAll(problem, 50)]
    expect(searched.cost).toBeGreaterThanOrEqual(proven)
    expect(searched.lowerBound).toBeLessThanOrEqual(proven)
  }
})

const family = (id: string, more: object = {}) => ({
  ...{ id, language: 'es', special: false, priority: 1, noticeDays: 0 },
  ...more,
})
const officer = (id: string) => ({ id, languages: ['es'], special: false, daysOff: [] })
const office = (families: ReturnType<typeof family>[], more: Partial<SchedulingProblem> = {}): SchedulingProblem => ({
  ...{ days: 3, slotsPerDay: 2, officers: [officer('o1'), officer('o2')], interpreters: {}, families },
  ...more,
})
const placesOf = (problem: SchedulingProblem) =>
  new Map(scheduleAll(problem).assignments.map((each) => [each.family, each]))

test('a household comes on one day, when the longest notice in it has passed', () => {
  const places = placesOf(office([family('a', { household: 'h' }), family('b', { household: 'h', noticeDays: 2 })]))
  expect([places.get('a')?.day, places.get('b')?.day]).toEqual([2, 2])
})

test('the officer who knows the case hears it, where that delays nobody', () => {
  const families = ['a', 'b', 'c', 'd'].map((id) => family(id, { officer: id < 'c' ? 'o2' : 'o1' }))
  const places = placesOf(office(families, { days: 1 }))
  expect([...places.values()].map((each) => [each.family, each.officer]).sort()).toEqual([
    ['a', 'o2'],
    ['b', 'o2'],
    ['c', 'o1'],
    ['d', 'o1'],
  ])
})

test('whoever was passed over as often as may be gets a place before the more urgent', () => {
  const urgent = Array.from({ length: 12 }, (_, i) => family(`u${i}`, { priority: 5 }))
  const problem = office([...urgent, family('late', { passedOver: 2 })], { passedOverMax: 2 })
  expect(placesOf(problem).has('late')).toBe(true)
  expect(placesOf({ ...problem, passedOverMax: 3 }).has('late')).toBe(false)
})

test('a plan keeps clear of what is promised to others already, and says how far its search is', () => {
  const problem = inventedOffice(4, { families: 60, officers: 4, days: 6, everything: true })
  const taken = [0, 1, 2].flatMap((day) => [
    { day, slot: 0, officer: 'officer-0', language: 'ht', room: true },
    { day, slot: 1, officer: 'officer-1', room: true },
  ])
  const told: number[] = []
  const schedule = scheduleAll({ ...problem, taken }, 200, (done) => told.push(done))
  expect(hardViolations({ ...problem, taken }, schedule)).toEqual([])
  expect(
    schedule.assignments.filter(({ officer, day, slot }) => officer === 'officer-0' && day < 3 && slot === 0),
  ).toEqual([])
  expect(schedule.lowerBound).toBeLessThanOrEqual(schedule.cost)
  expect(schedule.lowerBound).toBeGreaterThanOrEqual(scheduleAll(problem, 200).lowerBound)
  expect(told.every((done) => done >= 0 && done < 1)).toBe(true)
})
