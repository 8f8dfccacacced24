import { expect, test } from 'vitest'
import { countReplication, runExact } from './exact.ts'
import type { Flow, Spread, Station } from './flow.ts'

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
