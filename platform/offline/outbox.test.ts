import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Delivery, type OutboxEntry, openOutbox, pauseMs } from './outbox.ts'
import { memoryStore } from './store.ts'

const still = { bytes: (length: number) => new Uint8Array(length) }

/** An outbox whose network answers as told, and whose time stands still unless moved. */
async function outboxWith(answer: (entry: OutboxEntry<string>) => Delivery<string> | 'lost') {
  const store = memoryStore()
  const received: string[] = []
  const refused: string[] = []
  const time = { now: 0, timer: undefined as (() => void) | undefined }
  const outbox = await openOutbox<string, string>({
    name: 'out',
    store,
    clock: () => time.now,
    random: still,
    timers: {
      after(_, callback) {
        time.timer = callback
        return () => {
          time.timer = undefined
        }
      },
    },
    async deliver(entries) {
      const outcomes = entries.map((entry) => [entry.id, answer(entry)] as const)
      if (outcomes.some(([, outcome]) => outcome === 'lost')) throw new TypeError('no network')
      return new Map(outcomes as [string, Delivery<string>][])
    },
    onReceived: async ({ id }) => void received.push(id),
    onRefused: async ({ id }) => void refused.push(id),
  })
  return { outbox, store, received, refused, time }
}

test('an entry stays on the phone until its signed receipt is there', async () => {
  let network: Delivery<string> | 'lost' = 'lost'
  const { outbox, received } = await outboxWith(() => network)
  await outbox.add('a', 'household')
  await outbox.sendNow()
  expect(outbox.waiting.value).toBe(1)
  network = { kind: 'later' } // a captive portal answered 200
  await outbox.sendNow()
  expect(outbox.waiting.value).toBe(1)
  network = { kind: 'received', receipt: 'signed' }
  await outbox.sendNow()
  expect([outbox.waiting.value, received]).toEqual([0, ['a']])
})

test('a refused entry is handed to a person once and not sent again', async () => {
  const { outbox, refused } = await outboxWith(() => ({ kind: 'refused', reason: 'conflict' }))
  await outbox.add('a', 'household')
  await outbox.sendNow()
  await outbox.sendNow()
  expect(refused).toEqual(['a'])
})

test('it tries again by itself when the pause is over', async () => {
  let tries = 0
  const { outbox, time } = await outboxWith(() => (++tries < 2 ? 'lost' : { kind: 'received', receipt: 'signed' }))
  await outbox.add('a', 'household')
  await outbox.sendNow()
  time.now = 60_000
  time.timer?.()
  await expect.poll(() => outbox.waiting.value).toBe(0)
})

test('a clock set back by years does not keep an entry waiting for years', async () => {
  let tries = 0
  const { outbox, time } = await outboxWith(() => (++tries < 2 ? 'lost' : { kind: 'received', receipt: 'signed' }))
  time.now = Date.UTC(2031, 0)
  await outbox.add('a', 'household')
  await outbox.sendNow()
  time.now = Date.UTC(2021, 0)
  time.timer?.()
  await expect.poll(() => outbox.waiting.value).toBe(0)
})

test('pauses grow, stay within ten minutes, and never fall under two seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.uint8Array({ minLength: 2, maxLength: 2 }), (attempts, drawn) => {
      const pause = pauseMs(attempts, { bytes: () => drawn })
      expect(pause).toBeGreaterThanOrEqual(2_000)
      expect(pause).toBeLessThanOrEqual(600_000)
    }),
  )
})
