import { Worker } from 'node:worker_threads'
import { type Lanes, lanesIn, type RunsAnswer, type Thread } from './run-messages.ts'

/** So many threads of one entry, which knows no setting of the process. They hold up nobody who wants to leave; end them after use. */
export const threadsOfNode = <Task>(entry: URL, count: number): Lanes<Task> =>
  lanesIn(Array.from({ length: count }, () => threadOfNode<Task>(entry)))

function threadOfNode<Task>(entry: URL): Thread<Task> {
  const worker = new Worker(entry, { env: {}, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX } })
  worker.unref()
  return {
    send: (question) => worker.postMessage(question),
    listen(answer, fail) {
      worker.on('message', (message: RunsAnswer) => answer(message))
      worker.on('error', fail)
      worker.on('exit', (code) => fail(new Error(`a thread that ran replications ended with ${code}`)))
    },
    end: () => void worker.terminate(),
  }
}

const MEMORY_MB_MAX = 1024
