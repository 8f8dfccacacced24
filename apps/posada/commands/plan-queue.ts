import { readFileSync, statSync } from 'node:fs'
import { type QueueFile, readQueues } from '#platform/simulation/theory/reading.ts'
import { type Command, readOptions, WrongInput } from '../command.ts'

/** `posada plan queue FILE.csv`: queues with known answers, simulated. */
export const planQueueCommand: Command = async (args, io) => {
  const { words } = readOptions(args, OPTIONS, 1)
  const [name] = words
  if (name === undefined) throw new WrongInput('Name the file to simulate: posada plan queue FILE.csv.')
  const file = readFile(name)
  io.out(`${file.queues.length} queues of kind ${file.kind.name} in ${file.rows.length} rows: each can be simulated.`)
  return 0
}

const OPTIONS = { json: { type: 'boolean' }, check: { type: 'boolean' } } as const

function readFile(name: string): QueueFile {
  const found = statSync(name, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new WrongInput(`There is no file ${name.slice(0, 200)}.`)
  if (found.size > FILE_BYTES_MAX) throw new WrongInput(`The file has more than ${FILE_BYTES_MAX / 2 ** 20} MiB.`)
  const file = readQueues(readFileSync(name, 'utf8'))
  if ('refused' in file) throw new WrongInput(file.refused)
  return file
}

const FILE_BYTES_MAX = 4 * 2 ** 20
