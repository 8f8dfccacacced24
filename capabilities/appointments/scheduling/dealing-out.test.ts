import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOut, type Meeting } from './dealing-out.ts'

test('nobody is in two meetings at once, however full the day', () => {
  const day = fc.integer({ min: 1, max: 5 }).chain((slots) =>
    fc.record({
      slots: fc.constant(slots),
      wanted: fc.array(fc.record({ officer: fc.nat(6), interpreter: fc.option(fc.nat(4), { nil: undefined }) }), {
        maxLength: 60,
      }),
    }),
  )
  fc.assert(
    fc.property(day, ({ slots, wanted }) => {
      const meetings = asFullAsCanBe(wanted, slots)
      const dealt = dealOut(meetings, slots)
      expect(dealt.every((slot) => slot >= 0 && slot < slots)).toBe(true)
      const places = meetings.flatMap(({ officer, interpreter }, m) => [
        `officer ${officer} ${dealt[m]}`,
        ...(interpreter === undefined ? [] : [`interpreter ${interpreter} ${dealt[m]}`]),
      ])
      expect(new Set(places).size).toBe(places.length)
    }),
    { numRuns: 500 },
  )
})

/** Of the meetings somebody wants, those for which officer and interpreter still have time that day. */
function asFullAsCanBe(wanted: readonly Meeting[], slots: number): Meeting[] {
  const busy = new Map<string, number>()
  return wanted.filter(({ officer, interpreter }) => {
    const who = [`officer ${officer}`, ...(interpreter === undefined ? [] : [`interpreter ${interpreter}`])]
    if (who.some((each) => (busy.get(each) ?? 0) >= slots)) return false
    for (const each of who) busy.set(each, (busy.get(each) ?? 0) + 1)
    return true
  })
}
