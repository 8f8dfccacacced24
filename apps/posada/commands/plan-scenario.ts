import { readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import * as z from 'zod/mini'
import type { Five } from '#capabilities/planning/five.ts'
import { hashOfRuns } from '#capabilities/planning/hash-of-runs.ts'
import { differenceOf, type Outcome, outcomeOf } from '#capabilities/planning/outcome.ts'
import { PRESETS, type Preset } from '#capabilities/planning/presets.ts'
import { readScenario, sentenceOf } from '#capabilities/planning/reading.ts'
import type { PlanningTask } from '#capabilities/planning/running.ts'
import { Scenario } from '#capabilities/planning/scenario.ts'
import { STARTING_POINTS, type StartingPoint } from '#capabilities/planning/starting-points.ts'
import type { FlowRun } from '#platform/simulation/flow.ts'
import { type ReplicationsWanted, replicate } from '#platform/simulation/replications.ts'
import { threadsOfNode } from '#platform/simulation/threads-of-node.ts'
import { type Command, readOptions, WrongInput, wholeNumber } from '../command.ts'

/**
 * `posada plan SCENARIO.json [OTHER.json] [--json]`: what would wait, how long, at what cost. The name of a starting point stands for its
 * file; `--preset` changes what was read. With two, their difference. Worlds that `--seconds` do not allow are left out, and it says how many.
 */
export const planScenarioCommand: Command = async (args, io) => {
  const { words, text, flag } = readOptions(args, OPTIONS, SCENARIOS_MAX)
  if (flag('schema')) {
    io.out(JSON.stringify(z.toJSONSchema(Scenario, { io: 'input' }), null, 2))
    return 0
  }
  const engine = text('engine') ?? 'cohort'
  if (engine !== 'cohort' && engine !== 'exact') throw new WrongInput(`--engine is ${engine}: give cohort or exact.`)
  const replications = wholeNumber('replications', text('replications'), {
    from: WORLDS_MIN,
    to: 5_000,
    otherwise: 200,
  })
  const seed = wholeNumber('seed', text('seed'), { from: 0, to: 999_999_999, otherwise: 7 })
  const threads = wholeNumber('threads', text('threads'), {
    from: 1,
    to: 64,
    otherwise: Math.min(8, availableParallelism()),
  })
  const seconds = wholeNumber('seconds', text('seconds'), { from: 1, to: 86_400, otherwise: 600 })
  const preset = text('preset')
  if (words.length === 0) throw new WrongInput(`Name a file, or one of ${Object.keys(STARTING_POINTS).join(', ')}.`)
  if (preset !== undefined && words.length > 1)
    throw new WrongInput('--preset is shown beside no change: name one scenario with it.')
  const read = words.map(scenarioOf)
  const scenarios = preset === undefined ? read : [changed(read[0]!, preset), ...read]
  if (flag('print')) {
    io.out(JSON.stringify(scenarios[0], null, 2))
    return 0
  }
  const task: PlanningTask = { scenarios, seed, engine }
  const { lanes, end } = threadsOfNode<PlanningTask>(WORKER, threads)
  const before = process.cpuUsage()
  try {
    const runs = await worldsWithin(seconds, {
      ...{ task, lanes, replications, scenarios: scenarios.length, signal: io.signal, firstReplications: WORLDS_MIN },
      onProgress: (done, all) => io.progress(`${done} of ${all} worlds …`),
    })
    io.progress('')
    const leftOut = replications - runs[0]!.length
    const outcomes = scenarios.map((scenario, i) => outcomeOf(scenario, seed, runs[i]!))
    const { user, system } = process.cpuUsage(before)
    const cpuSeconds = Math.round((user + system) / 1e3) / 1e3
    const hashes = await Promise.all(runs.map(hashOfRuns))
    const described = scenarios.map((scenario, i) => ({
      ...{ scenario: scenario.name, engine, replications: runs[i]!.length, seed, hash: hashes[i]! },
      ...outcomes[i]!,
      ...{ leftOut, seconds: cpuSeconds },
    }))
    const [first, second] = described
    const difference = second && differenceOf(scenarios[0]!, scenarios[1]!, seed, [runs[0]!, runs[1]!])
    if (flag('json')) io.out(JSON.stringify(second ? { ...first, comparedWith: second, difference } : first))
    else {
      for (const [i, outcome] of outcomes.entries()) for (const line of told(scenarios[i]!, outcome)) io.out(line)
      if (difference) io.out(toldOfBoth(scenarios, difference.at(-1)!.fewer))
      if (leftOut > 0)
        io.out(
          `${leftOut} of ${replications} worlds are left out: ${seconds} seconds allowed no more. --seconds gives them time.`,
        )
    }
    return 0
  } finally {
    end()
  }
}

/** All worlds; or when the time is up as many as are complete for every scenario. */
async function worldsWithin(seconds: number, wanted: ReplicationsWanted<PlanningTask>): Promise<FlowRun[][]> {
  const time = AbortSignal.timeout(seconds * 1000)
  let complete: FlowRun[][] | undefined
  try {
    return await replicate({
      ...wanted,
      ...(wanted.signal && { signal: AbortSignal.any([wanted.signal, time]) }),
      onSoFar: (runs) => (complete = runs),
    })
  } catch (error) {
    if (!time.aborted || wanted.signal?.aborted) throw error
    if (complete) return complete
    throw new WrongInput(
      `Not even ${WORLDS_MIN} worlds were run in ${seconds} seconds. Give more with --seconds, plan fewer years, or use --engine cohort.`,
    )
  }
}

const OPTIONS = {
  json: { type: 'boolean' },
  schema: { type: 'boolean' },
  print: { type: 'boolean' },
  engine: { type: 'string' },
  replications: { type: 'string' },
  seed: { type: 'string' },
  threads: { type: 'string' },
  seconds: { type: 'string' },
  preset: { type: 'string' },
} as const

const SCENARIOS_MAX = 2
/** Fewer say nothing of a band. */
const WORLDS_MIN = 20
const FILE_BYTES_MAX = 1_000_000
const WORKER = new URL('../../../capabilities/planning/planning-worker.ts', import.meta.url)

function scenarioOf(word: string): Scenario {
  const given = Object.hasOwn(STARTING_POINTS, word) ? STARTING_POINTS[word as StartingPoint] : parsed(word)
  const read = readScenario(given)
  if ('scenario' in read) return read.scenario
  const [first, ...more] = read.faults
  const rest = more.length === 0 ? '' : ` ${more.length} more to correct: ${more.map(({ path }) => path).join(', ')}.`
  throw new WrongInput(`${sentenceOf(first!)}${rest}`)
}

function parsed(file: string): unknown {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat?.isFile())
    throw new WrongInput(`${file} is not a file, nor one of ${Object.keys(STARTING_POINTS).join(', ')}.`)
  if (stat.size > FILE_BYTES_MAX)
    throw new WrongInput(`${file} has ${stat.size} bytes; a scenario has at most ${FILE_BYTES_MAX}.`)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new WrongInput(`${file} is not JSON: ${(error as Error).message}.`)
  }
}

function changed(scenario: Scenario, preset: string): Scenario {
  if (!Object.hasOwn(PRESETS, preset))
    throw new WrongInput(`--preset is ${preset}: give one of ${Object.keys(PRESETS).join(', ')}.`)
  return { ...PRESETS[preset as Preset](scenario), name: `${scenario.name}: ${preset}` }
}

const round = (value: number) => Math.round(value).toLocaleString('en')

function told(
  scenario: Scenario,
  { series, waitDays, growsPerMonth, cost, drivers, clearedOn, replications }: Outcome,
): string[] {
  const end = series.at(-1)!
  const last = waitDays.all!.at(-1)!
  return [
    `${scenario.name}: about ${round(end.backlog.p50)} cases would wait on ${end.on}; in 9 of 10 of ${replications} worlds between ${round(end.backlog.p5)} and ${round(end.backlog.p95)}.`,
    growsPerMonth.p50 > 0
      ? `The queue does not clear: it grows by about ${round(growsPerMonth.p50)} a month.`
      : clearedOn
        ? `The queue is down to a month's arrivals on ${clearedOn}.`
        : `The queue shrinks by about ${round(-growsPerMonth.p50)} a month.`,
    `Half of those decided in the last year waited less than ${round(last.median.p50)} days, 9 of 10 less than ${round(last.ninthOfTen.p50)}.`,
    ...(cost
      ? [
          `It costs about ${round(cost.perYear.p50)} ${cost.currency} a year, ${round(cost.perDecision.p50)} a decision; paid by ${cost.paidBy === 'fees' ? `fees, ${cost.feePerApplication!.p50.toFixed(2)} on each other application. Whoever seeks asylum pays nothing` : 'the legislature'}.`,
        ]
      : []),
    ...(drivers.length > 0
      ? [
          `What drives it: ${drivers
            .slice(0, 3)
            .map(({ field, share }) => `${field} (${Math.round(share * 100)} %)`)
            .join(', ')}.`,
        ]
      : []),
  ]
}

/** The difference in each world is known better than either, since both have the same chance. */
function toldOfBoth([first, second]: readonly Scenario[], { p5, p50, p95 }: Five): string {
  const isFewer = p50 <= 0
  const [low, high] = isFewer ? [-p95, -p5] : [p5, p95]
  const word = isFewer ? 'fewer' : 'more'
  return `With ${first!.name} about ${round(Math.abs(p50))} ${word} wait at the end than with ${second!.name}; in 9 of 10 worlds ${round(low)} to ${round(high)} ${word}.`
}
