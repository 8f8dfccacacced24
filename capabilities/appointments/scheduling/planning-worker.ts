import { parentPort, workerData } from 'node:worker_threads'
import type { SchedulingProblem } from './problem.ts'
import { type Held, replan } from './replanning.ts'
import { scheduleAll } from './search.ts'

/** What is to be planned; `current` only where a plan is to be changed as little as can be. */
export type Task = { problem: SchedulingProblem; rounds: number; current?: readonly Held[] }

/** One plan in a thread of its own: it may take minutes, and nobody else waits for it. */
const { problem, rounds, current } = workerData as Task
const schedule = current
  ? replan(problem, current)
  : scheduleAll(problem, rounds, (done) => parentPort!.postMessage({ done }))
parentPort!.postMessage({ schedule })
