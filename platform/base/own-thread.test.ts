import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { realEnvironment } from './environment.ts'
import { createOwnThread } from './own-thread.ts'

const { timers } = realEnvironment()
const folder = mkdtempSync(join(tmpdir(), 'posada-own-thread-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, 'work-worker.mjs')
writeFileSync(
  file,
  `export default (task) => {
     if (task === 'long') for (;;) ;
     if (task === 'large') { const all = []; for (;;) all.push(new Array(100_000).fill(0.5)) }
     if (task === 'wrong') throw new RangeError('no such task')
     return [task, Object.keys(process.env).length]
   }`,
)
const threadWith = (msMax: number) =>
  createOwnThread<string, unknown>(pathToFileURL(file), { msMax, megabytesMax: 32, idleMs: 1_000 }, timers)

test('work is done apart, with no setting of the process; what it throws comes back', async () => {
  const thread = threadWith(20_000)
  expect(await thread.run('one')).toEqual(['one', 0])
  await expect(thread.run('wrong')).rejects.toThrow('no such task')
  expect(await thread.run('two')).toEqual(['two', 0])
  await thread.close()
})

test('what takes too long or too much memory is ended and told apart, and the next task is done', async () => {
  const short = threadWith(300)
  await expect(short.run('long')).rejects.toMatchObject({ of: 'time' })
  await short.close()
  const thread = threadWith(20_000)
  await expect(thread.run('large')).rejects.toMatchObject({ of: 'memory' })
  expect(await thread.run('after')).toEqual(['after', 0])
  await thread.close()
})

test('closing ends what is under way; a later task starts the thread anew', async () => {
  const thread = threadWith(20_000)
  const under = thread.run('long')
  const ended = expect(under).rejects.toThrow()
  await thread.close()
  await ended
  expect(await thread.run('later')).toEqual(['later', 0])
  await thread.close()
})
