import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Timers } from '#platform/base/environment.ts'
import { fewAtOnce } from '#platform/base/few-at-once.ts'
import { busy } from '#platform/base/problem.ts'
import type { Paper } from './pdf.ts'

const MEMORY_MB_MAX = 256
/** A paper takes a quarter of a second, on a busy machine a few; what takes longer than this ends by no other bound. */
const WRITING_MS_MAX = 20_000
/** One core writes papers, the other answers people; whoever comes after these is told to come again (503). */
const inLine = fewAtOnce({ atOnceMax: 1, waitingMax: 4 })

/**
 * Writes a paper in a thread of its own, so that nobody waits for it but whoever asked; one after the other. What is to stand
 * on it is put together when its turn has come: a crowd that asks costs nothing but its place in the line.
 */
export function writeApart(make: () => Promise<{ paper: Paper; madeAt: Date }>, timers: Timers): Promise<Uint8Array> {
  return inLine(async () => {
    const workerData = await make()
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    })
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      cancel = timers.after(WRITING_MS_MAX, () => reject(busy({ retryAfterSeconds: 60 })))
    })
    try {
      const [pdf] = (await Promise.race([once(worker, 'message'), late])) as [Uint8Array]
      return pdf
    } finally {
      cancel()
      await worker.terminate()
    }
  })
}
