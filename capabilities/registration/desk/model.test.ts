import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AgeBand } from '../model.ts'
import { isChildAlone, normaliseCaseNumber, type Present, refuseArrival, refuseJoin, refuseSplit } from './model.ts'

const person = (id: string, ageBand: AgeBand = '18-59'): Present => ({ id, ageBand })
const mother = person('mother')
const child = person('child', '5-11')
const teenager = person('teenager', '12-17')

test('children without an adult are alone, also together; an unknown age says nothing', () => {
  expect(isChildAlone([child, teenager])).toBe(true)
  expect(isChildAlone([child, mother])).toBe(false)
  expect(isChildAlone([person('someone', 'unknown')])).toBe(false)
  expect(isChildAlone([])).toBe(false)
})

test('two households of adults join; the one who speaks must be among them', () => {
  const choice = { focalPointId: 'mother', confirmedByTrainedPerson: false }
  expect(refuseJoin([mother], [person('aunt')], choice)).toBeUndefined()
  expect(refuseJoin([mother], [person('aunt')], { ...choice, focalPointId: 'stranger' })).toBe('focal-point-missing')
  expect(refuseJoin([mother], [], choice)).toBe('household-empty')
  expect(
    refuseJoin(
      [mother],
      Array.from({ length: 30 }, (_, n) => person(`p${n}`)),
      choice,
    ),
  ).toBe('household-too-large')
})

test('an adult who arrives among children alone needs a trained person; a birth does not', () => {
  const choice = { reason: 'arrived' as const, confirmedByTrainedPerson: false }
  expect(refuseArrival([teenager], mother, choice)).toBe('trained-person-needed')
  expect(refuseArrival([teenager], mother, { ...choice, confirmedByTrainedPerson: true })).toBeUndefined()
  expect(refuseArrival([teenager], child, { ...choice, reason: 'birth' })).toBeUndefined()
})

const household = (prefix: string) =>
  fc
    .array(fc.constantFrom(...AgeBand.options), { minLength: 1, maxLength: 12 })
    .map((bands) => bands.map((ageBand, n) => person(`${prefix}${n}`, ageBand)))

test('no join brings a child alone under an adult without a trained person, whoever is in the two households', () => {
  fc.assert(
    fc.property(household('a'), household('b'), (staying, coming) => {
      const refusal = refuseJoin(staying, coming, { focalPointId: 'a0', confirmedByTrainedPerson: false })
      const meets = isChildAlone(staying) !== isChildAlone(coming)
      expect(refusal).toBe(meets ? 'trained-person-needed' : undefined)
      expect(refuseJoin(staying, coming, { focalPointId: 'a0', confirmedByTrainedPerson: true })).toBeUndefined()
    }),
  )
})

test('no split leaves children without an adult unseen, and both parts have people', () => {
  fc.assert(
    fc.property(household('a'), fc.infiniteStream(fc.boolean()), (present, chance) => {
      const leaving = present.filter(() => chance.next().value).map(({ id }) => id)
      const rest = present.filter(({ id }) => !leaving.includes(id))
      const choice = {
        focalPointId: leaving[0] ?? '',
        remainingFocalPointId: rest[0]?.id ?? '',
        confirmedByTrainedPerson: false,
      }
      const refusal = refuseSplit(present, leaving, choice)
      if (leaving.length === 0 || rest.length === 0) expect(refusal).toBe('household-empty')
      else {
        const parts = [present.filter(({ id }) => leaving.includes(id)), rest]
        const leavesAlone = !isChildAlone(present) && parts.some(isChildAlone)
        expect(refusal).toBe(leavesAlone ? 'trained-person-needed' : undefined)
      }
    }),
  )
})

test('a case number is found however it was typed', () => {
  expect(normaliseCaseNumber(' 21-k7p4q - x92mb ')).toBe('21-K7P4Q-X92MB')
})
