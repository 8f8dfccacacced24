import { readFileSync, statSync } from 'node:fs'
import { scheduleCore } from '#capabilities/appointments/scheduling/core.ts'
import { scheduleAtOnce } from '#capabilities/appointments/scheduling/first-answer.ts'
import { asksForMore, type Schedule, type SchedulingProblem } from '#capabilities/appointments/scheduling/problem.ts'
import { problemSchema, readPlan, readProblem } from '#capabilities/appointments/scheduling/reading.ts'
import { sentenceOf } from '#capabilities/appointments/scheduling/reasons.ts'
import { replan } from '#capabilities/appointments/scheduling/replanning.ts'
import { scheduleAll } from '#capabilities/appointments/scheduling/search.ts'
import { type Command, readOptions, WrongInput } from '../command.ts'

/** `posada schedule FILE.json [--json]`: who is heard when, by whom, and why; no database, no server. */
export const scheduleCommand: Command = async (args, io) => {
  const { words, flag, text } = readOptions(args, OPTIONS, 1)
  if (flag('schema')) {
    io.out(JSON.stringify(problemSchema(), null, 2))
    return 0
  }
  const [file] = words
  if (file === undefined) throw new WrongInput('Name the file to plan: posada schedule FILE.json.')
  const read = readProblem(parsed(file))
  if ('refused' in read) throw new WrongInput(read.refused)
  for (const sentence of read.ignored) io.err(sentence)
  const planned = text('replan')
  const plan = planned === undefined ? undefined : readPlan(parsed(planned))
  if (plan && 'refused' in plan) throw new WrongInput(plan.refused)
  const isFirst = flag('first')
  if (isFirst && (plan || asksForMore(read.problem)))
    throw new WrongInput('--first is for plans without rooms, long meetings, households, known officers and caps.')
  io.progress('Planning …')
  const schedule = plan
    ? replan(read.problem, plan.assignments)
    : isFirst
      ? scheduleAtOnce(read.problem)
      : best(read.problem)
  io.progress('')
  const { user, system } = process.cpuUsage()
  const seconds = Math.round((user + system) / 1e3) / 1e3
  if (flag('json')) io.out(JSON.stringify({ ...inSentences(schedule), seconds }))
  else for (const line of told(inSentences(schedule))) io.out(line)
  return 0
}

const OPTIONS = {
  json: { type: 'boolean' },
  first: { type: 'boolean' },
  schema: { type: 'boolean' },
  replan: { type: 'string' },
} as const

const best = (problem: SchedulingProblem): Schedule =>
  asksForMore(problem) ? scheduleAll(problem) : scheduleCore(problem)

/** Files and terminals get the reason as a sentence; pages say the code in the reader's language. */
function inSentences(schedule: Schedule) {
  const { assignments, cost, lowerBound, unassigned, ...moves } = schedule
  return {
    assignments: assignments.map(({ reason, ...each }) => ({ ...each, why: sentenceOf(reason) })),
    ...{ cost, lowerBound },
    unassigned: unassigned.map(({ family, reason }) => ({ family, why: sentenceOf(reason) })),
    ...moves,
  }
}

function told({ assignments, unassigned, cost, lowerBound }: ReturnType<typeof inSentences>): string[] {
  const proof = cost === lowerBound ? 'proven to be the best' : `no schedule can be below ${lowerBound}`
  return [
    ...assignments.map(
      ({ family, officer, day, slot, why }) => `${family}  day ${day}, slot ${slot}, officer ${officer}. ${why}`,
    ),
    ...unassigned.map(({ family, why }) => `${family}  no appointment. ${why}`),
    `${assignments.length} placed, ${unassigned.length} not. Cost ${cost}, ${proof}.`,
  ]
}

function parsed(file: string): unknown {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new WrongInput(`There is no file ${file.slice(0, 200)}.`)
  if (found.size > FILE_BYTES_MAX)
    throw new WrongInput(
      `The file has more than ${FILE_BYTES_MAX / 2 ** 20} MiB. Plan one site or one period at a time.`,
    )
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new WrongInput(`The file is not JSON: ${(error as Error).message.replace(/\.$/, '')}.`)
  }
}

const FILE_BYTES_MAX = 64 * 2 ** 20
