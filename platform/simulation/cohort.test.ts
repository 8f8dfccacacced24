import fc from 'fast-check'
import { expect, test } from 'vitest'
import { presentIn, waitsOf } from './bands.ts'
import { runCohort } from './cohort.ts'
import type { Flow, FlowNode, Station } from './flow.ts'
import { pipeline } from './samples/pipeline.ts'

const key = { seed: 5, replication: 0 }

/** 1,000 waiting units, 10 servers who need 2 days for each, 3 arrivals a day, a fifth of whom come back once more after about 30 days. */
function small(station: Partial<Station> = {}, days = 400): Flow {
  const nodes: FlowNode[] = [
    { form: 'gone' },
    {
      form: 'station',
      ...{ servers: 10, pace: 1, rank: [0], order: 'oldest' },
      work: [{ form: 'gamma', mean: 2, scv: 0.5 }],
      routes: [[{ share: 1, node: 0, kind: 0 }]],
      ...station,
    },
    {
      form: 'delay',
      lasts: { form: 'exponential', mean: 30, scv: 1 },
      routes: [[{ share: 1, node: 1, kind: 0 }]],
    },
  ]
  return {
    days,
    kinds: 1,
    arrivals: [{ kind: 0, node: 1, perDay: 3 }],
    waiting: {
      kind: new Int32Array(100),
      node: new Int32Array(100).fill(1),
      bornOn: Int32Array.from({ length: 100 }, (_, age) => -age),
      count: new Float64Array(100).fill(10),
    },
    nodes,
    measure: { node: 0, groups: 1, groupOf: [0], periodDays: 100, sampleDays: 100 },
  }
}

test('what comes in is there or has left, whatever the size and the order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('oldest' as const, 'newest' as const),
      fc.double({ min: 0.2, max: 40, noNaN: true }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (order, size, seed) => {
        const flow = pipeline({ size, days: 60, servers: [1.3], order, seed }, 0)
        const run = runCohort(flow, { seed, replication: 0 })
        const samples = run.sampledOn.length
        const inside = flow.nodes.reduce((sum, _, node) => sum + run.present[node * samples + samples - 1]!, 0)
        // Of those who left some went to one end, some to the other; arrivals all pass the counters first.
        const left = run.entered[0]! + run.entered[1]!
        const came = flow.waiting.count.reduce((sum, count) => sum + count, 0) + run.entered[7]!
        expect(Math.abs(inside + left - came)).toBeLessThan(1e-6 * came + 1e-3)
      },
    ),
    { numRuns: 12 },
  )
})

test('a heavy backlog falls by what servers do and arrivals do not bring', () => {
  // 10 servers of 2 days serve 5 a day, 3 come: 2 fewer every day.
  const runs = Array.from({ length: 20 }, (_, replication) => runCohort(small(), { seed: 1, replication }))
  const meanOn = (sample: number) => runs.reduce((sum, run) => sum + presentIn(run, [1])[sample]!, 0) / runs.length
  expect(meanOn(0)).toBe(1000)
  for (const sample of [1, 2, 3, 4]) expect(Math.abs(meanOn(sample) - (1000 - 200 * sample))).toBeLessThan(30)
})

test('newest first: whoever is new is served at once, and the oldest starve', () => {
  // 4 servers do two thirds of what comes.
  const run = (order: 'oldest' | 'newest') => {
    const flow = small({ order, servers: 4 })
    return runCohort({ ...flow, measure: { ...flow.measure, watch: [{ kind: 0, bornOn: -99 }] } }, key)
  }
  const [newest, oldest] = [run('newest'), run('oldest')]
  expect(waitsOf(newest, 0, 4, 'p90')[3]!).toBeLessThan(10)
  expect(newest.watched[0]).toBeNaN()
  expect(waitsOf(oldest, 0, 4, 'p10')[3]!).toBeGreaterThan(200)
  expect(oldest.watched[0]!).toBeLessThan(20)
})

test('whoever misses their turn keeps their place: the clock of their wait does not begin again', () => {
  const missing = {
    routes: [
      [
        { share: 0.8, node: 0, kind: 0 },
        { share: 0.2, node: 2, kind: 0 },
      ],
    ],
  }
  const [all, some] = [small(), small(missing)].map((flow) => waitsOf(runCohort(flow, key), 0, 4, 'p90'))
  // A fifth waits about 30 days longer, and then goes before everybody younger.
  expect(some![1]!).toBeGreaterThan(all![1]! + 15)
  expect(some![1]!).toBeLessThan(all![1]! + 120)
})

test('nothing is finished on a closed day, and twice the servers on half of the days do as much', () => {
  const halfOpen = Float64Array.from({ length: 400 }, (_, day) => (day % 2 === 0 ? 1 : 0))
  const daily = { ...small({ pace: halfOpen, servers: 20 }) }
  const run = runCohort({ ...daily, measure: { ...daily.measure, periodDays: 1 } }, key)
  for (let day = 1; day < 100; day += 2) expect(run.entered[day]).toBe(0)
  const closed = runCohort(small({ pace: 0 }), key)
  expect(closed.entered.slice(0, 4)).toEqual(new Float64Array(4))
  const served = (of: typeof run) => of.entered.slice(0, of.entered.length / 3).reduce((sum, count) => sum + count, 0)
  expect(Math.abs(served(run) / served(runCohort(small(), key)) - 1)).toBeLessThan(0.05)
})

test('the same key gives the same bits; another gives others', () => {
  expect(runCohort(small(), key)).toEqual(runCohort(small(), key))
  expect(runCohort(small(), key)).not.toEqual(runCohort(small(), { seed: 5, replication: 1 }))
})

test('a watched cohort: each replication draws the day of one of them', () => {
  const flow = small()
  const watched = {
    ...flow,
    measure: {
      ...flow.measure,
      watch: [
        { kind: 0, bornOn: -99 },
        { kind: 0, bornOn: -5 },
      ],
    },
  }
  const run = runCohort(watched, key)
  expect(run.watched[0]!).toBeLessThan(12)
  // 940 wait before them, 5 are served a day.
  expect(Math.abs(run.watched[1]! - 188)).toBeLessThan(25)
})

test('what days cannot say is refused, and a run can be ended', () => {
  expect(() => runCohort(small({ isPreemptive: true }), key)).toThrow('need the exact engine')
  expect(() => runCohort(small({ places: { total: 5, turnedAwayTo: 0 } }), key)).toThrow('need the exact engine')
  expect(() => runCohort(small({}, 10.5), key)).toThrow('days is 10.5')
  expect(() => runCohort(small({ servers: -1 }), key)).toThrow('nodes[1].servers is -1')
  const routes = [Array.from({ length: 9 }, () => ({ share: 1 / 9, node: 0, kind: 0 }))]
  expect(() => runCohort(small({ routes }), key)).toThrow('nodes[1].routes[0] are 9; possible is at most 8')
  let months = 0
  expect(() => runCohort(small(), key, { goOn: () => ++months < 3 })).toThrow('ended before its last day')
  expect(months).toBe(3)
})
