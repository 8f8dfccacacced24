import { expect, test } from 'vitest'
import { flood, shareApart } from './flood.ts'
import { quantile } from './measure.ts'

const MINUTES = Number(process.env.POSADA_SOAK_MINUTES || 10)

test('3,000 phones among 100,000 pieces of junk in 10 minutes: all accepted once, p95 under 2 s, the junk apart', {
  timeout: 3_600_000,
}, async () => {
  const [phones, junk] = [300 * MINUTES, 10_000 * MINUTES]
  const result = await flood({ phones, junk, seconds: 60 * MINUTES, seed: 1_000 })
  const p95 = quantile(result.tookMs, 0.95)
  const { sent, apart, waiting, households, seconds } = result
  console.info(JSON.stringify({ phones, p95, share: shareApart(result), sent, apart, waiting, households, seconds }))
  expect(result.wrong).toEqual([])
  expect(result.tookMs).toHaveLength(phones)
  expect(p95).toBeLessThan(2_000)
  expect(shareApart(result)).toBeGreaterThanOrEqual(0.99)
  expect(waiting).toBe(sent.surplus)
  expect(households).toBe(phones + 1 + sent.surplus)
})
