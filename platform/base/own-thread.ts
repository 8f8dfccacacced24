import { Piscina } from 'piscina'
import type { Timers } from './environment.ts'

/** One thread for one kind of work, apart from the one that answers people. */
export type OwnThread<Task, Answer> = {
  /** Throws `TooMuchWork` where the bounds are met, and what the work throws otherwise. */
  run(task: Task): Promise<Answer>
  /** Ends the thread with whatever is in it; a later task starts it anew. */
  close(): Promise<void>
}

type Bounds = { msMax: number; megabytesMax: number; youngMegabytesMax?: number; idleMs: number }

export class TooMuchWork extends Error {
  readonly of: 'time' | 'memory'
  constructor(of: 'time' | 'memory') {
    super(`a thread was ended: it took too much ${of}`)
    this.of = of
  }
}

/** Nothing is started before the first task. `entry` is a module whose default export does the work; it knows no setting of the process. */
export function createOwnThread<Task, Answer>(
  entry: URL,
  { msMax, megabytesMax, youngMegabytesMax, idleMs }: Bounds,
  timers: Timers,
): OwnThread<Task, Answer> {
  let threads: Piscina<Task, Answer> | undefined
  return {
    async run(task) {
      threads ??= new Piscina({
        filename: entry.href,
        ...{ minThreads: 0, maxThreads: 1, idleTimeout: idleMs },
        resourceLimits: {
          maxOldGenerationSizeMb: megabytesMax,
          ...(youngMegabytesMax !== undefined && { maxYoungGenerationSizeMb: youngMegabytesMax }),
        },
        env: {},
      })
      const late = new AbortController()
      const cancel = timers.after(msMax, () => late.abort())
      try {
        return await threads.run(task, { signal: late.signal })
      } catch (error) {
        if (late.signal.aborted) throw new TooMuchWork('time')
        if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') throw new TooMuchWork('memory')
        throw error
      } finally {
        cancel()
      }
    },
    async close() {
      const ending = threads
      threads = undefined
      await ending?.destroy()
    },
  }
}
