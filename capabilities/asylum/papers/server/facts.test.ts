import { expect, test } from 'vitest'
import { delivered, officer, PERSON, tellClaim } from '#checks/harness/claim-story.ts'
import type { Problem } from '#platform/base/problem.ts'
import type { PaperDetails } from '../contract.ts'
import { factsOf } from './facts.ts'

const hearing = {
  ...{ reportDay: '2022-01-10', reportHour: '04:30', reportPlace: 'Bridge, lane 2' },
  ...{ day: '2022-01-10', hour: '08:30', court: 'Court of El Paso' },
}
const border = tellClaim('us_remain_in_mexico').records({
  ...{ kind: 'step', step: 'nta', on: '2021-12-10', actor: 'cbp', recordedBy: officer, personId: PERSON },
  ...delivered,
})

function say(details: PaperDetails, { version = 1, today = '2021-12-11', story = border } = {}) {
  const { rules, claim, days } = story
  const given = { rules, events: claim.events, today, details, version, keptUntil: undefined, born: undefined }
  return factsOf({ book: { daysOf: () => days } as never }, { ...given, spoken: 'Kreyòl ayisyen' })
}
function wrongField(details: PaperDetails, options = {}): string | undefined {
  try {
    say(details, options)
  } catch (problem) {
    return ((problem as Problem).details.errors as { field: string }[])[0]?.field
  }
  return undefined
}

test('a notice of a hearing says where and when to report apart from the court and its hour, which notice it is, and is valid through that day', () => {
  expect(say({ kind: 'hearing', hearing }, { version: 2 })).toEqual({
    own: { kind: 'hearing', ...hearing, version: 2 },
    validUntil: '2022-01-10',
  })
  expect(wrongField({ kind: 'hearing', hearing: { ...hearing, reportHour: '09:00' } })).toBe(
    'details.hearing.reportDay',
  )
  expect(wrongField({ kind: 'hearing', hearing }, { today: '2022-01-11' })).toBe('details.hearing.reportDay')
})

test('a notice of an interview says who brings an interpreter for the person’s language, where one is needed', () => {
  const meeting = { day: '2022-01-10', hour: '09:30', place: 'Window 4', interpreter: null }
  expect(say({ kind: 'interview', meeting }).own).not.toHaveProperty('interpreter')
  expect(say({ kind: 'interview', meeting: { ...meeting, interpreter: 'office' } }).own).toMatchObject({
    interpreter: { language: 'Kreyòl ayisyen' },
  })
  expect(say({ kind: 'interview', meeting: { ...meeting, interpreter: 'bring' } }).own).toMatchObject({
    interpreter: 'bring',
  })
})

test('where no rule gives a last day, the officer types it and the field is named', () => {
  const asylum = tellClaim('us_affirmative').does('2021-10-01', 'person', 'file')
  asylum.does('2021-10-20', 'uscis', 'interview_notice').does('2021-11-03', 'uscis', 'interview')
  asylum.does('2021-11-10', 'uscis', 'decide', { outcome: 'refused' })
  const letter = { toldOn: '2021-11-12', appealUntil: null }
  const options = { story: asylum, today: '2021-11-12' }
  expect(wrongField({ kind: 'decision', letter }, options)).toBe('details.letter.appealUntil')
  const typed = say({ kind: 'decision', letter: { ...letter, appealUntil: '2021-12-12' } }, options)
  expect(typed.own).toMatchObject({ outcome: 'refused', appealUntil: '2021-12-12', reasons: {} })
  expect(wrongField({ kind: 'decision', letter: { ...letter, toldOn: '2021-11-01' } }, options)).toBe(
    'details.letter.toldOn',
  )

  const once = tellClaim('mx_comar', { answers: { constancia_renewable: false } }).does('2021-10-25', 'person', 'lodge')
  const mexico = { story: once, today: '2021-10-25' }
  expect(wrongField({ kind: 'constancia', validUntil: null }, mexico)).toBe('details.validUntil')
  expect(say({ kind: 'constancia', validUntil: '2021-12-01' }, mexico).validUntil).toBe('2021-12-01')
})
