import { expect, test } from 'vitest'
import { runCohort } from './cohort.ts'
import { countReplication, runExact } from './exact.ts'
import type { Delay, Flow, Measure, Station } from './flow.ts'

// Memory of the cores is not checked at each access: what no scenario has may not reach beyond it either.

const key = { seed: 3, replication: 0 }

/** 1.2 arrivals a day, served in half a day by one server, oldest first; node 2 is left to each test. */
function base(station: Partial<Station> = {}, more: Partial<Flow> = {}, measure: Partial<Measure> = {}): Flow {
  return {
    ...{ days: 30, kinds: 1, arrivals: [{ kind: 0, node: 0, perDay: 1.2 }] },
    waiting: { kind: new Int32Array(), node: new Int32Array(), bornOn: new Int32Array(), count: new Float64Array() },
    nodes: [
      {
        ...{ form: 'station', servers: 1, pace: 1, work: [{ form: 'exponential', mean: 0.5, scv: 1 }], rank: [0] },
        ...{ order: 'oldest', routes: [[{ share: 1, node: 1, kind: 0 }]] },
        ...station,
      },
      { form: 'gone' },
    ],
    ...more,
    measure: { ...{ node: 1, groups: 1, groupOf: [0], periodDays: 30, sampleDays: 10 }, ...measure },
  }
}

const delay = (mean: number, to: number): Delay => ({
  ...{ form: 'delay', lasts: { form: 'fixed', mean, scv: 0 }, routes: [[{ share: 1, node: to, kind: 0 }]] },
})

test('a kind that comes and has no route is told by both engines, and nobody is lost', () => {
  for (const run of [runExact, runCohort])
    for (const routes of [[], [[]]])
      expect(() => run(base({ routes }), key)).toThrow('routes[0]: a unit of this kind came, and there is no route')
})

test('numbers beyond 32 bits are as large as they say', () => {
  const gone = (flow: Flow) => runExact(flow, key).entered[1]!
  const usual = gone(base({ servers: 40 }))
  expect(usual).toBeGreaterThan(20)
  for (const servers of [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) expect(gone(base({ servers }))).toBe(usual)
  const places = (total: number) => runExact(base({ places: { total, turnedAwayTo: 1 } }), key).entered[0]!
  expect(places(Number.POSITIVE_INFINITY)).toBe(places(1_000))
  expect(places(2 ** 32)).toBe(places(1_000))
  expect(places(2.5)).toBe(places(3))
  expect(() => places(Number.NaN)).toThrow('nodes[0].places.total is NaN')
})

test('one period for all days, however long it is', () => {
  for (const run of [runExact, runCohort]) {
    const all = run(base({}, {}, { periodDays: 30 }), key)
    expect(run(base({}, {}, { periodDays: Number.POSITIVE_INFINITY }), key)).toEqual(all)
  }
})

test('who stays in a delay for millions of years does not come back', () => {
  for (const mean of [2_147_483_647, 3e9, 1e12])
    for (const run of [runExact, runCohort]) {
      const flow = base({ routes: [[{ share: 1, node: 2, kind: 0 }]] })
      const { entered } = run({ ...flow, nodes: [...flow.nodes, delay(mean, 1)] }, key)
      expect([entered[1], entered[2]! > 10]).toEqual([0, true])
    }
})

test('a watched cohort that cannot be is nobody, and takes no other’s place', () => {
  const waiting = {
    kind: Int32Array.of(0),
    node: Int32Array.of(0),
    bornOn: Int32Array.of(-3),
    count: Float64Array.of(5),
  }
  const watch = [
    { kind: 0, bornOn: -3 },
    { kind: 0, bornOn: -2.5 },
    { kind: 1_000_000, bornOn: -3 },
    { kind: -1, bornOn: -3 },
    { kind: 0, bornOn: 2 ** 32 - 3 },
  ]
  for (const run of [runExact, runCohort]) {
    const { watched } = run(base({}, { waiting }, { watch }), key)
    expect(watched[0]).toBeGreaterThanOrEqual(0)
    expect(Array.from(watched.slice(1))).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  }
})

test('who goes round without any time, and days on which nothing happens, can be cancelled', () => {
  const round = base({}, { arrivals: [{ kind: 0, node: 2, perDay: Float64Array.of(1) }] })
  let asked = 0
  const onProgress = () => ++asked < 3
  expect(() => runExact({ ...round, nodes: [...round.nodes, delay(0, 3), delay(0, 2)] }, key, { onProgress })).toThrow(
    'cancelled',
  )
  asked = 0
  const empty = base({}, { days: 300_000, arrivals: [{ kind: 0, node: 0, perDay: new Float64Array(1) }] })
  expect(() => runExact(empty, key, { onProgress })).toThrow('cancelled')
})

test('what is no number, or more than memory holds, is refused by name', () => {
  for (const run of [runExact, runCohort]) {
    expect(() => run(base({ rank: [Number.NaN] }), key)).toThrow('nodes[0].rank is NaN')
    expect(() => run(base({}, {}, { groups: 1.5 }), key)).toThrow('measure.groups is 1.5')
  }
  expect(() => countReplication(base(), key, { warmUpDays: 40, hasWaits: false })).toThrow('warmUpDays is 40')
  const wide = { kinds: 60_000, days: 60_000, arrivals: [] }
  const gone: Flow['nodes'] = [{ form: 'gone' }, { form: 'gone' }, { ...delay(1, 1), routes: [] }]
  expect(() => runCohort(base({}, { ...wide, nodes: gone }, { sampleDays: 60_000 }), key)).toThrow('days is 60000')
})
