import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChance } from '#platform/base/chance.ts'
import { ageBandOf, IndividualDetails, IndividualFacts, isChildBand } from '../model.ts'
import { inventHousehold, inventHouseholds } from './invented-households.ts'
import { comarApplications2021 } from './nationality-mix.ts'

const today = '2021-10-24'
const id = '00000000-0000-4000-8000-000000000001'

test('3,000 people stand in households of a plausible size, most of them with few people', () => {
  const households = inventHouseholds(createChance(2021), 3000, today)
  const people = households.flatMap((household) => household.people)
  expect(people).toHaveLength(3000)
  expect(people.length / households.length).toBeGreaterThan(2)
  expect(people.length / households.length).toBeLessThan(3)
  expect(people.filter(({ ageBand }) => isChildBand(ageBand)).length / people.length).toBeGreaterThan(0.2)
})

test('nationalities are spread as COMAR published them, within three points', () => {
  const people = inventHouseholds(createChance(2021), 3000, today).flatMap((household) => household.people)
  const total = Object.values(comarApplications2021.persons).reduce((sum, persons) => sum + persons, 0)
  expect(total).toBe(64_378)
  for (const [nationality, persons] of Object.entries(comarApplications2021.persons)) {
    if (nationality === 'other') continue
    const share = people.filter((person) => person.nationality === nationality).length / people.length
    expect.soft(Math.abs(share - persons / total), nationality).toBeLessThan(0.03)
  }
})

test('the same seed invents the same people', () => {
  expect(inventHouseholds(createChance(7), 200, today)).toEqual(inventHouseholds(createChance(7), 200, today))
  expect(inventHouseholds(createChance(8), 200, today)).not.toEqual(inventHouseholds(createChance(7), 200, today))
})

test('whatever the seed and size, a household passes the checks a real one must pass', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), (seed, size) => {
      const { people } = inventHousehold(createChance(seed), size, today)
      expect(people).toHaveLength(size)
      expect(people.filter(({ isFocalPoint }) => isFocalPoint)).toHaveLength(1)
      for (const {
        isFocalPoint,
        sex,
        ageBand,
        nationality,
        language,
        consent,
        name,
        birth,
        relation,
        needs,
      } of people) {
        IndividualFacts.parse({ id, isFocalPoint, sex, ageBand, nationality, language, consent })
        IndividualDetails.parse({ id, name, birth, relation, needs })
        expect(ageBand).toBe(ageBandOf(birth, today))
      }
    }),
  )
})
