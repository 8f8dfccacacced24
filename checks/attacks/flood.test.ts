import { expect, test } from 'vitest'
import { flood, junkKinds, shareApart } from './flood.ts'
import { quantile } from './measure.ts'

test('in a flood of junk from the same address every family is accepted once and soon, and the junk lies apart', {
  timeout: 90_000,
}, async () => {
  const [phones, junk] = [40, 900]
  const result = await flood({ phones, junk, seconds: 4, seed: 1 })
  expect(result.wrong).toEqual([])
  expect(result.tookMs).toHaveLength(phones)
  expect(quantile(result.tookMs, 0.95)).toBeLessThan(2_000)
  expect(junkKinds.filter((kind) => result.sent[kind] < 10)).toEqual([])
  expect(shareApart(result)).toBeGreaterThanOrEqual(0.99)
  // Well-formed surplus waits with the rest; lists and totals hold families and those who wait, and no junk.
  expect(result.waiting).toBe(result.sent.surplus)
  expect(result.households).toBe(phones + 1 + result.sent.surplus)
})
