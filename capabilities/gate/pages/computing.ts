import { useEffect, useRef, useState } from 'preact/hooks'
import type { Desk } from '#capabilities/registration/desk/pages/desk.ts'

/** So many pieces of a few milliseconds each between two looks at the page. */
const PIECES_AT_ONCE = 3

/** Runs a long computation a piece at a time, so that the page stays alive; a new one or leaving the page stops it. */
export function useComputing<T>(desk: Desk) {
  const [state, setState] = useState<{ isRunning: boolean; result?: T }>({ isRunning: false })
  const running = useRef(0)
  const stop = () => {
    running.current++
    setState({ isRunning: false })
  }
  useEffect(() => () => void running.current++, [])

  function start(work: Generator<undefined, T>) {
    const mine = ++running.current
    setState({ isRunning: true })
    const go = () => {
      if (running.current !== mine) return
      for (let piece = 0; piece < PIECES_AT_ONCE; piece++) {
        const step = work.next()
        if (step.done) return setState({ isRunning: false, result: step.value })
      }
      desk.after(0, go)
    }
    desk.after(0, go)
  }
  return { ...state, start, stop }
}
