import { expect, test } from 'vitest'
import { createChance } from '#platform/base/chance.ts'
import { CHECK_IN_LIFE_MS, CheckInEntry, ConditionReport, StopEntry } from './model.ts'
import { inventStops } from './practice.ts'

const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }
const cards = Array.from({ length: 400 }, (_, i) => ({
  shortCode: `000-000-00${String(i).padStart(2, '0')}`.slice(0, 12),
  householdSize: 1 + (i % 6),
}))

test('at the second stop two households have someone missing, and some have not been seen yet', () => {
  const [first, second] = inventStops(cards, createChance(1), random)
  const households = ({ phones }: typeof first & object) =>
    phones.flatMap(({ entries }) => entries.filter((entry) => entry.kind === 'household'))
  const incomplete = (stop: typeof first & object) =>
    households(stop).filter(({ people, sizeOnCard }) => people < sizeOnCard!)
  expect(incomplete(first!)).toHaveLength(0)
  expect(incomplete(second!)).toHaveLength(2)
  expect(households(second!).length).toBeLessThan(households(first!).length)
})

test('all of it passes the checks a volunteer’s phone must pass, and is young enough to be counted', () => {
  const clockStartsAt = Date.parse('2021-10-24T14:00:00Z')
  for (const { stop, phones, conditions } of inventStops([], createChance(2), random)) {
    StopEntry.parse(stop)
    for (const report of conditions) ConditionReport.parse(report)
    for (const entry of phones.flatMap(({ entries }) => entries)) {
      const { madeAt } = CheckInEntry.parse(entry)
      expect(Date.parse(madeAt)).toBeLessThan(clockStartsAt)
      expect(Date.parse(madeAt)).toBeGreaterThan(clockStartsAt - CHECK_IN_LIFE_MS)
    }
  }
})
