import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { budgets } from '#checks/budgets.ts'
import { countReplication } from '#platform/simulation/exact.ts'
import type { Flow, Spread, Station } from '#platform/simulation/flow.ts'
import { atLeast, type BenchRow, median, shown } from './benchmark.ts'

/**
 * Events per second of processor time of the exact engine, with all its counts, against a C program of the same algorithm: same
 * random numbers, lines, heaps and counts. The two take turns, and must agree on every count, or the row fails.
 */
export function exactRows(): BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'posada-exact-'))
  try {
    const program = join(folder, 'exact')
    // Multiplications and additions are not fused where a processor could: that would be other bits.
    const made = spawnSync('cc', ['-O2', '-ffp-contract=off', '-o', program, SOURCE, '-lm'], { stdio: 'ignore' })
    return QUEUES.flatMap((queue) => rowsOf(queue, made.status === 0 ? program : undefined))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Queue = { name: string; days: number; perDay: number[]; stations: { servers: number; mean: number }[] }

const QUEUES: Queue[] = [
  { name: 'M/M/10 at 0.9', days: 300_000, perDay: [9], stations: [{ servers: 10, mean: 1 }] },
  {
    ...{ name: 'pipeline 8-12-20, two priorities', days: 100_000, perDay: [2.7, 6.3] },
    stations: [
      { servers: 8, mean: 0.8 },
      { servers: 12, mean: 1.2 },
      { servers: 20, mean: 2 },
    ],
  },
]

function rowsOf(queue: Queue, program: string | undefined): BenchRow[] {
  const flow = flowOf(queue)
  // Once before it counts: the compiler has then seen what comes.
  ours(flow, ROUNDS)
  const runs = Array.from({ length: ROUNDS }, (_, replication) => ({
    ours: ours(flow, replication),
    theirs: program === undefined ? undefined : theirs(program, queue, replication),
  }))
  const id = (what: string) => `exact engine, ${queue.name}: ${what}`
  const rate = shown(id('events a second'), median(runs.map((run) => run.ours.perSecond)) / 1e6, 'million')
  const pairs = runs.flatMap((run) => (run.theirs ? [{ ours: run.ours, theirs: run.theirs }] : []))
  if (pairs.length === 0) return [rate, shown(id('against C: no compiler'), 0, '×')]
  const isSame = pairs.every((pair) => pair.ours.counts === pair.theirs.counts)
  const ratio = median(pairs.map((pair) => pair.ours.perSecond / pair.theirs.perSecond))
  return [
    rate,
    shown(id('events a second of the C program'), median(pairs.map((pair) => pair.theirs.perSecond)) / 1e6, 'million'),
    atLeast(id('against C'), ratio, '×', budgets.planner.exactToC),
    atLeast(id('the same counts as the C program'), Number(isSame), '', 1),
  ]
}

function ours(flow: Flow, replication: number) {
  const before = process.cpuUsage()
  const run = countReplication(flow, { seed: SEED, replication }, { warmUpDays: WARM_UP_DAYS, hasWaits: true })
  const { user, system } = process.cpuUsage(before)
  const places = run.counts.slice(0, -1).map(({ begun, waited, timeAt }) => ({
    ...{ begun: Array.from(begun), waited: Array.from(waited), emptyDays: timeAt[0]! },
  }))
  return { perSecond: (run.events * 1e6) / (user + system), counts: JSON.stringify({ events: run.events, places }) }
}

function theirs(program: string, { days, perDay, stations }: Queue, replication: number) {
  const given = [SEED, replication, days, WARM_UP_DAYS, perDay.length, ...perDay, stations.length]
  const all = [...given, ...stations.flatMap(({ servers, mean }) => [servers, mean])]
  const answer = execFileSync(program, all.map(String), { encoding: 'utf8' })
  const { seconds, events, places }: { seconds: number; events: number; places: object[] } = JSON.parse(answer)
  return { perSecond: events / seconds, counts: JSON.stringify({ events, places }) }
}

function flowOf({ days, perDay, stations }: Queue): Flow {
  const kinds = perDay.map((_, kind) => kind)
  return {
    ...{ days, kinds: kinds.length, arrivals: perDay.map((each, kind) => ({ kind, node: 0, perDay: each })) },
    waiting: { kind: new Int32Array(), node: new Int32Array(), bornOn: new Int32Array(), count: new Float64Array() },
    nodes: [
      ...stations.map(({ servers, mean }, node): Station => {
        const work: Spread = { form: 'exponential', mean, scv: 1 }
        return {
          ...{ form: 'station', servers, pace: 1, work: kinds.map(() => work), rank: kinds, order: 'first-come' },
          routes: kinds.map((kind) => [{ share: 1, node: node + 1, kind }]),
        }
      }),
      { form: 'gone' },
    ],
    measure: { node: stations.length, groups: 1, groupOf: kinds.map(() => 0), periodDays: days, sampleDays: days },
  }
}

const SOURCE = fileURLToPath(new URL('planner-exact.c', import.meta.url))
const SEED = 2021
const WARM_UP_DAYS = 1_000
const ROUNDS = 5
