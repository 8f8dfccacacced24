import { useEffect, useRef, useState } from 'preact/hooks'
import { trustedScript } from '#platform/offline/trusted-script.ts'
import workerAddress from '../planning-page-worker.ts?worker&url'
import type { Scenario } from '../scenario.ts'
import type { PlanAnswer, PlanAsked, PlanSeen } from '../seeing.ts'

const REPLICATIONS = 200
const STEP = 40
/** The same chance whenever somebody looks: a link shows both the same figures. */
const SEED = 7

type Computing = {
  isRunning: boolean
  done: number
  all: number
  seen?: PlanSeen
  hash?: string
  failed?: 'offline' | 'other'
  /** This browser cannot compute it. */
  isRefused?: boolean
}

/** Runs two scenarios in a worker; what was seen before stays until the next band is there. */
export function usePlanning() {
  const [state, setState] = useState<Computing>({ isRunning: false, done: 0, all: 1 })
  const worker = useRef<Worker | undefined>(undefined)
  const lastId = useRef(0)
  useEffect(() => {
    const started = new Worker(trustedScript(workerAddress))
    started.onmessage = ({ data }: MessageEvent<PlanAnswer>) => {
      if (data.id !== lastId.current) return
      if (data.kind === 'progress') {
        // A step one can see: drawing costs as well.
        if (data.done % STEP === 0) setState((before) => ({ ...before, done: data.done, all: data.all }))
      } else if (data.kind === 'failed') setState((before) => ({ ...before, isRunning: false, failed: 'other' }))
      else if (data.kind === 'refused') setState((before) => ({ ...before, isRunning: false, isRefused: true }))
      else if (data.kind === 'hashes') setState((before) => ({ ...before, hash: data.plan }))
      else {
        setState((before) => ({ ...before, seen: data.seen, isRunning: !data.seen.isWhole }))
        performance.mark(data.seen.isWhole ? 'planner-whole' : 'planner-band')
      }
    }
    // An event without words: the worker's file could not be fetched.
    started.onerror = ({ message }) =>
      setState((before) => ({ ...before, isRunning: false, failed: message ? 'other' : 'offline' }))
    worker.current = started
    return () => started.terminate()
  }, [])
  const send = (asked: PlanAsked) => worker.current?.postMessage(asked)
  return {
    ...state,
    start(base: Scenario, plan: Scenario) {
      performance.mark('planner-asked')
      const id = ++lastId.current
      setState(({ seen }) => ({ isRunning: true, done: 0, all: 2 * REPLICATIONS, ...(seen && { seen }) }))
      send({ id, base, plan, seed: SEED, replications: REPLICATIONS })
    },
    /** What was seen so far stays. */
    stop() {
      lastId.current++
      setState((before) => ({ ...before, isRunning: false }))
      send({ id: 'stop' })
    },
  }
}
