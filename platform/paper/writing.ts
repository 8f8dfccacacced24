import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Paper } from './pdf.ts'

const MEMORY_MB_MAX = 256

/** Writes a paper in a thread of its own, so that nobody waits for it but whoever asked; one after the other. */
export function writeApart(paper: Paper, madeAt: Date): Promise<Uint8Array> {
  const writing = turn.then(async () => {
    const worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), {
      workerData: { paper, madeAt },
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    })
    try {
      const [pdf] = (await once(worker, 'message')) as [Uint8Array]
      return pdf
    } finally {
      await worker.terminate()
    }
  })
  turn = writing.catch(() => undefined)
  return writing
}

let turn: Promise<unknown> = Promise.resolve()
