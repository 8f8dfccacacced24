import { expect, test } from 'vitest'
import { delivered, officer, PERSON, tellClaim } from '#checks/harness/claim-story.ts'
import { appealUntilOf, constanciaStep, issuableKinds, languagesOf, validUntilOf } from './issuable.ts'

type Story = ReturnType<typeof tellClaim>
const historyOf = ({ rules, claim, days }: Story) => ({ rules, events: claim.events, days })
const kindsOf = (story: Story) =>
  Object.fromEntries(issuableKinds(historyOf(story)).map(({ kind, why }) => [kind, why ?? 'yes']))

test('in Mexico a constancia can be issued once a claim is lodged, until it is closed; a letter once two have signed a decision', () => {
  const story = tellClaim('mx_comar').does('2021-10-25', 'person', 'lodge')
  expect(kindsOf(story)).toEqual({
    ...{ constancia: 'yes', interview: 'yes', hearing: 'not-in-procedure', decision: 'not-decided' },
  })
  expect(constanciaStep(story.rules, story.claim.events)?.id).toBe('constancia')
  story.does('2021-10-26', 'comar', 'constancia').does('2021-10-27', 'comar', 'admit')
  story.does('2021-10-27', 'comar', 'language_asked').does('2021-10-28', 'person', 'form')
  story.does('2021-11-03', 'comar', 'interview').does('2021-11-04', 'comar', 'decide', { outcome: 'recognised' })
  expect(kindsOf(story).decision).toBe('yes')
  const alone = story.claim.events.map((event) => (event.kind === 'step' ? { ...event, second: undefined } : event))
  expect(issuableKinds({ rules: story.rules, events: alone as typeof story.claim.events }).at(-1)!.why).toBe(
    'not-signed-by-two',
  )
  story.does('2021-11-05', 'comar', 'notify').does('2021-11-08', 'comar', 'recognised')
  expect(kindsOf(story)).toMatchObject({ constancia: 'claim-closed', interview: 'claim-closed', decision: 'yes' })
})

test('a constancia is valid for as long as the procedure says, from the day it was issued or renewed', () => {
  const story = tellClaim('mx_comar').does('2021-10-25', 'person', 'lodge').does('2021-10-25', 'comar', 'constancia')
  expect(validUntilOf(historyOf(story))).toBe('2021-12-28')
  expect(constanciaStep(story.rules, story.claim.events)).toBeUndefined()
  expect(constanciaStep(story.rules, story.claim.events, true)?.id).toBe('constancia_renewed')
  story.does('2021-12-28', 'comar', 'constancia_renewed')
  expect(validUntilOf(historyOf(story))! > '2022-02-01').toBe(true)
  const once = tellClaim('mx_comar', { answers: { constancia_renewable: false } })
  once.does('2021-10-25', 'person', 'lodge').does('2021-10-25', 'comar', 'constancia')
  expect(validUntilOf(historyOf(once))).toBeUndefined()
})

test('a letter says the day that runs once it is handed over, before and after that is recorded', () => {
  const story = tellClaim('mx_comar').does('2021-10-25', 'person', 'lodge').does('2021-10-26', 'comar', 'constancia')
  story.does('2021-10-27', 'comar', 'admit').does('2021-10-27', 'comar', 'language_asked')
  story.does('2021-10-28', 'person', 'form').does('2021-11-03', 'comar', 'interview')
  story.does('2021-11-04', 'comar', 'decide', { outcome: 'refused' })
  expect(appealUntilOf(historyOf(story), '2021-11-05')).toBe('2021-11-29')
  story.does('2021-11-05', 'comar', 'notify', delivered)
  expect(appealUntilOf(historyOf(story), '2022-01-14')).toBe('2021-11-29')
})

test('before a court at the border there are notices of hearings and letters, and no constancia; each authority writes its own language', () => {
  const story = tellClaim('us_remain_in_mexico').records({
    ...{ kind: 'step', step: 'nta', on: '2021-12-10', actor: 'cbp', recordedBy: officer, personId: PERSON },
    ...delivered,
  })
  expect(kindsOf(story)).toMatchObject({
    constancia: 'not-in-procedure',
    interview: 'not-in-procedure',
    hearing: 'yes',
  })
  expect(languagesOf(story.rules.procedure, 'ht')).toEqual({ procedure: 'en', person: 'ht' })
  expect(languagesOf(tellClaim('mx_comar').rules.procedure, 'es')).toEqual({ procedure: 'es', person: 'es' })
})
