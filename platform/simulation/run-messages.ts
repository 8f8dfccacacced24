import type { FlowRun } from './flow.ts'
import type { Lane, RunReplication, Slice } from './replications.ts'

/** What a thread is asked. A task takes effect before the slices that follow it. */
export type RunsQuestion<Task> = { task: Task } | { id: number; slice: Slice }

export type RunsAnswer = { id: number; runs: FlowRun[] } | { id: number; failed: string }

/** A thread as this side of it sees it: `Worker` of a browser and of Node differ in how one listens. */
export type Thread<Task> = {
  send(question: RunsQuestion<Task>): void
  listen(answer: (answer: RunsAnswer) => void, fail: (error: Error) => void): void
  end(): void
}

/** Lanes and how to end them. */
export type Lanes<Task> = { lanes: Lane<Task>[]; end(): void }

export function lanesIn<Task>(threads: Thread<Task>[]): Lanes<Task> {
  const lanes = threads.map(laneIn)
  return {
    lanes,
    end() {
      for (const lane of lanes) lane.end()
    },
  }
}

/** A lane in a thread. Its entry there calls `answerRuns` with the same capability's `prepare`. */
function laneIn<Task>(thread: Thread<Task>): Lane<Task> & { end(): void } {
  const waiting = new Map<number, { resolve(runs: FlowRun[]): void; reject(error: Error): void }>()
  let lastId = 0
  let ended: Error | undefined
  const giveUp = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
  }
  thread.listen((answer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('failed' in answer) asked?.reject(new Error(answer.failed))
    else asked?.resolve(answer.runs)
  }, giveUp)
  return {
    begin: (task) => thread.send({ task }),
    run: (slice) =>
      ended
        ? Promise.reject(ended)
        : new Promise((resolve, reject) => {
            const id = ++lastId
            waiting.set(id, { resolve, reject })
            thread.send({ id, slice })
          }),
    end() {
      giveUp(new Error('the thread that ran replications has ended'))
      thread.end()
    },
  }
}

/**
 * The other side, in the thread: answers slices of the last task. `send` hands the memory of the runs over instead of copying it.
 * A browser's entry is `self.onmessage = (event) => answer(event.data)`, a thread's of Node `parentPort.on('message', answer)`.
 */
export function answerRuns<Task>(
  prepare: (task: Task) => RunReplication | Promise<RunReplication>,
  send: (answer: RunsAnswer, memory: ArrayBuffer[]) => void,
): (question: RunsQuestion<Task>) => Promise<void> {
  const begin = async (task: Task) => {
    try {
      return await prepare(task)
    } catch (error) {
      return asError(error)
    }
  }
  let begun: Promise<RunReplication | Error> = Promise.resolve(new Error('no task has begun'))
  return async (question) => {
    if ('task' in question) {
      begun = begin(question.task)
      return
    }
    const { id, slice } = question
    try {
      const runOne = await begun
      if (runOne instanceof Error) throw runOne
      const runs: FlowRun[] = []
      for (let replication = slice.from; replication < slice.to; replication++)
        runs.push(runOne(slice.scenario, replication))
      send({ id, runs }, runs.flatMap(memoryOf))
    } catch (error) {
      send({ id, failed: asError(error).message }, [])
    }
  }
}

const memoryOf = ({ sampledOn, present, entered, waits, watched }: FlowRun): ArrayBuffer[] =>
  // Made by an engine in this thread, so never shared memory.
  [sampledOn, present, entered, waits, watched].map(({ buffer }) => buffer as ArrayBuffer)

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
