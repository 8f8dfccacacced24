import { type Lanes, lanesIn, type RunsAnswer, type Thread } from './run-messages.ts'

/**
 * So many threads of one entry in a browser. `start` makes one: `new Worker(trustedScript(address))`, with the address from an import that
 * ends in `?worker&url`, since the content policy of our pages takes no other.
 */
export const threadsOfAPage = <Task>(start: () => Worker, count: number): Lanes<Task> =>
  lanesIn(Array.from({ length: count }, () => threadOf<Task>(start())))

const threadOf = <Task>(worker: Worker): Thread<Task> => ({
  send: (question) => worker.postMessage(question),
  listen(answer, fail) {
    worker.onmessage = ({ data }: MessageEvent<RunsAnswer>) => answer(data)
    worker.onerror = ({ message }) => fail(new Error(message || 'the thread that runs replications did not start'))
  },
  end: () => worker.terminate(),
})
