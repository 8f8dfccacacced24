import { Worker } from 'node:worker_threads'
import type { Paths, PathsTask } from './backlog-paths.ts'
import type { Counted, CountingTask } from './simulating.ts'

/** Threads that answer one question each at a time, in the order asked; what they answer depends on the question alone. */
export type Threads = {
  count(task: CountingTask): Promise<Counted>
  follow(task: PathsTask): Promise<Paths>
  close(): Promise<void>
}

export function openThreads(threads: number): Threads {
  type Waiting = { question: CountingTask | PathsTask; resolve(answer: unknown): void; reject(error: Error): void }
  const queue: Waiting[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Waiting>()
  let failed: Error | undefined

  const next = () => {
    while (idle.length > 0 && queue.length > 0) {
      const worker = idle.pop()!
      const waiting = queue.shift()!
      busy.set(worker, waiting)
      worker.postMessage(waiting.question)
    }
  }
  const fail = (error: Error) => {
    failed ??= error
    for (const { reject } of [...busy.values(), ...queue.splice(0)]) reject(failed)
    busy.clear()
  }
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./counting-worker.ts', import.meta.url), {
      ...{ env: {}, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX } },
    })
    worker.on('message', (answer: unknown) => {
      busy.get(worker)?.resolve(answer)
      busy.delete(worker)
      idle.push(worker)
      next()
    })
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => fail(new Error('a simulation was stopped')))
    idle.push(worker)
    return worker
  })
  const ask = (question: CountingTask | PathsTask) =>
    new Promise<unknown>((resolve, reject) => {
      if (failed) return reject(failed)
      queue.push({ question, resolve, reject })
      next()
    })
  return {
    // The worker answers each kind of question in its own form.
    count: async (task) => (await ask(task)) as Counted,
    follow: async (task) => (await ask(task)) as Paths,
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

const MEMORY_MB_MAX = 1024
