import { expect, test } from 'vitest'
import { fewAtOnce } from './few-at-once.ts'
import { Problem } from './problem.ts'

/** Work that ends when the test says so. */
function byHand() {
  const log: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      log.push(name)
      ends.set(name, (error) => (error ? reject(error) : resolve(name)))
    })
  return { log, work, end: (name: string, error?: Error) => ends.get(name)!(error) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('so many work at once, so many wait in the order they came, and the next is told to come again', async () => {
  const { log, work, end } = byHand()
  const inLine = fewAtOnce({ atOnceMax: 2, waitingMax: 2 })
  const all = ['a', 'b', 'c', 'd'].map((name) => inLine(work(name)))
  await turn()
  expect(log).toEqual(['a', 'b'])
  const refused = await inLine(work('e')).catch((problem: unknown) => problem)
  expect(refused).toBeInstanceOf(Problem)
  expect(refused).toMatchObject({ kind: 'busy', status: 503, retryAfterSeconds: 10 })
  end('b')
  await turn()
  expect(log).toEqual(['a', 'b', 'c'])
  // A place in line is free again.
  const late = inLine(work('f'))
  await turn()
  expect(log).toEqual(['a', 'b', 'c'])
  for (const name of ['a', 'c', 'd', 'f']) {
    end(name)
    await turn()
  }
  expect(await Promise.all([...all, late])).toEqual(['a', 'b', 'c', 'd', 'f'])
  expect(log).toEqual(['a', 'b', 'c', 'd', 'f'])
})

test('work that fails frees its place', async () => {
  const { log, work, end } = byHand()
  const inLine = fewAtOnce({ atOnceMax: 1, waitingMax: 5 })
  const failing = expect(inLine(work('a'))).rejects.toThrow('no')
  const next = inLine(work('b'))
  await turn()
  end('a', new Error('no'))
  await failing
  await turn()
  expect(log).toEqual(['a', 'b'])
  end('b')
  await next
  const again = inLine(work('c'))
  await turn()
  expect(log).toEqual(['a', 'b', 'c'])
  end('c')
  expect(await again).toBe('c')
})
