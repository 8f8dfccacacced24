import { laneHere, replicate } from '#platform/simulation/replications.ts'
import { type PlanningTask, runReplication } from './running.ts'
import { type PlanAnswer, type PlanAsked, seenOf } from './seeing.ts'

/** Everything is computed here, also what the runs say together, so that the page never waits for it. */
let running = new AbortController()

self.onmessage = async ({ data: asked }: MessageEvent<PlanAsked>) => {
  running.abort()
  running = new AbortController()
  if (asked.id === 'stop') return
  const { id, base, plan, seed, replications } = asked
  const { signal } = running
  const answer = (of: PlanAnswer) => {
    if (!signal.aborted) self.postMessage(of)
  }
  try {
    const task: PlanningTask = { scenarios: [base, plan], seed, engine: 'cohort' }
    const runs = await replicate({
      task,
      scenarios: 2,
      replications,
      // Few, so that something is seen at once also where the machine is slow; twice as many follow, and again.
      firstReplications: FIRST_REPLICATIONS,
      lanes: [laneHere(runReplication, nextMessage)],
      onSoFar: (soFar) => answer({ id, kind: 'seen', seen: seenOf(base, plan, seed, soFar, false) }),
      onProgress: (done, all) => answer({ id, kind: 'progress', done, all }),
      signal,
    })
    answer({ id, kind: 'seen', seen: seenOf(base, plan, seed, runs, true) })
  } catch (error) {
    answer({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

const FIRST_REPLICATIONS = 10

const turn = new MessageChannel()

/** Lets the next question come in, if there is one. */
const nextMessage = () =>
  new Promise<void>((resolve) => {
    turn.port1.onmessage = () => resolve()
    turn.port2.postMessage(null)
  })
