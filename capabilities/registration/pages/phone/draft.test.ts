import fc from 'fast-check'
import { expect, test } from 'vitest'
import { purposes } from '../../model.ts'
import { countsOf, type Draft, hasNoAdult, newDraft, withConsent, withCounts, withPerson } from './draft.ts'
import { isAnswered, stepAfter, stepAt, stepsOf } from './steps.ts'

const today = '2021-10-24'

/** Bytes that differ from call to call, so that ids do. */
function counting() {
  let next = 0
  return { bytes: (length: number) => Uint8Array.from({ length }, () => next++ & 255) }
}

const random = counting()
const household = (adult: number, child: number, small: number): Draft =>
  withCounts(newDraft(random), { adult, child, 'small-child': small }, random)

test('a mother with two children passes every question and ends at the summary', () => {
  let draft: Draft = { ...household(1, 1, 1), alike: true, needing: [], speaker: 'adult' }
  const seen: string[] = []
  for (let id = 'speaker'; id !== 'check'; id = stepAfter(draft, id, today).id) seen.push(id.split('/')[0] ?? '')
  expect(seen).toEqual([
    ...['speaker', 'people', 'name', 'sex', 'birth', 'nationality', 'language', 'alike'],
    ...['name', 'sex', 'birth', 'relation', 'name', 'sex', 'birth', 'relation'],
    ...['needing', 'phone', 'consent', 'consent', 'consent', 'consent', 'consent'],
  ])
  draft = { ...draft, alike: false }
  expect(stepsOf(draft, today).filter(({ id }) => id.startsWith('nationality')).length).toBe(3)
})

test('another adult is asked alone, and only with the phone in hand', () => {
  const draft = household(2, 0, 0)
  const other = draft.people[1]!
  const consentsOf = (one: Draft) =>
    stepsOf(one, today).filter((step) => step.kind === 'consent' && step.personId === other.id)
  expect(stepsOf(draft, today).some(({ id }) => id === `hand/${other.id}`)).toBe(true)
  expect(consentsOf(withPerson(draft, other.id, { asked: 'later' }))).toEqual([])
  expect(consentsOf(withPerson(draft, other.id, { asked: 'now' })).length).toBe(purposes.length)
})

test('what the speaker decides counts for the children, never for another adult', () => {
  const draft = household(2, 1, 1)
  const decided = withConsent(draft, draft.people[0]!.id, 'aid', false, today)
  expect(decided.people.map(({ consent }) => consent.aid)).toEqual([false, null, false, false])
})

test('a birth date makes a grown-up of someone counted as a child', () => {
  const draft = household(1, 1, 0)
  const grown = withPerson(draft, draft.people[1]!.id, { birth: { kind: 'date', on: '1990-01-01' } })
  const decided = withConsent(grown, grown.people[0]!.id, 'aid', true, today)
  expect(decided.people[1]?.consent.aid).toBeNull()
})

test('children without an adult are recognised', () => {
  const draft = newDraft(random)
  const alone = withPerson(draft, draft.people[0]!.id, { group: 'child' })
  expect(hasNoAdult(alone, today)).toBe(true)
  expect(hasNoAdult(household(1, 3, 0), today)).toBe(false)
})

test('counting again keeps what was told of those who stay', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 6 }),
      fc.nat({ max: 6 }),
      fc.nat({ max: 6 }),
      fc.nat({ max: 6 }),
      (child, small, child2, small2) => {
        const first = household(1, child, small)
        const told = first.people.reduce((draft, { id }) => withPerson(draft, id, { name: id }), first)
        const again = withCounts(told, { adult: 1, child: child2, 'small-child': small2 }, random)
        expect(countsOf(again)).toEqual({ adult: 1, child: child2, 'small-child': small2 })
        expect(again.people.filter(({ name }) => name).length).toBe(
          1 + Math.min(child, child2) + Math.min(small, small2),
        )
        expect(new Set(again.people.map(({ id }) => id)).size).toBe(again.people.length)
      },
    ),
  )
})

test('from any page the way leads to the summary, and a vanished page to the first open one', () => {
  fc.assert(
    fc.property(fc.nat({ max: 4 }), fc.nat({ max: 4 }), fc.boolean(), (adults, children, alike) => {
      const draft: Draft = { ...household(adults + 1, children, 0), alike }
      let id = 'speaker'
      for (let pages = 0; id !== 'check' && pages < 300; pages++) id = stepAfter(draft, id, today).id
      expect(id).toBe('check')
      expect(isAnswered(stepAt(draft, 'name/nobody', today), draft)).toBe(false)
    }),
  )
})
