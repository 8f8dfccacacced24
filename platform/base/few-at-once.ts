import { busy } from './problem.ts'

/**
 * A line for work that takes much memory: so many at once, so many waiting, and whoever comes after is told to come again
 * (503). The order is that of coming.
 */
export function fewAtOnce({ atOnceMax, waitingMax }: { atOnceMax: number; waitingMax: number }) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= waitingMax) throw busy({ retryAfterSeconds: 10 })
    if (running >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      // The place goes to the next in line, or becomes free.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
