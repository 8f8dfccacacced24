import { simulateBacklog } from './backlog.ts'
import type { Queue, QueueFile } from './reading.ts'
import { type Simulated, simulateQueue } from './simulating.ts'
import type { Threads } from './threads.ts'

export type FileConditions = {
  /** A queue that needs more gets a shorter run, and says so. */
  eventsMax: number
  threads: Pick<Threads, 'count' | 'follow'>
  progress?(done: number): void
}

/** By row of the file: one answer for each of its value columns. */
export async function simulateFile(
  file: QueueFile,
  { eventsMax, threads, progress }: FileConditions,
): Promise<Simulated[][]> {
  const found = file.rows.map(() => new Map<string, Simulated>())
  let next = 0
  let done = 0
  const simulate = (queue: Queue) =>
    queue.kind.name === 'fluid_backlog'
      ? simulateBacklog({ row: queue.rows[0]!, place: queue.at[0]! }, { eventsMax }, threads.follow)
      : simulateQueue(queue, { eventsMax }, threads.count)
  const takeNext = async (): Promise<void> => {
    while (next < file.queues.length) {
      const queue = file.queues[next++]!
      for (const each of await simulate(queue)) found[each.place]!.set(each.quantity, each)
      progress?.(++done)
    }
  }
  // A few at once, so that no thread waits while one queue is worked out; not all, which would hold all their counts at once.
  await Promise.all(Array.from({ length: AT_ONCE }, takeNext))
  return found.map((of, place) =>
    file.values.map(
      (quantity) => of.get(quantity) ?? { place, quantity, estimate: null, standardError: null, isTooLong: false },
    ),
  )
}

const AT_ONCE = 4
