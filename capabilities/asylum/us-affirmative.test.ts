import { expect, test } from 'vitest'
import { officer, tellClaim } from '#checks/harness/claim-story.ts'

const filed = (on = '2021-11-01') => tellClaim('us_affirmative').does(on, 'person', 'file')
const pause = (kind: 'pause' | 'resume', on: string) =>
  ({ kind, pause: 'applicant_delay', on, actor: 'uscis', recordedBy: officer }) as const

test('one year from the last arrival, a Sunday rolls; an unaccompanied child has no such limit', () => {
  // Somebody who has not filed yet: the date is known before the claim.
  const story = tellClaim('us_affirmative').date('last_arrival', '2021-10-23', '2021-10-23')
  expect(story.due('file_limit')).toBe('2022-10-24')
  story.fact('unaccompanied', '2021-10-23', 'uscis')
  expect(story.due('file_limit')).toBeUndefined()
})

test('from filing to a grant, with the goals of the law', () => {
  const story = filed()
  expect([story.due('interview_goal'), story.due('decide_goal')]).toEqual(['2021-12-16', '2022-04-30'])
  story.does('2021-11-10', 'uscis', 'interview_notice').does('2021-12-01', 'uscis', 'interview')
  story.does('2021-12-20', 'uscis', 'decide', { outcome: 'recognised' }).does('2022-01-03', 'uscis', 'notify')
  expect(story.refuses('2022-01-03', 'uscis', 'denied')).toMatchObject({ refused: 'other-outcome' })
  story.does('2022-01-03', 'uscis', 'granted')
  expect(story.standing().closed).toMatchObject({ reason: 'recognised' })
})

test('the clock of the work permit stands still while the applicant causes a delay', () => {
  const story = filed('2022-03-01')
  expect([story.due('permit_ask'), story.due('permit_issue')]).toEqual(['2022-07-29', '2022-08-28'])
  // The worked dates are those of a member: others waited 365 days that winter.
  const member = filed().fact('member', '2021-11-01')
  expect(filed().due('permit_ask_2020')).toBe('2022-11-01')
  expect(member.due('permit_ask_2020')).toBeUndefined()
  expect([member.due('permit_ask_member'), member.due('permit_issue_member')]).toEqual(['2022-03-31', '2022-04-30'])
  member.records(pause('pause', '2022-01-10'))
  expect(member.deadlines().find(({ limit }) => limit === 'permit_ask_member')).toMatchObject({
    notComputable: 'stands-still',
  })
  expect(member.refusesAct(pause('pause', '2022-01-12'))).toMatchObject({ refused: 'stands-still-already' })
  member.records(pause('resume', '2022-02-14'))
  expect([member.due('permit_ask_member'), member.due('permit_issue_member')]).toEqual(['2022-05-05', '2022-06-04'])
  expect(member.refusesAct(pause('resume', '2022-02-15'))).toMatchObject({ refused: 'does-not-stand-still' })
  // The goals of the office run on.
  expect(member.due('decide_goal')).toBe('2022-04-30')
})

test('a missed interview keeps its reason; the person asks for another one, and referral waits until day 46', () => {
  const story = filed().does('2021-11-10', 'uscis', 'interview_notice')
  expect(story.refuses('2021-12-01', 'uscis', 'missed_interview')).toMatchObject({ refused: 'absence-missing' })
  story.does('2021-12-01', 'uscis', 'missed_interview', { absence: 'ill' })
  expect([story.due('good_cause'), story.due('referral_day')]).toEqual(['2022-01-15', '2022-01-16'])
  expect(story.proposals('2022-02-01')).toContainEqual({
    kind: 'ask_person',
    limit: 'good_cause',
    step: 'rescheduled',
    dueOn: '2022-01-15',
  })
  story.does('2022-02-02', 'person', 'rescheduled').does('2022-02-03', 'uscis', 'interview_notice')
  story.does('2022-03-01', 'uscis', 'interview')
  expect(story.standing().closed).toBeUndefined()
})

test('a child alone is not interviewed before a representative is recorded', () => {
  const story = filed().fact('under_18', '2021-11-01', 'uscis').fact('unaccompanied', '2021-11-01', 'uscis')
  story.does('2021-11-10', 'uscis', 'interview_notice')
  expect(story.refuses('2021-11-20', 'uscis', 'interview')).toEqual({ refused: 'safeguard', help: ['representative'] })
  story.does('2021-11-20', 'representative', 'representative').does('2021-11-21', 'uscis', 'interview')
  expect(story.refuses('2021-12-01', 'uscis', 'decide', { outcome: 'referred' })).toEqual({
    refused: 'safeguard',
    help: ['best_interests'],
  })
})
