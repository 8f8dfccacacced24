import { expect, test } from 'vitest'
import { colleague, officer, PERSON, shipped } from '#checks/harness/claim-story.ts'
import { createChance } from '#platform/base/chance.ts'
import { addDays } from '#platform/base/plain-date.ts'
import { possibleSteps, take } from './acting.ts'
import { Act, type Claim, counts, standingOf } from './claim.ts'
import { daysOf, deadlinesOf, proposalsOf } from './deadlines.ts'
import { checkAnswers, settle } from './rules.ts'

test.each(shipped.procedures)(
  'whatever people do, in any order, a claim of $procedure stays true to its history',
  (procedure) => {
    const rules = settle(procedure)
    const days = daysOf(shipped.calendars.get(procedure.calendar)!)
    const chance = createChance(77)
    const closedBy = new Set<string>()
    const done = new Set<string>()
    for (let run = 0; run < 60; run++) {
      const claim: Claim = {
        id: 'c',
        personId: PERSON,
        procedure: procedure.procedure,
        version: procedure.version,
        events: [],
      }
      let on = '2021-12-10'
      for (const { id } of procedure.facts) if (chance.happens(0.1)) add({ kind: 'fact', fact: id, holds: true })
      for (let turn = 0; turn < 40; turn++) {
        on = addDays(on, chance.between(0, 9))
        const standing = standingOf(rules, claim.events)
        const possible = possibleSteps(rules, standing)
        // A claim that is open can always go on, if only by its person withdrawing.
        if (!standing.closed) expect(possible.length).toBeGreaterThan(0)
        const name =
          chance.happens(0.8) && possible.length > 0 ? chance.pick(possible).step : chance.pick(procedure.steps).id
        add({ kind: 'step', step: name })
        const before = structuredClone(claim.events)
        proposalsOf(rules, deadlinesOf(rules, claim, days), addDays(on, 4_000))
        expect(claim.events).toEqual(before)
      }
      // Wherever they got to, a decision can still close it: not only leaving, dying, or being somebody else.
      for (let turn = 0; turn < 400 && !standingOf(rules, claim.events).closed; turn++) {
        const steps = possibleSteps(rules, standingOf(rules, claim.events))
        const onward = steps.filter(({ step }) => !/^(withdrawal|died|duplicate|taken_out)/.test(step))
        expect(onward.length).toBeGreaterThan(0)
        add({ kind: 'step', step: chance.pick(onward).step })
      }
      const { closed, stage } = standingOf(rules, claim.events)
      expect(closed).toBeDefined()
      expect(stage === 'closed').toBe(closed !== undefined)

      function add(given: { kind: 'step'; step: string } | { kind: 'fact'; fact: string; holds: boolean }) {
        const step = given.kind === 'step' ? rules.steps.get(given.step)! : undefined
        const actor = step ? chance.pick(step.actors) : 'person'
        const act = Act.parse({
          ...{ ...given, on, actor, recordedBy: officer, second: colleague, personId: PERSON },
          ...(step?.outcomes && { outcome: chance.pick(step.outcomes) }),
          ...(step?.ends && { reason: chance.pick(step.ends) }),
          ...(step?.records === 'absence' && { absence: 'ill' }),
          ...(step?.records === 'delivery' && {
            delivery: {
              result: chance.pick(['tried', 'delivered']),
              channel: 'post',
              language: 'ht',
              wasReadAloud: true,
              receivedBy: 'person',
              proof: 'signature',
            },
          }),
          ...(step?.records === 'hearing_notice' && {
            hearing: {
              version: 1,
              court: 'a',
              hearingOn: on,
              hearingAt: '10:00',
              reportPlace: 'b',
              reportOn: on,
              reportAt: '08:00',
            },
          }),
        })
        const wasClosed = standingOf(rules, claim.events).closed
        const taken = take(rules, claim, act, { events: claim.events.length, today: on })
        if ('refused' in taken) return
        if (wasClosed && step) expect(rules.steps.get(wasClosed.step)!.next).toContain(step.id)
        if (step) {
          expect(taken.event.basis).toMatchObject({ law: expect.any(String) })
          done.add(step.id)
          if (step.ends && act.kind === 'step' && counts(act)) closedBy.add(step.id)
        }
        claim.events = [...claim.events, taken.event]
      }
    }
    expect(closedBy.size).toBeGreaterThan(2)
    expect(done.size).toBeGreaterThan(procedure.steps.length / 2)
  },
)

test('answers to settings are checked when they are given', () => {
  const [mexico] = shipped.procedures
  expect(checkAnswers(mexico!, { notify_limit: { amount: 5, unit: 'wd' }, constancia_renewable: false })).toEqual([])
  expect(checkAnswers(mexico!, { notify: true })).toMatchObject([{ message: 'There is no setting "notify".' }])
  expect(checkAnswers(mexico!, { notify_limit: true })).toMatchObject([{ message: 'Give a duration, such as 15 wd.' }])
  expect(checkAnswers(mexico!, { notify_limit: { amount: -5, unit: 'wd' } })).toHaveLength(1)
  expect(checkAnswers(mexico!, { notify_limit: { amount: 5, unit: 'hour' } })).toMatchObject([{ message: /in days/ }])
  const calendar = shipped.calendars.get('mx')!
  expect(checkAnswers(calendar, { covid_suspension_goes_on: true })).toEqual([])
  expect(checkAnswers(calendar, { covid_suspension_goes_on: 'no' })).toMatchObject([{ message: 'Give yes or no.' }])
  expect(() => settle(mexico!, { notify_limit: true })).toThrow(/notify_limit: Give a duration/)
})

test('what counsel has to confirm is a setting everywhere, and an unanswered one is marked', () => {
  for (const procedure of shipped.procedures) {
    const marked = settle(procedure).limits.filter(({ limit }) => 'setting' in limit.lasts)
    expect(marked.every(({ isUnconfirmed }) => isUnconfirmed)).toBe(true)
    for (const setting of procedure.settings) expect(setting.basis.certainty).toBe('C')
  }
})
