import type { FlowRun } from '#platform/simulation/flow.ts'
import { laneHere, type RunReplication, replicate } from '#platform/simulation/replications.ts'
import { hashOfRuns } from './hash-of-runs.ts'
import { type PlanningTask, runReplication } from './running.ts'
import { type PlanAnswer, type PlanAsked, seenOf } from './seeing.ts'

/** Everything is computed here, also what the runs say together, so that the page never waits for it. */
let running = new AbortController()

self.onmessage = async ({ data: asked }: MessageEvent<PlanAsked>) => {
  running.abort()
  running = new AbortController()
  if (asked.id === 'stop') return
  const { id, base, plan, seed, replications, engine = 'cohort' } = asked
  const { signal } = running
  const answer = (of: PlanAnswer) => {
    if (!signal.aborted) self.postMessage(of)
  }
  // As in Safari's Lockdown Mode: the engines need it.
  if (typeof WebAssembly === 'undefined') return answer({ id, kind: 'refused' })
  try {
    const task: PlanningTask = { scenarios: [base, plan], seed, engine }
    const runs = await replicate({
      task,
      scenarios: 2,
      replications,
      // Few, so that something is seen at once also where the machine is slow; twice as many follow, and again.
      firstReplications: FIRST_REPLICATIONS,
      lanes: [laneHere(runWithKept, nextMessage)],
      onSoFar: (soFar) => answer({ id, kind: 'seen', seen: seenOf(base, plan, seed, soFar, false) }),
      onProgress: (done, all) => answer({ id, kind: 'progress', done, all }),
      signal,
    })
    answer({ id, kind: 'seen', seen: seenOf(base, plan, seed, runs, true) })
    if (!crypto.subtle) return
    const [ofBase, ofPlan] = await Promise.all(runs.map(hashOfRuns))
    answer({ id, kind: 'hashes', base: ofBase!, plan: ofPlan! })
  } catch (error) {
    answer({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

/** A lever moves the plan and not what it is compared with: those worlds are run once. */
let kept = { of: '', runs: new Map<number, FlowRun>() }

function runWithKept(task: PlanningTask): RunReplication {
  const run = runReplication(task)
  const of = JSON.stringify([task.scenarios[0], task.seed, task.engine])
  if (kept.of !== of) kept = { of, runs: new Map() }
  const { runs } = kept
  return (scenario, replication) => {
    if (scenario > 0) return run(scenario, replication)
    const found = runs.get(replication) ?? run(0, replication)
    runs.set(replication, found)
    return found
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
