import { expect, test } from 'vitest'
import { settle } from '#capabilities/asylum/rules.ts'
import { shipped } from '#checks/harness/claim-story.ts'
import { decisionLimitDays, hasAppeals, hasHearings, procedureOfPlan, stationOf } from './procedure-stations.ts'

const rulesOf = (id: string, answers = {}) =>
  settle(shipped.procedures.find(({ procedure }) => procedure === id)!, answers)
const stations = (id: string) => {
  const rules = rulesOf(id)
  const found: Record<string, string[]> = {}
  for (const step of rules.steps.values()) {
    const station = stationOf(rules, step)
    found[station] = [...(found[station] ?? []), step.id]
  }
  return found
}

test('a claim at COMAR: what is heard, decided and appealed, how it ends, and what no plan holds', () => {
  const { none, after, leaving, ...planned } = stations('mx_comar')
  expect(planned).toEqual({
    arrival: ['intent', 'lodge'],
    interview: ['interview'],
    decision: ['decide'],
    appeal: ['review', 'upheld', 'sent_back', 'court', 'court_upheld', 'court_sent_back'],
  })
  expect(leaving).toEqual(
    expect.arrayContaining(['not_admitted', 'withdrawal', 'withdrawal_confirmed', 'abandoned', 'died']),
  )
  // Whether protection goes on is asked of people who were recognised long ago.
  expect(after).toEqual(
    expect.arrayContaining([
      'notify',
      'recognised',
      'refused',
      'end_status_decided',
      'end_status_review',
      'end_status_answered',
    ]),
  )
  expect(none).toEqual(expect.arrayContaining(['tell_inm', 'constancia', 'admit', 'form', 'attend', 'best_interests']))
})

test('who waited in Mexico is heard several times; the interview about fear decides no claim', () => {
  const found = stations('us_remain_in_mexico')
  expect(found).toMatchObject({ hearings: ['hearing_notice'], decision: ['decide'] })
  expect(found.interview).toBeUndefined()
  expect(found.none).toContain('fear_interview')
  expect(found.appeal).toEqual(expect.arrayContaining(['appeal', 'dismissed', 'remanded']))
  expect([hasHearings(rulesOf('us_remain_in_mexico')), hasHearings(rulesOf('us_affirmative'))]).toEqual([true, false])
  expect([hasAppeals(rulesOf('mx_comar')), hasAppeals(rulesOf('us_affirmative'))]).toEqual([true, false])
})

test('every step of every shipped procedure stands somewhere, in its own words', () => {
  for (const { procedure } of shipped.procedures) {
    const rules = rulesOf(procedure)
    const { steps } = procedureOfPlan(rules)
    expect(steps.map(({ name }) => name)).toEqual([...rules.steps.values()].map(({ name }) => name))
    for (const needed of ['arrival', 'decision', 'leaving'])
      expect({ procedure, has: steps.some(({ station }) => station === needed) }).toEqual({ procedure, has: true })
  }
})

test('the limit of the decision in days of the calendar, as the operation answered what the law leaves open', () => {
  expect([decisionLimitDays(rulesOf('mx_comar')), decisionLimitDays(rulesOf('us_affirmative'))]).toEqual([63, 180])
  const notify = (answers: object) =>
    procedureOfPlan(rulesOf('mx_comar', answers)).steps.find(({ name }) => name.en === 'Notifies the decision')
  expect(notify({})).toMatchObject({ limitDays: 14 })
  expect(notify({ notify_limit: { amount: 20, unit: 'wd' } })).toMatchObject({ limitDays: 28 })
})
