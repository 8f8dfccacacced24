import type { Timers } from '#platform/base/environment.ts'
import { createOwnThread, TooMuchWork } from '#platform/base/own-thread.ts'
import type { CasesOfADay } from '../caseload-past.ts'
import { hasPast, type PersonalWaits } from '../personal-wait.ts'

type Task = { cases: CasesOfADay[]; today: number }

/** Nothing is said of so many: the other queues of the night are counted all the same. */
type TooMany = { cannotSay: 'too-many-cases'; coverage: undefined }

export const TOO_MANY: TooMany = { cannotSay: 'too-many-cases', coverage: undefined }

/** Counts the waits of one queue apart from the server's own thread, which answers people meanwhile. */
export type WaitCounter = {
  /** A queue that takes longer than five minutes or more memory than it may has too many cases. Throws where it is cancelled. */
  count(task: Task): Promise<PersonalWaits | TooMany>
  /** Ends what is being counted: the server stops. */
  close(): Promise<void>
}

/** A queue of 275,000 past cases takes some seconds; ten queues that take this long are done before another server takes over. */
const BOUNDS = { msMax: 300_000, megabytesMax: 512, idleMs: 1_000 }

/** Nothing is started before there is a past to count from. */
export function createWaitCounter(timers: Timers): WaitCounter {
  const thread = createOwnThread<Task, PersonalWaits>(new URL('./waits-worker.ts', import.meta.url), BOUNDS, timers)
  return {
    async count(task) {
      if (!hasPast(task.cases, task.today)) return { cannotSay: 'too-little-past', coverage: undefined }
      try {
        return await thread.run(task)
      } catch (error) {
        if (error instanceof TooMuchWork) return TOO_MANY
        throw error
      }
    },
    close: thread.close,
  }
}
