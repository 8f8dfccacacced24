import type { Clock } from '#platform/base/environment.ts'
import { wipe } from './keys.ts'

/** How long a custodian who came alone is waited for. */
export const WAITING_SHARE_MS = 15 * 60_000

export type WaitingShares = ReturnType<typeof createWaitingShares>

/** Opened shares of custodians who came alone, in memory only, until a second one comes or their time is over. */
export function createWaitingShares({ clock }: { clock: Clock }) {
  const waiting = new Map<string, Map<number, { share: Uint8Array; until: number }>>()

  /** Overwrites those whose time is over. */
  function expire(operationId: string): void {
    const shares = waiting.get(operationId)
    for (const [ordinal, { share, until }] of shares ?? []) {
      if (clock() < until) continue
      wipe(share)
      shares!.delete(ordinal)
    }
  }

  function forget(operationId: string): void {
    for (const { share } of waiting.get(operationId)?.values() ?? []) wipe(share)
    waiting.delete(operationId)
  }

  return {
    /** Takes over `share`. The same custodian again takes the place of before. */
    add(operationId: string, ordinal: number, share: Uint8Array): void {
      expire(operationId)
      const shares = waiting.get(operationId) ?? new Map()
      const before = shares.get(ordinal)
      if (before) wipe(before.share)
      shares.set(ordinal, { share, until: clock() + WAITING_SHARE_MS })
      waiting.set(operationId, shares)
    },
    count(operationId: string): number {
      expire(operationId)
      return waiting.get(operationId)?.size ?? 0
    },
    /** Hands out what waits; the caller wipes it. */
    take(operationId: string): Uint8Array[] {
      expire(operationId)
      const shares = [...(waiting.get(operationId)?.values() ?? [])].map(({ share }) => share)
      waiting.delete(operationId)
      return shares
    },
    expire,
    forget,
    forgetAll: () => [...waiting.keys()].forEach(forget),
  }
}
