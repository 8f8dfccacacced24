import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Environment } from '#platform/base/environment.ts'

/** What a command may use of the world around it. */
export type CommandIo = {
  out(line: string): void
  err(line: string): void
  /** One line that replaces itself; silent unless a person watches on a terminal. */
  progress(text: string): void
  environment: Environment
  /** Set when the person presses Ctrl-C: end in order. */
  signal: AbortSignal
}

/** Answers with the exit code: 0 done, 1 not done or not true, 2 wrong input. */
export type Command = (args: string[], io: CommandIo) => Promise<number>

/** Wrong input, told as one clear sentence; the command line prints it and exits with 2. */
export class WrongInput extends Error {}

type Options = Record<string, { type: 'string' | 'boolean' }>

/** Options and words of a command; an unknown option or a missing value is `WrongInput` with a sentence naming it. */
export function readOptions(args: string[], options: Options, wordsMax = 0) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: wordsMax > 0, strict: true })
    if (positionals.length > wordsMax) throw new Error(`Too many words: ${positionals.slice(wordsMax).join(' ')}.`)
    const text = (name: string): string | undefined => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    }
    return { words: positionals, text, flag: (name: string): boolean => values[name] === true }
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/)
    throw new WrongInput(`${sentence!.replace(/\.$/, '')}.`)
  }
}

/** A whole number in a range, or `WrongInput` that says which range. */
export function wholeNumber(
  name: string,
  given: string | undefined,
  range: { from: number; to: number; otherwise?: number },
): number {
  const { from, to, otherwise } = range
  const value = given === undefined ? otherwise : /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN
  if (value === undefined || !(value >= from && value <= to)) {
    throw new WrongInput(`--${name} takes a whole number from ${from} to ${to}.`)
  }
  return value
}

/** The name of a file to write, or `WrongInput` when its folder is not there. */
export function fileToWrite(name: string, given: string): string {
  const folder = dirname(resolve(given))
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new WrongInput(`--${name} names a file in a folder that is not there: ${folder}.`)
  return given
}
