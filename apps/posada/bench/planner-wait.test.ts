import { expect, test } from 'vitest'
import { caseloadOn } from '#capabilities/planning/caseload-past.ts'
import { personalWaits } from '#capabilities/planning/personal-wait.ts'
import { dayNumberOf } from '#platform/base/plain-date.ts'
import { inventedCaseload, knownOn } from './planner-wait.ts'

const today = dayNumberOf('2015-01-01') + 1_461
const few = { worlds: 20, pastWorlds: 10 }
const truth = inventedCaseload(4, 0.02)
const known = knownOn(truth, today)

test('a caseload as it was on a past day shows nothing that came later', () => {
  expect(caseloadOn(truth, today)).toEqual(caseloadOn(known, today))
  expect(caseloadOn(truth, today).months).toHaveLength(24)
})

test('the older a case, the earlier its window, and the fewer wait before it; the same each time', () => {
  const answer = personalWaits(known, today, few)
  expect(answer).toHaveProperty('windows')
  if (!('windows' in answer)) return
  expect(answer.windows.length).toBeGreaterThan(50)
  for (const [i, { toDays, fromDays, casesBefore }] of answer.windows.entries()) {
    expect(toDays - fromDays).toBeLessThanOrEqual(185)
    expect(casesBefore).toBeGreaterThanOrEqual(answer.windows[i - 1]?.casesBefore ?? 0)
  }
  const [oldest, newest] = [answer.windows[0]!, answer.windows.at(-1)!]
  expect(newest.fromDays).toBeGreaterThan(oldest.toDays)
  expect(personalWaits(known, today, few)).toEqual(answer)
})

test('nothing is said of a short past, nor where age does not matter', () => {
  const young = today - 1_461 + 300
  expect(personalWaits(knownOn(truth, young), young, few)).toMatchObject({ cannotSay: 'too-little-past' })
  const anyOrder = knownOn(inventedCaseload(4, 0.02, { isByAge: false }), today)
  expect(personalWaits(anyOrder, today, few)).toMatchObject({ cannotSay: 'not-by-age' })
})

test('nobody is told a window when the office slows to a third', () => {
  // Fifteen months ago.
  const slowed = knownOn(inventedCaseload(4, 0.02, { slowsOnDay: 1_461 - 456 }), today)
  expect(personalWaits(slowed, today, few)).toMatchObject({ windows: [] })
})

test('nothing is said where the last months did not keep to what had been said', () => {
  const unlike = knownOn(inventedCaseload(5, 0.02), today)
  const answer = personalWaits(unlike, today, few)
  expect(answer).toMatchObject({ cannotSay: 'back-test-failed' })
  expect(answer.coverage).toBeLessThan(0.7)
})
