import { afterEach, expect, test } from 'vitest'
import { bandsOf, differenceBands, enteredInto, presentIn, shareWithValue, waitsOf } from './bands.ts'
import { runCohort } from './cohort.ts'
import type { FlowRun } from './flow.ts'
import { laneHere, replicate } from './replications.ts'
import { answerRuns, type Lanes, type RunsAnswer } from './run-messages.ts'
import { PENDING, type PipelineTask, pipeline } from './samples/pipeline.ts'
import { threadsOfAPage } from './threads-of-a-page.ts'
import { threadsOfNode } from './threads-of-node.ts'

const task: PipelineTask = { size: 1, days: 90, servers: [1, 1.5], seed: 7 }
const wanted = { task, scenarios: 2, replications: 12, sliceReplications: 3, firstReplications: 3 }
const prepare = (task: PipelineTask) => (scenario: number, replication: number) =>
  runCohort(pipeline(task, scenario), { seed: task.seed, replication })

const open: Lanes<PipelineTask>[] = []
const threads = (count: number) => {
  open.push(threadsOfNode<PipelineTask>(new URL('./samples/pipeline-worker.ts', import.meta.url), count))
  return open.at(-1)!.lanes
}
afterEach(() => {
  for (const { end } of open.splice(0)) end()
})

test('the same bits here, in one thread, in two, and in eight lanes that overtake each other', async () => {
  const here = await replicate({ ...wanted, lanes: [laneHere(prepare)] })
  expect(here.map((of) => of.length)).toEqual([12, 12])
  expect(here[0]![3]).toEqual(runCohort(pipeline(task, 0), { seed: 7, replication: 3 }))
  const slowly = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  }
  const eight = Array.from({ length: 8 }, (_, i) => laneHere(prepare, () => slowly((i * 5) % 8)))
  for (const lanes of [threads(1), threads(2), eight]) {
    const told: FlowRun[][][] = []
    const there = await replicate({ ...wanted, sliceReplications: 1, lanes, onSoFar: (runs) => told.push(runs) })
    expect(there).toEqual(here)
    expect(told.at(-1)).toEqual(here.map((of) => of.slice(0, told.at(-1)![0]!.length)))
  }
})

test('a first band is there before the rest is run, then after each doubling', async () => {
  const told: [number, number][] = []
  let done = 0
  await replicate({
    ...wanted,
    lanes: [laneHere(prepare)],
    onProgress: (now, all) => {
      expect(all).toBe(24)
      expect(now).toBeGreaterThan(done)
      done = now
    },
    onSoFar: (runs) => told.push([done, runs[1]!.length]),
  })
  expect(done).toBe(24)
  expect(told).toEqual([
    [6, 3],
    [12, 6],
  ])
})

test('who cancels waits for nothing, and the lanes answer the next question', async () => {
  const lanes = threads(2)
  const cancel = new AbortController()
  let progress = 0
  const long = replicate({
    ...wanted,
    ...{ replications: 100_000, lanes, signal: cancel.signal },
    onProgress: (done) => {
      progress = done
      cancel.abort(new Error('another lever was moved'))
    },
  })
  await expect(long).rejects.toThrow('another lever was moved')
  const next = await replicate({ ...wanted, replications: 2, lanes })
  expect(next).toEqual(await replicate({ ...wanted, replications: 2, lanes: [laneHere(prepare)] }))
  expect(progress).toBe(3)
  await expect(replicate({ ...wanted, lanes, signal: cancel.signal })).rejects.toThrow('another lever')
})

test('a page goes on between replications', async () => {
  let pauses = 0
  const lane = laneHere(prepare, async () => void pauses++)
  await replicate({ ...wanted, replications: 4, lanes: [lane] })
  expect(pauses).toBe(8)
})

test('what fails in a thread is told, and a thread that ends leaves nobody waiting', async () => {
  const broken = { ...task, servers: [1] }
  await expect(replicate({ ...wanted, task: broken, lanes: threads(1) })).rejects.toThrow('no scenario 1')
  const lanes = threads(1)
  const going = replicate({ ...wanted, replications: 10_000, lanes })
  open.at(-1)!.end()
  await expect(going).rejects.toThrow('has ended')
  await expect(replicate({ ...wanted, lanes })).rejects.toThrow('has ended')
  await expect(replicate({ ...wanted, lanes: [] })).rejects.toThrow('no lane')
})

test('a thread of a page is asked and answers in the same way', async () => {
  // What a browser's Worker is to this side: it runs later, and what it is given is a copy.
  const worker = () => {
    const made = { onmessage: (_: MessageEvent) => {}, terminate() {} }
    const answer = answerRuns(prepare, (found: RunsAnswer, transfer) =>
      queueMicrotask(() => made.onmessage({ data: structuredClone(found, { transfer }) } as MessageEvent)),
    )
    const postMessage = (question: Parameters<typeof answer>[0]) => answer(structuredClone(question))
    return Object.assign(made, { postMessage }) as unknown as Worker
  }
  const { lanes, end } = threadsOfAPage<PipelineTask>(worker, 2)
  const runs = await replicate({ ...wanted, replications: 4, lanes })
  expect(runs).toEqual(await replicate({ ...wanted, replications: 4, lanes: [laneHere(prepare)] }))
  end()
})

test('bands are percentiles across replications, and a difference is taken within each', () => {
  // 0 to 100 in an order of their own: 37 and 101 share no factor.
  const rising = Array.from({ length: 101 }, (_, i) => [(i * 37) % 101, 5, i === 0 ? 1 : Number.NaN])
  const bands = bandsOf(rising)
  expect([bands.p5[0], bands.p25[0], bands.p50[0], bands.p75[0], bands.p95[0]]).toEqual([5, 25, 50, 75, 95])
  expect([bands.p5[1], bands.p95[1], bands.p5[2], bands.p95[2]]).toEqual([5, 5, 1, 1])
  expect(shareWithValue(rising)).toEqual(Float64Array.of(1, 1, 1 / 101))
  expect(bandsOf([[Number.NaN]]).p50[0]).toBeNaN()
  const less = rising.map((of) => [of[0]! - 3])
  const difference = differenceBands(
    rising.map((of) => [of[0]!]),
    less,
  )
  expect([difference.p5[0], difference.p95[0]]).toEqual([-3, -3])
  expect(() => differenceBands(rising, [])).toThrow('one number')
})

test('scenarios that share their chance differ by much less than by chance', async () => {
  const [first, second] = await replicate({ ...wanted, lanes: [laneHere(prepare)] })
  const backlogs = (runs: FlowRun[]) => runs.map((run) => presentIn(run, PENDING))
  const width = ({ p5, p95 }: ReturnType<typeof bandsOf>) => p95.at(-1)! - p5.at(-1)!
  const paired = width(differenceBands(backlogs(first!), backlogs(second!)))
  const unpaired = width(differenceBands(backlogs(first!), backlogs(second!).toReversed()))
  expect(paired).toBeLessThan(unpaired / 2)
  const run = first![0]!
  expect(waitsOf(run, 2, 1, 'count')[0]).toBeCloseTo(enteredInto(run, 3, 1)[0]!, 6)
  expect(waitsOf(run, 2, 1, 'p90')[0]).toBeGreaterThan(waitsOf(run, 2, 1, 'p50')[0]!)
})
