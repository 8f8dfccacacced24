import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { type OutboxHistory, whatIsWrong } from './outbox-history.ts'
import { hashesOf, judgeSeeds, runOutboxes } from './outbox-run.ts'

const SEEDS = 300
/** Seeds that once found something; they stay. */
const PERMANENT = [282, 287, 288, 300]

test('300 seeds: clocks ten years off, crashes and a bad network lose and double nothing', async () => {
  const seeds = [...PERMANENT, ...Array.from({ length: SEEDS }, (_, index) => index + 1)]
  expect(await judgeSeeds(seeds)).toEqual([])
})

test('the same seed gives the same trace, in another process too; another seed another', async () => {
  const first = await hashesOf(20)
  expect(await hashesOf(20)).toEqual(first)
  expect(new Set(first).size).toBe(20)
  const program = `import { hashesOf } from '#platform/offline/simulation/outbox-run.ts'; console.log(JSON.stringify(await hashesOf(20)))`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: new URL('../../..', import.meta.url),
  })
  expect(JSON.parse(printed.toString())).toEqual(first)
})

test('the checker finds each kind of loss, doubling and false belief', async () => {
  const { history } = await runOutboxes(5)
  const [one] = history.promised
  const broken: Partial<OutboxHistory>[] = [
    { stored: history.stored.slice(1) },
    { stored: [...history.stored, history.stored[0]!] },
    { stored: [...history.stored, { id: 'stranger', body: '' }] },
    { stored: history.stored.map((each) => (each.id === one!.id ? { ...each, body: 'other' } : each)) },
    { believed: history.believed.slice(1) },
    { believed: [...history.believed, 'stranger'] },
    { waiting: [one!.id] },
  ]
  expect(whatIsWrong(history)).toEqual([])
  for (const change of broken) expect(whatIsWrong({ ...history, ...change })).not.toEqual([])
})
