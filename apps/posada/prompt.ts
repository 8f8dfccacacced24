import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { WrongInput } from './command.ts'

/** Asks for one line; what is typed at a hidden question does not show. */
export type Ask = (question: string, options?: { hidden?: boolean }) => Promise<string>

/**
 * Lends `work` a way to ask whoever sits at the terminal. Without a terminal the answers are the lines of the standard
 * input, in the same order, so that a script can give them.
 */
export async function withPrompt<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  const isTerminal = process.stdin.isTTY === true
  let isMuted = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isMuted) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: process.stdin, output, terminal: isTerminal })
  const answers = lines[Symbol.asyncIterator]()
  try {
    return await work(async (question, { hidden = false } = {}) => {
      if (isTerminal) process.stderr.write(question)
      isMuted = hidden
      const { value, done } = await answers.next()
      isMuted = false
      if (hidden && isTerminal) process.stderr.write('\n')
      if (done) throw new WrongInput(`An answer is missing: ${question.trim()}`)
      return String(value).trim()
    })
  } finally {
    lines.close()
  }
}
