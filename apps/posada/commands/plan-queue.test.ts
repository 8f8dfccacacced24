import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from '#platform/base/environment.ts'
import { planQueueCommand } from './plan-queue.ts'

const folder = mkdtempSync(join(tmpdir(), 'posada-plan-queue-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(lines: string[], ...options: string[]) {
  const file = join(folder, 'queues.csv')
  writeFileSync(file, lines.join('\n'))
  const out: string[] = []
  const io = {
    ...{ out: (line: string) => out.push(line), err: () => {}, progress: () => {} },
    ...{ environment: realEnvironment(), signal: new AbortController().signal },
  }
  return { code: await planQueueCommand([file, ...options], io), out }
}

test('each value column of each row gets an estimate, in the order of the file, and a value is looked at only to judge', async () => {
  const { code, out } = await run(['id,rho,c,D,Wq_MDc_exact', 'b,0.5,1,1,', 'c,0.5,1,1,0.6'], '--json')
  const answers = JSON.parse(out[0]!)
  expect(Object.keys(answers[0])).toEqual(['id', 'kind', 'quantity', 'estimate', 'standardError', 'value', 'verdict'])
  expect(answers.map(({ id, value, verdict }: Record<string, unknown>) => [id, value, verdict])).toEqual([
    ['b', null, 'shown'],
    ['c', 0.6, 'differs'],
  ])
  // Wq = ρ / (2 (1 − ρ)) for fixed services: Pollaczek and Khinchine.
  for (const { estimate, standardError } of answers) {
    expect(standardError).toBeGreaterThan(0)
    expect(standardError).toBeLessThan(0.005)
    expect(Math.abs(estimate - 0.5)).toBeLessThan(4.5 * standardError)
  }
  expect(code).toBe(1)
})

test('a file that cannot be simulated is refused before anything runs', async () => {
  await expect(run(['id,c,lambda,mu', '0,1,2,1'])).rejects.toThrow(/never settles/)
})
