import { parentPort } from 'node:worker_threads'
import { countReplication, runExact } from '../exact.ts'
import { periodsOf } from '../flow.ts'
import type { StationCounts } from '../station-counts.ts'
import type { Paths, PathsTask } from './backlog-paths.ts'
import { cubesSurplus } from './cubes.ts'
import type { Counted, CountingTask } from './simulating.ts'

parentPort?.on('message', (question: CountingTask | PathsTask) => {
  const answer = 'warmUpDays' in question ? count(question) : follow(question)
  parentPort?.postMessage(answer, buffersOf(answer))
})

function count({ flow, seed, from, to, warmUpDays, hasWaits, cubes }: CountingTask): Counted {
  let events = 0
  const replications: StationCounts[][] = []
  for (let replication = from; replication < to; replication++) {
    const run = countReplication(flow, { seed, replication }, { warmUpDays, hasWaits })
    if (cubes) run.counts[0]!.cubesSurplus = cubesSurplus(cubes, { seed, replication })
    replications.push(run.counts)
    events += run.events
  }
  return { replications, events }
}

/** Node 0 is where they wait, node 1 where they are when served. */
function follow({ flow, seed, from, to }: PathsTask): Paths {
  const paths: Paths = { came: [], served: [], events: 0 }
  const periods = periodsOf(flow)
  for (let replication = from; replication < to; replication++) {
    const { entered, events } = runExact(flow, { seed, replication }, { memoryBytes: PATH_BYTES_MAX })
    paths.came.push(entered.slice(0, periods))
    paths.served.push(entered.slice(periods, 2 * periods))
    paths.events += events
  }
  return paths
}

/** The largest backlog a file may hold, unit by unit. */
const PATH_BYTES_MAX = 2e9

/** Handed over instead of copied. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (value instanceof Float64Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersOf) : []
}
