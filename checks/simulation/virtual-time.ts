import type { Clock, Timers } from '#platform/base/environment.ts'

/** Time that moves when told. Timers fall due in the order of their moments; whoever moves the time lets them run. */
export function createVirtualTime(startsAt: number) {
  let now = startsAt
  /** What has passed, whatever the clock was set to. */
  let passed = 0
  let order = 0
  const waiting = new Map<number, { at: number; callback: () => void }>()

  const clock: Clock = () => now
  const timers: Timers = {
    after(ms, callback) {
      const id = order++
      waiting.set(id, { at: now + ms, callback })
      return () => void waiting.delete(id)
    },
  }

  /** Moves the time on and calls what falls due on the way, each at its own moment. */
  function advance(ms: number): void {
    const until = now + ms
    passed += ms
    for (;;) {
      const due = [...waiting].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
      if (!due) break
      const [id, { at, callback }] = due
      waiting.delete(id)
      now = Math.max(now, at)
      callback()
    }
    now = until
  }

  /** Somebody sets the clock: timers stay as far away as they were. */
  function jump(ms: number): void {
    now += ms
    for (const timer of waiting.values()) timer.at += ms
  }

  return { clock, ticks: () => passed, timers, advance, jump, waiting: () => waiting.size }
}
