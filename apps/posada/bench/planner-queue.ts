import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ERROR_MAX, SMALLEST_JUDGED } from '#platform/simulation/theory/judging.ts'
import { readQueues } from '#platform/simulation/theory/reading.ts'
import { answered, type QueueAnswer } from '../commands/plan-queue.ts'
import { atMost, type BenchContext, type BenchRow, shown } from './benchmark.ts'

/** What the planner simulates against every queue with a known answer that lies beside the project. */
export async function queueRows({ progress, signal }: BenchContext): Promise<BenchRow[]> {
  const folder = folderAbove(import.meta.dirname)
  if (folder === undefined) return [shown('queueNoReferenceData', 0, '1')]
  const before = process.cpuUsage()
  const answers: QueueAnswer[] = []
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.csv'))
    .toSorted()) {
    const file = readQueues(readFileSync(join(folder, name), 'utf8'))
    if ('refused' in file) throw new Error(`${name}: ${file.refused}`)
    const told = (text: string) => progress(`${name}: ${text}`)
    answers.push(...(await answered(file, { isSoak: false, progress: told, signal })))
  }
  const { user, system } = process.cpuUsage(before)
  const figures = measured(answers)
  return [
    shown('queueValuesJudged', figures.judged, '1'),
    shown('queueValuesLeftToSoak', figures.left, '1'),
    atMost('queueBeyond3ErrorsPercent', figures.beyondPercent, '%', BEYOND_PERCENT_MAX),
    atMost('queueWorstErrors', figures.worst, 'standard errors', ERRORS_MAX),
    atMost('queueErrorPercent', figures.errorPercent, '%', ERROR_MAX * 100),
    shown('queueCpuS', (user + system) / 1e6, 's'),
  ]
}

/** One value in a hundred may lie beyond three standard errors (and 0.2 %), none beyond four and a half. */
const BEYOND_PERCENT_MAX = 1
const ERRORS_MAX = 4.5

/** Values below 10⁻³ are not judged, nor those for which a longer run is needed. */
export function measured(answers: QueueAnswer[]) {
  const withValue = answers.flatMap(({ value, estimate, standardError, verdict }) =>
    value !== null && Math.abs(value) >= SMALLEST_JUDGED
      ? [{ value, estimate: estimate ?? Number.NaN, error: standardError ?? Number.NaN, verdict }]
      : [],
  )
  const judged = withValue.filter(({ verdict }) => verdict !== 'soak')
  const off = judged.map(({ value, estimate, error }) => {
    const difference = Math.abs(estimate - value)
    return difference <= 0.002 * Math.abs(value) ? 0 : difference / error
  })
  return {
    judged: judged.length,
    left: withValue.length - judged.length,
    beyondPercent: (off.filter((errors) => !(errors <= 3)).length / judged.length) * 100,
    worst: off.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...off),
    errorPercent: Math.max(0, ...judged.map(({ error, estimate }) => (error / Math.abs(estimate)) * 100)),
  }
}

function folderAbove(folder: string): string | undefined {
  const here = join(folder, 'shared/data/queueing')
  if (existsSync(here)) return here
  return dirname(folder) === folder ? undefined : folderAbove(dirname(folder))
}
