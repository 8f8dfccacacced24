import type { Flow, FlowNode, Route, Spread } from '../flow.ts'

/** An invented pipeline, so many times as large as one of 1,000 who wait for 10 servers. */
export type PipelineTask = {
  size: number
  days: number
  /** By scenario: servers as a multiple of those there are. */
  servers: number[]
  order?: 'oldest' | 'newest'
  seed: number
}

/**
 * Counters, a check, a long queue for servers of whom some kinds need an assistant too, a share who miss their turn and come back, a
 * decision some weeks later, an appeal. Two ranks; five days a week; more servers come over half a year and learn. Kinds: rank × assistant.
 */
export function pipeline({ size, days, servers, order = 'oldest' }: PipelineTask, scenario: number): Flow {
  if (scenario >= servers.length) throw new Error(`there is no scenario ${scenario}`)
  const count = Math.round(10 * size)
  const open = Float64Array.from({ length: days }, (_, day) => (day % 7 < 5 ? 1 : 0))
  const more = (servers[scenario]! - 1) * count
  const present = Float64Array.from({ length: days }, (_, day) => count + Math.ceil(more * Math.min(1, day / 180)))
  const pace = open.map((one, day) => one * (1 - (0.2 * (present[day]! - count)) / present[day]! / (1 + day / 200)))
  const always = (node: number): Route[][] => KINDS.map((kind) => [{ share: 1, node, kind }])
  const either = (first: number, share: number, second: number): Route[][] =>
    KINDS.map((kind) => [
      { share, node: first, kind },
      { share: 1 - share, node: second, kind },
    ])
  const nodes: FlowNode[] = [
    { form: 'gone' },
    { form: 'gone' },
    { form: 'delay', lasts: spread(180, 0.5), routes: always(GONE) },
    { form: 'delay', lasts: spread(30, 1), routes: either(DECIDED, 0.7, APPEAL) },
    { form: 'delay', lasts: spread(42, 1), routes: always(SERVED) },
    {
      form: 'station',
      servers: present,
      pace,
      work: KINDS.map(() => spread(2.5, 0.5)),
      rank: [1, 1, 0, 0],
      order,
      leaving: { perDay: [0.0003, 0.0003, 0.0001, 0.0001], to: KINDS.map(() => GONE) },
      load: { reference: 1000 * size, exponent: -0.1, slowest: 0.8, fastest: 1.25 },
      assistants: { present: Math.ceil(0.4 * count), isNeeded: [false, true, false, true] },
      routes: either(DECISION, 0.9, BACK),
    },
    { form: 'delay', lasts: spread(20, 0.5), routes: either(SERVED, 0.95, GONE) },
    {
      form: 'station',
      servers: Math.ceil(2 * size),
      pace: open,
      work: KINDS.map(() => spread(0.25, 0.5)),
      rank: [0, 0, 0, 0],
      order: 'oldest',
      routes: always(CHECK),
    },
  ]
  const daily = [1.6, 0.9, 0.5, 0.3]
  return {
    days,
    kinds: KINDS.length,
    arrivals: KINDS.map((kind) => ({
      kind,
      node: COUNTERS,
      perDay: Float64Array.from({ length: days }, (_, day) => (daily[kind]! * size * (11 + (day % 3))) / 12),
    })),
    waiting: waiting(size),
    nodes,
    measure: { node: DECISION, groups: 2, groupOf: [0, 0, 1, 1], periodDays: 365.25, sampleDays: 7 },
  }
}

export const SERVED = 5
export const COUNTERS = 7
/** Nodes in which somebody waits for a decision. */
export const PENDING: readonly number[] = [3, 4, 5, 6, 7]
const [GONE, DECIDED, APPEAL, DECISION, BACK, CHECK] = [0, 1, 2, 3, 4, 6] as const
const KINDS = [0, 1, 2, 3]

/** Those of the lower rank over three years, ever fewer the longer ago; nobody of the higher one. */
function waiting(size: number): Flow['waiting'] {
  const ages = Array.from({ length: 2 * DAYS_BACK }, (_, i) => i % DAYS_BACK)
  const weight = (age: number) => DAYS_BACK - age
  const sum = (DAYS_BACK * (DAYS_BACK + 1)) / 2
  let owed = 0
  return {
    kind: Int32Array.from(ages, (_, i) => (i < DAYS_BACK ? 0 : 1)),
    node: new Int32Array(ages.length).fill(SERVED),
    bornOn: Int32Array.from(ages, (age) => -age),
    count: Float64Array.from(ages, (age, i) => {
      owed += (1000 * size * (i < DAYS_BACK ? 0.65 : 0.35) * weight(age)) / sum
      const whole = Math.floor(owed)
      owed -= whole
      return whole
    }),
  }
}

const DAYS_BACK = 1095
const spread = (mean: number, scv: number): Spread => ({ form: 'gamma', mean, scv })
