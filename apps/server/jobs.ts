import { casesByDay } from '#capabilities/asylum/server/queries-past.ts'
import { recountClaims } from '#capabilities/asylum/server/recounting.ts'
import { sendDue } from '#capabilities/messages/server/sending.ts'
import { type CountedWaits, countWaits } from '#capabilities/planning/server/counting-waits.ts'
import { openSealedEntries } from '#capabilities/registration/server/opening.ts'
import { every } from '#platform/base/environment.ts'
import { createSealer } from '#platform/ledger/sealing.ts'
import type { World } from './world.ts'

const OPEN_AFTER_MS = 150
const OPEN_EVERY_MS = 5_000
/** Every act is in the audit log's tree within five seconds, with a second for the work itself. */
const SEAL_EVERY_MS = 4_000
/** A second process on the same database must not go on taking people in where an operation was closed. */
const LEARN_EVERY_MS = 2_000
/** After a calendar changed, every open limit is counted anew; mostly there is nothing to count. */
const RECOUNT_EVERY_MS = 5_000
/** Nobody waits for a message by the second. */
const SEND_EVERY_MS = 15_000
const HOUR_MS = 3_600_000
/** Soon after the start too: a server that is restarted every half hour must forget all the same. */
const FIRST_DUTY_AFTER_MS = 15_000

export type Jobs = {
  /** An entry came in: open it soon, together with others of the same moment. */
  soon(operationId: string): void
  /** CPU milliseconds spent opening, and how many entries, since the start; the benchmark reads it. */
  opened(): { entries: number; cpuMs: number }
  stop(): Promise<void>
}

/**
 * Work that nobody waits for: opening what is sealed, numbering the audit entries in their log, learning what was closed elsewhere, and
 * the hourly duties handed in.
 */
export function startJobs(
  world: World,
  hourly: ((operationId: string) => Promise<void>)[],
  { opensEntries = true } = {},
): Jobs {
  const sealer = createSealer({ ...world, ticks: () => performance.now(), keysOf: world.keyring.find })
  const total = { entries: 0, cpuMs: 0 }
  let isStopping = false
  const waiting = new Map<string, () => void>()
  const running = new Map<string, Promise<void>>()
  const report = (error: unknown) => world.log(`A job failed and will run again: ${(error as Error).name}`)

  async function open(operationId: string): Promise<void> {
    if (!opensEntries || running.has(operationId)) return
    const work = openSealedEntries(world, operationId)
      .then(({ opened, cpuMs }) => {
        total.entries += opened
        total.cpuMs += cpuMs
      })
      .catch(report)
      .finally(() => running.delete(operationId))
    running.set(operationId, work)
    await work
  }

  /** At the first full hour of a day, which is at night; soon after the start where that was missed. */
  async function count(operationId: string): Promise<void> {
    if (isStopping) return
    const done = await countWaits({ ...world, casesByDay }, operationId).catch((error) => {
      if (!isStopping) throw error // ended with the server, and begun anew by the next
    })
    if (done && done.leftOut.length > 0) world.log(describeLeftOut(done))
  }

  const forEach = (work: (operationId: string) => Promise<void>) => async () => {
    for (const operationId of await world.db.everyOperation()) await work(operationId).catch(report)
  }
  const endings = [
    every(world.timers, OPEN_EVERY_MS, forEach(open), report),
    every(
      world.timers,
      RECOUNT_EVERY_MS,
      forEach(async (operationId) => {
        const { db, books } = world
        await recountClaims({ db, books, now: world.clock() }, operationId, () => isStopping)
      }),
      report,
    ),
    // Without a channel that is set up there is no such job.
    ...(world.senders
      ? [
          every(
            world.timers,
            SEND_EVERY_MS,
            forEach(async (operationId) => void (await sendDue(world, operationId, () => isStopping))),
            report,
          ),
        ]
      : []),
    every(world.timers, LEARN_EVERY_MS, world.keyring.learnClosings, report),
    every(
      world.timers,
      SEAL_EVERY_MS,
      forEach(async (operationId) => void (await sealer.seal(operationId))),
      report,
    ),
    every(world.timers, HOUR_MS, forEach(count), report, FIRST_DUTY_AFTER_MS),
    ...hourly.map((work) => every(world.timers, HOUR_MS, forEach(work), report, FIRST_DUTY_AFTER_MS)),
  ]

  return {
    soon(operationId) {
      if (waiting.has(operationId)) return
      const cancel = world.timers.after(OPEN_AFTER_MS, () => {
        waiting.delete(operationId)
        void open(operationId)
      })
      waiting.set(operationId, cancel)
    },
    opened: () => ({ ...total }),
    async stop() {
      isStopping = true
      await world.waits.close()
      for (const cancel of waiting.values()) cancel()
      await Promise.all(endings.map((end) => end()))
      await Promise.allSettled(running.values())
    },
  }
}

function describeLeftOut({ counted, leftOut }: CountedWaits): string {
  const names = leftOut.map(({ procedure, childAlone }) => (childAlone ? `${procedure} (children alone)` : procedure))
  return `Expected waits: ${counted} queues were counted; of others nothing is said, they have too many cases: ${names.join(', ')}`
}
