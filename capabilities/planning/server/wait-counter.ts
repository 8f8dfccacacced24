import { Piscina } from 'piscina'
import type { Timers } from '#platform/base/environment.ts'
import type { CasesOfADay } from '../caseload-past.ts'
import { hasPast, type PersonalWaits } from '../personal-wait.ts'

type Task = { cases: CasesOfADay[]; today: number }

/** Nothing is said of so many: the other queues of the night are counted all the same. */
type TooMany = { cannotSay: 'too-many-cases'; coverage: undefined }

/** Counts the waits of one queue apart from the server's own thread, which answers people meanwhile. */
export type WaitCounter = {
  /** A queue that takes longer than half an hour or more memory than it may has too many cases. Throws where it is cancelled. */
  count(task: Task): Promise<PersonalWaits | TooMany>
  /** Ends what is being counted: the server stops. */
  close(): Promise<void>
}

const COUNTING_MS_MAX = 1_800_000
const MEMORY_MB_MAX = 512
const IDLE_MS = 1_000

/** Nothing is started before there is a past to count from. */
export function createWaitCounter(timers: Timers): WaitCounter {
  let threads: Piscina<Task, PersonalWaits> | undefined
  return {
    async count(task) {
      if (!hasPast(task.cases, task.today)) return { cannotSay: 'too-little-past', coverage: undefined }
      threads ??= new Piscina({
        filename: new URL('./waits-worker.ts', import.meta.url).href,
        ...{ minThreads: 0, maxThreads: 1, idleTimeout: IDLE_MS },
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
        env: {},
      })
      const late = new AbortController()
      const cancel = timers.after(COUNTING_MS_MAX, () => late.abort())
      try {
        return await threads.run(task, { signal: late.signal })
      } catch (error) {
        const isTooLarge = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
        if (late.signal.aborted || isTooLarge) return { cannotSay: 'too-many-cases', coverage: undefined }
        throw error
      } finally {
        cancel()
      }
    },
    async close() {
      await threads?.destroy()
      threads = undefined
    },
  }
}
