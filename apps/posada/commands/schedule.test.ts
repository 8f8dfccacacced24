import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { countedCost, hardViolations } from '#capabilities/appointments/scheduling/checking.ts'
import { inventedOffice } from '#capabilities/appointments/scheduling/invented-office.ts'
import { realEnvironment } from '#platform/base/environment.ts'
import { scheduleCommand } from './schedule.ts'

const folder = mkdtempSync(join(tmpdir(), 'posada-schedule-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(content: unknown, ...options: string[]) {
  const file = join(folder, 'office.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  const lines: string[] = []
  const errors: string[] = []
  const io = {
    ...{ out: (line: string) => lines.push(line), err: (line: string) => errors.push(line), progress: () => {} },
    ...{ environment: realEnvironment(), signal: new AbortController().signal },
  }
  const code = await scheduleCommand([file, ...options], io)
  return { code, lines, errors }
}

test('schedule prints assignments, cost, bound and reasons as one line of JSON', async () => {
  const problem = inventedOffice(2, { families: 60, officers: 4, days: 8 })
  const { code, lines, errors } = await run(problem, '--json')
  expect({ code, errors, lines: lines.length }).toEqual({ code: 0, errors: [], lines: 1 })
  const printed = JSON.parse(lines[0]!)
  expect(Object.keys(printed)).toEqual(['assignments', 'cost', 'lowerBound', 'unassigned', 'seconds'])
  expect(Object.keys(printed.assignments[0])).toEqual(['family', 'officer', 'day', 'slot', 'interpreter', 'why'])
  expect(Object.keys(printed.unassigned[0])).toEqual(['family', 'why'])
  expect(hardViolations(problem, printed)).toEqual([])
  expect([printed.cost, printed.lowerBound]).toEqual([countedCost(problem, printed), printed.cost])
  const first = JSON.parse((await run(problem, '--json', '--first')).lines[0]!)
  expect(hardViolations(problem, first)).toEqual([])
  expect(first.cost).toBeGreaterThanOrEqual(printed.cost)
})

test('what is not a plan is refused with one sentence', async () => {
  await expect(run('{"days":')).rejects.toThrow(/^The file is not JSON: .*\.$/)
  await expect(run({ days: 3 })).rejects.toThrow(/^slotsPerDay is missing: give a whole number of slots/)
  await expect(run([])).rejects.toThrow(/^The file must hold one object/)
})

test('a long answer reaches the end of a pipe', async () => {
  const problem = inventedOffice(2, { families: 900, officers: 20, days: 20 })
  await run(problem)
  const answer = execFileSync(process.execPath, [
    'apps/posada/main.ts',
    'schedule',
    join(folder, 'office.json'),
    '--json',
  ])
  expect(answer.length).toBeGreaterThan(100_000)
  expect(JSON.parse(answer.toString()).lowerBound).toBeGreaterThan(0)
})
