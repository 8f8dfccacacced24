import { readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { judge, type Verdict } from '#platform/simulation/theory/judging.ts'
import { type QueueFile, readQueues } from '#platform/simulation/theory/reading.ts'
import { simulateFile } from '#platform/simulation/theory/simulating-file.ts'
import { openThreads } from '#platform/simulation/theory/threads.ts'
import { type Command, readOptions, WrongInput } from '../command.ts'

/** `posada plan queue FILE.csv`: queues with known answers, simulated; the answers are looked at only to judge. */
export const planQueueCommand: Command = async (args, io) => {
  const { words, flag } = readOptions(args, OPTIONS, 1)
  const [name] = words
  if (name === undefined) throw new WrongInput('Name the file to simulate: posada plan queue FILE.csv.')
  const file = readFile(name)
  if (flag('check')) {
    io.out(`${file.queues.length} queues of kind ${file.kind.name} in ${file.rows.length} rows: each can be simulated.`)
    return 0
  }
  const answers = await answered(file, { isSoak: flag('soak'), progress: io.progress, signal: io.signal })
  io.progress('')
  if (flag('json')) io.out(JSON.stringify(answers.map(({ part, ...answer }) => answer)))
  else for (const line of told(file, answers)) io.out(line)
  return answers.some(({ verdict }) => verdict === 'differs') ? 1 : 0
}

const OPTIONS = { json: { type: 'boolean' }, check: { type: 'boolean' }, soak: { type: 'boolean' } } as const

export type QueueAnswer = {
  id: string
  kind: string
  quantity: string
  estimate: number | null
  standardError: number | null
  value: number | null
  verdict: Verdict
  /** Class or node, where several rows are one queue. */
  part: number | undefined
}

type Conditions = { isSoak: boolean; progress(text: string): void; signal: AbortSignal }

/** One answer for each value column of each row, in the order of the file. */
export async function answered(file: QueueFile, { isSoak, progress, signal }: Conditions): Promise<QueueAnswer[]> {
  const threads = openThreads(Math.max(1, Math.min(THREADS_MAX, availableParallelism())))
  const stop = () => void threads.close()
  signal.addEventListener('abort', stop)
  try {
    const rows = await simulateFile(file, {
      ...{ eventsMax: isSoak ? Number.POSITIVE_INFINITY : EVENTS_MAX, threads },
      progress: (done) => progress(`${done} of ${file.queues.length} queues …`),
    })
    return rows.flatMap((simulated, place) => {
      const row = file.rows[place]!
      return simulated.map((each) => {
        const value = row.values[each.quantity] ?? null
        const { quantity, estimate, standardError } = each
        const part = file.kind.part === undefined ? undefined : row.number[file.kind.part]
        return {
          ...{ id: row.id, kind: file.kind.name, quantity, estimate, standardError, value },
          ...{ verdict: judge(each, value), part },
        }
      })
    })
  } catch (error) {
    if (signal.aborted) throw new WrongInput('Stopped before the end.')
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    await threads.close()
  }
}

/** More are no faster: the slices of one queue are few. */
const THREADS_MAX = 8
/** Rows that need more are for `--soak`. */
const EVENTS_MAX = 2e9

function told(file: QueueFile, answers: QueueAnswer[]): string[] {
  const head = [
    'id',
    ...(file.kind.part === undefined ? [] : [file.kind.part]),
    'quantity',
    'estimate',
    '±',
    'value',
    '',
  ]
  const shown = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(6))))
  const lines = answers.map(({ id, part, quantity, estimate, standardError, value, verdict }) => [
    ...[id, ...(part === undefined ? [] : [String(part)]), quantity, shown(estimate)],
    ...[standardError === null ? '–' : String(Number(standardError.toPrecision(2))), shown(value), verdict],
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((cells) => cells[i]!.length)))
  return [head, ...lines].map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

function readFile(name: string): QueueFile {
  const found = statSync(name, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new WrongInput(`There is no file ${name.slice(0, 200)}.`)
  if (found.size > FILE_BYTES_MAX) throw new WrongInput(`The file has more than ${FILE_BYTES_MAX / 2 ** 20} MiB.`)
  const file = readQueues(readFileSync(name, 'utf8'))
  if ('refused' in file) throw new WrongInput(file.refused)
  return file
}

const FILE_BYTES_MAX = 4 * 2 ** 20
