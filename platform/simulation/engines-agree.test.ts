import { expect, test } from 'vitest'
import { presentIn, waitsOf } from './bands.ts'
import { runCohort } from './cohort.ts'
import { engineAgreement, varianceRatio } from './engines-agree.ts'
import { runExact } from './exact.ts'
import { periodsOf } from './flow.ts'
import { COUNTERS, PENDING, pipeline } from './samples/pipeline.ts'
import { meanOf } from './statistics.ts'

const task = { size: 4, days: 240, servers: [1, 1.5], seed: 11 }
const runs = (engine: typeof runExact | typeof runCohort, scenario: number, count: number) =>
  Array.from({ length: count }, (_, replication) => engine(pipeline(task, scenario), { seed: task.seed, replication }))

test('the cohort engine says what the exact one says, but for chance', () => {
  const flow = pipeline(task, 1)
  const around = { nodes: PENDING, groups: flow.measure.groups, periods: periodsOf(flow) }
  const { backlog, medianWait, ninetiethWait } = engineAgreement(runs(runExact, 1, 8), runs(runCohort, 1, 8), around)
  const within = (share: number, { share: found, standardError }: typeof backlog) =>
    expect(found).toBeLessThan(share + 3 * standardError)
  within(0.005, backlog)
  within(0.01, medianWait)
  within(0.02, ninetiethWait)
  expect(backlog.standardError).toBeLessThan(0.02)
})

test('where counters are too few and much is done in a day, no time of theirs is lost', () => {
  const full = pipeline(task, 1)
  // A quarter hour each, by far not enough of them: all that is served later hangs on what they do.
  const nodes = full.nodes.map((node, i) =>
    i === COUNTERS && node.form === 'station'
      ? { ...node, servers: 4, work: node.work.map((work) => ({ ...work, mean: 0.08 })) }
      : node,
  )
  const arrivals = full.arrivals.map((arrival) => ({
    ...arrival,
    perDay: (arrival.perDay as Float64Array).map((mean) => 6 * mean),
  }))
  const flow = { ...full, nodes, arrivals }
  const inTheEnd = (engine: typeof runExact | typeof runCohort) =>
    meanOf(
      Array.from({ length: 8 }, (_, replication) => {
        const run = engine(flow, { seed: task.seed, replication })
        return presentIn(run, [COUNTERS]).at(-1)!
      }),
    ).mean
  const [exact, cohort] = [inTheEnd(runExact), inTheEnd(runCohort)]
  expect(exact).toBeGreaterThan(5_000)
  expect(Math.abs(cohort / exact - 1)).toBeLessThan(0.006)
})

test('who goes before all others waits for days, and is not told a day too many', () => {
  const flow = pipeline({ ...task, size: 8 }, 1)
  const of = (engine: typeof runExact | typeof runCohort, figure: 'mean' | 'p10') =>
    meanOf(
      Array.from({ length: 12 }, (_, replication) => {
        const run = engine(flow, { seed: task.seed, replication })
        return waitsOf(run, 1, periodsOf(flow), figure)[0]!
      }),
    ).mean
  expect(Math.abs(of(runCohort, 'mean') - of(runExact, 'mean'))).toBeLessThan(0.6)
  expect(Math.abs(of(runCohort, 'p10') - of(runExact, 'p10'))).toBeLessThan(0.8)
})

test('an engine that loses every hundredth unit is found out', () => {
  const exact = runs(runExact, 0, 4)
  const wrong = exact.map((run) => ({ ...run, present: run.present.map((count) => count * 0.99) }))
  const { backlog, medianWait } = engineAgreement(exact, wrong, { nodes: PENDING, groups: 2, periods: 1 })
  expect(backlog.share).toBeCloseTo(0.01, 6)
  expect(medianWait.share).toBe(0)
})

test('common random numbers make the variance of a difference at least five times smaller', () => {
  const backlogs = [0, 1].map((scenario) => runs(runCohort, scenario, 24).map((run) => presentIn(run, PENDING).at(-1)!))
  expect(varianceRatio(backlogs[0]!, backlogs[1]!)).toBeGreaterThan(5)
})
