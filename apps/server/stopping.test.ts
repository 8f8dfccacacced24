import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testWorld } from '#checks/harness/server.ts'

test('told to stop, it ends soon, although phones keep their connections and keep asking', async () => {
  const t = await testWorld({ people: 10 })
  const server = await t.serve()
  let isOver = false
  const phones = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (!isOver) {
        await fetch(`${server.url}/api/registrations/status`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ accessCode: 'A'.repeat(26) }),
        }).catch(() => undefined)
        await pause(5)
      }
    }),
  )
  await pause(200)
  const startedAt = performance.now()
  await server.stop()
  const tookMs = performance.now() - startedAt
  isOver = true
  await phones
  await t.close()
  expect(tookMs).toBeLessThan(3_000)
})
