import { type ReadonlySignal, signal } from '@preact/signals'
import type { Timers } from '#platform/base/environment.ts'
import type { Fetch } from '#platform/http/client.ts'

/** The practice page's "cut the network" switch speaks on this channel; real operations never listen. */
export const practiceChannelName = 'posada-practice-network'
/** `cut`: the switch moved. `ask`: a page that just opened wants to know how it stands. */
export type PracticeNetworkMessage = { kind: 'cut'; cut: boolean } | { kind: 'ask' }

export interface Network {
  /** What the bar shows. True until a request or the browser says otherwise. */
  hasSignal: ReadonlySignal<boolean>
  /** As `fetch`, given up after `timeoutMs`, and refused at once while practice has cut the network. */
  fetch: Fetch
  /** From now on the practice switch counts; called when the operation is known to be practice. */
  obeyPracticeSwitch(): void
  /** Calls back each time signal returns. */
  onReturn(callback: () => void): void
}

interface Given {
  fetch: Fetch
  timers: Timers
  timeoutMs?: number
}

/** The phone's way out, with a limit on waiting: a radio that hangs must not hang the page. */
export function openNetwork({ fetch, timers, timeoutMs = 30_000 }: Given): Network {
  const hasSignal = signal(navigator.onLine)
  const callbacks: (() => void)[] = []
  let cut = false
  let obeys = false
  const see = (now: boolean) => {
    const returned = now && !hasSignal.value
    hasSignal.value = now
    if (returned) for (const callback of callbacks) callback()
  }
  addEventListener('online', () => see(!cut))
  addEventListener('offline', () => see(false))
  return {
    hasSignal,
    async fetch(url, init) {
      if (cut) throw new TypeError('The practice network is cut.')
      const giveUp = new AbortController()
      const cancel = timers.after(timeoutMs, () => giveUp.abort())
      init.signal?.addEventListener('abort', () => giveUp.abort())
      try {
        const response = await fetch(url, { ...init, signal: giveUp.signal })
        if (!cut) see(true)
        return response
      } catch (error) {
        see(false)
        throw error
      } finally {
        cancel()
      }
    },
    obeyPracticeSwitch() {
      if (obeys) return
      obeys = true
      const channel = new BroadcastChannel(practiceChannelName)
      channel.onmessage = ({ data }: MessageEvent<PracticeNetworkMessage>) => {
        if (data.kind !== 'cut') return
        cut = data.cut
        see(!cut && navigator.onLine)
      }
      channel.postMessage({ kind: 'ask' } satisfies PracticeNetworkMessage)
    },
    onReturn: (callback) => void callbacks.push(callback),
  }
}
