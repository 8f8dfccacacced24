import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrivalsOfDay } from './distributions.ts'
import { countReplication, runExact } from './exact.ts'
import { type Arrival, type Flow, type FlowRun, onDay, type Spread, type Station, WAIT_FIGURES } from './flow.ts'
import { anyFlow, crowdedFlow, plainFlow } from './samples/networks.ts'

test('ten servers nine tenths busy keep units waiting as long as Erlang said', () => {
  const { counts } = countReplication(oneStation({ servers: 10 }, [9], 30_000), key, {
    warmUpDays: 300,
    hasWaits: false,
  })
  const [at] = counts
  // Erlang C for 10 servers at load 9: 0.66873 days. Its error over 270,000 waits is about 0.015.
  expect(at!.waited[0]! / at!.begun[0]!).toBeGreaterThan(0.62)
  expect(at!.waited[0]! / at!.begun[0]!).toBeLessThan(0.72)
})

test('the same key gives the same run, another replication another', () => {
  const flow = oneStation({ servers: 10 }, [9], 200)
  expect(runExact(flow, key)).toEqual(runExact(flow, key))
  expect(runExact(flow, { ...key, replication: 1 }).events).not.toBe(runExact(flow, key).events)
})

test('one server with fixed work keeps units waiting half as long as with exponential work', () => {
  const flow = oneStation({ work: [{ form: 'fixed', mean: 1, scv: 0 }] }, [0.8], 60_000)
  const [at] = countReplication(flow, key, { warmUpDays: 300, hasWaits: false }).counts
  // Pollaczek and Khinchine: 0.8/(2·0.2) = 2 days.
  expect(Math.abs(at!.waited[0]! / at!.begun[0]! - 2)).toBeLessThan(0.15)
})

test('whoever ranks first waits least, and interrupting helps them at once', () => {
  const two = { rank: [0, 1] }
  const served = countReplication(oneStation(two, [0.3, 0.5], 60_000), key, { warmUpDays: 300, hasWaits: false })
    .counts[0]!
  // Cobham: W0 = 0.8; 0.8/0.7 = 1.143 and 0.8/(0.7·0.2) = 5.714 days.
  expect(Math.abs(served.waited[0]! / served.begun[0]! - 0.8 / 0.7)).toBeLessThan(0.06)
  expect(Math.abs(served.waited[1]! / served.begun[1]! - 0.8 / 0.14)).toBeLessThan(0.7)
  const interrupted = countReplication(oneStation({ ...two, isPreemptive: true }, [0.3, 0.5], 60_000), key, {
    ...{ warmUpDays: 300, hasWaits: false },
  }).counts[0]!
  // Days in the station: 1/0.7 for the first; (1/0.7)·(1 + 0.8/0.2)… = 1/0.7 + 0.8/(0.7·0.2) for the second (Jaiswal 1968).
  expect(Math.abs(interrupted.presentDays[0]! / sum(interrupted.arrivedAt[0]!) - 1 / 0.7)).toBeLessThan(0.07)
  expect(Math.abs(interrupted.presentDays[1]! / sum(interrupted.arrivedAt[1]!) - (1 / 0.7 + 0.8 / 0.14))).toBeLessThan(
    0.8,
  )
})

test('places turn away as many as Erlang said, and impatience takes as many as Palm said', () => {
  const lost = countReplication(oneStation({ servers: 10, places: { total: 10, turnedAwayTo: 1 } }, [9], 20_000), key, {
    ...{ warmUpDays: 100, hasWaits: false },
  }).counts[0]!
  // Erlang B for 10 servers at load 9: 0.1680.
  expect(Math.abs(lost.turnedAway[0]! / (lost.turnedAway[0]! + sum(lost.arrivedAt[0]!)) - 0.168)).toBeLessThan(0.006)
  const leaving = { perDay: [0.1], to: [1] }
  const left = countReplication(oneStation({ servers: 10, leaving }, [9], 20_000), key, {
    ...{ warmUpDays: 100, hasWaits: false },
  }).counts[0]!
  // Erlang A, c = 10, λ = 9, µ = 1, θ = 0.1: share who leave 0.03044.
  expect(Math.abs(sum(left.leftAt) / sum(left.arrivedAt[0]!) - 0.03044)).toBeLessThan(0.002)
})

test('on closed days nobody is served, and no work is lost', () => {
  const open = Float64Array.from({ length: 70 }, (_, day) => (day % 7 < 5 ? 1 : 0))
  const flow = withWaiting(
    oneStation({ servers: 2, pace: open, work: [{ form: 'fixed', mean: 0.5, scv: 0 }] }, [0], 70),
    [{ bornOn: -3, count: 1_000 }],
  )
  flow.measure.periodDays = 1
  const run = runExact(flow, key)
  const gone = run.entered.slice(70, 140)
  expect(Array.from(gone.filter((_, day) => open[day] === 0))).toEqual(Array.from({ length: 20 }, () => 0))
  // Two servers, two units a day each, but for what was under way on the first day and is on the last.
  expect(sum(gone)).toBeGreaterThanOrEqual(4 * 50 - 2)
  expect(sum(gone)).toBeLessThanOrEqual(4 * 50 + 2)
})

test('who comes back after a missed day keeps their clock and, oldest first, their place', () => {
  const flow = withWaiting(oneStation({ order: 'oldest', work: [{ form: 'fixed', mean: 0.1, scv: 0 }] }, [0], 100), [
    { bornOn: -200, count: 10 },
    { bornOn: -100, count: 800 },
  ])
  const back = {
    form: 'delay',
    lasts: { form: 'fixed', mean: 5, scv: 0 },
    routes: [[{ share: 1, node: 0, kind: 0 }]],
  } as const
  const station = flow.nodes[0] as Station
  station.routes = [
    [
      { share: 0.5, node: 2, kind: 0 },
      { share: 0.5, node: 1, kind: 0 },
    ],
  ]
  flow.nodes.push({ ...back, routes: [[{ share: 1, node: 0, kind: 0 }]] })
  flow.measure = { ...flow.measure, periodDays: 40, watch: [{ kind: 0, bornOn: -200 }] }
  const run = runExact(flow, key)
  // All ten of the oldest are gone within 40 days, though hundreds wait before those who come back, and none waited less than 200 days.
  expect(run.watched[0]).toBeLessThan(40)
  expect(run.waits[4]).toBeGreaterThan(100)
  expect(run.waits[1]! * run.waits[0]!).toBeGreaterThan(10 * 200 + (run.waits[0]! - 10) * 100)
})

test('newest first leaves the old where they are', () => {
  const each = [
    { bornOn: -900, count: 50 },
    { bornOn: 0, count: 50 },
  ]
  const flow = withWaiting(oneStation({ order: 'newest' }, [2], 100), each)
  flow.measure.watch = [{ kind: 0, bornOn: -900 }]
  const run = runExact(flow, key)
  expect(run.watched[0]).toBeNaN()
  expect(run.waits[4]).toBeLessThan(101)
  flow.nodes[0] = { ...(flow.nodes[0] as Station), order: 'oldest' }
  expect(runExact(flow, key).watched[0]).toBeLessThan(100)
})

test('a server who leaves finishes the unit in hand and begins no other', () => {
  const servers = Float64Array.from({ length: 30 }, (_, day) => (day < 10 ? 5 : 0))
  const flow = withWaiting(oneStation({ servers, work: [{ form: 'fixed', mean: 3, scv: 0 }] }, [0], 30), [
    { bornOn: 0, count: 100 },
  ])
  flow.measure.periodDays = 10
  const run = runExact(flow, key)
  const [first, second, third] = run.entered.slice(3)
  expect([second, third]).toEqual([5, 0])
  expect(first! + second! + run.present[1]!).toBe(100)
})

test('an assistant who is busy holds up those who need one, and nobody else', () => {
  const assistants = { present: 0, isNeeded: [true, false] }
  const run = runExact(
    {
      ...oneStation({ servers: 3, assistants }, [1, 1], 200),
      measure: { ...oneStation({}, [1, 1], 200).measure, groups: 2, groupOf: [0, 1] },
    },
    key,
  )
  expect(run.waits[0]).toBe(0)
  expect(run.waits[WAIT_FIGURES]).toBeGreaterThan(150)
})

test('whatever the network, who came is somewhere or gone', () => {
  fc.assert(
    fc.property(anyFlow, fc.nat(1_000), (flow, seed) => {
      const run = runExact(flow, { seed, replication: 0 })
      const samples = run.sampledOn.length
      const last = (node: number) => run.present[node * samples + samples - 1]!
      const came =
        sum(flow.waiting.count) +
        flow.arrivals.reduce((all, { perDay }, index) => all + cameBy(perDay, index, seed, flow.days), 0)
      const periods = run.entered.length / flow.nodes.length
      const gone = sum(run.entered.slice(3 * periods))
      expect(last(0) + last(1) + last(2) + gone).toBe(came)
    }),
    { numRuns: 60, seed: 6 },
  )
})

test('who only waits needs no event: the run is the one with an event for each who comes, leaves or goes from delay to delay', () => {
  fc.assert(
    fc.property(fc.oneof(plainFlow, crowdedFlow), fc.nat(1_000), (flow, seed) => {
      // Where present units are counted within a day each of them has its event.
      const [byDays, byEvents] = [1, 0.5].map((sampleDays) =>
        runExact({ ...flow, measure: { ...flow.measure, sampleDays } }, { seed, replication: 0 }),
      )
      const present = (node: number, { present: all, sampledOn }: FlowRun) =>
        Array.from(all.slice(node * sampledOn.length, (node + 1) * sampledOn.length)).filter((_, i) =>
          Number.isInteger(sampledOn[i]),
        )
      for (let node = 0; node < flow.nodes.length; node++)
        expect(present(node, byDays!)).toEqual(present(node, byEvents!))
      const rest = ({ entered, waits, watched, events }: FlowRun) => ({ entered, waits, watched, events })
      expect(rest(byDays!)).toEqual(rest(byEvents!))
    }),
    { numRuns: 600, seed: 6 },
  )
})

test('however many are there at the start, all time is counted', () => {
  const flow = withWaiting(oneStation({ servers: 2 }, [1], 500), [{ bornOn: -3, count: 700 }])
  const [at] = countReplication(flow, key, { warmUpDays: 100, hasWaits: false }).counts
  expect(sum(at!.timeAt)).toBeCloseTo(400, 6)
  // Two servers, a unit of work each: they never rested.
  expect(Math.abs(sum(at!.begun) - 800)).toBeLessThan(120)
})

test('a flow that cannot be run is refused by the name of the field', () => {
  const flow = oneStation({ servers: 2 }, [1], 10)
  expect(() => runExact({ ...flow, arrivals: [{ kind: 0, node: 0, perDay: -1 }] }, key)).toThrow(
    'arrivals[0].perDay is -1',
  )
  expect(() => runExact(withWaiting(flow, [{ bornOn: 0, count: 1e9 }]), key)).toThrow('waiting.count is 1000000000')
  expect(() => runExact(oneStation({ servers: 2, isPreemptive: true }, [1], 10), key)).toThrow('nodes[0].servers is 2')
  expect(() => runExact(oneStation({}, [1e5], 1e4), key, { memoryBytes: 1e6 })).toThrow('units are present at once')
  expect(() => runExact(oneStation({}, [100], 1e4), key, { onProgress: () => false })).toThrow('cancelled')
})

const key = { seed: 20211024, replication: 0 }
const exponential: Spread = { form: 'exponential', mean: 1, scv: 1 }

function oneStation(given: Partial<Station>, perDay: number[], days: number): Flow {
  const gone = { form: 'gone' } as const
  const station: Station = {
    ...{ form: 'station', servers: 1, pace: 1, work: perDay.map(() => exponential), rank: perDay.map(() => 0) },
    ...{ order: 'first-come', routes: perDay.map((_, kind) => [{ share: 1, node: 1, kind }]) },
    ...given,
  }
  return {
    ...{ days, kinds: perDay.length, nodes: [station, gone] },
    arrivals: perDay.map((each, kind) => ({ kind, node: 0, perDay: each })),
    waiting: { kind: new Int32Array(), node: new Int32Array(), bornOn: new Int32Array(), count: new Float64Array() },
    measure: { node: 1, groups: 1, groupOf: perDay.map(() => 0), periodDays: days, sampleDays: days },
  }
}

const sum = (values: Iterable<number>) => {
  let all = 0
  for (const value of values) all += value
  return all
}

const withWaiting = (flow: Flow, cohorts: { bornOn: number; count: number }[]): Flow => ({
  ...flow,
  waiting: {
    kind: new Int32Array(cohorts.length),
    node: new Int32Array(cohorts.length),
    bornOn: Int32Array.from(cohorts, ({ bornOn }) => bornOn),
    count: Float64Array.from(cohorts, ({ count }) => count),
  },
})

function cameBy(perDay: Arrival['perDay'], index: number, seed: number, days: number): number {
  let all = 0
  for (let day = 0; day < days; day++) all += arrivalsOfDay({ seed, replication: 0 }, index, day, onDay(perDay, day))
  return all
}
