import { useEffect } from 'preact/hooks'
import { whoAmI } from '#capabilities/access/contract.ts'
import { call } from '#platform/http/client.ts'
import { type Desk, failureOf } from './desk.ts'

/** A shared computer is left alone sooner than its session ends. */
const NAMES_OPEN_MS = 10 * 60_000
const LOOK_EVERY_MS = 15_000

/**
 * Closes what is opened on a screen after a while, and soon after somebody else locked the operation or ended this session.
 * Asks only while something is open and somebody can see it, so that it keeps no session alive for long.
 */
export function useClosingNames(desk: Desk, opened: unknown, close: () => void): void {
  useEffect(() => {
    if (opened === undefined) return
    let cancelNext = () => {}
    let isOver = false
    const look = async () => {
      cancelNext()
      if (document.visibilityState === 'visible') {
        const result = await call(desk.fetch, whoAmI, {})
        if (isOver) return
        if (result.kind !== 'ok') failureOf(desk, result)
        else if (!result.reply.operation.unlocked) {
          desk.onLocked(true)
          return close()
        }
      }
      cancelNext = desk.after(LOOK_EVERY_MS, look)
    }
    cancelNext = desk.after(LOOK_EVERY_MS, look)
    const cancelClosing = desk.after(NAMES_OPEN_MS, close)
    document.addEventListener('visibilitychange', look)
    return () => {
      isOver = true
      cancelNext()
      cancelClosing()
      document.removeEventListener('visibilitychange', look)
    }
  }, [opened])
}
