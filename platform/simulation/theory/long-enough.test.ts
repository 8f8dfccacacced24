import { expect, test } from 'vitest'
import { countReplication, runExact } from '../exact.ts'
import { periodsOf } from '../flow.ts'
import { simulateBacklog } from './backlog.ts'
import type { RunPaths } from './backlog-paths.ts'
import { cubesSurplus, sumOfPowers } from './cubes.ts'
import { controlCount } from './estimating.ts'
import { experimentsOf } from './experiments.ts'
import { ERROR_MAX, judge } from './judging.ts'
import { runLongEnough } from './long-enough.ts'
import { type Queue, readQueues } from './reading.ts'
import { type CountingTask, type RunTask, simulateQueue } from './simulating.ts'

test('a run goes on until its worst error is small enough, and no longer', async () => {
  const tasks: CountingTask[] = []
  const [queue] = queuesOf('id,c,lambda,mu', '0,2,1.8,1')
  const [experiment] = experimentsOf(queue!)
  // Runs so short that the first cannot be enough.
  const hasty = { ...experiment!, eventsMin: 0, memoryDays: experiment!.memoryDays / 8 }
  const { estimates, isUnsure } = await runLongEnough(
    { experiment: hasty, seed: 5, eventsMax: 1e9 },
    counting((task) => tasks.push(task)),
  )
  const errors = estimates.map(({ mean, standardError }) => standardError / mean)
  expect(Math.max(...errors)).toBeLessThan(ERROR_MAX)
  expect(isUnsure).toBe(false)
  const first = tasks.filter(({ flow }) => flow.days === tasks[0]!.flow.days)
  expect(first.length).toBeLessThan(tasks.length)
  // No replication is run twice, and each of a round is as long as the others.
  expect(new Set(tasks.map(({ from }) => from)).size).toBe(tasks.length)
})

test('a queue that takes more events than are allowed is left to a longer run, and costs little', async () => {
  let events = 0
  const [queue] = queuesOf('id,c,lambda,mu', '0,1,0.999,1')
  const run = counting(
    () => {},
    (more) => {
      events += more
    },
  )
  const found = await simulateQueue(queue!, { eventsMax: 2e6 }, run)
  const waits = found.filter(({ quantity }) => ['Wq', 'L', 'wait_p99'].includes(quantity))
  expect(waits.map((each) => judge(each, 999))).toEqual(['soak', 'soak', 'soak'])
  expect(events).toBeLessThan(4e6)
})

test('answers are the same in whatever order threads come to the end', async () => {
  const [queue] = queuesOf('id,c,K_places_total,lambda,mu', '0,2,5,1.5,1')
  const inOrder = counting(() => {})
  let turn = 0
  const shuffled: RunTask = async (task) => {
    const counted = await inOrder(task)
    for (let wait = (turn++ * 7) % 5; wait > 0; wait--) await Promise.resolve()
    return counted
  }
  const [experiment] = experimentsOf(queue!)
  const wanted = { experiment: { ...experiment!, eventsMin: 50_000 }, seed: 5, eventsMax: 1e8 }
  expect(await runLongEnough(wanted, shuffled)).toEqual(await runLongEnough(wanted, inOrder))
})

test('many classes and many stations get more replications than controls', () => {
  const classes = Array.from({ length: 20 }, (_, k) => `0,${k + 1},0.04,1,0.5`)
  const [priorities] = queuesOf('id,class_1_is_highest,lambda,mean_service,scv', ...classes)
  const nodes = Array.from({ length: 30 }, (_, i) => `0,${i},2,1,1,${Array.from({ length: 30 }, () => 0.01).join(';')}`)
  const [network] = queuesOf('id,node,c,mu,external_arrivals,routing_row', ...nodes)
  for (const queue of [priorities!, network!]) {
    const [experiment] = experimentsOf(queue)
    expect(controlCount(experiment!)).toBeGreaterThan(16)
    expect(controlCount(experiment!)).toBeLessThanOrEqual(48)
  }
})

test('works are drawn again as the engine drew them, and their cubes have the mean that is taken off', () => {
  const [queue] = queuesOf('id,service,param,lambda,mean_service', '0,LN,2,0.5,1')
  const { flow, heavyWork } = experimentsOf(queue!)[0]!
  const key = { seed: 3, replication: 2 }
  const [counts] = countReplication({ ...flow, days: 400 }, key, { warmUpDays: 0, hasWaits: false }).counts
  const works = { spread: heavyWork!, from: 0, to: counts!.begun[0]! }
  expect(works.to).toBeGreaterThan(100)
  expect(sumOfPowers(works, 1, key)).toBeCloseTo(counts!.work[0]!, 6)
  // Lighter, so that some thousand tell it: cubes of a lognormal of variation 0.1 spread by √(1.1⁹ − 1) of their mean.
  const light = { spread: { form: 'lognormal', mean: 2, scv: 0.1 } as const, from: 0, to: 40_000 }
  expect(Math.abs(cubesSurplus(light, key) / light.to)).toBeLessThan(
    4 * 8 * 1.1 ** 3 * Math.sqrt((1.1 ** 9 - 1) / 40_000),
  )
})

test('a backlog that nears its end is counted in parts, and stays on the flow of means', async () => {
  const [queue] = queuesOf(
    'id,Q0,lambda_per_day,mu0_per_day,added_mu_per_day,start_day,ramp_days',
    '0,12000,5,10,0,0,1',
  )
  const waiting: number[] = []
  const found = await simulateBacklog(
    { row: queue!.rows[0]!, place: 0 },
    { eventsMax: 2e9 },
    following(({ flow }) => waiting.push(flow.waiting.count[0]!)),
  )
  expect(Math.max(...waiting)).toBeGreaterThan(12_000)
  const values = { Q_365: 10_175, Q_730: 8_350, Q_1826: 2_870, day_backlog_zero: 2_400, fifo_virtual_wait_day0: 1_200 }
  for (const [quantity, value] of Object.entries(values)) {
    const { estimate, standardError } = found.find((each) => each.quantity === quantity)!
    expect(standardError!, quantity).toBeLessThan(ERROR_MAX * value)
    expect(Math.abs(estimate! - value), quantity).toBeLessThan(4 * standardError!)
  }
})

test('a backlog over early, one that never begins and capacity that comes at once are answered, and soon', async () => {
  const columns = 'id,Q0,lambda_per_day,mu0_per_day,added_mu_per_day,start_day,ramp_days'
  const queues = queuesOf(columns, '0,1000,10,5,20,100,0', '1,0,10,20,0,0,1', '2,1000,10,5,20,100,1')
  let runs = 0
  const run = following(() => runs++)
  const bounds = { eventsMax: 1e8 }
  const found = await Promise.all(
    queues.map(({ rows }, place) => simulateBacklog({ row: rows[0]!, place }, bounds, run)),
  )
  const of = (place: number, quantity: string) => found[place]!.find((each) => each.quantity === quantity)!.estimate!
  expect(of(0, 'peak_day')).toBe(100)
  expect(Math.abs(of(0, 'peak_backlog') - 1_500)).toBeLessThan(30)
  expect(Math.abs(of(0, 'day_backlog_zero') - 200)).toBeLessThan(8)
  expect(of(1, 'peak_backlog')).toBe(0)
  // Capacity passes what comes when a quarter of the day is over.
  expect(Math.abs(of(2, 'peak_day') - 100.25)).toBeLessThan(0.02)
  expect(runs).toBeLessThan(100)
})

function queuesOf(...lines: string[]): Queue[] {
  const file = readQueues(lines.join('\n'))
  if ('refused' in file) throw new Error(file.refused)
  return file.queues
}

const counting =
  (onTask: (task: CountingTask) => void, onEvents: (events: number) => void = () => {}): RunTask =>
  async (task) => {
    onTask(task)
    const { flow, seed, from, to, warmUpDays, hasWaits } = task
    const runs = Array.from({ length: to - from }, (_, i) =>
      countReplication(flow, { seed, replication: from + i }, { warmUpDays, hasWaits }),
    )
    const events = runs.reduce((sum, each) => sum + each.events, 0)
    onEvents(events)
    return { replications: runs.map(({ counts }) => counts), events }
  }

const following =
  (onTask: (task: Parameters<RunPaths>[0]) => void): RunPaths =>
  async (task) => {
    onTask(task)
    const { flow, seed, from, to } = task
    const periods = periodsOf(flow)
    const runs = Array.from({ length: to - from }, (_, i) => runExact(flow, { seed, replication: from + i }))
    return {
      came: runs.map(({ entered }) => entered.slice(0, periods)),
      served: runs.map(({ entered }) => entered.slice(periods, 2 * periods)),
      events: runs.reduce((sum, { events }) => sum + events, 0),
    }
  }
