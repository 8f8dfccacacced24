import type { BenchRow } from '../bench/benchmark.ts'
import { benchmarks } from '../bench/index.ts'
import { type Command, readOptions, WrongInput, wholeNumber } from '../command.ts'

/** `posada bench [NAME] [--json]`: every figure the project holds itself to, but those of long benchmarks, or those of one. Exit 1 if one fails. */
export const benchCommand: Command = async (args, io) => {
  const { words, flag, text } = readOptions(args, { json: { type: 'boolean' }, minutes: { type: 'string' } }, 1)
  const [name] = words
  const chosen =
    name === undefined
      ? benchmarks.filter(({ isLong }) => !isLong)
      : benchmarks.filter((benchmark) => benchmark.name === name)
  if (chosen.length === 0) {
    throw new WrongInput(
      `There is no benchmark "${name!.slice(0, 40)}". There are: ${benchmarks.map((each) => each.name).join(', ')}.`,
    )
  }
  const minutes =
    text('minutes') === undefined ? undefined : wholeNumber('minutes', text('minutes'), { from: 1, to: 60 })
  const rows: BenchRow[] = []
  let isComplete = true
  for (const benchmark of chosen) {
    if (!flag('json')) io.out(`${benchmark.name}: ${benchmark.about}`)
    const context = {
      progress: (line: string) => io.progress(`${benchmark.name}: ${line}`),
      signal: io.signal,
      minutes,
    }
    try {
      const measured = await benchmark.run(context)
      rows.push(...measured)
      io.progress('')
      if (!flag('json')) for (const row of measured) io.out(`  ${tell(row)}`)
    } catch (error) {
      // Stopped by Ctrl-C, whatever was under way fails; that is not worth a word of its own.
      if (io.signal.aborted) throw new WrongInput('Stopped before the end.')
      // Something this machine lacks, such as Chromium: the others are measured all the same.
      if (!(error instanceof WrongInput) || name !== undefined) throw error
      isComplete = false
      io.err(`${benchmark.name} was not measured. ${error.message}`)
    }
  }
  if (flag('json')) io.out(JSON.stringify(rows))
  return isComplete && rows.every(({ pass }) => pass) ? 0 : 1
}

function tell({ id, value, unit, limit, pass }: BenchRow): string {
  const verdict = limit === null ? '' : pass ? `  within ${limit}` : `  MISSES ${limit}`
  return `${id.padEnd(28)} ${value} ${unit === '1' ? '' : unit}${verdict}`
}
