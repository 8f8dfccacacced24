import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock, Random, Timers } from '#platform/base/environment.ts'
import type { Store } from './store.ts'

/** Something this phone promised to send. Its id is made here, so that sending twice has no second effect. */
export interface OutboxEntry<T> {
  id: string
  body: T
  attempts: number
  /** Not before this moment. */
  nextAt: number
}

/**
 * What became of one entry. `received` only with a receipt whose signature was checked; `refused` is final and for a
 * person to look at; `later` is everything else, a captive portal's friendly page included.
 */
export type Delivery<R> = { kind: 'received'; receipt: R } | { kind: 'refused'; reason: string } | { kind: 'later' }

export interface Outbox<T> {
  /** How many entries wait on this phone. */
  waiting: ReadonlySignal<number>
  add(id: string, body: T): Promise<void>
  /** Tries now whatever waits, for example when the network is back. */
  sendNow(): Promise<void>
  stop(): void
}

interface Given<T, R> {
  name: string
  store: Store
  clock: Clock
  random: Random
  timers: Timers
  /** Sends some entries and says what became of each; an id left out counts as `later`. */
  deliver: (entries: readonly OutboxEntry<T>[]) => Promise<ReadonlyMap<string, Delivery<R>>>
  /** Called before the entry is let go; if this fails the entry stays. */
  onReceived: (entry: OutboxEntry<T>, receipt: R) => Promise<void>
  onRefused: (entry: OutboxEntry<T>, reason: string) => Promise<void>
  batchMax?: number
}

/** Keeps entries until each has its signed receipt, and tries again with growing pauses. */
export async function openOutbox<T, R>(given: Given<T, R>): Promise<Outbox<T>> {
  const { store, clock, random, timers, batchMax = 1 } = given
  const prefix = `${given.name}/`
  const waiting = signal((await store.names(prefix)).length)
  let cancelTimer = () => {}
  let sending: Promise<void> | undefined

  const read = async () => {
    const names = await store.names(prefix)
    const entries = await Promise.all(names.map((name) => store.get<OutboxEntry<T>>(name)))
    return entries.filter((entry) => entry !== undefined)
  }

  const settle = async (entry: OutboxEntry<T>, delivery: Delivery<R> | undefined) => {
    if (delivery?.kind === 'received') await given.onReceived(entry, delivery.receipt)
    else if (delivery?.kind === 'refused') await given.onRefused(entry, delivery.reason)
    else {
      const attempts = entry.attempts + 1
      const nextAt = clock() + pauseMs(attempts, random)
      return store.put(prefix + entry.id, { ...entry, attempts, nextAt })
    }
    await store.remove(prefix + entry.id)
  }

  const sendDue = async (all: boolean) => {
    const due = (await read()).filter((entry) => all || isDue(entry.nextAt, clock()))
    for (let from = 0; from < due.length; from += batchMax) {
      const batch = due.slice(from, from + batchMax)
      const deliveries = await given.deliver(batch).catch(() => new Map<string, Delivery<R>>())
      for (const entry of batch) await settle(entry, deliveries.get(entry.id))
    }
    const left = await read()
    waiting.value = left.length
    cancelTimer()
    if (left.length > 0) {
      const wait = Math.max(1000, Math.min(...left.map(({ nextAt }) => nextAt)) - clock())
      cancelTimer = timers.after(Math.min(wait, PAUSE_MAX_MS), () => void run(false))
    }
  }

  /** One sender at a time: a second call joins the first. */
  const run = (all: boolean) => {
    sending ??= sendDue(all).finally(() => {
      sending = undefined
    })
    return sending
  }

  if (waiting.value > 0) cancelTimer = timers.after(1000, () => void run(false))
  return {
    waiting,
    async add(id, body) {
      await store.put(prefix + id, { id, body, attempts: 0, nextAt: clock() } satisfies OutboxEntry<T>)
      waiting.value = (await store.names(prefix)).length
    },
    sendNow: () => run(true),
    stop: () => cancelTimer(),
  }
}

const PAUSE_FIRST_MS = 4_000
const PAUSE_MAX_MS = 10 * 60_000

/** No pause is that long: the phone's clock was set back meanwhile, perhaps by years, and the entry must not wait for it. */
const isDue = (nextAt: number, now: number): boolean => nextAt <= now || nextAt - now > PAUSE_MAX_MS

/** 4 s, 8 s, 16 s … at most 10 minutes, each drawn from its upper half, so that a crowd's phones spread out. */
export function pauseMs(attempts: number, random: Random): number {
  const full = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(attempts - 1, 20))
  const [high = 0, low = 0] = random.bytes(2)
  return Math.round(full * (0.5 + (high * 256 + low) / 131_072))
}
