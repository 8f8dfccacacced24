import { expect, test } from 'vitest'
import { colleague, officer, SOMEBODY_ELSE, shipped, tellClaim, tried } from '#checks/harness/claim-story.ts'
import { factsOfPerson, mayOpenClaim } from './acting.ts'
import type { CalendarRow } from './calendar.ts'
import { daysOf, recount } from './deadlines.ts'

const lodged = (on = '2021-10-25') => tellClaim('mx_comar').does(on, 'person', 'lodge')
const interviewed = () =>
  lodged()
    .does('2021-10-27', 'comar', 'constancia')
    .does('2021-10-27', 'comar', 'admit')
    .does('2021-10-28', 'person', 'form')
    .does('2021-11-03', 'comar', 'interview')
const refused = () =>
  interviewed().does('2021-11-04', 'comar', 'decide', { outcome: 'refused' }).does('2021-11-05', 'comar', 'notify')

test('from the claim to a recognition, with its dates, each change with law, article and actor', () => {
  const story = lodged().date('entry', '2021-09-20', '2021-10-25')
  expect(story.due('constancia_limit')).toBe('2021-10-28')
  expect(story.due('decide_limit')).toBe('2021-12-28')
  expect(story.deadlines().find(({ limit }) => limit === 'tell_inm_limit')).toMatchObject({
    notComputable: 'hour-unknown',
  })
  story.does('2021-10-27', 'comar', 'constancia').does('2021-10-27', 'comar', 'admit')
  expect(story.due('constancia_limit')).toBeUndefined()
  expect(story.due('constancia_valid')).toBe('2021-12-30')
  story.does('2021-11-03', 'person', 'form').does('2021-11-10', 'comar', 'interview')
  story.does('2021-12-01', 'comar', 'decide', { outcome: 'recognised' })
  expect(story.due('notify_limit')).toBe('2021-12-15')
  expect(story.deadlines().find(({ limit }) => limit === 'notify_limit')).toMatchObject({ isUnconfirmed: true })
  story.does('2021-12-10', 'comar', 'notify').does('2021-12-10', 'comar', 'recognised')
  expect(story.standing()).toMatchObject({ stage: 'closed', closed: { reason: 'recognised', on: '2021-12-10' } })
  for (const event of story.claim.events.filter(({ kind }) => kind === 'step')) {
    expect(event.basis).toMatchObject({ law: expect.any(String), certainty: expect.stringMatching(/^[ABC]$/) })
    expect(event.actor).toMatch(/^(person|comar)$/)
    expect(event.recordedBy.role).toBe('case-officer')
  }
})

test('72 hours to tell INM are counted from the hour of the claim', () => {
  const story = tellClaim('mx_comar').does('2021-10-25', 'person', 'lodge', { atMs: Date.UTC(2021, 9, 25, 20) })
  expect(story.deadlines().find(({ limit }) => limit === 'tell_inm_limit')).toMatchObject({
    ...{ dueOn: '2021-10-28', dueAtMs: Date.UTC(2021, 9, 28, 20) },
  })
})

test('thirty working days after entry, or after it became possible; not known is not guessed', () => {
  const story = tellClaim('mx_comar').does('2021-09-21', 'any_authority', 'intent')
  story.date('entry', null, '2021-09-21')
  expect(story.deadlines()).toMatchObject([{ limit: 'lodge_limit', notComputable: 'date-unknown' }])
  story.date('entry', '2021-08-25', '2021-09-22')
  expect(story.due('lodge_limit')).toBe('2021-10-08')
  story.date('became_possible', '2021-09-20', '2021-09-22')
  expect(story.due('lodge_limit')).toBe('2021-11-01')
})

test('lodged late is seen, and says nothing else: a person decides when it became possible', () => {
  const story = lodged('2021-11-02').date('entry', '2021-09-20', '2021-11-02')
  expect(story.met('lodge_limit')).toMatchObject({ dueOn: '2021-11-01', metOn: '2021-11-02', isLate: true })
  story.date('became_possible', '2021-10-01', '2021-11-03')
  expect(story.met('lodge_limit')).toMatchObject({ isLate: false })
  expect(story.deadlines().map(({ limit }) => limit)).not.toContain('lodge_limit')
})

test('after a grant the permanent CURP follows and the claim stays closed; the end of protection has its own limits', () => {
  const story = interviewed()
    .does('2021-11-04', 'comar', 'decide', { outcome: 'recognised' })
    .does('2021-11-05', 'comar', 'notify')
  story.does('2021-11-05', 'comar', 'recognised').does('2021-12-01', 'comar', 'curp_permanent')
  expect(story.standing()).toMatchObject({ stage: 'closed', closed: { reason: 'recognised' } })
  story.does('2024-02-01', 'comar', 'end_status')
  expect(story.standing()).toMatchObject({ stage: 'admitted' })
  expect(story.due('end_status_limit')).toBe('2024-04-09')
  story.does('2024-04-01', 'comar', 'end_status_decided', { reason: 'refused' })
  expect([story.due('end_status_review_limit'), story.due('dependants_limit')]).toEqual(['2024-04-22', '2024-05-14'])
  story
    .does('2024-04-10', 'person', 'end_status_review')
    .does('2024-05-10', 'superior', 'end_status_answered', { reason: 'recognised' })
  expect(story.standing()).toMatchObject({ stage: 'closed', closed: { reason: 'recognised' } })
})

test('an extension needs a ground of the law, the person told, and comes once', () => {
  const story = lodged()
  const extend = (more: object) =>
    story.refusesAct({
      ...({
        kind: 'extend',
        limit: 'decide_limit',
        ground: 'health',
        lasts: { amount: 45, unit: 'wd' },
        told: true,
      } as const),
      ...{ on: '2021-12-20', actor: 'comar', recordedBy: officer, ...more },
    })
  expect(extend({ ground: 'many_cases' })).toMatchObject({ refused: 'no-such-ground' })
  // To be confirmed by counsel, and not answered: not a ground here.
  expect(extend({ ground: 'no_country_opinion' })).toMatchObject({ refused: 'no-such-ground' })
  expect(extend({ lasts: { amount: 46, unit: 'wd' } })).toEqual({ refused: 'too-long', help: ['45 wd'] })
  expect(extend({ told: false })).toMatchObject({ refused: 'not-told' })
  expect(extend({ actor: 'person' })).toMatchObject({ refused: 'wrong-actor', help: ['comar'] })
  expect(extend({})).toBeUndefined()
  expect(story.due('decide_limit')).toBe('2022-03-02')
  expect(story.claim.events.at(-1)?.basis).toMatchObject({ law: 'ley', article: '24' })
  expect(extend({})).toMatchObject({ refused: 'extended-before' })
})

test('the end of a limit flags the authority or asks the person, and closes nothing', () => {
  const story = lodged().does('2021-10-26', 'comar', 'late_notice')
  const before = story.standing()
  const about = (day: string) => story.proposals(day).find(({ limit }) => limit === 'decide_limit')?.kind
  expect(['2021-12-20', '2021-12-21', '2021-12-28', '2021-12-29'].map(about)).toEqual([
    undefined,
    'soon',
    'soon',
    'flag',
  ])
  expect(story.proposals('2023-01-01')).toEqual(
    expect.arrayContaining([
      { kind: 'flag', limit: 'decide_limit', step: 'decide', dueOn: '2021-12-28' },
      { kind: 'ask_person', limit: 'late_answer_limit', step: 'late_answer', dueOn: '2021-11-02' },
    ]),
  )
  expect(story.standing()).toEqual(before)
  expect(before.closed).toBeUndefined()
  // Late, the answer is taken all the same.
  expect(story.refuses('2022-06-01', 'person', 'late_answer')).toBeUndefined()
})

test('of two decisions at once one is told, and nothing is overwritten', () => {
  const story = interviewed()
  const seen = story.claim.events.length
  expect(story.refuses('2021-12-01', 'comar', 'decide', { outcome: 'recognised' }, seen)).toBeUndefined()
  expect(story.refuses('2021-12-01', 'comar', 'decide', { outcome: 'refused' }, seen)).toEqual({
    refused: 'changed-meanwhile',
    help: ['1'],
  })
  expect(story.refuses('2021-12-02', 'comar', 'decide', { outcome: 'refused' })).toEqual({
    ...{ refused: 'already-decided', help: ['recognised', '2021-12-01'] },
  })
  expect(story.standing().decision).toMatchObject({ outcome: 'recognised' })
})

test('while an appeal is pending nothing is decided; sent back, it is decided anew', () => {
  const story = refused()
  expect(story.due('review_limit')).toBe('2021-11-29')
  story.does('2021-11-20', 'person', 'review')
  expect(story.standing().stage).toBe('appealed')
  for (const [step, more] of [
    ['decide', { outcome: 'recognised' }],
    ['refused', {}],
    ['abandoned', { reason: 'abandoned_attendance' }],
  ] as const)
    expect(story.refuses('2021-12-01', 'comar', step, more)).toMatchObject({
      refused: expect.stringMatching(/appeal-pending/),
    })
  story.does('2021-12-10', 'superior', 'sent_back').does('2021-12-20', 'comar', 'decide', { outcome: 'complementary' })
  // The first decision was notified; this one is not yet.
  expect(story.due('notify_limit')).toBe('2022-01-03')
  story.does('2021-12-22', 'comar', 'notify').does('2021-12-22', 'comar', 'complementary')
  expect(story.standing().closed).toMatchObject({ reason: 'complementary' })
})

test('a limit starts from proven delivery alone, and attempts are kept', () => {
  const story = interviewed().does('2021-11-04', 'comar', 'decide', { outcome: 'refused' })
  story.does('2021-11-05', 'comar', 'notify', tried)
  expect(story.due('review_limit')).toBeUndefined()
  expect(story.standing().stage).toBe('decided')
  const unproven = { delivery: { ...tried.delivery!, result: 'delivered' as const } }
  expect(story.refuses('2021-11-06', 'comar', 'notify', unproven)).toMatchObject({ refused: 'proof-missing' })
  story.does('2022-01-14', 'comar', 'notify')
  expect(story.due('review_limit')).toBe('2022-02-04')
  expect(story.claim.events.filter((event) => event.kind === 'step' && event.step === 'notify')).toHaveLength(2)
})

test('a claim twice: not in the same claim, and not beside an open one', () => {
  const story = lodged()
  expect(story.refuses('2021-10-26', 'person', 'lodge')).toMatchObject({ refused: 'already-done' })
  expect(mayOpenClaim([{ id: 'first', standing: story.standing() }])).toEqual({
    refused: 'open-claim',
    help: ['first'],
  })
  story.does('2021-10-27', 'person', 'withdrawal').does('2021-10-28', 'person', 'withdrawal_confirmed')
  expect(mayOpenClaim([{ id: 'first', standing: story.standing() }])).toBeUndefined()
})

test('nobody is withdrawn by somebody else, and without confirmation in person nothing is withdrawn', () => {
  const story = lodged()
  expect(story.refuses('2021-10-26', 'person', 'withdrawal', { personId: SOMEBODY_ELSE })).toMatchObject({
    refused: 'not-the-person',
  })
  expect(story.refuses('2021-10-26', 'comar', 'withdrawal')).toMatchObject({ refused: 'wrong-actor', help: ['person'] })
  story.does('2021-10-26', 'person', 'withdrawal')
  expect(story.due('withdrawal_limit')).toBe('2021-10-29')
  expect(story.refuses('2021-10-27', 'person', 'withdrawal_confirmed', { personId: SOMEBODY_ELSE })).toMatchObject({
    refused: 'not-the-person',
  })
  expect(story.standing().closed).toBeUndefined()
  story.does('2021-10-28', 'person', 'withdrawal_confirmed').does('2021-12-01', 'comar', 'reopen')
  expect(story.standing()).toMatchObject({ stage: 'admitted' })
})

test('a child claiming alone is heard: first the child protection office, a representative, and what is best', () => {
  const story = lodged()
  expect(factsOfPerson({ isUnder18: false, isWithParentOrCaregiver: false })).toEqual([])
  expect(factsOfPerson({ isUnder18: true, isWithParentOrCaregiver: true })).toEqual(['under_18'])
  for (const fact of factsOfPerson({ isUnder18: 'in-doubt', isWithParentOrCaregiver: false }))
    story.fact(fact, '2021-10-25', 'comar')
  expect(story.refuses('2021-10-26', 'comar', 'tell_inm')).toEqual({
    refused: 'safeguard',
    help: ['child_protection_told'],
  })
  story.does('2021-10-26', 'comar', 'child_protection_told').does('2021-10-26', 'comar', 'tell_inm')
  story.does('2021-10-27', 'comar', 'admit')
  expect(story.refuses('2021-10-28', 'comar', 'interview')).toEqual({ refused: 'safeguard', help: ['representative'] })
  expect(story.refuses('2021-10-28', 'person', 'withdrawal')).toMatchObject({ refused: 'safeguard' })
  story.does('2021-10-28', 'guardian', 'representative').does('2021-10-29', 'comar', 'interview')
  expect(story.refuses('2021-11-01', 'comar', 'decide', { outcome: 'refused' })).toEqual({
    refused: 'safeguard',
    help: ['best_interests'],
  })
  story
    .does('2021-11-02', 'child_protection', 'best_interests')
    .does('2021-11-03', 'comar', 'decide', { outcome: 'refused' })
  story
    .does('2021-11-05', 'comar', 'notify')
    .does('2021-11-08', 'guardian', 'review')
    .does('2021-11-20', 'superior', 'sent_back')
  // The note was for the decision before.
  expect(story.refuses('2021-11-22', 'comar', 'decide', { outcome: 'refused' })).toEqual({
    refused: 'safeguard',
    help: ['best_interests'],
  })
})

test('late, or lodged by another: asked and ratified first, and never turned away for it', () => {
  const story = tellClaim('mx_comar').does('2021-10-25', 'third_party', 'lodge')
  story.fact('lodged_by_another', '2021-10-25').fact('late', '2021-10-25', 'comar')
  expect(story.due('ratify_limit')).toBe('2021-10-28')
  expect(story.refuses('2021-10-26', 'comar', 'admit')).toEqual({
    refused: 'safeguard',
    help: ['ratify', 'late_notice'],
  })
  story.does('2021-10-27', 'person', 'ratify').does('2021-11-12', 'comar', 'late_notice')
  expect(story.due('late_answer_limit')).toBe('2021-11-22')
  story.does('2021-11-15', 'person', 'late_answer').does('2021-11-16', 'comar', 'admit')
})

test('abandonment is two people’s decision, delivered, and can be reopened', () => {
  const story = interviewed()
    .does('2021-11-24', 'comar', 'attendance_question')
    .does('2021-12-01', 'comar', 'abandonment_proposed')
  const alone = { reason: 'abandoned_left_state' as const, second: undefined }
  expect(story.refuses('2021-12-20', 'comar', 'abandoned', alone)).toMatchObject({ refused: 'second-person-missing' })
  expect(story.refuses('2021-12-20', 'comar', 'abandoned', { ...alone, second: officer })).toMatchObject({
    refused: 'same-person-twice',
  })
  const registrar = { ...colleague, role: 'registrar' as const }
  expect(story.refuses('2021-12-20', 'comar', 'abandoned', { ...alone, second: registrar })).toMatchObject({
    refused: 'may-not-record',
  })
  expect(story.refuses('2021-12-20', 'comar', 'abandoned')).toMatchObject({ refused: 'reason-missing' })
  story.does('2021-12-20', 'comar', 'abandoned', { reason: 'abandoned_left_state' })
  expect(story.standing().closed).toMatchObject({ reason: 'abandoned_left_state' })
  // Nothing of a closed claim runs on but the time to ask for review.
  expect(story.deadlines().map(({ limit, dueOn }) => [limit, dueOn])).toEqual([['review_limit', '2022-01-10']])
  expect(story.refuses('2021-12-21', 'comar', 'interview')).toMatchObject({ refused: 'claim-closed' })
  expect(story.refuses('2022-02-01', 'comar', 'reopen')).toBeUndefined()
})

test('out of turn, by the wrong one, in the future, under a name nobody knows: refused, with what would be right', () => {
  const story = tellClaim('mx_comar')
  expect(story.refuses('2021-10-25', 'comar', 'admit')).toEqual({ refused: 'no-claim-yet', help: ['intent', 'lodge'] })
  story.does('2021-10-25', 'person', 'lodge').on('2021-11-01')
  expect(story.refuses('2021-11-01', 'comar', 'decide', { outcome: 'recognised' })).toMatchObject({
    refused: 'not-yet',
  })
  expect(story.refuses('2021-11-02', 'comar', 'admit')).toEqual({ refused: 'in-the-future', help: ['2021-11-01'] })
  expect(story.refuses('2021-10-24', 'comar', 'admit')).toEqual({ refused: 'before-the-claim', help: ['2021-10-25'] })
  story.does('2021-10-28', 'comar', 'admit')
  expect(story.refuses('2021-10-27', 'comar', 'interview')).toEqual({
    refused: 'before-its-step',
    help: ['2021-10-28'],
  })
  expect(story.refuses('2021-10-26', 'system', 'admit')).toMatchObject({ refused: 'wrong-actor' })
  expect(story.refuses('2021-10-26', 'person', 'admit')).toEqual({ refused: 'wrong-actor', help: ['comar'] })
  expect(story.refuses('2021-10-26', 'comar', 'admit', { recordedBy: { ...officer, role: 'planner' } })).toMatchObject({
    refused: 'may-not-record',
  })
  expect(story.refuses('2021-10-26', 'comar', 'acquit')).toMatchObject({ refused: 'not-in-this-procedure' })
})

test('a calendar that changes under open claims moves dates, tells which, and changes nothing else', () => {
  const story = lodged()
  const known = new Map(story.deadlines().map(({ limit, dueOn = null }) => [limit, dueOn]))
  const row = (kind: CalendarRow['kind'], from: string, to: string): CalendarRow => ({
    ...{ kind, layer: 4, name: 'invented', when: { from, to }, basis: { law: 'dof', certainty: 'B' } },
  })
  const rows = [row('holiday', '2021-11-02', '2021-11-02'), row('holiday', '2021-12-20', '2021-12-31')]
  const changed = daysOf(shipped.calendars.get('mx')!, { rows, revision: 1 })
  const events = structuredClone(story.claim.events)
  const { moved } = recount(story.rules, [story.claim], changed, (_claim, limit) => known.get(limit))
  expect(moved).toContainEqual({ claim: 'claim', limit: 'decide_limit', before: '2021-12-28', after: '2022-01-12' })
  expect(moved.map(({ limit }) => limit)).not.toContain('constancia_limit')
  expect(story.claim.events).toEqual(events)
})

test('COMAR’s suspension of 2020 without a known end: October 2021 runs with either answer', () => {
  const answered = tellClaim('mx_comar', { calendar: { settings: { covid_suspension_goes_on: true } } }).does(
    '2021-10-25',
    'person',
    'lodge',
  )
  expect(answered.deadlines().find(({ limit }) => limit === 'decide_limit')).toMatchObject({
    notComputable: 'stands-still',
  })
  expect(lodged('2020-03-02').due('decide_limit')).toBe('2020-07-13')
  expect(lodged('2020-04-06').due('decide_limit')).toBe('2020-07-31')
  expect(lodged('2021-10-30').due('decide_limit')).toBe('2022-01-03')
})
