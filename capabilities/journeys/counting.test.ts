import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type CountableEntry,
  countStop,
  countStops,
  groupState,
  notSeenNext,
  type Registered,
  sumStop,
} from './counting.ts'

const household = (id: string, code: string, people: number, rest: Partial<CountableEntry> = {}) =>
  ({
    id,
    stopId: 'one',
    deviceId: 'mine',
    madeAt: 1,
    kind: 'household',
    code,
    sizeOnCard: 4,
    people,
    ...rest,
  }) as CountableEntry
const undo = (id: string, undoes: string, deviceId = 'mine') =>
  ({ id, stopId: 'one', deviceId, madeAt: 9, kind: 'undo', undoes }) as CountableEntry
const nameless = (id: string, people: number) =>
  ({ id, stopId: 'one', deviceId: 'mine', madeAt: 1, kind: 'nameless', people }) as CountableEntry

const FOUR = { size: 4, adults: 2, children: 2 }

test('one card scanned by two phones at one stop is one household, and the newer number stands', () => {
  const { households } = countStop([
    household('a', 'K7P', 3, { deviceId: 'mine', madeAt: 1 }),
    household('b', 'K7P', 4, { deviceId: 'other', madeAt: 2 }),
  ])
  expect([...households.values()].map(({ people }) => people)).toEqual([4])
})

test('a household with a lost card and a new one is still one household', () => {
  const registered: Registered = new Map([
    ['OLD', { groupId: 'g', ...FOUR }],
    ['NEW', { groupId: 'g', ...FOUR }],
  ])
  expect(countStop([household('a', 'OLD', 4), household('b', 'NEW', 4)], registered).households.size).toBe(1)
})

test('taking back works for the phone that counted, and for no other', () => {
  expect(sumStop(countStop([nameless('a', 4), undo('u', 'a')])).people).toBe(0)
  expect(sumStop(countStop([nameless('a', 4), undo('u', 'a', 'other')])).people).toBe(4)
})

test('a household of four with three here has someone missing; whose ages are here is not guessed', () => {
  const registered: Registered = new Map([['K7P', { groupId: 'g', ...FOUR }]])
  const three = countStop([household('a', 'K7P', 3)], registered)
  expect([...three.households.values()].map((count) => groupState(count))).toEqual(['someone-missing'])
  expect(sumStop(three)).toMatchObject({ people: 3, adults: 0, children: 0, ageNotKnown: 3, householdsIncomplete: 1 })
  const four = countStop([household('a', 'K7P', 4)], registered)
  expect(sumStop(four)).toMatchObject({ people: 4, adults: 2, children: 2, ageNotKnown: 0, householdsIncomplete: 0 })
})

test('the registration knows better than an old card how many they are', () => {
  const registered: Registered = new Map([['K7P', { groupId: 'g', size: 5, adults: 2, children: 3 }]])
  const [count] = countStop([household('a', 'K7P', 4)], registered).households.values()
  expect(groupState(count!)).toBe('someone-missing')
})

test('a token says nothing of size: the most that any stop has seen is what is expected', () => {
  const stops = countStops([
    household('a', 'TOKEN', 3, { stopId: 'one', sizeOnCard: null } as Partial<CountableEntry>),
    household('b', 'TOKEN', 2, { stopId: 'two', sizeOnCard: null } as Partial<CountableEntry>),
  ])
  const at = (stop: string) => [...stops.get(stop)!.households.values()][0]!
  expect(groupState(at('two'), stops.values())).toBe('someone-missing')
  expect(groupState(at('one'), stops.values())).toBe('complete')
  expect(groupState(at('one'))).toBe('not-known')
})

test('between two stops a household that stayed behind is a number, and so is one that came without a child', () => {
  const first = countStop([household('a', 'A', 4), household('b', 'B', 2), household('c', 'C', 3)])
  const next = countStop([household('d', 'A', 3), household('e', 'C', 3), household('f', 'D', 5)])
  expect(notSeenNext(first, next)).toEqual({ households: 2, people: 3 })
})

const anyEntry = fc
  .record({
    number: fc.nat(30),
    target: fc.nat(30),
    code: fc.constantFrom('A', 'B', 'C', 'D'),
    people: fc.integer({ min: 1, max: 6 }),
    madeAt: fc.nat(5),
    kind: fc.constantFrom('household', 'household', 'nameless', 'undo'),
  })
  // An id has one content: what it is follows from its number.
  .map(({ number, target, ...rest }) => ({
    ...rest,
    id: `id${number}`,
    deviceId: `phone${number % 3}`,
    stopId: `stop${number % 2}`,
    sizeOnCard: 4,
    undoes: `id${target}`,
  }))

test('order and repetition change nothing', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(anyEntry, { selector: ({ id }) => id, maxLength: 25 })
        .chain((entries) =>
          fc.tuple(
            fc.constant(entries),
            fc.shuffledSubarray(entries, { minLength: entries.length }),
            fc.subarray(entries),
          ),
        ),
      ([entries, shuffled, repeated]) => {
        const sums = (list: typeof entries) =>
          [...countStops(list as CountableEntry[])].sort().map(([stop, count]) => [stop, sumStop(count)])
        expect(sums([...repeated, ...shuffled, ...repeated])).toEqual(sums(entries))
      },
    ),
  )
})

test('people are households and nameless, and everyone has exactly one place among the ages', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 25 }), fc.nat(4), fc.nat(4), (entries, adults, children) => {
      const registered: Registered = new Map([
        ['A', { groupId: 'g', size: Math.max(1, adults + children), adults, children }],
      ])
      const sums = sumStop(countStop(entries as CountableEntry[], registered))
      expect(sums.adults + sums.children + sums.ageNotKnown).toBe(sums.people)
      expect(
        Math.min(sums.adults, sums.children, sums.ageNotKnown, sums.people - sums.nameless),
      ).toBeGreaterThanOrEqual(0)
      expect(sums.householdsIncomplete).toBeLessThanOrEqual(sums.households)
    }),
  )
})
