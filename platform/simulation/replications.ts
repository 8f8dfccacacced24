import type { FlowRun } from './flow.ts'

/** Replications `from` to `to` (not itself) of one scenario. */
export type Slice = { scenario: number; from: number; to: number }

/** Where replications are run: a thread, or a page between two things it does. */
export type Lane<Task> = {
  /** What later slices are about; replaces what was there. */
  begin(task: Task): void
  /** The runs of a slice in order. Rejects with what the flow of the capability threw, or when the lane has ended. */
  run(slice: Slice): Promise<FlowRun[]>
}

export type ReplicationsWanted<Task> = {
  task: Task
  scenarios: number
  replications: number
  lanes: readonly Lane<Task>[]
  /** Replications that go to a lane at once. */
  sliceReplications?: number
  /** So many of each scenario are answered first; from then on after each doubling. */
  firstReplications?: number
  /** `runs[scenario][replication]`: complete up to one number of replications, the same however many lanes there are. */
  onSoFar?(runs: FlowRun[][]): void
  /** Replications done, and of how many, over all scenarios. */
  onProgress?(done: number, all: number): void
  signal?: AbortSignal
}

/**
 * Runs every replication of every scenario once: `runs[scenario][replication]`. A replication is a function of its number alone, and
 * runs are laid down by number, so the result is the same bits with any number of lanes. Slices of all scenarios take turns, so that a
 * first band of all of them is there early. Rejects with the signal's reason as soon as it is given, and with the first error.
 */
export async function replicate<Task>(wanted: ReplicationsWanted<Task>): Promise<FlowRun[][]> {
  const { task, scenarios, replications, lanes, onProgress, signal } = wanted
  if (lanes.length === 0) throw new Error('there is no lane to run replications in')
  const runs: (FlowRun | undefined)[][] = Array.from({ length: scenarios }, () =>
    new Array<FlowRun | undefined>(replications).fill(undefined),
  )
  const slices = slicesOf(wanted)
  const tell = milestonesOf(runs, wanted)
  let next = 0
  let done = 0
  let stopped = false

  const work = async (lane: Lane<Task>): Promise<void> => {
    while (next < slices.length && !stopped) {
      const slice = slices[next++]!
      const answers = await lane.run(slice)
      if (stopped) return
      answers.forEach((run, i) => {
        runs[slice.scenario]![slice.from + i] = run
      })
      done += answers.length
      onProgress?.(done, scenarios * replications)
      tell()
    }
  }
  const stop = stopOf(signal)
  try {
    signal?.throwIfAborted()
    for (const lane of lanes) lane.begin(task)
    await Promise.race([Promise.all(lanes.map(work)), stop.stopped])
  } finally {
    stopped = true
    stop.forget()
  }
  return runs.map(complete)
}

/** Runs slices in this very thread, and lets others do something after each replication: `pause` resolves when they have. */
export function laneHere<Task>(
  prepare: (task: Task) => RunReplication,
  pause: () => Promise<void> = async () => {},
): Lane<Task> {
  let runOne: RunReplication | undefined
  return {
    begin(task) {
      runOne = prepare(task)
    },
    async run({ scenario, from, to }) {
      const found: FlowRun[] = []
      for (let replication = from; replication < to; replication++) {
        found.push(runOne!(scenario, replication))
        await pause()
      }
      return found
    },
  }
}

/** One replication of a task's scenario: a pure function of its two numbers. */
export type RunReplication = (scenario: number, replication: number) => FlowRun

function slicesOf({ scenarios, replications, sliceReplications = SLICE }: ReplicationsWanted<unknown>): Slice[] {
  const slices: Slice[] = []
  for (let from = 0; from < replications; from += sliceReplications)
    for (let scenario = 0; scenario < scenarios; scenario++)
      slices.push({ scenario, from, to: Math.min(replications, from + sliceReplications) })
  return slices
}

/** Answers at the first number of replications and each doubling, once every scenario has them all. */
function milestonesOf(
  runs: (FlowRun | undefined)[][],
  { replications, firstReplications = FIRST, onSoFar }: ReplicationsWanted<unknown>,
): () => void {
  let milestone = firstReplications
  const reached = runs.map(() => 0)
  return () => {
    if (!onSoFar || milestone >= replications) return
    runs.forEach((of, scenario) => {
      while (of[reached[scenario]!]) reached[scenario]!++
    })
    const here = Math.min(...reached)
    let told = 0
    for (; milestone <= here && milestone < replications; milestone *= 2) told = milestone
    if (told > 0) onSoFar(runs.map((of) => complete(of.slice(0, told))))
  }
}

function complete(runs: (FlowRun | undefined)[]): FlowRun[] {
  return runs.map((run, replication) => {
    if (!run) throw new Error(`replication ${replication} is missing`)
    return run
  })
}

/** A promise that rejects when the signal is given, and never otherwise. */
function stopOf(signal: AbortSignal | undefined) {
  let onAbort = () => {}
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason)
  })
  signal?.addEventListener('abort', onAbort)
  return { stopped, forget: () => signal?.removeEventListener('abort', onAbort) }
}

const SLICE = 5
const FIRST = 20
