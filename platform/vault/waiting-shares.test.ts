import { expect, test } from 'vitest'
import { createWaitingShares, WAITING_SHARE_MS } from './waiting-shares.ts'

const zeros = new Uint8Array(4)
const share = (byte: number) => new Uint8Array(4).fill(byte)

function waitingFrom(start = 0) {
  let now = start
  const waiting = createWaitingShares({ clock: () => now })
  return { waiting, wait: (ms: number) => (now += ms) }
}

test('a custodian who came alone is waited for, fifteen minutes and not one longer; then the share is zeros', () => {
  const { waiting, wait } = waitingFrom(1_000)
  expect([waiting.count('a'), waiting.take('a')]).toEqual([0, []])
  const first = share(1)
  waiting.add('a', 1, first)
  expect(WAITING_SHARE_MS).toBe(900_000)
  wait(WAITING_SHARE_MS - 1)
  expect([waiting.count('a'), waiting.count('b')]).toEqual([1, 0])
  expect(first).toEqual(share(1))
  wait(1)
  expect(waiting.count('a')).toBe(0)
  expect(first).toEqual(zeros)
})

test('only the share whose time is over goes; whoever comes, counts or takes finds no old one', () => {
  const { waiting, wait } = waitingFrom()
  const [early, late, other] = [share(1), share(2), share(3)]
  waiting.add('a', 1, early)
  wait(WAITING_SHARE_MS / 2)
  waiting.add('a', 2, late)
  waiting.add('b', 1, other)
  wait(WAITING_SHARE_MS / 2)
  waiting.add('b', 2, share(4))
  expect(early).toEqual(share(1)) // nobody asked about this operation yet
  expect(waiting.take('a')).toEqual([share(2)])
  expect([early, late]).toEqual([zeros, share(2)])
  expect([waiting.count('a'), waiting.count('b')]).toEqual([0, 2])
  wait(WAITING_SHARE_MS / 2)
  waiting.add('b', 3, share(5))
  expect(other).toEqual(zeros)
  expect(waiting.take('b')).toEqual([share(4), share(5)])
})

test('the same custodian again takes the place of before, and the time begins anew', () => {
  const { waiting, wait } = waitingFrom()
  const [before, again] = [share(1), share(2)]
  waiting.add('a', 1, before)
  wait(WAITING_SHARE_MS - 1)
  waiting.add('a', 1, again)
  expect(before).toEqual(zeros)
  wait(WAITING_SHARE_MS - 1)
  expect(waiting.take('a')).toEqual([share(2)])
  expect(again).toEqual(share(2)) // handed out: whoever took it wipes it
})

test('what is forgotten is zeros: of one operation, or of all of them', () => {
  const { waiting } = waitingFrom()
  const [a, b, c] = [share(1), share(2), share(3)]
  waiting.add('a', 1, a)
  waiting.add('b', 1, b)
  waiting.add('c', 2, c)
  waiting.forget('a')
  waiting.forget('nobody')
  expect([a, b, c]).toEqual([zeros, share(2), share(3)])
  expect([waiting.count('a'), waiting.count('b')]).toEqual([0, 1])
  waiting.forgetAll()
  expect([b, c]).toEqual([zeros, zeros])
  expect([waiting.count('b'), waiting.count('c')]).toEqual([0, 0])
})
