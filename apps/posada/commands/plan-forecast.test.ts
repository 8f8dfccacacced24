import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { WrongInput } from '../command.ts'
import { planForecastCommand } from './plan-forecast.ts'

const folder = mkdtempSync(join(tmpdir(), 'posada-forecast-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(rows: string[], ...options: string[]) {
  const file = join(folder, 'months.csv')
  writeFileSync(file, ['month,value', ...rows].join('\n'))
  const lines: string[] = []
  const io = {
    ...{ out: (line: string) => lines.push(line), err: (line: string) => lines.push(line), progress: () => {} },
    ...{ environment: realEnvironment(), signal: new AbortController().signal },
  }
  const code = await planForecastCommand([file, ...options], io)
  return { code, lines }
}

const rows = Array.from(
  { length: 48 },
  (_, i) => `${2018 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')},${500 + ((i * 37) % 90)}`,
)

test('plan forecast prints the method and one month after the other as JSON', async () => {
  const { code, lines } = await run(rows, '--horizon', '14', '--json')
  expect({ code, lines: lines.length }).toEqual({ code: 0, lines: 1 })
  const printed = JSON.parse(lines[0]!)
  expect(printed).toMatchObject({ method: 'combination', ground: 'given', notes: [] })
  expect(printed.months).toHaveLength(14)
  expect(Object.keys(printed.months[0])).toEqual(['month', 'p10', 'p50', 'p90'])
  expect([printed.months[0].month, printed.months[13].month]).toEqual(['2022-01', '2023-02'])
})

test('for people it prints a table, and says when the past gives no ground', async () => {
  const { lines } = await run([...rows.toReversed(), '2022-01,9000'])
  expect(lines[0]).toMatch(/^month +lower/)
  expect(lines.slice(1, 13).map((line) => line.slice(0, 7))).toEqual(
    Array.from({ length: 12 }, (_, i) => (i === 11 ? '2023-01' : `2022-${String(i + 2).padStart(2, '0')}`)),
  )
  expect(lines.join('\n')).toContain('they were put in order')
  expect(lines.at(-1)).toMatch(/^The newest month lies far above every month before/)
})

test('wrong input is one sentence', async () => {
  for (const horizon of ['0', '61', '1.5', 'twelve', '-1'])
    await expect(run(rows, `--horizon=${horizon}`)).rejects.toThrow('--horizon takes a whole number from 1 to 60.')
  await expect(run(rows, '--horizon', '-3')).rejects.toThrow('--horizon takes a whole number from 1 to 60.')
  await expect(run(['2021-01,"1,234"'])).rejects.toThrow(/Line 2, value: "1,234" stands there/)
  await expect(run(rows.slice(0, 5))).rejects.toThrow(WrongInput)
})
