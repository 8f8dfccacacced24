import { Worker } from 'node:worker_threads'
import type { Timers } from '#platform/base/environment.ts'
import type { Task } from '../scheduling/planning-worker.ts'
import type { Replanned } from '../scheduling/replanning.ts'

const MEMORY_MB_MAX = 1024
const PLANNING_MS_MAX = 300_000
/** The search of a small plan; a larger one gets fewer rounds of more work each, so that none takes minutes. */
const ROUNDS_MAX = 3_000
const ROUNDS_MIN = 60
const FAMILIES_TIMES_ROUNDS = 4_000_000

export const roundsFor = (families: number): number =>
  Math.max(ROUNDS_MIN, Math.min(ROUNDS_MAX, Math.floor(FAMILIES_TIMES_ROUNDS / Math.max(1, families))))

export type Solved = Omit<Replanned, 'moves' | 'movesNeeded'> & Partial<Pick<Replanned, 'moves' | 'movesNeeded'>>

/** Solves in a thread that knows nothing but its task: no settings, no keys. `stop` ends it, whatever it is doing. */
export function solveApart(
  task: Task,
  { timers, onProgress, stop }: { timers: Timers; onProgress(done: number): void; stop: AbortSignal },
): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../scheduling/planning-worker.ts', import.meta.url), {
      ...{ workerData: task, env: {} },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    })
    worker.unref()
    const cancel = timers.after(PLANNING_MS_MAX, () => finish(() => reject(new Error('planning took too long'))))
    const finish = (answer: () => void) => {
      cancel()
      stop.removeEventListener('abort', stopped)
      void worker.terminate()
      answer()
    }
    const stopped = () => finish(() => reject(new Error('planning was stopped')))
    stop.addEventListener('abort', stopped)
    worker.on('message', ({ done, schedule }: { done?: number; schedule?: Solved }) => {
      if (schedule) finish(() => resolve(schedule))
      else onProgress(done ?? 0)
    })
    worker.on('error', (error) => finish(() => reject(error)))
    worker.on('exit', (code) => finish(() => reject(new Error(`planning ended with ${code}`))))
  })
}
