import type { Timers } from '#platform/base/environment.ts'
import { fewAtOnce } from '#platform/base/few-at-once.ts'
import { createOwnThread, TooMuchWork } from '#platform/base/own-thread.ts'
import { busy } from '#platform/base/problem.ts'
import type { Paper } from './pdf.ts'
import type { Sheet } from './sheet.ts'

type Task = { paper: Paper | Sheet; madeAt: Date }

const BOUNDS = {
  megabytesMax: 256,
  youngMegabytesMax: 8,
  /** A paper takes a tenth of a second, on a busy machine a few; what takes longer than this ends by no other bound. */
  msMax: 20_000,
  /** The thread has read its fonts and keeps them for whoever comes next; then it ends. */
  idleMs: 60_000,
}

/** Writes papers in a thread, so that nobody waits for one but whoever asked; one after the other. */
export type Press = {
  /**
   * What is to stand on the paper is put together when its turn has come: a crowd that asks costs nothing but its place in the
   * line. Whoever comes when the line is full, or waits too long, is told to come again (503).
   */
  write(make: () => Promise<Task>): Promise<Uint8Array>
  close(): Promise<void>
}

/** Nothing is started before the first paper is asked for. */
export function createPress(timers: Timers): Press {
  // One core writes papers, the other answers people.
  const inLine = fewAtOnce({ atOnceMax: 1, waitingMax: 4 })
  const thread = createOwnThread<Task, Uint8Array>(new URL('./pdf-worker.ts', import.meta.url), BOUNDS, timers)
  return {
    write: (make) =>
      inLine(async () => {
        const task = await make()
        try {
          return await thread.run(task)
        } catch (error) {
          throw error instanceof TooMuchWork && error.of === 'time' ? busy({ retryAfterSeconds: 60 }) : error
        }
      }),
    close: thread.close,
  }
}
