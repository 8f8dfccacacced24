import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { alterCiphertexts } from './ciphertexts.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

test('10,000 altered or moved names open for nobody, and all others open', { timeout: 3_600_000 }, async () => {
  expect(await alterCiphertexts(t, { cases: 10_000, seed: 1_000 })).toEqual([])
})
