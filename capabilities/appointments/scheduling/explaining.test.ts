import { expect, test } from 'vitest'
import { scheduleCore } from './core.ts'
import type { SchedulingProblem } from './problem.ts'
import { sentenceOf } from './reasons.ts'

const family = (id: string, more: object = {}) => ({
  ...{ id, language: 'es', special: false, priority: 1, noticeDays: 0 },
  ...more,
})

const office = (families: ReturnType<typeof family>[], more: Partial<SchedulingProblem> = {}): SchedulingProblem => ({
  ...{ days: 4, slotsPerDay: 1, interpreters: {}, families },
  officers: [{ id: 'o', languages: ['es'], special: false, daysOff: [] }],
  ...more,
})

const whyOf = (problem: SchedulingProblem, id: string) => {
  const { assignments, unassigned } = scheduleCore(problem)
  const found = [...assignments, ...unassigned].find((each) => each.family === id)
  return found && sentenceOf(found.reason)
}

test('each family is told why it is heard then, in one sentence', () => {
  expect(whyOf(office([family('a')]), 'a')).toBe('The first day of the plan, with an officer who speaks es.')
  expect(whyOf(office([family('a', { noticeDays: 1 })]), 'a')).toBe(
    'The first day its notice of 1 day allows, with an officer who speaks es.',
  )
  const onLeave = { officers: [{ id: 'o', languages: ['es'], special: true, daysOff: [0] }], interpreters: { ht: 1 } }
  expect(whyOf(office([family('a', { language: 'ht', special: true })], onLeave), 'a')).toBe(
    'The first of its 4 days on which anyone who could hear it works, with an officer for special needs and an interpreter for ht.',
  )
  expect(whyOf(office([family('a'), family('b', { priority: 2 })]), 'a')).toBe(
    'On day 0, room would have cost others at least as much waiting, weighed by priority; on day 1 there is an officer who speaks es.',
  )
})

test('a family that cannot be placed is told what is missing', () => {
  expect(whyOf(office([family('a', { noticeDays: 4 })]), 'a')).toBe(
    'Its notice of 4 days is longer than this plan of 4 days allows.',
  )
  expect(whyOf(office([family('a', { special: true })]), 'a')).toBe('This plan has no officer for special needs.')
  expect(whyOf(office([family('a', { language: 'qu' })]), 'a')).toBe(
    'No officer speaks qu, and there is no interpreter for it.',
  )
  const away = { officers: [{ id: 'o', languages: ['es'], special: false, daysOff: [2, 3] }] }
  expect(whyOf(office([family('a', { noticeDays: 2 })], away), 'a')).toBe(
    'Nobody who could hear it works on the days its notice allows, from day 2 on.',
  )
  expect(whyOf(office([family('a'), family('b', { priority: 2 })], { days: 1 }), 'a')).toBe(
    'From day 0 on, room would have cost others at least as much waiting, weighed by priority.',
  )
})
