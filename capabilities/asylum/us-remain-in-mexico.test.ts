import { expect, test } from 'vitest'
import { tellClaim } from '#checks/harness/claim-story.ts'

const served = (on = '2021-12-08') => tellClaim('us_remain_in_mexico').does(on, 'cbp', 'nta')
const notice = (version: number, hearingOn: string) => ({
  hearing: {
    ...{ version, court: 'court_a', hearingOn, hearingAt: '13:00', reportPlace: 'port_a', reportOn: hearingOn },
    reportAt: '08:30',
  },
})
const waiting = () =>
  served()
    .does('2021-12-08', 'cbp', 'fear_asked')
    .does('2021-12-09', 'uscis', 'fear_interview')
    .does('2021-12-09', 'cbp', 'returned')

test('three hearings with months between them, the person waiting outside: each notice says where to stand, and when', () => {
  const story = waiting()
  expect(story.refuses('2021-12-09', 'cbp', 'hearing_notice')).toMatchObject({ refused: 'hearing-missing' })
  for (const [version, day] of [
    [1, '2022-02-14'],
    [2, '2022-05-16'],
    [3, '2022-08-15'],
  ] as const) {
    story.does(
      version === 1 ? '2021-12-09' : story.claim.events.at(-1)!.on,
      'cbp',
      'hearing_notice',
      notice(version, day),
    )
    story.does(day, 'person', 'reported').does(day, 'eoir', 'hearing')
    if (version < 3) story.does(day, 'cbp', 'returned')
  }
  const notices = story.claim.events.filter((event) => event.kind === 'step' && event.step === 'hearing_notice')
  expect(notices.map((event) => event.kind === 'step' && event.hearing!.version)).toEqual([1, 2, 3])
  story.does('2022-08-15', 'eoir', 'decide', { outcome: 'recognised' }).does('2022-08-15', 'eoir', 'notify')
  story.does('2022-08-15', 'eoir', 'granted')
  expect(story.standing().closed).toMatchObject({ reason: 'recognised' })
})

test('the first hearing lies ten days after the notice to appear, unless counsel says otherwise; the case ends in 180', () => {
  expect(served().due('hearing_earliest')).toBe('2021-12-18')
  expect(
    served()
      .deadlines()
      .find(({ limit }) => limit === 'hearing_earliest'),
  ).toMatchObject({ sense: 'earliest', isUnconfirmed: true })
  expect(served().due('end_limit')).toBe('2022-06-06')
  // Before December 2021 there was no such end.
  expect(served('2020-02-03').due('end_limit')).toBeUndefined()
  const answered = tellClaim('us_remain_in_mexico', { answers: { hearing_days: { amount: 14, unit: 'cd' } } }).does(
    '2021-12-08',
    'cbp',
    'nta',
  )
  expect(answered.deadlines().find(({ limit }) => limit === 'hearing_earliest')).toMatchObject({
    dueOn: '2021-12-22',
    isUnconfirmed: false,
  })
})

test('a hearing of 2020 moved one month from the date on the paper, a weekend to Monday', () => {
  const story = served('2020-03-02')
    .fact('moved_in_2020', '2020-04-01', 'eoir')
    .date('date_on_paper', '2020-05-13', '2020-04-01')
  expect(story.due('hearing_moved')).toBe('2020-06-15')
})

test('before December 2021 only those were heard who spoke up', () => {
  const story = served('2020-02-03')
  expect(story.refuses('2020-02-03', 'cbp', 'fear_asked')).toMatchObject({ refused: 'not-in-this-procedure' })
  story.does('2020-02-03', 'person', 'fear_claimed').does('2020-02-04', 'uscis', 'fear_interview')
})

test.each(['unaccompanied', 'mexican', 'known_health_problem', 'persecution_in_mexico'])(
  'whoever is %s is not made to wait in Mexico: the way leads out of the programme',
  (fact) => {
    const story = served().does('2021-12-08', 'cbp', 'fear_asked').fact(fact, '2021-12-08', 'uscis')
    expect(story.refuses('2021-12-09', 'cbp', 'returned')).toMatchObject({ refused: 'safeguard', help: ['taken_out'] })
    story.does('2021-12-09', 'cbp', 'taken_out')
    expect(story.standing().closed).toMatchObject({ reason: 'transferred' })
  },
)

test('an absence keeps its reason, is no abandonment, and an order in absence can be reopened for 180 days', () => {
  const story = waiting().does('2021-12-09', 'cbp', 'hearing_notice', notice(1, '2022-02-14'))
  story.does('2022-02-14', 'eoir', 'absence', { absence: 'danger' })
  expect(story.standing().closed).toBeUndefined()
  story.does('2022-02-15', 'eoir', 'in_absentia')
  expect(story.standing().closed).toMatchObject({ reason: 'refused' })
  expect(story.due('motion_limit')).toBe('2022-08-14')
  story.does('2022-12-01', 'person', 'motion').does('2022-12-20', 'eoir', 'reopened')
  expect(story.standing()).toMatchObject({ stage: 'admitted' })
  expect(story.standing().closed).toBeUndefined()
})

test.each([
  ['2021-11-12', '2021-12-13'],
  ['2021-11-25', '2021-12-27'],
  ['2021-12-01', '2022-01-03'],
])('a decision of %s is appealed until %s, when the Board has it; an appeal stops what is final', (on, due) => {
  const story = served('2021-06-01')
    .does('2021-06-01', 'cbp', 'returned')
    .does('2021-06-01', 'cbp', 'hearing_notice', notice(1, on))
  story
    .does(on, 'person', 'reported')
    .does(on, 'eoir', 'hearing')
    .does(on, 'eoir', 'decide', { outcome: 'refused' })
    .does(on, 'eoir', 'notify')
  expect(story.due('appeal_limit')).toBe(due)
  story.does(due, 'representative', 'appeal')
  expect(story.refuses(due, 'eoir', 'refused')).toMatchObject({
    refused: 'appeal-pending',
    help: [due, 'dismissed', 'remanded'],
  })
  story.does('2022-06-01', 'board', 'remanded').does('2022-07-01', 'eoir', 'decide', { outcome: 'recognised' })
  expect(story.standing().decision).toMatchObject({ outcome: 'recognised' })
})
