import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hardViolations } from '#capabilities/appointments/scheduling/checking.ts'
import { scheduleAtOnce } from '#capabilities/appointments/scheduling/first-answer.ts'
import { inventedOffice, type OfficeShape } from '#capabilities/appointments/scheduling/invented-office.ts'
import type { Schedule, SchedulingProblem } from '#capabilities/appointments/scheduling/problem.ts'
import { replan } from '#capabilities/appointments/scheduling/replanning.ts'
import { budgets } from '#checks/budgets.ts'
import { atMost, type Benchmark, type BenchRow } from './benchmark.ts'

/** The scheduler on offices of real size, the command as a whole: CPU time from its start to its answer, the worst of several kinds of office. */
export const schedule: Benchmark = {
  name: 'schedule',
  about:
    'the best schedule, proven, for 2,000 and 8,000 families; a first answer at once; the worst of four kinds of office',
  async run({ progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'posada-schedule-'))
    try {
      const small = measured(SMALL, 'of 2,000')
      const large = measured(LARGE, 'of 8,000')
      return [
        atMost('scheduleCpuS2000', small.seconds, 's', budgets.schedule.cpuSeconds2000),
        atMost('scheduleGap2000', small.gap, '1', 0),
        atMost('scheduleCpuS8000', large.seconds, 's', budgets.schedule.cpuSeconds8000),
        atMost('scheduleGap8000', large.gap, '1', 0),
        atMost('scheduleFirstCpuS2000', small.firstSeconds, 's', budgets.schedule.firstCpuSeconds),
        atMost('scheduleFirstAbovePercent', small.firstAbovePercent, '%', budgets.schedule.firstAbovePercent),
        ...searched(),
      ]
    } finally {
      rmSync(folder, { recursive: true })
    }

    /** Every constraint there is, and then an officer who is ill for a week. */
    function searched(): BenchRow[] {
      progress('everything a plan may ask for')
      const problem = inventedOffice(1, { ...SMALL, everything: true })
      const all = planned(problem, join(folder, 'office.json'))
      const ill = problem.officers.map((officer, i) => (i === 3 ? { ...officer, daysOff: [5, 6, 7, 8, 9] } : officer))
      const changed = { ...problem, officers: ill }
      const before = process.cpuUsage()
      const again = replan(changed, all.assignments)
      const used = process.cpuUsage(before)
      return [
        atMost('scheduleAllCpuS2000', all.seconds, 's', budgets.schedule.allCpuSeconds2000),
        atMost('scheduleAllAbovePercent', (all.cost / all.lowerBound - 1) * 100, '%', budgets.schedule.allAbovePercent),
        atMost(
          'scheduleAllViolations',
          [...hardViolations(problem, all), ...hardViolations(changed, again)].length,
          '1',
          0,
        ),
        atMost('scheduleReplanCpuS', (used.user + used.system) / 1e6, 's', budgets.schedule.replanCpuSeconds),
        atMost('scheduleReplanMoves', again.moves / again.movesNeeded, '1', budgets.schedule.replanMoves),
      ]
    }

    function measured(shape: OfficeShape, size: string) {
      const worst = { seconds: 0, gap: 0, firstSeconds: 0, firstAbovePercent: 0 }
      for (const [kind, special] of Object.entries(KINDS)) {
        progress(`${kind}, ${size}`)
        const problem = inventedOffice(1, { ...shape, ...special })
        const best = planned(problem, join(folder, 'office.json'))
        const before = process.cpuUsage()
        const first = scheduleAtOnce(problem)
        const used = process.cpuUsage(before)
        worst.seconds = Math.max(worst.seconds, best.seconds)
        worst.gap = Math.max(worst.gap, best.cost - best.lowerBound)
        worst.firstSeconds = Math.max(worst.firstSeconds, (used.user + used.system) / 1e6)
        worst.firstAbovePercent = Math.max(worst.firstAbovePercent, (first.cost / best.cost - 1) * 100)
      }
      return worst
    }
  },
}

const SMALL = { families: 2_000, officers: 60, days: 20 }
const LARGE = { families: 8_000, officers: 240, days: 20, interpreters: 12 }
const KINDS: Record<string, Partial<OfficeShape>> = {
  'an ordinary office': {},
  'few officers for special needs': { specialOfficers: 0.1, specialFamilies: 0.2 },
  'few interpreters': { interpreters: 1 },
  'priorities of a hundred kinds': { priorityMax: 100, noticeMax: 10 },
}

/** What the command itself answers; its `seconds` are the CPU time of that whole process. */
function planned(problem: SchedulingProblem, file: string): Schedule & { seconds: number } {
  writeFileSync(file, JSON.stringify(problem))
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'schedule', file, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`schedule ended with ${status}: ${stderr.slice(0, 500)}`)
  return JSON.parse(stdout)
}

const MAIN = join(import.meta.dirname, '../main.ts')
