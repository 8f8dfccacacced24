import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestWorld, testWorld } from '#checks/harness/server.ts'
import { isSignedBy, parseHead } from './head.ts'
import { createSealer } from './sealing.ts'

let t: TestWorld
beforeAll(async () => {
  t = await testWorld({ people: 20 })
})
afterAll(() => t.close())

test('anyone can fetch and keep the newest head of an authority; of a journey nobody can, nor see that it exists', async () => {
  const { authority, journey } = t.practice
  const ask = (operationId: string) => t.request(`/api/ledger-heads/${operationId}`)
  expect((await ask(authority.operationId)).status).toBe(404) // nothing sealed yet
  const sealer = createSealer({ ...t.world, keysOf: t.world.keyring.find })
  for (const { operationId } of [authority, journey]) expect(await sealer.seal(operationId)).toBeGreaterThan(0)

  const reply = await ask(authority.operationId)
  expect(reply.status).toBe(200)
  const text = await reply.text()
  expect(text.endsWith('\n')).toBe(true)
  const head = parseHead(text.trimEnd())!
  expect(isSignedBy((await t.world.keyring.find(authority.operationId))!.ledger.publicKey, head)).toBe(true)

  const [ofJourney, ofNobody] = [await ask(journey.operationId), await ask('00000000-0000-4000-8000-000000000001')]
  expect(ofJourney.status).toBe(404)
  expect(await ofJourney.json()).toEqual(await ofNobody.json())
})
