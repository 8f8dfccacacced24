import { type Chance, createChance } from '#platform/base/chance.ts'
import type { Clock, Timers } from '#platform/base/environment.ts'

/** A small world in which only the seed decides what happens, and in which order. */
export type Simulation = {
  chance: Chance
  /** Simulated milliseconds since the beginning. */
  clock: Clock
  timers: Timers
  /** Writes a line into the trace. */
  note(line: string): void
  trace(): readonly string[]
  /** Runs everything that is due up to then, one event at a time, each until nothing moves any more. */
  runUntil(time: number): Promise<void>
}

type Due = { at: number; order: number; work: () => void }

/** `settle` resolves when all work that needs no further event is done; the caller knows how its runtime shows that. */
export function createSimulation(seed: number, settle: () => Promise<void>): Simulation {
  const due = new Set<Due>()
  const trace: string[] = []
  let now = 0
  let order = 0

  function next(until: number): Due | undefined {
    let first: Due | undefined
    for (const each of due)
      if (each.at <= until && (!first || each.at < first.at || (each.at === first.at && each.order < first.order)))
        first = each
    return first
  }

  return {
    chance: createChance(seed),
    clock: () => now,
    timers: {
      after(ms, work) {
        const made = { at: now + Math.max(0, ms), order: order++, work }
        due.add(made)
        return () => void due.delete(made)
      },
    },
    note: (line) => void trace.push(`${now} ${line}`),
    trace: () => trace,
    async runUntil(time) {
      await settle()
      for (let event = next(time); event; event = next(time)) {
        due.delete(event)
        now = event.at
        event.work()
        await settle()
      }
      now = time
    },
  }
}
